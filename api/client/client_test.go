package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yaodian/api"
	"yaodian/api/client"
	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser"
)

var update = flag.Bool("update", false, "rewrite openapi.json with what is served now")

// serve starts the whole service over a fresh database.
func serve(t *testing.T) *httptest.Server {
	t.Helper()
	docs, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	queue, err := batch.Open(context.Background(), docs, batch.Options{Jobs: 1, Read: func(ctx context.Context, name string, data []byte) (*extract.Plan, error) {
		return extract.Read(ctx, name, data, parser.Options{})
	}})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(api.New(api.Options{Version: "1", Documents: docs, Corrections: docs, Batches: queue, Access: api.Access{Accounts: docs}}))
	t.Cleanup(func() {
		srv.Close()
		queue.Close(context.Background())
		docs.Close()
	})
	return srv
}

// TestDescription holds the description that the clients are made from to the
// one that is served. After a change of the interface:
//
//	go test ./api/client -run TestDescription -update && bash .ci/clients --update
func TestDescription(t *testing.T) {
	res, err := http.Get(serve(t).URL + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	served, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, served, "", "  "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	if *update {
		if err := os.WriteFile("openapi.json", pretty.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, pretty.Bytes()) {
		t.Error("openapi.json is not what the service describes itself as; run\n\tgo test ./api/client -run TestDescription -update && bash .ci/clients --update")
	}
}

// TestClient takes a notice through the generated client: kept, listed, read
// back, refused.
func TestClient(t *testing.T) {
	ctx := context.Background()
	c, err := client.NewClientWithResponses(serve(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	name := "要点.txt"
	added, err := c.AddDocumentWithBodyWithResponse(ctx, &client.AddDocumentParams{Name: &name}, "application/octet-stream",
		strings.NewReader("云溪市水务局2025年工作要点\n一、改造老旧管网12.50公里。\n二、漏损率控制在9%以内。\n"))
	if err != nil {
		t.Fatal(err)
	}
	if added.JSON201 == nil {
		t.Fatalf("%s: %s", added.Status(), added.Body)
	}
	plan := *added.JSON201
	if len(plan.Items) != 2 || len(plan.Items[0].Targets) != 1 {
		t.Fatalf("%d items: %s", len(plan.Items), added.Body)
	}
	target := plan.Items[0].Targets[0]
	if target.Value == nil || target.Value.String() != "12.5" || target.Kind != client.TargetKindLength {
		t.Errorf("target %s", added.Body)
	}
	text := []rune(plan.Text)
	if got := string(text[target.Span[0]:target.Span[1]]); got != target.Text {
		t.Errorf("the span holds %q, the text is %q", got, target.Text)
	}
	list, err := c.ListDocumentsWithResponse(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if list.JSON200 == nil || len(list.JSON200.Documents) != 1 || list.JSON200.Documents[0].Id != plan.Id {
		t.Errorf("listed: %s", list.Body)
	}
	again, err := c.GetDocumentWithResponse(ctx, plan.Id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Body, added.Body) {
		t.Error("the stored plan differs from the one that adding it gave")
	}
	refused, err := c.ParseWithBodyWithResponse(ctx, nil, "application/octet-stream", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	if p := refused.ApplicationproblemJSONDefault; refused.StatusCode() != 422 && (p == nil || p.Code == "") {
		t.Errorf("an empty file: %s %s", refused.Status(), refused.Body)
	}
}
