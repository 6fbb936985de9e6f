package export

import (
	"slices"
	"strconv"
	"strings"

	"yaodian/extract"
)

// task is one row of the 任务分解表.
type task struct {
	category string // 类别: headings of the units around it, outermost first
	title    string // 任务
	body     string // 具体内容, as printed
	targets  string // 量化目标, as printed
	offices  map[extract.Role][]string
	due      string // 完成时限, ISO dates
	place    string // 原文位置
	item     *extract.Item
}

// roles are the columns and words of roles, in the order offices list them.
var roles = []struct {
	role extract.Role
	name string
}{{extract.Lead, "牵头"}, {extract.Responsible, "责任"}, {extract.Support, "配合"}, {extract.Supervise, "督办"}}

// tasks are a plan's rows: every unit without sub-units, and a unit with some
// when it holds a target itself; what stands before the first unit only where it
// asks something of an office. Offices named for a whole section are those
// of its units that name none.
func tasks(p *extract.Plan) []task {
	text := []rune(p.Text)
	at := make(map[string]*extract.Item, len(p.Items))
	parents := make(map[string]bool)
	for i := range p.Items {
		at[p.Items[i].ID] = &p.Items[i]
		parents[string(p.Items[i].Parent)] = true
	}
	var out []task
	for i := range p.Items {
		it := &p.Items[i]
		if parents[it.ID] && len(it.Targets) == 0 || it.Label == "" && len(it.Targets)+len(it.Offices) == 0 {
			continue
		}
		t := task{item: it, offices: make(map[extract.Role][]string)}
		var around, labels []string
		offices := it.Offices
		for up, depth := at[string(it.Parent)], 0; up != nil && depth < 64; up, depth = at[string(up.Parent)], depth+1 {
			if len(offices) == 0 {
				offices = up.Offices
			}
			around = append(around, heading(text, up))
			labels = append(labels, strings.TrimSpace(up.Label))
		}
		slices.Reverse(around)
		slices.Reverse(labels)
		t.category = strings.Join(around, " / ")
		t.title = heading(text, it)
		t.body = body(text, it)
		for _, o := range offices {
			if !slices.Contains(t.offices[o.Role], o.Name) {
				t.offices[o.Role] = append(t.offices[o.Role], o.Name)
			}
		}
		var said, due []string
		for _, g := range it.Targets {
			if w := wording(&g); !slices.Contains(said, w) {
				said = append(said, w)
			}
			if by := string(g.By); by != "" && !slices.Contains(due, by) {
				due = append(due, by)
			}
		}
		slices.Sort(due)
		t.targets = strings.Join(said, "；")
		t.due = strings.Join(due, "、")
		t.place = place(append(labels, strings.TrimSpace(it.Label)), it.Span)
		out = append(out, t)
	}
	return out
}

// wording is what a target says, as printed. Of a list that names its things
// once (甲、乙分别增长5%、6%) the further numbers are printed alone: the indicator
// goes before these, so that no two of a task read alike.
func wording(t *extract.Target) string {
	if t.Indicator == "" || strings.Contains(t.Text, string(t.Indicator)) {
		return t.Text
	}
	return string(t.Indicator) + t.Text
}

// place names a passage as a reader finds it, and as a program does: labels,
// and code points from the start of the text.
func place(labels []string, s extract.Span) string {
	labels = slices.DeleteFunc(labels, func(l string) bool { return l == "" })
	where := strings.Join(labels, "")
	if where == "" {
		where = "正文"
	}
	return where + " [" + strconv.Itoa(s.Start) + "," + strconv.Itoa(s.End) + ")"
}

const clauseRunes = 40

// heading is the unit's own, or its first clause where it has none.
func heading(text []rune, it *extract.Item) string {
	if it.Title != "" {
		return string(it.Title)
	}
	b := []rune(body(text, it))
	for i, r := range b {
		if strings.ContainsRune("。；，：,;:\n\t", r) {
			return string(b[:i])
		}
		if i == clauseRunes {
			return string(b[:i]) + "…"
		}
	}
	return string(b)
}

// body is the unit's own text after its heading. Cells of a table's row, which
// the text joins by tabs, are set apart by bars.
func body(text []rune, it *extract.Item) string {
	s := it.BodySpan
	if s == nil {
		if it.Title != "" {
			return ""
		}
		own := extract.Span{Start: it.Span.Start + len([]rune(it.Label)), End: it.Span.End}
		s = &own
	}
	if s.Start < 0 || s.Start > s.End || s.End > len(text) {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(string(text[s.Start:s.End]), "\t", " | "))
}

func (t *task) names(r extract.Role) string { return strings.Join(t.offices[r], "、") }

// all lists every office with its role, as 指标表 wants it.
func (t *task) all() string {
	var out []string
	for _, r := range roles {
		for _, n := range t.offices[r.role] {
			out = append(out, n+"（"+r.name+"）")
		}
	}
	return strings.Join(out, "、")
}

// support lists the supporting offices, and those that see to it that the
// work is done, who have no column of their own.
func (t *task) support() string {
	out := slices.Clone(t.offices[extract.Support])
	for _, n := range t.offices[extract.Supervise] {
		out = append(out, n+"（督办）")
	}
	return strings.Join(out, "、")
}
