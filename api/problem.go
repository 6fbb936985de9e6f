package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yaodian/corpus/correct"
	"yaodian/corpus/export"
	"yaodian/corpus/store"
	"yaodian/parser/format"
)

// Codes of failures that are the service's own, beside those of the readers.
const (
	codeNotFound   format.Code = store.CodeNotFound
	codeMethod     format.Code = "method_not_allowed"
	codeInvalid    format.Code = "invalid_request"
	codeBusy       format.Code = "busy"
	codeNotReady   format.Code = "not_ready"
	codeInternal   format.Code = "internal"
	codeCrossSite  format.Code = "cross_site"
	codeNeedsToken format.Code = store.CodeUnauthorized
	codeForbidden  format.Code = "forbidden"
	codeElsewhere  format.Code = "not_this_machine"
	codeTooOften   format.Code = "too_many_requests"
	codeBadKey     format.Code = "bad_idempotency_key"
	codeSlow       format.Code = "request_timeout"
	codeRange      format.Code = "bad_range"
)

// problemKind is a row of the one table from codes to answers.
type problemKind struct {
	Code   format.Code
	Status int
	Title  string // never varies between occurrences
	TitleZ string // the same in Chinese
	Help   string // what to do about it, for the page that explains the type
	HelpZ  string
}

// problemKinds is that table. The `type` of a problem is /problems/CODE, a
// reference that resolves against the service and shows Help.
var problemKinds = []problemKind{
	{format.CodeEmpty, 422, "Nothing to read", "没有可读的内容",
		"The file has no bytes, or no text in them. Upload the notice itself.", "文件为空，或其中没有文字。请上传通知原文。"},
	{format.CodeUnsupported, 415, "Format not supported", "不支持的格式",
		"The bytes are none of the formats that are read: text, HTML, Markdown, PDF, DOCX, DOC, WPS, OFD, RTF. The content decides, not the file's name. Save the notice in one of these.",
		"文件内容不属于可读取的格式（文本、HTML、Markdown、PDF、DOCX、DOC、WPS、OFD、RTF）。以内容而非扩展名判断，请另存为其中一种。"},
	{format.CodeDamaged, 422, "File damaged", "文件已损坏",
		"The file is of a known format but broken, often an interrupted download. Fetch it again, or open it and save it anew.", "文件格式可以识别，但内容已损坏，常见原因是下载中断。请重新下载，或打开后另存。"},
	{format.CodePassword, 422, "Password needed", "文件有密码",
		"The file cannot be opened without a password. Upload a copy without one.", "文件需要密码才能打开，请上传未加密的副本。"},
	{format.CodeNoTextLayer, 422, "A scan without text", "扫描件，没有文字层",
		"The pages are images. Recognise the text first (OCR), or find the notice in another format.", "页面是图片。请先做文字识别（OCR），或改用其他格式的原文。"},
	{format.CodeUnreliable, 422, "Text layer unreliable", "文字层不可靠",
		"The text inside the file is garbled although its pages may look right. Export it again, or use another format.", "文件内的文字编码混乱（页面看起来可能正常）。请重新导出，或改用其他格式。"},
	{format.CodeTooLarge, 413, "Too large", "文件过大",
		"The file, or what it unpacks to, is over a limit. A notice is far smaller: look what the file holds.", "文件或其解压后的内容超过上限。通知一般远小于此，请检查文件内容。"},
	{format.CodeTimeout, 422, "Reading took too long", "读取超时",
		"Reading was stopped at its time limit; such files are mostly damaged. Save the notice anew.", "读取超过时限被中止，多因文件损坏。请重新保存后再试。"},
	{format.CodeKilled, 422, "Reading was stopped", "读取被中止",
		"The process that read the file used too much memory and was stopped; nothing else was affected. Save the notice anew.", "读取该文件的进程占用过多内存而被中止，其他内容不受影响。请重新保存后再试。"},
	{codeNotFound, 404, "Not found", "未找到", "There is no such document or address. It may have been deleted.", "没有这份文件或这个地址，可能已被删除。"},
	{codeMethod, 405, "Method not allowed", "不支持的请求方法", "The address exists but does not answer this method. /docs lists what it answers.", "该地址不支持此请求方法，可用方法见 /docs。"},
	{codeInvalid, 422, "Invalid request", "请求不合规范", "A parameter or the body is not as described. The answer's errors say where; /docs describes each.", "参数或请求体不符合规范，具体位置见 errors，规范见 /docs。"},
	{codeSlow, 408, "Sent too slowly", "发送过慢", "The request took longer to arrive than it may. Nothing was stored of a single file; of a batch, what had arrived is being read. Send it again, over a better connection or in smaller parts.",
		"请求未在时限内发送完毕。单个文件没有保存；批量上传中已收到的文件会继续处理。请在网络较好时重新发送，或分批上传。"},
	{codeBusy, 429, "Busy", "服务繁忙", "As many files are being read and waiting as the service takes. Try again after the seconds in Retry-After; nothing was stored.", "排队已满。请在 Retry-After 所示秒数后重试，本次没有保存任何内容。"},
	{codeNotReady, 503, "Not ready", "尚未就绪", "The service is starting or stopping, or its database does not answer. Try again shortly; whoever runs the service finds the cause in its log.", "服务正在启动或停止，或数据库没有响应。请稍后再试，原因见服务日志。"},
	{store.CodeBadCursor, 400, "Cursor not valid", "游标无效", "Cursors are opaque and belong to one list: take them from the answer before, or start without one.", "游标只能取自同一列表的上一次应答，请去掉游标重新开始。"},
	{store.CodeBadFilter, 400, "Filter not valid", "筛选条件无效", "A filter's value is out of bounds; /docs describes each.", "筛选条件超出范围，规范见 /docs。"},
	{store.CodeStale, 412, "Changed meanwhile", "内容已被更新", "Somebody else changed the document after you looked at it; nothing was done. Look at it again and repeat the change.", "您打开之后，这份文件已被他人修改，本次没有保存。请重新查看后再操作。"},
	{codeRange, 416, "No such range", "范围无效", "The Range header asks for bytes that the file does not have. Ask without it, or look at Content-Range, which tells the size.", "Range 请求头超出文件大小。请去掉该请求头，或按 Content-Range 所示大小重新请求。"},
	{export.CodeFormat, 422, "No such format", "没有这种导出格式", "The answer lists the formats that are written.", "可用的导出格式见错误说明。"},
	{store.CodeBusy, 503, "Database busy", "数据库繁忙", "Another process is writing to the database. Try again.", "另一个进程正在写入数据库，请稍后再试。"},
	{store.CodeUnavailable, 503, "Database unavailable", "数据库不可用", "The database does not answer. Whoever runs the service finds the cause in its log.", "数据库没有响应，原因见服务日志。"},
	{store.CodeFull, 507, "Disk full", "磁盘已满", "There is no room for more documents. Whoever runs the service must free some.", "磁盘空间不足，请管理员清理。"},
	{store.CodeReadOnly, 503, "Database read-only", "数据库只读", "The database takes no writes at present.", "数据库暂不接受写入。"},
	{store.CodeCorrupt, 500, "Stored value damaged", "存储内容损坏", "A stored value cannot be read. Whoever runs the service restores it from a backup.", "存储的内容无法读取，请管理员从备份恢复。"},
	{store.CodeSchemaNewer, 500, "Database newer than the program", "数据库版本较新", "The database was made by a newer yaodian. Run that version.", "数据库由更新版本的程序创建，请使用该版本。"},
	{codeBadKey, 400, "Idempotency-Key not valid", "Idempotency-Key 无效", "Send a value of 1 to 255 visible ASCII characters, a new one for each new request, such as a UUID.", "请使用 1 至 255 个可见 ASCII 字符，每个新请求用新的值，例如 UUID。"},
	{store.CodeKeyInHand, 409, "Request in hand", "请求正在处理", "The first request with this Idempotency-Key is not answered yet. Ask again shortly; nothing was done twice.", "带有同一 Idempotency-Key 的请求尚在处理。请稍后再试，不会重复执行。"},
	{store.CodeKeyReused, 422, "Idempotency-Key used before", "Idempotency-Key 已用于其他请求", "A key belongs to one request. Send a new key with other files.", "一个 Idempotency-Key 只属于一个请求，内容不同请使用新的值。"},
	{codeNeedsToken, 401, "Token needed", "需要令牌", "Programs send Authorization: Bearer TOKEN; people sign in at /signin. Whoever runs the service makes tokens with `yaodian token add`. One that was valid before has been revoked.",
		"程序请在请求头中携带 Authorization: Bearer 令牌，个人请在 /signin 登录。令牌由管理员用 yaodian token add 签发；原先有效的令牌若失效，说明已被吊销。"},
	{codeForbidden, 403, "Not permitted", "没有权限", "The token is valid but its role does not allow this: readers look, writers also add, correct and delete, admins also see the audit log. Ask whoever runs the service for a token of the role.",
		"令牌有效，但其角色无权进行此操作：reader 可查看，writer 还可上传、更正和删除，admin 还可查看审计记录。请向管理员申请相应角色的令牌。"},
	{codeElsewhere, 421, "For its own machine only", "仅限本机使用",
		"Whoever runs the service opens it to others with `yaodian serve --addr` and tokens, and names a proxy in front with --proxy.", "管理员可用 yaodian serve --addr 并签发令牌向他人开放；前面有代理时用 --proxy 指明。"},
	{codeTooOften, 429, "Too many requests", "请求过于频繁",
		"One token, or one address without a token, asked more often than the service allows. Wait for the seconds in Retry-After; nothing was stored.", "同一令牌（或没有令牌的同一地址）请求过于频繁。请在 Retry-After 所示秒数后重试，本次没有保存任何内容。"},
	{codeCrossSite, 403, "Cross-site request refused", "拒绝跨站请求", "A page of another site tried to change something here through your browser.", "其他网站的页面试图通过您的浏览器修改本站内容，已拒绝。"},
	{codeInternal, 500, "Internal error", "内部错误", "A fault of the service. Report it with the request id, which its log holds too.", "服务自身的错误。请将请求编号（X-Request-Id）告知管理员，日志中有对应记录。"},
}

// kindOf looks a code up; an unknown one is an internal error.
func kindOf(code format.Code) problemKind {
	for _, k := range problemKinds {
		if k.Code == code {
			return k
		}
	}
	return kindOf(codeInternal)
}

// Problem is the body of every failure (RFC 9457).
type Problem struct {
	Type      string              `json:"type" doc:"A reference to a page that explains the kind of failure, relative to the service." example:"/problems/no_text_layer"`
	Title     string              `json:"title" doc:"The kind of failure in words."`
	Status    int                 `json:"status"`
	Detail    string              `json:"detail" doc:"What is wrong this time and what to do."`
	Code      format.Code         `json:"code" doc:"The kind of failure, stable." example:"no_text_layer"`
	RequestID string              `json:"request_id,omitempty" doc:"Names the request in the service's log."`
	Errors    []*huma.ErrorDetail `json:"errors,omitempty" doc:"Where a request is not as described."`
	retry     int                 // seconds for Retry-After; 0 sends none
}

// Error, GetStatus, ContentType and GetHeaders make a Problem an answer of huma's.
func (p *Problem) Error() string               { return p.Detail }
func (p *Problem) GetStatus() int              { return p.Status }
func (p *Problem) ContentType(_ string) string { return "application/problem+json" }

// GetHeaders adds Retry-After where waiting helps.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{"Cache-Control": {"no-store"}}
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retry))
	}
	return h
}

func problemFor(code format.Code, detail string) *Problem {
	k := kindOf(code)
	p := &Problem{Type: "/problems/" + string(k.Code), Title: k.Title, Status: k.Status, Detail: detail, Code: k.Code}
	if p.Status == http.StatusServiceUnavailable {
		p.retry = 2
	}
	return p
}

// asProblem maps any error to the answer for it. What is not meant to be shown
// is logged and answered as an internal error without particulars.
func (s *server) asProblem(ctx context.Context, err error) error {
	var (
		p   *Problem
		fe  *format.Error
		big *http.MaxBytesError
		bad *correct.Invalid
		cut *bodyError
	)
	switch {
	case errors.As(err, &p):
	case errors.As(err, &fe):
		p = problemFor(fe.Code, fe.Message)
	case errors.As(err, &bad):
		p = problemFor(codeInvalid, bad.Message)
		p.Errors = []*huma.ErrorDetail{{Message: bad.Message, Location: "body." + bad.Field, Value: bad.Reason}}
	case errors.As(err, &big):
		p = problemFor(format.CodeTooLarge, "the upload is larger than "+mib(big.Limit))
	case errors.As(err, &cut):
		p = cut.problem()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		p = problemFor(format.CodeTimeout, "the request ended before the work was done")
	default:
		s.Log.ErrorContext(ctx, "request failed", "err", err, "request_id", requestIDOf(ctx))
		p = problemFor(codeInternal, "something went wrong inside the service")
	}
	p.RequestID = requestIDOf(ctx)
	return p
}

// problem answers a request outside huma's routes.
func (s *server) problem(c *gin.Context, err error) {
	var p *Problem
	errors.As(s.asProblem(c.Request.Context(), err), &p)
	for k, v := range p.GetHeaders() {
		c.Writer.Header()[k] = v
	}
	c.Writer.Header().Set("Content-Type", "application/problem+json")
	c.Status(p.Status)
	e := json.NewEncoder(c.Writer)
	e.SetEscapeHTML(false)
	_ = e.Encode(p) // the client is gone; there is no one to tell
	c.Abort()
}

// explain turns huma's own refusals (validation, negotiation) into Problems.
func (s *server) explain(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	code := codeInvalid
	switch m.Status {
	case http.StatusRequestEntityTooLarge:
		code = format.CodeTooLarge
	case http.StatusRequestTimeout:
		code = codeSlow
	case http.StatusInternalServerError:
		code = codeInternal
	}
	p := problemFor(code, m.Detail)
	p.Status, p.Errors, p.RequestID = m.Status, m.Errors, requestIDOf(ctx.Context())
	return p, nil
}

func mib(n int64) string { return strconv.FormatInt(n>>20, 10) + " MiB" }
