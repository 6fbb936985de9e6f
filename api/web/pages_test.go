package web

import (
	"context"
	"errors"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// serveTemplate serves one template as the page of every address. In it,
// {{wait}} goes on when the test lets it, and {{fail}} is an error.
func serveTemplate(t *testing.T, text string, wait <-chan struct{}) *httptest.Server {
	t.Helper()
	tm := template.Must(template.New("x").Funcs(template.FuncMap{
		"wait": func() string { <-wait; return "" },
		"fail": func() (string, error) { return "", errors.New("broken") },
	}).Parse(text))
	s := &site{Service: Service{Explain: func(context.Context, error) Failure { return Failure{Detail: "it failed"} },
		Visitor: func(context.Context) Visitor { return Visitor{} }},
		pages: pages{"zh": {"x.html": tm}}}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.GET("/", func(c *gin.Context) { s.render(c, http.StatusTeapot, "x.html", nil) })
	srv := httptest.NewServer(r)
	t.Cleanup(srv.Close)
	return srv
}

// The top of a long page reaches the reader before its end is made.
func TestLongPageComesInParts(t *testing.T) {
	wait := make(chan struct{})
	top := strings.Repeat("行", partSize)
	res, err := http.Get(serveTemplate(t, top+`{{wait}}end`, wait).URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusTeapot {
		t.Errorf("status %d", res.StatusCode)
	}
	if _, err := io.ReadFull(res.Body, make([]byte, partSize)); err != nil {
		t.Fatal(err)
	}
	close(wait)
	if rest, err := io.ReadAll(res.Body); err != nil || !strings.HasSuffix(string(rest), "end") {
		t.Errorf("the page ends with %.20q, %v", rest, err)
	}
}

// A template that fails never leaves half a page that looks whole.
func TestFailingPage(t *testing.T) {
	res, err := http.Get(serveTemplate(t, `short{{fail}}`, nil).URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusInternalServerError || string(b) != "it failed" {
		t.Errorf("an early failure answers %d %q, %v", res.StatusCode, b, err)
	}
	srv := serveTemplate(t, strings.Repeat("行", partSize)+`{{fail}}`, nil)
	res, err = http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.ReadAll(res.Body); err == nil {
		t.Error("a late failure reads as a whole page")
	}
}
