package parser

import "strconv"

// outline finds the numbered units of a document and its zones: scan collects
// what has the shape of a label, sift keeps what counts, nest makes the tree.
func outline(d *Document) []Unit {
	d.Zones = zones(d)
	units := nest(d, sift(d.Folded, scan(d, d.Zones)))
	d.Warnings = append(d.Warnings, numberWarnings(units)...)
	return units
}

// finish sets labels, spans and IDs of units in document order. cuts holds,
// per unit, the offset that its text ends at in any case; 0 for none.
func finish(d *Document, units []Unit, cuts []int) []Unit {
	// after[l] is the start of the next unit of level l or above.
	var after [maxLevel + 1]int
	for l := range after {
		after[l] = len(d.Runes)
	}
	for i := len(units) - 1; i >= 0; i-- {
		u := &units[i]
		stop := after[u.Level]
		if cuts[i] > 0 {
			stop = min(stop, cuts[i])
		}
		u.Span = trimRight(d.Folded, Span{Start: u.LabelSpan.Start, End: max(stop, u.LabelSpan.End)})
		u.Own = u.Span
		if i+1 < len(units) && units[i+1].Parent == i {
			u.Own = trimRight(d.Folded, Span{Start: u.LabelSpan.Start, End: units[i+1].LabelSpan.Start})
		}
		for l := u.Level; l <= maxLevel; l++ {
			after[l] = u.LabelSpan.Start
		}
		u.Label = d.Slice(u.LabelSpan)
	}
	seen := make(map[string]int, len(units))
	paths := make([]string, len(units))
	for i := range units {
		u := &units[i]
		paths[i] = strconv.Itoa(u.Ordinal)
		if u.Parent >= 0 {
			paths[i] = paths[u.Parent] + "/" + paths[i]
		}
		u.ID = paths[i]
		if seen[paths[i]]++; seen[paths[i]] > 1 {
			u.ID += "~" + strconv.Itoa(seen[paths[i]])
		}
	}
	return units
}

// trimRight moves the end of s before the blanks that end it.
func trimRight(text []rune, s Span) Span {
	for s.End > s.Start && (text[s.End-1] == '\n' || text[s.End-1] == ' ' || text[s.End-1] == '\t') {
		s.End--
	}
	return s
}
