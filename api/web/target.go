package web

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"yaodian/extract"
)

// targetRow is a target as a line of a list.
type targetRow struct {
	ID        string // anchor in the text
	Kind      string
	Indicator string // what is counted; the printed text where unknown
	Value     string // "≥ 18 %", "3.2亿元", "每月 2 次"
	From      string // baseline, "" when none
	By        string // deadline, ISO 8601
	Rule      string
	Span      string // as readSpan takes it; "" where nothing may be corrected
	Edited    *correctionRow
}

// counted are the kinds whose verb stands before what is counted.
var counted = map[extract.TargetKind]bool{extract.Count: true, extract.Frequency: true, extract.Milestone: true, extract.Area: true, extract.Length: true}

var comparatorSign = map[extract.Comparator]string{extract.GE: "≥ ", extract.GT: "> ", extract.LE: "≤ ", extract.LT: "< ", extract.Approx: "≈ "}

// periodWord names a period in front of a value.
var periodWord = map[string][2]string{
	"day": {"每天", "daily"}, "week": {"每周", "weekly"}, "month": {"每月", "monthly"}, "quarter": {"每季度", "quarterly"},
	"half_year": {"每半年", "half-yearly"}, "year": {"每年", "yearly"}, "term": {"每学期", "each term"},
}

func rowOf(t extract.Target, id, lang string) targetRow {
	r := targetRow{ID: id, Kind: string(t.Kind), Indicator: string(t.Indicator), By: string(t.By), Rule: t.Rule, Value: valueOf(t, lang)}
	switch {
	case r.Indicator == "":
		r.Indicator = t.Text
	case t.Action != "" && t.Change == "" && counted[t.Kind] && !strings.HasPrefix(r.Indicator, string(t.Action)):
		// 新增 + 公办学位 reads as one; 达到 + 入学率 does not.
		r.Indicator = string(t.Action) + r.Indicator
	}
	if t.Baseline != nil {
		r.From = quantity(*t.Baseline, string(t.Unit))
	}
	return r
}

// valueOf writes a target's number as its reader would say it; "" for a
// milestone, which has none.
func valueOf(t extract.Target, lang string) string {
	if t.Value == nil {
		return ""
	}
	v := quantity(*t.Value, string(t.Unit))
	if t.Comparator == extract.Range && t.ValueMax != nil {
		v = plainNumber(t.Value.Decimal) + "–" + quantity(*t.ValueMax, string(t.Unit))
	}
	v = comparatorSign[t.Comparator] + v
	if t.Change == "by" {
		switch t.Direction {
		case "up":
			v = "↑ " + v
		case "down":
			v = "↓ " + v
		}
	}
	if w, ok := periodWord[string(t.Period)]; ok {
		if lang == "en" {
			v += " " + w[1]
		} else {
			v = w[0] + " " + v
		}
	}
	return v
}

var yi, wan = decimal.New(1, 8), decimal.New(1, 4)

// quantity writes a number with its unit; money and large counts in 亿 or 万,
// as notices do, where that loses nothing.
func quantity(n extract.Number, unit string) string {
	d := n.Decimal
	switch abs := d.Abs(); {
	case unit == "%" || unit == "％":
		return plainNumber(d) + "%"
	case abs.GreaterThanOrEqual(yi) && short(d.Div(yi)):
		return plainNumber(d.Div(yi)) + "亿" + unit
	case abs.GreaterThanOrEqual(wan) && short(d.Div(wan)):
		return plainNumber(d.Div(wan)) + "万" + unit
	}
	if unit == "" {
		return plainNumber(d)
	}
	return plainNumber(d) + " " + unit
}

// short reports whether d has at most four decimal places.
func short(d decimal.Decimal) bool { return d.Equal(d.Round(4)) }

// plainNumber groups the integer part by thousands.
func plainNumber(d decimal.Decimal) string {
	s := d.Abs().String()
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	if d.IsNegative() {
		b.WriteByte('-')
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	return b.String()
}

// anchor names a fact in the page: its kind's letter, item and number.
func anchor(kind string, item, n int) string {
	return kind + strconv.Itoa(item) + "-" + strconv.Itoa(n)
}

func targetAnchor(t extract.Target, item, n int) string {
	if t.Kind == extract.Milestone {
		return anchor("m", item, n)
	}
	return anchor("t", item, n)
}
