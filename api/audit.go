package api

import (
	"context"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
)

// audited writes into the audit log what a visitor changed or tried to: every
// request to a writer's or admin's address that is not for looking, and
// signing in and out. A change and its line are one transaction of the store;
// the answer's status is added when it is known, and what changed nothing has
// its line then. Who showed no valid token is not there, lest anyone fill the
// log; the request log has them.
func (s *server) audited(c *gin.Context) {
	if s.Access.Accounts == nil || !auditable(c.Request.Method, c.FullPath()) {
		c.Next()
		return
	}
	d := &store.Deed{Act: store.Act{Action: c.Request.Method + " " + c.FullPath(), Object: nullable(c.Param("id")), Request: nullable(requestIDOf(c.Request.Context()))}}
	sign(d, visitorOf(c.Request.Context()))
	c.Request = c.Request.WithContext(store.WithDeed(c.Request.Context(), d))
	status := http.StatusInternalServerError // of a handler that panics
	defer func() {
		if d.Who == "" {
			return
		}
		d.Status = &status
		if d.Object == nil {
			d.Object = nullable(objectOf(c))
		}
		// The deed is done: a client that left must not keep its end out of the log.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), 30*time.Second)
		defer cancel()
		if err := s.Access.Accounts.Finish(ctx, d); err != nil {
			s.Log.ErrorContext(ctx, "the audit log cannot be written", "err", err, "act", d.Act, "request_id", requestIDOf(ctx))
		}
	}()
	c.Next()
	status = c.Writer.Status()
}

func auditable(method, pattern string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return pattern == "/signin" || pattern == "/signout" || pattern != "" && needs(method, pattern).Allows(store.Writer)
}

// sign says whose deed it is, if somebody's.
func sign(d *store.Deed, v visitor) {
	if v.role != "" {
		d.Who, d.Token = v.name, nullable(v.token)
	}
}

// objectOf is the id of what a request made, or found made.
func objectOf(c *gin.Context) string {
	at := c.Writer.Header().Get("Location")
	for _, made := range []string{"/v1/documents/", "/v1/batches/", "/documents/"} {
		if strings.HasPrefix(at, made) && c.FullPath() != "/signin" {
			return path.Base(at)
		}
	}
	return ""
}

type auditInput struct {
	Who    string    `query:"who" maxLength:"64" doc:"Name of the token, or local or anonymous for those without one."`
	Object string    `query:"object" maxLength:"64" doc:"Id of a document or batch."`
	From   time.Time `query:"from" doc:"Not before this time."`
	To     time.Time `query:"to" doc:"Before this time."`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Cursor string    `query:"cursor" maxLength:"500"`
}

type auditOutput struct {
	Body struct {
		Acts []store.Act `json:"acts" nullable:"false"`
		Next *string     `json:"next_cursor" doc:"Cursor of the next page, null at the end."`
	}
}

// auditRoute shows the audit log.
func (s *server) auditRoute(h huma.API) {
	register(s, h, huma.Operation{OperationID: "list-audit", Method: http.MethodGet, Path: "/v1/audit", Tags: []string{"operation"},
		Summary:     "Who changed what, newest first",
		Description: "Writes that went through and that were refused, signing in and out, and commands on tokens. It tells names and ids, never secrets.", Errors: []int{400, 422}}, func(ctx context.Context, in *auditInput) (*auditOutput, error) {
		list, next, err := s.Access.Accounts.Acts(ctx, store.ActFilter{Who: in.Who, Object: in.Object, From: in.From, To: in.To, Limit: in.Limit, Cursor: in.Cursor})
		if err != nil {
			return nil, err
		}
		out := &auditOutput{}
		out.Body.Acts = append([]store.Act{}, list...)
		out.Body.Next = nullable(next)
		return out, nil
	})
}
