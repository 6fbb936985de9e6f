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
// signing in and out. Who showed no valid token is not there, lest anyone fill
// the log; the request log has them.
func (s *server) audited(c *gin.Context) {
	if s.Access.Accounts == nil || !auditable(c.Request.Method, c.FullPath()) {
		c.Next()
		return
	}
	status := http.StatusInternalServerError // of a handler that panics
	defer func() {
		v := visitorOf(c.Request.Context())
		if v.role == "" {
			return
		}
		a := store.Act{Who: v.name, Action: c.Request.Method + " " + c.FullPath(), Status: &status,
			Token: nullable(v.token), Object: nullable(objectOf(c)), Request: nullable(requestIDOf(c.Request.Context()))}
		// The deed is done: a client that left must not keep it out of the log.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), 30*time.Second)
		defer cancel()
		if err := s.Access.Accounts.Record(ctx, a); err != nil {
			s.Log.ErrorContext(ctx, "the audit log cannot be written", "err", err, "who", a.Who, "token", v.token, "action", a.Action,
				"object", objectOf(c), "status", status, "request_id", requestIDOf(ctx))
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

// objectOf is the id of what a request was about: in its path, or of what it
// made.
func objectOf(c *gin.Context) string {
	if id := c.Param("id"); id != "" {
		return id
	}
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
