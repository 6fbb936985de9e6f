package extract_test

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/shopspring/decimal"

	"yaodian/extract"
	"yaodian/parser"
)

// A gold file is a txtar archive of a notice, under a name whose extension says
// its format, and "gold": what a careful reader finds in it, a fact a line.
//
//	= 一、 | 夯实基础           a unit and its heading; == one level below, and so on
//	= 第三条 | - | 本办法所称    a unit without a heading, and how its text begins
//	@ 基础教育股 responsible    an office of that unit
//	+ TEXT | kind | 50 个 | ge | to up | year | 2025-12-31 | 新增 | 学位
//	? the same                 a target that may as well be left out
//	- 6个名师工作室             a quantity that is no target
//	# a remark
//
// A value is "50 个", "3~5 个" for a range, "80>85 %" for a rise from 80; a
// field that is absent, a unit too, is "-". Lines above the first unit are of the text
// before it.
type goldNotice struct {
	name   string // of the gold file, without extension
	file   string // of the notice
	data   []byte
	before goldItem
	items  []goldItem
}

type goldItem struct {
	level              int
	label, title, body string
	path               string // labels from the outermost, for messages
	parent             int    // index, -1 at the top
	offices            []string
	targets            []goldTarget
	none               []string
}

type goldTarget struct {
	extract.Target
	optional bool
}

func readGold(name string, a *txtar.Archive) (*goldNotice, error) {
	if len(a.Files) != 2 || a.Files[1].Name != "gold" {
		return nil, fmt.Errorf("%s: want a notice and gold, in this order", name)
	}
	g := &goldNotice{name: name, file: a.Files[0].Name, data: a.Files[0].Data}
	it := &g.before
	for n, line := range strings.Split(string(a.Files[1].Data), "\n") {
		fail := func(why string) error { return fmt.Errorf("%s gold:%d: %s: %s", name, n+1, why, line) }
		mark, rest, _ := strings.Cut(line, " ")
		f := strings.Split(rest, " | ")
		switch {
		case line == "" || mark == "#":
		case strings.Trim(mark, "=") == "":
			if len(f) < 2 || f[1] == "-" && len(f) != 3 {
				return nil, fail("want LABEL | TITLE or LABEL | - | BODY")
			}
			x := goldItem{level: len(mark), label: f[0], title: dash(f[1]), parent: -1, path: f[0]}
			if len(f) > 2 {
				x.body = f[2]
			}
			for i := len(g.items) - 1; i >= 0 && x.parent < 0; i-- {
				if g.items[i].level < x.level {
					x.parent, x.path = i, g.items[i].path+x.path
				}
			}
			g.items = append(g.items, x)
			it = &g.items[len(g.items)-1]
		case mark == "@":
			name, role, ok := strings.Cut(rest, " ")
			if !ok || !strings.Contains("responsible lead support supervise", role) {
				return nil, fail("want NAME ROLE")
			}
			it.offices = append(it.offices, name+" "+role)
		case mark == "+" || mark == "?":
			t, err := goldTargetOf(f)
			if err != nil {
				return nil, fail(err.Error())
			}
			it.targets = append(it.targets, goldTarget{t, mark == "?"})
		case mark == "-":
			it.none = append(it.none, rest)
		default:
			return nil, fail("unknown mark")
		}
	}
	if len(g.items) == 0 {
		return nil, fmt.Errorf("%s: no units", name)
	}
	return g, nil
}

func dash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

func goldTargetOf(f []string) (extract.Target, error) {
	if len(f) != 9 {
		return extract.Target{}, fmt.Errorf("%d fields, want 9", len(f))
	}
	null := func(i int) extract.NullString { return extract.NullString(dash(f[i])) }
	t := extract.Target{Text: f[0], Kind: extract.TargetKind(f[1]), Comparator: extract.Comparator(f[3]),
		Period: null(5), By: null(6), Action: null(7), Indicator: null(8)}
	change, direction, _ := strings.Cut(dash(f[4]), " ")
	t.Change, t.Direction = extract.NullString(change), extract.NullString(direction)
	if f[2] == "-" {
		if t.Kind != extract.Milestone {
			return t, fmt.Errorf("no value")
		}
		return t, nil
	}
	value, unit, ok := strings.Cut(f[2], " ")
	if !ok {
		return t, fmt.Errorf("want VALUE UNIT")
	}
	t.Unit = extract.NullString(dash(unit))
	var err error
	number := func(s string) *extract.Number {
		d, e := decimal.NewFromString(s)
		if e != nil {
			err = e
		}
		return &extract.Number{Decimal: d}
	}
	if from, to, ok := strings.Cut(value, ">"); ok {
		t.Baseline, value = number(from), to
	}
	if low, high, ok := strings.Cut(value, "~"); ok {
		t.ValueMax, value = number(high), low
	}
	t.Value = number(value)
	return t, err
}

// check says where the gold names what the notice does not hold: a slip of the
// annotator, which no score should punish.
func (g *goldNotice) check(d *parser.Document) error {
	text := squeeze(d.Text())
	at := 0
	for _, it := range append([]goldItem{g.before}, g.items...) {
		head := squeeze(it.label + it.title)
		if it.title == "" {
			head += squeeze(it.body)
		}
		k := strings.Index(text[at:], head)
		if k < 0 {
			// Between a table row's number and its task stands a tab, or a column.
			if k = strings.Index(text[at:], squeeze(it.title)); it.title == "" || k < 0 {
				return fmt.Errorf("%s: no unit %s|%s in this place", g.name, it.path, it.title)
			}
		}
		at += k
		for _, o := range it.offices {
			name, _, _ := strings.Cut(o, " ")
			if !strings.Contains(text, squeeze(name)) {
				return fmt.Errorf("%s %s: no office %s", g.name, it.path, name)
			}
		}
		for _, t := range it.targets {
			if !strings.Contains(text[at:], squeeze(t.Text)) {
				return fmt.Errorf("%s %s: no text %s behind the heading", g.name, it.path, t.Text)
			}
			if s := squeeze(string(t.Indicator)); s != "" && !strings.Contains(text, s) {
				return fmt.Errorf("%s %s: no indicator %s", g.name, it.path, s)
			}
		}
		for _, s := range it.none {
			if !strings.Contains(text[at:], squeeze(s)) {
				return fmt.Errorf("%s %s: no text %s behind the heading", g.name, it.path, s)
			}
		}
	}
	return nil
}

// squeeze folds widths and drops blanks, in which a gold line may differ.
func squeeze(s string) string {
	var b strings.Builder
	for _, r := range parser.FoldAll([]rune(s)) {
		if r > ' ' && r != 0x200b && r != 0xfeff && r != 0x3000 && r != 0xa0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
