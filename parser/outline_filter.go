package parser

// sift keeps the candidates that open units. Labels at the start of a
// paragraph pass unless their shape is doubtful; labels in running text must
// belong to a series: 1 with a 2 further on, n after an accepted n-1.
func sift(text []rune, cs []candidate) []candidate {
	f := sifter{text: text, cs: cs}
	f.index()
	out := make([]candidate, 0, len(cs))
	for i := range cs {
		if f.keep(i) {
			out = append(out, cs[i])
		}
	}
	return out
}

type sifter struct {
	text []rune
	cs   []candidate
	next []int // index of the next candidate of the same scheme, -1 at the end
	// nextStart is the same among those that stand first in a paragraph.
	nextStart []int
	last      [schemeCount]struct{ index, ordinal, lead int } // accepted
	label     int                                             // last accepted of any scheme, -1 for none
}

func (f *sifter) index() {
	f.next = make([]int, len(f.cs))
	f.nextStart = make([]int, len(f.cs))
	var later, start [schemeCount]int
	for s := range later {
		later[s], start[s] = -1, -1
	}
	for i := len(f.cs) - 1; i >= 0; i-- {
		c := &f.cs[i]
		f.next[i], f.nextStart[i] = later[c.scheme], start[c.scheme]
		if c.reset {
			continue
		}
		later[c.scheme] = i
		if c.place == placeStart {
			start[c.scheme] = i
		}
	}
	f.label = -1
}

func (f *sifter) keep(i int) bool {
	c := &f.cs[i]
	ok := c.reset || c.row || f.counts(i)
	if ok && !c.reset {
		l := &f.last[c.scheme]
		l.index, l.ordinal, l.lead = i, c.ordinal, c.lead
		f.label = i
	}
	return ok
}

// follows reports that c goes on an accepted series of its scheme.
func (f *sifter) follows(c *candidate) bool {
	l := f.last[c.scheme]
	return c.ordinal > 1 && l.ordinal == c.ordinal-1 && (c.lead == 0 || c.lead == l.lead)
}

// leads reports that the next candidate of the scheme carries the next
// number at a place of its own. Labels that follow one another without text
// between them ("1.2.3.") lead nowhere.
func (f *sifter) leads(i int) bool { return f.successor(i) >= 0 }

// successor is the candidate that i leads to, -1 for none.
func (f *sifter) successor(i int) int {
	n := f.next[i]
	for k := 0; n >= 0 && k < 8; k++ {
		c, d := &f.cs[i], &f.cs[n]
		if d.ordinal == c.ordinal+1 && d.place != placeGlued {
			if d.span.Start-c.span.End < 3 {
				return -1
			}
			return n
		}
		if d.place == placeStart || d.ordinal == 1 && d.place == placeSentence {
			return -1
		}
		n = f.next[n]
	}
	return -1
}

func (f *sifter) counts(i int) bool {
	c := &f.cs[i]
	if c.tight() {
		return c.scheme != SchemeArabic && f.path(i) || c.place == placeStart && f.loosen(i)
	}
	if c.place == placeStart {
		if c.doubtful(f.text) {
			return f.follows(c) || c.ordinal == 1 && f.last[c.scheme].ordinal != 1 && f.leads(i)
		}
		return true
	}
	// The series goes on, or is told again, at the start of a paragraph.
	if n := f.nextStart[i]; n >= 0 && f.cs[n].ordinal == c.ordinal && c.ordinal > 1 {
		return false
	}
	if c.place == placeSentence {
		return f.follows(c) && f.near(c) || c.ordinal == 1 && (f.leads(i) || f.heads(i))
	}
	if c.scheme != SchemeHan && f.heading(c) && (f.follows(c) || c.ordinal == 1 && f.leads(i)) {
		return true
	}
	// Glued to a title, a series of three in one paragraph shows itself.
	if c.ordinal != 1 || !f.leads(i) {
		return false
	}
	second := f.successor(i)
	third := f.successor(second)
	return third >= 0 && f.cs[third].para == c.para
}

// path reports that 1.2 counts: it goes on from 1.1, or begins under 1.
func (f *sifter) path(i int) bool {
	c := &f.cs[i]
	if measure(f.text, c.span.End) {
		return false
	}
	if f.last[c.scheme-1].ordinal == c.lead && (f.follows(c) || c.ordinal == 1 && (f.leads(i) || c.place == placeStart)) {
		return true
	}
	return c.place == placeStart && f.leads(i)
}

// loosen turns a tight candidate (20.2026年, 2.11月底前) into the label of its
// first number where that number is the one expected: after 19 or 1 itself,
// and before 21 or a date.
func (f *sifter) loosen(i int) bool {
	c := &f.cs[i]
	l := candidate{label: label{span: Span{Start: c.span.Start, End: c.dot}, scheme: SchemeArabic, ordinal: c.first, dress: '.'}, para: c.para}
	if !f.follows(&l) && (c.first > 1 || f.last[SchemeArabic].ordinal == 1) {
		return false
	}
	if !opensDate(f.text, c.dot) && !f.expected(i, c.first+1) {
		return false
	}
	*c = l
	return true
}

// opensDate reports a year or a month at i: 2026年, 11月.
func opensDate(t []rune, i int) bool {
	n, k := 0, i
	for ; k < len(t) && k < i+4 && isDigit(t[k]); k++ {
		n = n*10 + int(t[k]-'0')
	}
	if k == len(t) {
		return false
	}
	return k == i+4 && t[k] == '年' || k <= i+2 && 1 <= n && n <= 12 && t[k] == '月'
}

// expected reports that the next Arabic label at the start of a paragraph
// carries n, plain or run into a number itself.
func (f *sifter) expected(i, n int) bool {
	for k := i + 1; k < len(f.cs) && k < i+200; k++ {
		c := &f.cs[k]
		if c.place != placeStart {
			continue
		}
		if c.tight() && c.first == n {
			return true
		}
		if c.scheme == SchemeArabic && !c.tight() {
			return c.ordinal == n
		}
	}
	return false
}

// doubtful reports a label at the start of a paragraph that only its
// neighbours can confirm.
func (c *candidate) doubtful(t []rune) bool {
	switch c.scheme {
	case SchemeArabic:
		return c.dress == ' ' || c.dress == ',' || isDigit(after(t, c.label))
	case SchemeHan:
		return c.dress == ',' || c.dress == ' ' || enumeration(t, c.label)
	case SchemeArticle, SchemeSection:
		r := after(t, c.label)
		return r != ' ' && r != 0 && r != '\n'
	}
	return false
}

// near reports that no more than a page lies between c and the member of its
// series before it: further apart, a number in running text means another
// thing.
func (f *sifter) near(c *candidate) bool {
	return c.span.Start-f.cs[f.last[c.scheme].index].span.End < 3000
}

// heading reports that only a heading without closing mark stands between
// the last label and c, in one paragraph: 一、总体要求（一）指导思想.
func (f *sifter) heading(c *candidate) bool {
	return f.label >= 0 && f.parted(&f.cs[f.label], c)
}

// heads reports that a heading without closing mark leads from i to a series
// below it in the same paragraph, so that i counts though no sibling follows:
// 。一、抓好防汛1.完善预案。…2.备足物资。
func (f *sifter) heads(i int) bool {
	return i+1 < len(f.cs) && f.cs[i+1].ordinal == 1 && f.parted(&f.cs[i], &f.cs[i+1]) && f.leads(i+1)
}

// parted reports that a heading without closing mark parts label p from c, of
// a lower scheme, in one paragraph.
func (f *sifter) parted(p, c *candidate) bool {
	if p.para != c.para || p.scheme >= c.scheme {
		return false
	}
	gap := f.text[p.span.End:c.span.Start]
	if len(gap) < 2 || len(gap) > 60 {
		return false
	}
	for _, r := range gap {
		switch r {
		case '。', ';', '!', '?', ':':
			return false
		}
	}
	return true
}
