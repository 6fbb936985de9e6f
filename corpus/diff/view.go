package diff

import (
	"strings"

	"github.com/shopspring/decimal"

	"yaodian/extract"
)

// What the renderings share: the words of the page and the rows of its tables.

var statusNames = map[Status]string{
	Unchanged: "未变", Modified: "修改", Added: "新增", Removed: "删除", Split: "拆分", Merged: "合并",
}

var targetNames = map[TargetStatus]string{
	Kept: "不变", Raised: "上调", Lowered: "下调", Changed: "变更", TargetAdded: "新增", TargetRemoved: "取消",
}

var periodNames = map[extract.NullString]string{
	"day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年", "term": "每学期",
}

var roleNames = map[extract.Role]string{
	extract.Responsible: "责任", extract.Lead: "牵头", extract.Support: "配合", extract.Supervise: "督办",
}

// amount writes what a target sets, as a reader would note it: ≥150人,
// 3200万元, 每月2次, 5%—6%, 2026-06-30前.
func amount(t *extract.Target) string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(periodNames[t.Period])
	if t.Value != nil {
		switch t.Comparator {
		case extract.GE:
			b.WriteString("≥")
		case extract.GT:
			b.WriteString("＞")
		case extract.LE:
			b.WriteString("≤")
		case extract.LT:
			b.WriteString("＜")
		case extract.Approx:
			b.WriteString("约")
		}
		if t.Change == "by" {
			if t.Direction == "down" {
				b.WriteString("降")
			} else {
				b.WriteString("增")
			}
		}
		b.WriteString(quantity(t.Value.Decimal, t.Unit))
		if t.ValueMax != nil {
			b.WriteString("—" + quantity(t.ValueMax.Decimal, t.Unit))
		}
	}
	if t.By != "" {
		if t.Value != nil {
			b.WriteString("，")
		}
		b.WriteString(string(t.By) + "前")
	}
	if b.Len() == 0 {
		return "有"
	}
	return b.String()
}

// quantity writes large round numbers in 万 and 亿, as plans do, and others
// plainly.
func quantity(d decimal.Decimal, unit extract.NullString) string {
	for _, m := range []struct {
		shift int32
		name  string
	}{{8, "亿"}, {4, "万"}} {
		if v := d.Shift(-m.shift); v.Abs().GreaterThanOrEqual(decimal.New(1, 0)) && v.Exponent() >= -m.shift && v.Round(4).Equal(v) {
			if s := v.String(); len(s) < len(d.String()) {
				return s + m.name + string(unit)
			}
		}
	}
	return d.String() + string(unit)
}

// about names what a change is about, by the new target where there is one,
// and says when the old one was about something else.
func about(c *Change) string {
	if c.New == nil {
		return subject(c.Old)
	}
	s := subject(c.New)
	if c.Old != nil && c.New.Kind == extract.Milestone {
		if o := subject(c.Old); o != s {
			s += "（旧：" + o + "）"
		}
	}
	return s
}

// subject is a target's deed and object, 建成名师工作室; of a level or a growth
// only what is measured: its verb says no more than the number.
func subject(t *extract.Target) string {
	verb, what := string(t.Action), string(t.Indicator)
	switch {
	case what == "":
		return t.Text
	case t.Change != "", strings.HasPrefix(what, verb):
		return what
	}
	return verb + what
}

// step writes how far a number went: +30（+60%）.
func step(c *Change) string {
	if c.Delta == nil || c.Delta.IsZero() {
		return ""
	}
	signed := func(d decimal.Decimal, s string) string {
		if d.IsPositive() {
			return "+" + s
		}
		return s
	}
	unit := c.New.Unit
	if unit == "%" {
		unit = "个百分点"
	}
	s := signed(c.Delta.Decimal, quantity(c.Delta.Decimal, unit))
	if c.Ratio != nil && unit != "个百分点" {
		s += "（" + signed(c.Ratio.Decimal, c.Ratio.Shift(2).Round(1).String()+"%") + "）"
	}
	return s
}

// targetRow is a changed target with where it stands.
type targetRow struct {
	Status           TargetStatus
	StatusName       string
	About            string
	OldLabel, Old    string
	NewLabel, New    string
	OldText, NewText string
	Step             string
	Anchor           int // index of the link
}

// targetRows lists every target that did not just stay.
func (d *Diff) targetRows() []targetRow {
	var out []targetRow
	for k := range d.Links {
		l := &d.Links[k]
		for i := range l.Targets {
			c := &l.Targets[i]
			if c.Status == Kept {
				continue
			}
			r := targetRow{Status: c.Status, StatusName: targetNames[c.Status], About: about(c), Old: amount(c.Old), New: amount(c.New),
				Step: step(c), Anchor: k, OldLabel: string(l.Labels.Old), NewLabel: string(l.Labels.New)}
			if c.Old != nil {
				r.OldText = c.Old.Text
			}
			if c.New != nil {
				r.NewText = c.New.Text
			}
			out = append(out, r)
		}
	}
	return out
}

// officeRow is an item whose offices changed.
type officeRow struct {
	OldLabel, NewLabel, Title string
	Added, Removed, Roles     string
	Anchor                    int
}

// officeRows lists links whose offices changed; an office that only took
// another name everywhere is not a change of the item.
func (d *Diff) officeRows() []officeRow {
	var out []officeRow
	for k := range d.Links {
		l := &d.Links[k]
		if len(l.Old) == 0 || len(l.New) == 0 {
			continue
		}
		added, removed := d.withoutRenamed(l)
		var roles []string
		for _, r := range l.Offices.Roles {
			roles = append(roles, r.Name+"："+roleNames[r.Old]+"→"+roleNames[r.New])
		}
		if len(added)+len(removed)+len(roles) == 0 {
			continue
		}
		out = append(out, officeRow{string(l.Labels.Old), string(l.Labels.New), l.heading(), strings.Join(added, "、"), strings.Join(removed, "、"), strings.Join(roles, "；"), k})
	}
	return out
}

func (d *Diff) withoutRenamed(l *Link) (added, removed []string) {
	has := func(list []string, s string) bool {
		for _, x := range list {
			if x == s {
				return true
			}
		}
		return false
	}
	for _, n := range l.Offices.Added {
		gone := false
		for _, r := range d.Renamed {
			gone = gone || r.New == n && has(l.Offices.Removed, r.Old)
		}
		if !gone {
			added = append(added, n)
		}
	}
	for _, n := range l.Offices.Removed {
		gone := false
		for _, r := range d.Renamed {
			gone = gone || r.Old == n && has(l.Offices.Added, r.New)
		}
		if !gone {
			removed = append(removed, n)
		}
	}
	return
}

// heading names a link: its title in the new plan, else in the old, else the
// start of its text.
func (l *Link) heading() string {
	if l.Title.New != "" {
		return string(l.Title.New)
	}
	if l.Title.Old != "" {
		return string(l.Title.Old)
	}
	gone := Delete
	if len(l.New) == 0 {
		gone = Insert
	}
	var b strings.Builder
	for _, e := range l.Edits {
		if e.Op != gone {
			b.WriteString(e.Text)
		}
		if b.Len() > 400 {
			break
		}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(b.String()), "\n")
	if rs := []rune(first); len(rs) > 24 {
		return string(rs[:24]) + "…"
	}
	return first
}

// rewritten reports a link whose texts share too little for marks to help: a
// reader is better served by both texts as they are.
func (l *Link) rewritten() bool {
	same, all := 0, 0
	for _, e := range l.Edits {
		n := len(e.Text)
		all += n
		if e.Op == Equal {
			same += n
			all += n
			same += n
		}
	}
	return len(l.Old) > 0 && len(l.New) > 0 && same*100 < all*30
}

// names of both plans for headings.
func (s Side) name() string {
	if s.Title != "" {
		return string(s.Title)
	}
	return "（无题）"
}
