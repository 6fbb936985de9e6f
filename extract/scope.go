package extract

import (
	"fmt"
	"strings"

	"yaodian/extract/lexicon"
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

// Marks of a unit's heading that decide the scope of the whole unit.
var (
	reviewMarks = []string{"工作回顾", "回顾", "工作总结", "工作情况", "发展回顾", "取得的成绩", "主要成绩", "工作成效", "成效显著", "成绩显著", "主要成效", "取得的成效", "过去一年", "过去五年", "发展成就", "现状", "发展基础", "工作进展", "存在问题", "存在的问题", "面临形势", "发展形势", "背景"}
	nextMarks   = []string{"下一步", "下一阶段", "今后", "建议", "展望"}
	planMarks   = []string{"安排", "打算", "计划", "任务", "目标", "要求", "思路", "工作要点"}
)

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
			if containsAny(title, planMarks) || containsAny(title, nextMarks) {
				out[i] = planning
			}
		case base != planning:
		case strings.HasPrefix(u.Label, "第") && strings.HasSuffix(u.Label, "条"):
			out[i] = rules
		case u.Level == 1 && isReview(title):
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
	if x.p.Kind == "" && containsAny(string(x.p.Title), []string{"？", "?", "！", "怎么", "如何", "问题解答", "问答", "请查收"}) {
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

// servesPeople reports a unit or a document of 民生实事, where what is supported
// is promised as well.
func (x *extractor) servesPeople(it *Item) bool {
	return x.p.Kind == "民生实事" || strings.Contains(string(it.Title), "实事")
}

// isReview reports a heading that announces an account of the past.
func isReview(title string) bool {
	return !containsAny(title, planMarks) && containsAny(title, reviewMarks)
}

// A government work report accounts for the past before it plans, often without
// a numbered heading between the two. The plan begins with the paragraph that
// names the year to come and what is wanted of it.
var (
	comingMarks = []string{"今年", "今后五年", "未来五年", "今后几年", "新的一年", "本届政府"}
	wantedMarks = []string{"总体要求", "预期目标", "主要目标", "总体思路", "工作思路", "奋斗目标", "目标任务", "总体考虑", "总体部署"}
)

// taskMarks say so only in a heading: a review, too, speaks of 主要任务.
var taskMarks = []string{"主要任务", "重点任务", "工作安排"}

// findTurn returns where a government work report turns from review to plan;
// 0 in other documents and where no such paragraph is found.
func (x *extractor) findTurn() int {
	if x.p.Kind != "政府工作报告" {
		return 0
	}
	coming := comingMarks
	if x.p.Year > 0 {
		coming = append([]string{fmt.Sprintf("%d年", x.p.Year)}, coming...)
		if name := fiveYearPlan(int(x.p.Year)); name != "" {
			coming = append(coming, name)
		}
	}
	for i, p := range x.d.Paragraphs {
		if i == 0 {
			continue // the report's own title names its year
		}
		line := string(x.text[p.Span.Start:p.Span.End])
		const heading = 40
		wanted := containsAny(line, wantedMarks) || p.Span.Len() < heading && containsAny(line, taskMarks)
		if wanted && containsAny(line, coming) {
			return p.Span.Start
		}
	}
	return 0
}

// fiveYearPlan names the five-year plan that begins in that year (十五五 in 2026),
// or "". The third began in 1966; they have followed every five years since.
func fiveYearPlan(year int) string {
	n := (year-1966)/5 + 3
	if (year-1966)%5 != 0 || n <= 10 || n >= 20 {
		return ""
	}
	return "十" + string([]rune("一二三四五六七八九")[n-11]) + "五"
}

func containsAny(s string, list []string) bool {
	for _, m := range list {
		if strings.Contains(s, m) {
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
		if p.Span.Len() > 30 {
			continue
		}
		line := strings.Trim(x.d.Slice(p.Span), " 　：:（）()")
		if !hasAnySuffix(line, glossaryMarks) {
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
