package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A page that is sent in parts arrives in parts, though it is compressed: the
// rest is made only after its top was read.
func TestTransferredInParts(t *testing.T) {
	read := make(chan struct{})
	srv := httptest.NewServer(transferred(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, strings.Repeat("工作要点 ", 4000))
		w.(http.Flusher).Flush()
		<-read
		io.WriteString(w, "end")
	})))
	defer srv.Close()
	res, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if !res.Uncompressed {
		t.Error("the page came as it is")
	}
	if _, err := io.ReadFull(res.Body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	close(read)
	if rest, err := io.ReadAll(res.Body); err != nil || !strings.HasSuffix(string(rest), "end") {
		t.Errorf("the page ends with %.20q, %v", rest, err)
	}
}
