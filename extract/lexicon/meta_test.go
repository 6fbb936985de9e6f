package lexicon

import (
	"strings"
	"testing"
)

// Terms of these tables are sought at the end of a name; so must they stand
// in their examples, and not in the counter-examples.
func TestNamesEndInTheirTerm(t *testing.T) {
	for _, table := range []*Table{Kinds(), Issuers()} {
		if len(table.Entries) < 20 {
			t.Errorf("%s has only %d entries", table.Name, len(table.Entries))
		}
		for _, e := range table.Entries {
			r := []rune(e.Example)
			got := table.Before(r, len(r))
			if got == nil || got.Class != e.Class || !strings.HasSuffix(e.Example, e.Term) {
				t.Errorf("%s: %s: its example %q ends in %v", table.Name, e.Term, e.Example, got)
			}
		}
	}
}

// What addresses ends its example, a colon apart; what does not, begins it.
func TestAddressees(t *testing.T) {
	table := Addressees()
	for _, e := range table.Entries {
		r := []rune(strings.TrimSuffix(e.Example, "："))
		got := table.At(r, 0)
		if e.Class == "tail" {
			got = table.Before(r, len(r))
		}
		if got == nil || got.Class != e.Class {
			t.Errorf("%s: its example %q is read as %v", e.Term, e.Example, got)
		}
	}
}
