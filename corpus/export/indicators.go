package export

import (
	"yaodian/extract"
)

// Words of the 指标表 for the values of a Target.
var (
	kinds = map[extract.TargetKind]string{
		extract.Count: "数量", extract.Ratio: "比率", extract.Money: "资金", extract.Frequency: "频次", extract.Area: "面积",
		extract.Length: "长度", extract.Duration: "时长", extract.Rank: "位次", extract.Score: "分值", extract.Milestone: "节点", extract.Other: "其他",
	}
	comparators = map[extract.Comparator]string{
		extract.EQ: "等于", extract.GE: "不少于", extract.GT: "超过", extract.LE: "不超过", extract.LT: "少于", extract.Approx: "约", extract.Range: "区间",
	}
	periods = map[extract.NullString]string{
		"day": "每日", "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年", "term": "每学期",
	}
	changes = map[[2]extract.NullString]string{
		{"to", ""}: "达到", {"to", "up"}: "提高到", {"to", "down"}: "降至", {"by", ""}: "变动", {"by", "up"}: "提高", {"by", "down"}: "降低",
	}
)

// requirement words how the value is meant: 提高到 不少于.
func requirement(t *extract.Target) string {
	if t.Kind == extract.Milestone {
		return "按期完成"
	}
	c := changes[[2]extract.NullString{t.Change, t.Direction}]
	if t.Value == nil {
		return c
	}
	if t.Comparator == extract.EQ && c != "" {
		return c
	}
	return c + comparators[t.Comparator]
}

// value is the number of a cell: a number where binary64 holds it exactly, so
// that a sheet can sum it, else its digits.
func value(n *extract.Number) any {
	if n == nil {
		return nil
	}
	if f, ok := n.Float64(); ok || n.NumDigits() <= 15 {
		return f
	}
	return n.String()
}

func digits(n *extract.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}

// amount prints a target's value with its range.
func amount(t *extract.Target) string {
	if t.ValueMax != nil {
		return digits(t.Value) + "–" + digits(t.ValueMax)
	}
	return digits(t.Value)
}
