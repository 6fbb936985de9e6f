package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Pages are packed and still arrive part by part; answers under /v1 are left
// as they are.
func TestCompressed(t *testing.T) {
	read := make(chan struct{})
	srv := httptest.NewServer(compressed(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, strings.Repeat("工作要点 ", 4000))
		w.(http.Flusher).Flush()
		<-read
		io.WriteString(w, "end")
	})))
	defer srv.Close()
	for path, packed := range map[string]bool{"/": true, "/v1/diff": false} {
		req, err := http.NewRequest(http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		// The client that unpacks by itself takes the header away.
		if res.Uncompressed != packed {
			t.Errorf("%s: packed %v, want %v", path, res.Uncompressed, packed)
		}
		if _, err := io.ReadFull(res.Body, make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		read <- struct{}{}
		rest, err := io.ReadAll(res.Body)
		if err != nil || !strings.HasSuffix(string(rest), "end") {
			t.Errorf("%s ends with %.20q, %v", path, rest, err)
		}
		res.Body.Close()
	}
}
