package parser

// maxLevel bounds the depth of the tree; the schemes that can be open at once
// are fewer, but a series may nest in itself.
const maxLevel = 24

// nester turns labels in document order into a tree.
type nester struct {
	d      *Document
	cs     []candidate
	series [schemeCount][]int // indexes into cs, per scheme
	at     [schemeCount]int   // how many of each series are past
	resets []int              // indexes of hard resets still ahead
	units  []Unit
	cuts   []int
	cand   []int // candidate of each unit
	stack  []int // open units, outermost first
}

// nest builds the units of accepted candidates.
//
// A label whose scheme is open goes on at that level. One whose scheme is not
// open starts a level below the last unit, unless it outranks the units open
// there (一、 after 1.) and their numbering does not go on behind it. A number
// 1 of an open scheme starts a series within the last unit when the outer
// series goes on behind the inner one (1. 2. [1. 2. 3.] 3.), and else starts
// the level anew.
func nest(d *Document, cs []candidate) []Unit {
	n := nester{d: d, cs: cs, units: make([]Unit, 0, len(cs)), cuts: make([]int, 0, len(cs)), cand: make([]int, 0, len(cs))}
	for i := range cs {
		if !cs[i].reset {
			n.series[cs[i].scheme] = append(n.series[cs[i].scheme], i)
		} else if !cs[i].soft {
			n.resets = append(n.resets, i)
		}
	}
	for i := range cs {
		if cs[i].reset {
			if !cs[i].soft {
				n.resets = n.resets[1:]
			}
			if !cs[i].soft || n.anew(i) {
				n.close(0, cs[i].span.Start)
			}
			continue
		}
		n.place(i)
		n.at[cs[i].scheme]++
	}
	return finish(d, n.units, n.cuts)
}

func (n *nester) place(i int) {
	c := &n.cs[i]
	depth := n.depth(i)
	if depth == 0 && len(n.stack) > 0 && c.ordinal == 1 {
		n.close(0, n.titleBefore(i))
	}
	n.close(depth, 0)
	if len(n.stack) >= maxLevel {
		n.close(maxLevel-1, 0)
	}
	u := Unit{Parent: -1, Level: len(n.stack) + 1, Ordinal: c.ordinal, Scheme: c.scheme, LabelSpan: c.span, Row: c.row}
	if len(n.stack) > 0 {
		u.Parent = n.stack[len(n.stack)-1]
	}
	cut := 0
	if c.row {
		cut = n.d.Paragraphs[c.para].Span.End
	}
	n.stack = append(n.stack, len(n.units))
	n.units = append(n.units, u)
	n.cuts = append(n.cuts, cut)
	n.cand = append(n.cand, i)
}

// close takes the units from depth on off the stack; at > 0 is where their
// text ends.
func (n *nester) close(depth, at int) {
	for _, u := range n.stack[depth:] {
		if at > n.units[u].LabelSpan.End && n.cuts[u] == 0 {
			n.cuts[u] = at
		}
	}
	n.stack = n.stack[:depth]
}

// depth is how many of the open units stay open around candidate i.
func (n *nester) depth(i int) int {
	c := &n.cs[i]
	same := -1 // the deepest level of this scheme, of this dress if there is one
	for l := len(n.stack) - 1; l >= 0; l-- {
		u := &n.units[n.stack[l]]
		if u.Scheme != c.scheme {
			continue
		}
		if u.Ordinal+1 == c.ordinal {
			return l
		}
		if same < 0 {
			same = l
		}
	}
	if same >= 0 {
		if c.ordinal == 1 && n.inner(i, n.units[n.stack[same]].Ordinal) {
			return len(n.stack)
		}
		return same
	}
	l := len(n.stack)
	for l > 0 {
		top := &n.units[n.stack[l-1]]
		if top.Scheme < c.scheme {
			break
		}
		// Chapters hold whatever there is; so does a series whose head the
		// text lacks.
		if c.scheme > SchemeSection && c.ordinal == 1 && top.Scheme != SchemeRow && n.goesOn(top.Scheme, top.Ordinal) {
			break
		}
		l--
	}
	return l
}

// anew reports that behind the soft reset i there is no label, or one that
// starts a series at least as high as the outermost open one.
func (n *nester) anew(i int) bool {
	for i++; i < len(n.cs); i++ {
		if c := &n.cs[i]; !c.reset {
			return c.ordinal == 1 && (len(n.stack) == 0 || c.row || c.scheme <= n.units[n.stack[0]].Scheme)
		} else if !c.soft {
			return true
		}
	}
	return true
}

// within reports that no hard reset stands before candidate i.
func (n *nester) within(i int) bool { return len(n.resets) == 0 || i < n.resets[0] }

// goesOn reports that the next label of scheme s carries ordinal+1.
func (n *nester) goesOn(s Scheme, ordinal int) bool {
	rest := n.series[s][n.at[s]:]
	return len(rest) > 0 && n.cs[rest[0]].ordinal == ordinal+1 && n.within(rest[0])
}

// inner reports that the series which candidate i starts ends and is followed
// by ordinal+1: it stands inside a series that has come to ordinal.
func (n *nester) inner(i, ordinal int) bool {
	s := n.cs[i].scheme
	rest := n.series[s][n.at[s]:]
	m := 1
	for m < len(rest) && n.cs[rest[m]].ordinal == m+1 {
		m++
	}
	return m < len(rest) && m != ordinal && n.cs[rest[m]].ordinal == ordinal+1 && n.within(rest[m])
}

// titleBefore is where the text before candidate i stops belonging to the
// unit before it: at a title that opens another document or annex; 0 when
// there is none.
func (n *nester) titleBefore(i int) int {
	from := n.cs[n.cand[len(n.cand)-1]].para + 1
	for p := from; p < n.cs[i].para; p++ {
		par := n.d.Paragraphs[p]
		if l := n.d.line(p); titleLine(l) || len(l) > 0 && len(l) < 60 && par.Level > 0 && !proseLine(l) {
			return par.Span.Start
		}
	}
	return 0
}
