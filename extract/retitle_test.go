package extract_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"yaodian/extract"
	"yaodian/parser"
)

// A heading set to what it is leaves every item as the extraction made it.
func TestRetitleAgreesWithTheExtraction(t *testing.T) {
	files, err := filepath.Glob("../cmd/yaodian/sample/yunxi-*")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		p, err := extract.Read(t.Context(), filepath.Base(f), data, parser.Options{})
		if err != nil {
			t.Fatal(err)
		}
		text := []rune(p.Text)
		for i := range p.Items {
			if p.Items[i].ID == "0" {
				continue
			}
			want := p.Items[i]
			p.Retitle(text, i, want.TitleSpan, string(want.TitleRule))
			if !reflect.DeepEqual(p.Items[i], want) {
				t.Errorf("%s %s: body %v, want %v", f, want.ID, p.Items[i].BodySpan, want.BodySpan)
			}
		}
	}
}
