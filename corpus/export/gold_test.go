package export_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"yaodian/corpus/correct"
	"yaodian/corpus/export"
	"yaodian/extract"
)

// A gold line holds what a person set; the extractor's own word is optional.
func TestGold(t *testing.T) {
	p := plan()
	p.Items[1].Targets[1].Rule = correct.Rule
	p.Items[0].Offices[0].Rule = correct.Rule
	p.Items = append([]extract.Item{{ID: "0", Level: 1, Offices: []extract.Office{}, Targets: []extract.Target{p.Items[1].Targets[0]}}}, p.Items...)
	out := string(write(t, export.Gold, export.One(p)))
	if strings.Count(out, "\n") != 1 {
		t.Fatalf("not one line: %q", out)
	}
	var g struct {
		Doc      string
		Complete bool
		Meta     map[string]any
		Preamble struct{ Targets []map[string]any }
		Items    []struct {
			Label     string
			Title     *string
			BodyStart string `json:"body_start"`
			Optional  bool
			Offices   []map[string]any
			Targets   []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(out), &g); err != nil {
		t.Fatal(err)
	}
	if g.Doc != p.ID || !g.Complete || g.Meta["year"] != 2025.0 || g.Meta["recipients"] != nil {
		t.Errorf("%+v", g.Meta)
	}
	if len(g.Preamble.Targets) != 1 || len(g.Items) != 4 {
		t.Fatalf("%d targets before %d items", len(g.Preamble.Targets), len(g.Items))
	}
	var optional []bool
	for _, it := range g.Items {
		optional = append(optional, it.Optional)
	}
	if !reflect.DeepEqual(optional, []bool{false, false, true, true}) {
		t.Errorf("optional items %v", optional)
	}
	if x := g.Items[1].Targets; x[0]["optional"] != true || x[1]["optional"] != nil || x[1]["value_max"] != 80.5 || x[1]["baseline"] != nil {
		t.Errorf("targets %v", x)
	}
	if g.Items[1].BodyStart != "新增校园阅读角50" || g.Items[3].Title != nil || g.Items[0].Offices[0]["name"] != "办公室" {
		t.Errorf("%+v", g.Items)
	}
}

// Sheets and tables say which tasks hold something that a person set.
func TestCorrectedTasksAreMarked(t *testing.T) {
	p := plan()
	p.Items[1].TitleRule = correct.Rule
	if out := string(write(t, "csv", export.One(p))); strings.Count(out, "含人工修订") != 1 {
		t.Errorf("%s", out)
	}
}
