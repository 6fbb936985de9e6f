package lexicon

import (
	"strings"
	"testing"
)

// Each entry is shown by an example that holds it.
func TestExamplesHoldTheirTerm(t *testing.T) {
	names, err := files.ReadDir(".")
	if err != nil || len(names) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	for _, name := range names {
		data, err := files.ReadFile(name.Name())
		if err != nil {
			t.Fatal(err)
		}
		table, err := Parse(name.Name(), string(data))
		if err != nil {
			t.Error(err)
			continue
		}
		if len(table.Entries) == 0 {
			t.Errorf("%s is empty", table.Name)
		}
		for _, e := range table.Entries {
			if !strings.Contains(e.Example, e.Term) {
				t.Errorf("%s: %s is not in its example %q", table.Name, e.Term, e.Example)
			}
		}
	}
}

func TestLongestTermWins(t *testing.T) {
	text := []rune("提高3个百分点")
	if e := Units().At(text, 3); e == nil || e.Term != "个百分点" {
		t.Errorf("At: got %v, want 个百分点", e)
	}
	if e := Comparators().Before([]rune("比例不低于"), 5); e == nil || e.Term != "不低于" {
		t.Errorf("Before: got %v, want 不低于", e)
	}
	if e := Units().At(text, 9); e != nil {
		t.Errorf("At past the end: got %v", e)
	}
}

func TestParseRefusesBrokenTables(t *testing.T) {
	for _, data := range []string{"个\tcount", "\tcount\t-\t个", "个\tcount\t-\t5个\n个\tcount\t-\t5个"} {
		if _, err := Parse("t", data); err == nil {
			t.Errorf("Parse(%q) did not fail", data)
		}
	}
}
