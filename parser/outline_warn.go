package parser

import "fmt"

// Codes of warnings on numbering.
const (
	// WarnGap: a number is missing before the label, or out of order.
	WarnGap = "numbering_gap"
	// WarnDuplicate: a label repeats the number of the unit before it.
	WarnDuplicate = "duplicate_label"
)

// maxNumberWarnings keeps a text whose numbers are all wrong from drowning
// the other warnings.
const maxNumberWarnings = 50

// numberWarnings remarks on numbers that are missing, repeated or out of
// order. Numbering that goes on across the sections above it is in order.
func numberWarnings(units []Unit) []Warning {
	var out []Warning
	lastChild := map[int]int{} // parent → its last child so far
	var ever [schemeCount]int  // the last unit of each scheme + 1
	for i := range units {
		u := &units[i]
		before := -1
		if j, ok := lastChild[u.Parent]; ok && units[j].Scheme == u.Scheme {
			before = j
		}
		lastChild[u.Parent] = i
		last := ever[u.Scheme] - 1
		ever[u.Scheme] = i + 1
		if u.Ordinal == 1 || last >= 0 && units[last].Ordinal == u.Ordinal-1 || len(out) >= maxNumberWarnings {
			continue
		}
		w := Warning{Code: WarnGap, Span: &Span{Start: u.LabelSpan.Start, End: u.LabelSpan.End}}
		switch {
		case before >= 0 && units[before].Ordinal == u.Ordinal:
			if u.Row { // a number merged over several rows
				continue
			}
			w.Code, w.Message = WarnDuplicate, fmt.Sprintf("%s repeats the number of the unit before it", u.Label)
		case before >= 0 && units[before].Ordinal == u.Ordinal-1:
			continue
		case before >= 0:
			w.Message = fmt.Sprintf("%s follows %s", u.Label, units[before].Label)
		default:
			w.Message = fmt.Sprintf("the numbering starts at %s", u.Label)
		}
		out = append(out, w)
	}
	return out
}
