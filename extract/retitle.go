package extract

import "yaodian/parser"

// Retitle gives item i another heading, or none where title is nil, and sets
// its own text after it as the extraction would have. text is []rune(p.Text);
// title must lie in the item after its label.
func (p *Plan) Retitle(text []rune, i int, title *Span, rule string) {
	it := &p.Items[i]
	own := p.Own(i)
	start := min(it.Span.Start+len([]rune(it.Label)), own.End)
	folded := parser.FoldAll(text[start:own.End])
	body := Span{End: len(folded)}
	it.Title, it.TitleSpan, it.TitleRule, it.BodySpan = "", nil, "", nil
	if title != nil {
		s := *title
		it.Title, it.TitleSpan, it.TitleRule = NullString(text[s.Start:s.End]), &s, NullString(rule)
		body.Start = skipClosing(folded, min(max(s.End-start, 0), len(folded)), len(folded))
	}
	if body = trim(folded, body); body.Start < body.End {
		it.BodySpan = &Span{Start: start + body.Start, End: start + body.End}
	}
}

// Own is the span of item i up to its first sub-unit.
func (p *Plan) Own(i int) Span {
	own := p.Items[i].Span
	if i+1 < len(p.Items) && p.Items[i+1].Span.Start < own.End {
		own.End = p.Items[i+1].Span.Start
	}
	return own
}
