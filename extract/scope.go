package extract

import "strings"

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

// Marks of a unit's heading that decide the scope of the whole unit.
var (
	reviewMarks = []string{"工作回顾", "回顾", "工作总结", "工作情况", "发展回顾", "取得的成绩", "主要成绩", "工作成效", "过去一年", "过去五年", "发展成就", "现状", "发展基础", "工作进展", "存在问题", "存在的问题", "面临形势", "发展形势", "背景"}
	planMarks   = []string{"安排", "打算", "计划", "任务", "目标", "要求", "思路", "工作要点"}
)

// scopes decides the scope of each outline unit; sub-units inherit.
func (x *extractor) scopes() []scope {
	out := make([]scope, len(x.d.Outline))
	year := x.year()
	for i, u := range x.d.Outline {
		if u.Parent >= 0 && out[u.Parent] != planning {
			out[i] = out[u.Parent]
			continue
		}
		title := string(x.p.Items[i].Title)
		switch {
		case strings.HasPrefix(u.Label, "第") && strings.HasSuffix(u.Label, "条"):
			out[i] = rules
		case u.Level == 1 && isReview(title, year):
			out[i] = review
		case x.inGlossary(u.Span.Start):
			out[i] = glossary
		}
	}
	return out
}

// isReview reports a heading that announces an account of the past.
func isReview(title string, year int) bool {
	if title == "" {
		return false
	}
	for _, m := range planMarks {
		if strings.Contains(title, m) {
			return false
		}
	}
	for _, m := range reviewMarks {
		if strings.Contains(title, m) {
			return true
		}
	}
	return false
}

// glossaryMarks head the appended explanations of a report, on a line of
// their own.
var glossaryMarks = []string{"名词解释", "名词注释", "有关名词解释", "有关用语说明", "相关名词解释", "注释", "术语解释", "缩略语", "有关注释"}

// findGlossary returns the stretch of the text that explains terms: from its
// heading line to the next annex heading or the end.
func (x *extractor) findGlossary() Span {
	for i, p := range x.d.Paragraphs {
		line := strings.Trim(x.d.Slice(p.Span), " 　：:（）()")
		if !hasAnySuffix(line, glossaryMarks) || p.Span.Len() > 30 {
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

func hasAnySuffix(s string, list []string) bool {
	for _, m := range list {
		if strings.HasSuffix(s, m) {
			return true
		}
	}
	return false
}
