package parser

import (
	"strconv"
	"strings"
)

// outline finds the numbered units of a document.
func outline(d *Document) []Unit {
	var n nester
	for _, p := range d.Paragraphs {
		if p.Row {
			continue
		}
		i := skipBlank(d.Folded[:p.Span.End], p.Span.Start)
		if annexHeading(d.Folded[i:p.Span.End]) {
			n.restart(p.Span.Start)
			continue
		}
		if l, ok := labelAt(d.Folded[:p.Span.End], i); ok {
			n.add(l)
		}
	}
	return n.finish(d)
}

// annexHeading reports that a paragraph opens an annex, whose numbering
// starts anew.
func annexHeading(p []rune) bool {
	s := strings.TrimSpace(string(p[:min(len(p), 12)]))
	rest, ok := strings.CutPrefix(s, "附件")
	if !ok {
		return false
	}
	rest = strings.Trim(rest, "0123456789一二三四五六七八九十: ")
	return rest == ""
}

// nester turns labels in document order into a tree. A scheme that is open
// goes on at its level; one that is not opens a level below the last unit.
type nester struct {
	units []Unit
	stack []int // indexes of the open units, outermost first
	ends  []int // where a restart cut the open units off, per unit; 0 = open
}

func (n *nester) add(l label) {
	for len(n.stack) > 0 {
		top := &n.units[n.stack[len(n.stack)-1]]
		if !n.open(l.scheme) && l.scheme > top.Scheme {
			break
		}
		n.stack = n.stack[:len(n.stack)-1]
		if top.Scheme == l.scheme {
			break
		}
	}
	u := Unit{Parent: -1, Level: len(n.stack) + 1, Ordinal: l.ordinal, Scheme: l.scheme, LabelSpan: l.span}
	if len(n.stack) > 0 {
		u.Parent = n.stack[len(n.stack)-1]
	}
	n.stack = append(n.stack, len(n.units))
	n.units = append(n.units, u)
	n.ends = append(n.ends, 0)
}

func (n *nester) open(s Scheme) bool {
	for _, i := range n.stack {
		if n.units[i].Scheme == s {
			return true
		}
	}
	return false
}

// restart closes every open unit at offset end.
func (n *nester) restart(end int) {
	for _, i := range n.stack {
		n.ends[i] = end
	}
	n.stack = n.stack[:0]
}

// finish sets spans, labels and IDs.
func (n *nester) finish(d *Document) []Unit {
	n.restart(len(d.Runes))
	seen := make(map[string]int, len(n.units))
	paths := make([]string, len(n.units))
	after := make([]int, 64) // after[l]: start of the next unit of level ≤ l
	for l := range after {
		after[l] = len(d.Runes)
	}
	for i := len(n.units) - 1; i >= 0; i-- {
		u := &n.units[i]
		end := after[min(u.Level, len(after)-1)]
		if e := n.ends[i]; e > 0 {
			end = min(end, e)
		}
		u.Span = trimRight(d.Folded, Span{Start: u.LabelSpan.Start, End: end})
		u.Own = u.Span
		if i+1 < len(n.units) && n.units[i+1].Parent == i {
			u.Own = trimRight(d.Folded, Span{Start: u.LabelSpan.Start, End: n.units[i+1].LabelSpan.Start})
		}
		for l := min(u.Level, len(after)-1); l < len(after); l++ {
			after[l] = u.LabelSpan.Start
		}
		u.Label = d.Slice(u.LabelSpan)
	}
	for i := range n.units {
		u := &n.units[i]
		paths[i] = strconv.Itoa(u.Ordinal)
		if u.Parent >= 0 {
			paths[i] = paths[u.Parent] + "/" + paths[i]
		}
		u.ID = paths[i]
		if seen[paths[i]]++; seen[paths[i]] > 1 {
			u.ID += "~" + strconv.Itoa(seen[paths[i]])
		}
	}
	return n.units
}

func trimRight(text []rune, s Span) Span {
	for s.End > s.Start && (text[s.End-1] == '\n' || text[s.End-1] == ' ' || text[s.End-1] == '\t') {
		s.End--
	}
	return s
}
