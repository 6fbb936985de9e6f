package extract_test

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"yaodian/extract"
	"yaodian/parser"
)

// goldFacts are the kinds of facts in the order of the report. "target exact"
// adds comparator, change, direction, period, deadline, baseline and kind to
// "target"; indicators and actions are of the targets that were found;
// "no target" counts what the gold names as none.
var goldFacts = []string{"item", "parent", "title", "office", "target", "target exact", "indicator", "action", "no target"}

// tally counts one kind of fact and remembers what went wrong.
type tally struct{ right, invented, missed int }

func ratio(a, b int) float64 {
	if a+b == 0 {
		return 1
	}
	return float64(a) / float64(a+b)
}

func (c tally) precision() float64 { return ratio(c.right, c.invented) }
func (c tally) recall() float64    { return ratio(c.right, c.missed) }
func (c tally) f1() float64        { return ratio(2*c.right, c.invented+c.missed) }

// scores collects the tallies and faults of all notices.
type scores struct {
	notice string
	kinds  map[string]*tally
	faults map[string]bool // "- education target …" missed, "+ …" invented
}

func newScores() *scores {
	s := &scores{kinds: map[string]*tally{}, faults: map[string]bool{}}
	for _, f := range goldFacts {
		s.kinds[f] = &tally{}
	}
	return s
}

func (s *scores) fault(mark, fact, what string) {
	line := fmt.Sprintf("%s %s %s: %s", mark, s.notice, fact, strings.ReplaceAll(what, "\n", ""))
	for n := 2; s.faults[line]; n++ {
		line = fmt.Sprintf("%s (%d)", strings.TrimSuffix(line, fmt.Sprintf(" (%d)", n-1)), n)
	}
	s.faults[line] = true
}

func (s *scores) right(fact string)          { s.kinds[fact].right++ }
func (s *scores) missed(fact, what string)   { s.kinds[fact].missed++; s.fault("-", fact, what) }
func (s *scores) invented(fact, what string) { s.kinds[fact].invented++; s.fault("+", fact, what) }

// both counts a fact that is there and says something else.
func (s *scores) both(fact, where, want, got string) {
	switch {
	case want == got && want != "":
		s.right(fact)
	case want == got:
	case got == "":
		s.missed(fact, where+" "+want)
	case want == "":
		s.invented(fact, where+" "+got)
	default:
		s.kinds[fact].invented++
		s.missed(fact, where+" "+want+", got "+got)
	}
}

// add scores the plan of one notice.
func (s *scores) add(g *goldNotice, d *parser.Document, p *extract.Plan) {
	s.notice = g.name
	pair := g.align(d, p)
	taken := map[int]int{} // plan item → gold item
	index := map[string]int{}
	for i := range p.Items {
		index[p.Items[i].ID] = i
	}
	for i, j := range pair {
		if j < 0 {
			s.missed("item", g.items[i].path+" "+g.items[i].title)
			continue
		}
		taken[j] = i
		s.right("item")
	}
	for j, it := range p.Items {
		if _, ok := taken[j]; !ok && it.ID != "0" {
			s.invented("item", it.ID+" "+it.Label+" "+string(it.Title))
		}
	}
	for i, j := range pair {
		want := g.items[i]
		if j < 0 {
			s.offices(want.path, want.offices, nil)
			continue
		}
		got := p.Items[j]
		parent, under := "top", "top"
		if want.parent >= 0 {
			parent = g.items[want.parent].path
		}
		if k, ok := index[string(got.Parent)]; ok {
			if under = "?"; taken[k] >= 0 {
				if _, ok := taken[k]; ok {
					under = g.items[taken[k]].path
				}
			}
		}
		s.both("parent", want.path, parent, under)
		s.both("title", want.path, squeeze(want.title), strings.TrimRight(squeeze(string(got.Title)), "。.:"))
		s.offices(want.path, want.offices, got.Offices)
	}
	for j, it := range p.Items {
		if _, ok := taken[j]; !ok {
			var want []string
			if it.ID == "0" {
				want = g.before.offices
			}
			s.offices(it.ID, want, it.Offices)
		}
	}
	s.targets(g, p)
}

// align pairs the gold items with the plan's in order, as many as can be: the
// same label, and text that begins alike.
func (g *goldNotice) align(d *parser.Document, p *extract.Plan) []int {
	key := make([]string, len(p.Items))
	for j, it := range p.Items {
		key[j] = "\x00"
		if it.ID != "0" {
			key[j] = squeeze(d.Slice(it.Span))
		}
	}
	same := func(i, j int) bool {
		it := g.items[i]
		start := squeeze(it.title)
		if it.title == "" {
			start = squeeze(it.body)
		}
		if squeeze(it.label) != squeeze(p.Items[j].Label) || key[j] == "\x00" {
			return false
		}
		rest := strings.TrimPrefix(key[j], squeeze(it.label))
		const column = 30 // a row may begin with the cell of its section
		if k := strings.Index(rest, start); k > 0 && k <= column && strings.Contains(d.Slice(p.Items[j].Span), "\t") {
			rest = rest[k:]
		}
		n := 0
		for a, b := []rune(rest), []rune(start); n < len(a) && n < len(b) && a[n] == b[n]; n++ {
		}
		return n >= min(5, utf8.RuneCountInString(start))
	}
	n, m := len(g.items), len(p.Items)
	best := make([][]int, n+1)
	for i := range best {
		best[i] = make([]int, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if same(i, j) {
				best[i][j] = max(best[i][j], best[i+1][j+1]+1)
			}
		}
	}
	out := make([]int, n)
	j := 0
	for i := range out {
		out[i] = -1
		for k := j; k < m && best[i][k] > best[i+1][k]; k++ {
			if same(i, k) && best[i][k] == best[i+1][k+1]+1 {
				out[i], j = k, k+1
				break
			}
		}
	}
	return out
}

func (s *scores) offices(where string, want []string, got []extract.Office) {
	left := map[string]int{}
	for _, o := range want {
		left[squeeze(o)]++
	}
	for _, o := range got {
		if k := squeeze(o.Name + " " + string(o.Role)); left[k] > 0 {
			left[k]--
			s.right("office")
		} else {
			s.invented("office", where+" "+o.Name+" "+string(o.Role))
		}
	}
	for _, o := range want {
		if k := squeeze(o); left[k] > 0 {
			left[k]--
			s.missed("office", where+" "+o)
		}
	}
}

type placed struct {
	where string
	goldTarget
}

// targets pairs gold and found targets one to one: the same value and unit, or
// the same month of a milestone, and text that overlaps by half, best first.
func (s *scores) targets(g *goldNotice, p *extract.Plan) {
	var want, got []placed
	for _, it := range append([]goldItem{g.before}, g.items...) {
		for _, t := range it.targets {
			want = append(want, placed{it.path, t})
		}
	}
	for _, it := range p.Items {
		for _, t := range it.Targets {
			got = append(got, placed{it.ID, goldTarget{Target: t}})
		}
	}
	type link struct {
		overlap    float64
		a, b, away int
	}
	var links []link
	for a, x := range want {
		for b, y := range got {
			if alike(x.Target, y.Target) {
				if o := overlap(squeeze(x.Text), squeeze(y.Text)); o >= 0.5 {
					links = append(links, link{o, a, b, max(a-b, b-a)})
				}
			}
		}
	}
	sort.SliceStable(links, func(i, j int) bool {
		if links[i].overlap != links[j].overlap {
			return links[i].overlap > links[j].overlap
		}
		return links[i].away < links[j].away
	})
	of := make([]int, len(want))
	for a := range of {
		of[a] = -1
	}
	used := map[int]bool{}
	for _, l := range links {
		if of[l.a] < 0 && !used[l.b] {
			of[l.a], used[l.b] = l.b, true
		}
	}
	for a, x := range want {
		where := x.where + " " + x.Text
		switch {
		case of[a] >= 0:
			y := got[of[a]]
			s.right("target")
			s.both("target exact", where, attributes(x.Target), attributes(y.Target))
			s.indicator(where, x.Indicator, y.Indicator)
			s.both("action", where, squeeze(string(x.Action)), squeeze(string(y.Action)))
		case !x.optional:
			s.missed("target", where)
			s.kinds["target exact"].missed++
		}
	}
	var extra []placed
	for b, y := range got {
		if !used[b] {
			extra = append(extra, y)
			s.invented("target", y.where+" "+y.Text)
			s.kinds["target exact"].invented++
		}
	}
	s.none(g, extra)
}

// none counts the quantities that the gold names as no targets. Only targets
// that answer to no gold target can have taken one.
func (s *scores) none(g *goldNotice, invented []placed) {
	for _, it := range append([]goldItem{g.before}, g.items...) {
		for _, n := range it.none {
			hit := ""
			for _, t := range invented {
				if a, b := squeeze(n), squeeze(t.Text); strings.Contains(a, b) || strings.Contains(b, a) {
					hit = t.Text
				}
			}
			if hit == "" {
				s.right("no target")
			} else {
				s.missed("no target", it.path+" "+n+", got "+hit)
			}
		}
	}
}

func alike(x, y extract.Target) bool {
	if (x.Kind == extract.Milestone) != (y.Kind == extract.Milestone) {
		return false
	}
	if x.Kind == extract.Milestone {
		return len(x.By) > 7 && len(y.By) > 7 && x.By[:7] == y.By[:7]
	}
	return y.Value != nil && x.Value.Equal(y.Value.Decimal) && squeeze(string(x.Unit)) == squeeze(string(y.Unit))
}

func attributes(t extract.Target) string {
	f := []string{string(t.Kind), string(t.Comparator)}
	for _, x := range []extract.NullString{t.Change, t.Direction, t.Period, t.By} {
		if x != "" {
			f = append(f, string(x))
		}
	}
	for _, n := range []*extract.Number{t.Baseline, t.ValueMax} {
		if n != nil {
			f = append(f, n.String())
		}
	}
	return strings.Join(f, " ")
}

// indicator takes two phrases as one when their characters agree by 0.6.
func (s *scores) indicator(where string, want, got extract.NullString) {
	a, b := squeeze(string(want)), squeeze(string(got))
	if a != "" && b != "" {
		count := map[rune]int{}
		for _, r := range a {
			count[r]++
		}
		n := 0
		for _, r := range b {
			if count[r] > 0 {
				count[r]--
				n++
			}
		}
		if float64(2*n)/float64(utf8.RuneCountInString(a)+utf8.RuneCountInString(b)) >= 0.6 {
			b = a
		}
	}
	s.both("indicator", where, a, b)
}

// overlap is the length of the longest common subsequence over the shorter
// length.
func overlap(x, y string) float64 {
	a, b := []rune(x), []rune(y)
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	row := make([]int, len(b)+1)
	for _, r := range a {
		diagonal := 0
		for j, q := range b {
			up := row[j+1]
			if r == q {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(up, row[j])
			}
			diagonal = up
		}
	}
	return float64(row[len(b)]) / float64(min(len(a), len(b)))
}
