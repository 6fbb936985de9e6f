package extract

import "yaodian/parser"

// decide settles the headings of one group of siblings.
func decide(d *parser.Document, units []headUnit, group []int, items []Item) {
	var have [forms]int
	for _, i := range group {
		for f := formBold; f < forms; f++ {
			if units[i].ends[f] > 0 {
				have[f]++
			}
		}
	}
	n := float64(len(group))
	for _, i := range group {
		u := &units[i]
		f := formNone
		switch {
		case u.ends[formBold] > 0:
			f = formBold
		case u.ends[formLine] > 0:
			f = formLine
		case u.ends[formPeriod] > 0 && (float64(have[formPeriod]) >= shareOfSibling*n || len(group) == 1 && u.ends[formPeriod]-u.line.Start <= maxLoneRunIn):
			f = formPeriod
		case u.ends[formColon] > 0:
			f = formColon
		case u.ends[formBlank] > 0:
			f = formBlank
		case u.ends[formPhrase] > 0:
			f = formPhrase
		}
		if f != formNone {
			setHeading(d, u, &items[i], f, u.ends[f])
		}
	}
}

// setHeading writes the heading that ends at end.
func setHeading(d *parser.Document, u *headUnit, it *Item, f headForm, end int) {
	s := trim(d.Folded, Span{Start: u.line.Start, End: end})
	if s.Len() == 0 {
		return
	}
	it.Title = NullString(d.Slice(s))
	it.TitleSpan = &s
	it.TitleRule = ruleOf[f]
}
