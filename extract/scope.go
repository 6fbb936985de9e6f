package extract

import (
	"fmt"
	"strings"

	"yaodian/extract/lexicon"
	"yaodian/parser"
)

// scope says what kind of text a unit is, which decides whether its numbers
// can be promises at all.
type scope uint8

const (
	planning scope = iota
	// review: the account of past work in a report (2024年工作回顾).
	review
	// glossary: explanations of terms appended to a report (名词解释).
	glossary
	// rules: articles of a regulation (第X条): thresholds, not promises.
	rules
)

// String names the scope as a guard of targets does.
func (s scope) String() string {
	return [...]string{"planning", "review", "glossary", "rules"}[s]
}

// scopes decides the scope of each outline unit; sub-units inherit.
func (x *extractor) scopes() []scope {
	out := make([]scope, len(x.d.Outline))
	base := x.baseScope()
	for i, u := range x.d.Outline {
		if u.Parent >= 0 && (out[u.Parent] != planning || base == review) {
			if out[i] = out[u.Parent]; out[i] != review || base != review {
				continue
			}
		}
		title := string(x.p.Items[i].Title)
		switch out[i] = base; {
		case base == review:
			if isPlan(title) {
				out[i] = planning
			}
		case base != planning:
		case strings.HasPrefix(u.Label, "第") && strings.HasSuffix(u.Label, "条") && !x.plansItsYear():
			out[i] = rules
		case u.Level == 1 && x.isReview(title):
			out[i] = review
		case x.inGlossary(u.Span.Start):
			out[i] = glossary
		}
	}
	return out
}

// baseScope is the scope of a document as a whole, by its kind: statutes, guides
// and replies promise nothing, unless a statute's title names the year it is for
// (2025年考评办法). A text of no kind without numbered units is no plan either.
func (x *extractor) baseScope() scope {
	if x.p.Kind == "" && len(x.d.Outline) == 0 {
		return rules
	}
	if x.p.Kind == "" && saysIn(string(parser.FoldAll([]rune(string(x.p.Title)))), "guide") {
		return rules // a guide in questions, an advertisement
	}
	for _, e := range lexicon.Kinds().Entries {
		if e.Class != string(x.p.Kind) {
			continue
		}
		switch e.Attr {
		case "none", "guide":
			return rules
		case "past":
			return review
		case "norm":
			if x.p.Year == 0 {
				return rules
			}
		}
		return planning
	}
	return planning
}

// plansItsYear reports a plan by its kind whose title names its year: its articles
// promise (2024年招商引资工作方案), those of a regulation set thresholds.
func (x *extractor) plansItsYear() bool {
	e := lexicon.Kinds().Ends(string(x.p.Title))
	return e != nil && (e.Attr == "year" || e.Attr == "") && x.p.Year > 0 && strings.Contains(string(x.p.Title), fmt.Sprint(x.p.Year))
}

// preambleScope is the scope of the text before the first unit. In a text that its
// title calls an account, among others, it opens the review that the first unit heads.
func (x *extractor) preambleScope() scope {
	base := x.baseScope()
	if base == planning && len(x.p.Items) > 0 && saysIn(string(x.p.Title), "account") && x.isReview(string(x.p.Items[0].Title)) {
		return review
	}
	return base
}

// servesPeople reports a unit or a document of 民生实事, where what is supported
// is promised as well.
func (x *extractor) servesPeople(it *Item) bool {
	return x.p.Kind == "民生实事" || strings.Contains(string(it.Title), "实事")
}

// isReview reports a heading that announces an account of the past: by its words, by
// its end whatever else it says (目标任务完成情况), or by the year it begins with.
func (x *extractor) isReview(title string) bool {
	if lexicon.Scopes().Part("firm").Ends(title) != nil {
		return true
	}
	if saysIn(title, "plan") {
		return false
	}
	t := parser.FoldAll([]rune(title))
	return saysIn(title, "review") || x.beginsBefore(title) || account(t, Span{End: len(t)}) >= told
}

// isPlan reports a heading that announces what is to be done.
func isPlan(title string) bool {
	return (saysIn(title, "plan") || saysIn(title, "next")) && lexicon.Scopes().Part("firm").Ends(title) == nil
}

// beginsBefore reports a heading that begins with a year before the plan's.
func (x *extractor) beginsBefore(title string) bool {
	l := parser.FoldAll([]rune(title))
	y, ok := fourDigits(l, 0)
	return ok && len(l) > 4 && y < int(x.p.Year) && !strings.Contains(title, fmt.Sprint(x.p.Year))
}

// saysIn reports a word of that class of lexicon.Scopes in a heading.
func saysIn(title, class string) bool { return lexicon.Scopes().Part(class).Within(title) }

// saysIn is the same of a stretch of the text.
func (x *extractor) saysIn(s Span, class string) bool {
	e, _ := lexicon.Scopes().Part(class).In(x.text, s.Start, s.End)
	return e != nil
}

// holds reports that the word, which is not empty, stands in s.
func (x *extractor) holds(s Span, word string) bool {
	for i := s.Start; i < s.End; i++ {
		if x.hasIn(i, s.End, word) {
			return true
		}
	}
	return false
}

// findTurn returns where a government work report turns from review to plan, often
// without a numbered heading between the two: with the paragraph that names the year
// to come and what is wanted of it. A bureau's summary and plan in one turns with the
// heading that announces the plan. 0 in other documents and where there is none.
func (x *extractor) findTurn() int {
	if x.p.Kind != "政府工作报告" {
		return x.turnOfSummary()
	}
	year := int(x.p.Year)
	printed, five := fmt.Sprintf("%d年", year), nameOfFiveYears(year)
	names := func(p Span) bool {
		return x.saysIn(p, "coming") || year > 0 && x.holds(p, printed) || five != "" && x.holds(p, five)
	}
	for i, p := range x.d.Paragraphs {
		if i == 0 {
			continue // the report's own title names its year
		}
		const heading = 40
		wanted := x.saysIn(p.Span, "wanted") || p.Span.Len() < heading && x.saysIn(p.Span, "task")
		if wanted && names(p.Span) {
			return p.Span.Start
		}
	}
	return 0
}

// turnOfSummary returns where a text that its title calls both (2024年工作总结和2025年
// 工作计划) turns to the plan: at the first short line below its first heading that
// says plan and names the year, or says what comes next.
func (x *extractor) turnOfSummary() int {
	const heading = 40
	title := string(x.p.Title)
	if !saysIn(title, "account") || !saysIn(title, "plan") && !saysIn(title, "next") || len(x.d.Outline) == 0 {
		return 0
	}
	for _, p := range x.d.Paragraphs {
		if p.Span.Start <= x.d.Outline[0].Span.Start || p.Span.Len() > heading {
			continue
		}
		line := strings.TrimRight(string(x.text[p.Span.Start:p.Span.End]), " 。")
		if isPlan(line) && (saysIn(line, "next") || x.p.Year > 0 && strings.Contains(line, fmt.Sprint(x.p.Year))) {
			return p.Span.Start
		}
	}
	return 0
}

// findGlossary returns the stretch of the text that explains terms: from its
// heading line to the next annex heading or the end.
func (x *extractor) findGlossary() Span {
	for i, p := range x.d.Paragraphs {
		if p.Span.Len() > 30 {
			continue
		}
		line := strings.Trim(x.d.Slice(p.Span), " 　：:（）()")
		if lexicon.Scopes().Part("glossary").Ends(line) == nil {
			continue
		}
		s := Span{Start: p.Span.Start, End: len(x.text)}
		for _, q := range x.d.Paragraphs[i+1:] {
			if l := x.d.Slice(q.Span); strings.HasPrefix(l, "附件") || strings.HasPrefix(l, "附 件") || q.Span.Len() < 40 && !strings.ContainsAny(l, "：:。，") && strings.Contains(l, "实事") {
				s.End = q.Span.Start
				break
			}
		}
		return s
	}
	return Span{}
}

func (x *extractor) inGlossary(i int) bool { return x.gloss.Start <= i && i < x.gloss.End }
