package diff

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed report.html
var reportSource string

// report is parsed at the first use: the page's text is the program's own, so
// that it parses is a matter of tests.
var report = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Parse(reportSource))
})

// page is what report.html shows.
type page struct {
	Old, New   Side
	OldName    string
	NewName    string
	Summary    Summary
	Chips      []chip
	Targets    []targetRow
	TargetSums []chip
	Renamed    []Rename
	Offices    []officeRow
	Groups     []group
}

// chip is a count that filters the list when pressed.
type chip struct {
	Key, Name string
	Count     int
}

// group holds the links below one heading of the new plan.
type group struct {
	Section *Section
	Changed bool // the heading's wording changed
	Rows    []row
}

type row struct {
	Link            *Link
	Anchor          int
	Status          Status
	StatusName      string
	Heading         string
	Keys            string // what the filters look for
	Lines           []line
	HasOld, HasNew  bool
	Rewritten, Long bool
	Percent         int
	Targets         []targetRow
	Added, Removed  string
}

// HTML writes a page that needs nothing else: both texts side by side with
// coloured changes, filters by status, tables of targets and offices.
func (d *Diff) HTML(w io.Writer) error {
	p := page{Old: d.Old, New: d.New, OldName: d.Old.name(), NewName: d.New.name(), Summary: d.Summary, Renamed: d.Renamed,
		Targets: d.targetRows(), Offices: d.officeRows()}
	s := d.Summary
	p.Chips = []chip{{"modified", "修改", s.Modified}, {"added", "新增", s.Added}, {"removed", "删除", s.Removed}, {"split", "拆分", s.Split},
		{"merged", "合并", s.Merged}, {"unchanged", "未变", s.Unchanged}, {"moved", "移位", s.Moved}, {"target", "指标有变", 0}, {"office", "单位有变", 0}}
	p.TargetSums = []chip{{"", "上调", s.Targets.Raised}, {"", "下调", s.Targets.Lowered}, {"", "变更", s.Targets.Changed},
		{"", "新增", s.Targets.Added}, {"", "取消", s.Targets.Removed}, {"", "不变", s.Targets.Kept}}
	byLink := map[int][]targetRow{}
	for _, r := range p.Targets {
		byLink[r.Anchor] = append(byLink[r.Anchor], r)
	}
	sections := map[string]*Section{}
	oldTo := map[string]string{}
	for i := range d.Sections {
		x := &d.Sections[i]
		if x.New != "" {
			sections["n"+string(x.New)] = x
			oldTo[string(x.Old)] = "n" + string(x.New)
		} else {
			sections["o"+string(x.Old)] = x
			oldTo[string(x.Old)] = "o" + string(x.Old)
		}
	}
	last := "\x00"
	for k := range d.Links {
		l := &d.Links[k]
		r := d.row(l, k, byLink[k])
		for i, c := range []string{"target", "office"} {
			if strings.Contains(" "+r.Keys+" ", " "+c+" ") {
				p.Chips[7+i].Count++
			}
		}
		// A removed item shows under the heading that carries on its own.
		key := ""
		switch {
		case len(l.New) > 0 && l.Section.New != "":
			key = "n" + string(l.Section.New)
		case len(l.New) == 0 && l.Section.Old != "":
			key = oldTo[string(l.Section.Old)]
		}
		if key != last {
			g := group{Section: sections[key]}
			if x := g.Section; x != nil {
				g.Changed = x.Old != "" && x.New != "" && fold(string(x.Title.Old)) != fold(string(x.Title.New))
			}
			p.Groups = append(p.Groups, g)
			last = key
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Rows = append(g.Rows, r)
	}
	return report().Execute(w, p)
}

func (d *Diff) row(l *Link, k int, targets []targetRow) row {
	r := row{Link: l, Anchor: k, Status: l.Status, StatusName: statusNames[l.Status], Heading: l.heading(), Targets: targets,
		HasOld: len(l.Old) > 0, HasNew: len(l.New) > 0, Rewritten: l.rewritten() && l.Status != Unchanged, Percent: int(l.Similarity*100 + 0.5)}
	added, removed := d.withoutRenamed(l)
	keys := []string{string(l.Status)}
	if l.Moved {
		keys = append(keys, "moved")
	}
	if len(targets) > 0 {
		keys = append(keys, "target")
	}
	if r.HasOld && r.HasNew {
		r.Added, r.Removed = strings.Join(added, "、"), strings.Join(removed, "、")
		if r.Added+r.Removed != "" {
			keys = append(keys, "office")
		}
	}
	r.Keys = strings.Join(keys, " ")
	r.Lines = lines(l.Edits, !r.Rewritten)
	r.Long = r.Rewritten && utf8.RuneCountInString(quote(l, Insert))+utf8.RuneCountInString(quote(l, Delete)) > longText
	return r
}

// longText is from how many characters on a pair of texts without marks is
// folded away.
const longText = 1500

// line is a stretch of both texts that stands side by side.
type line struct{ Old, New []Edit }

// lines cuts a script where both texts break a line, so that their paragraphs
// stay level; without marks the texts stay whole.
func lines(es []Edit, marks bool) []line {
	out := []line{{}}
	for _, e := range es {
		parts := []string{e.Text}
		if e.Op == Equal && marks {
			parts = strings.Split(e.Text, "\n")
		}
		for k, p := range parts {
			if k > 0 {
				out = append(out, line{})
			}
			if e.Text = p; p == "" {
				continue
			}
			l := &out[len(out)-1]
			if e.Op != Insert {
				l.Old = append(l.Old, e)
			}
			if e.Op != Delete {
				l.New = append(l.New, e)
			}
		}
	}
	return out
}
