package lexicon

import (
	"slices"
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

// What a table's classes and attributes mean stands in its head.
func TestHeadsNameTheirClasses(t *testing.T) {
	for _, name := range []string{"actions.tsv", "heads.tsv", "nounends.tsv", "officewords.tsv", "regions.tsv", "scopes.tsv", "tails.tsv", "timewords.tsv", "titlewords.tsv", "units.tsv", "unittraps.tsv", "verbsuffixes.tsv", "wordtraps.tsv"} {
		data, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var head strings.Builder
		for _, line := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(line, "#") {
				head.WriteString(line + "\n")
			}
		}
		words := strings.FieldsFunc(head.String(), func(r rune) bool { return strings.ContainsRune(" #:,;()\n", r) })
		table, err := Parse(name, string(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range table.Entries {
			for _, part := range append([]string{e.Class}, e.attrs...) {
				number := strings.Trim(part, "0123456789") == ""
				kind := name == "units.tsv" && part == e.Class // the contract's
				if !number && !kind && !slices.Contains(words, part) {
					t.Errorf("%s: its head does not say what %q of %s means", name, part, e.Term)
				}
			}
		}
	}
}

func TestPart(t *testing.T) {
	table, err := Parse("t", "资金\tfunds\trate\t补助资金\n面积\trate\t-\t播种面积\n投资\tfunds\t-\t水利投资")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ part, text, want string }{
		{"rate", "补助资金", "资金"}, {"funds", "补助资金", "资金"}, {"rate", "水利投资", ""}, {"funds", "播种面积", ""}, {"other", "补助资金", ""},
	} {
		got := ""
		if e := table.Part(c.part).Ends(c.text); e != nil {
			got = e.Term
		}
		if got != c.want {
			t.Errorf("%s of %s: got %q, want %q", c.part, c.text, got, c.want)
		}
	}
	if e := table.Part("rate").Ends("补助资金"); !e.Is("rate") || e.Is("funds") {
		t.Errorf("资金 has the attribute rate and the class funds, got %+v", e)
	}
}

// Words that end a noun end their example, those that make one of a verb stand behind
// it, and a longer word that begins like them is found first.
func TestNounEnds(t *testing.T) {
	for _, e := range NounEnds().Entries {
		if !strings.HasSuffix(e.Example, e.Term) && e.Class != "place" && e.Class != "session" {
			t.Errorf("%s does not end its example %q", e.Term, e.Example)
		}
	}
	for _, c := range []struct{ text, class string }{{"业", "suffix"}, {"业务", "word"}, {"区", "suffix"}, {"区域品牌", "word"}} {
		if e := VerbSuffixes().Begins(c.text); e == nil || e.Class != c.class {
			t.Errorf("%s is read as %v, want %s", c.text, e, c.class)
		}
	}
}
