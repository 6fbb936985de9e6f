package web

import (
	"fmt"
	"strconv"
	"strings"

	"yaodian/corpus/series"
	"yaodian/extract"
)

// Charts are SVG made on the server: shapes, patterns and words tell what
// colour tells, and the table around each holds the same figures. A template
// draws them; here they are only laid out, in the units of their viewBox.

// Sparklines are sparkWidth by sparkHeight, their line between sparkLeft and
// sparkRight, so that the first and the last value stand beside it.
const (
	sparkWidth, sparkHeight = 230, 34
	sparkLeft, sparkRight   = 66, 164
)

// sparkline is an indicator's values over the years.
type sparkline struct {
	Solid, Broken []string // points of lines: from year to year, and over years without a value
	Marks         []mark
	Bars          []bar  // ranges
	Gaps          []mark // years without a value, at the foot
	First, Last   endLabel
	Words         string // the chart in words: "2023 6 所；2024 —；2025 10 所"
}

type mark struct{ X, Y, Shape string }

type bar struct{ X, Top, Height string }

type endLabel struct{ X, Y, Text string }

// markShape is how a value's comparator is drawn.
func markShape(c extract.Comparator) string {
	switch c {
	case extract.GE, extract.GT:
		return "up"
	case extract.LE, extract.LT:
		return "down"
	case extract.Approx:
		return "ring"
	}
	return "dot"
}

// spark lays out the values of a row, one cell a year; nil when fewer than two
// years have one, or where some say by how much and others up to what. Values
// are placed here, not computed with: binary64 is exact enough.
func spark(cells []*series.Cell, years []int, lang string) *sparkline {
	type point struct {
		at      int
		lo, hi  float64
		t       *extract.Target
		x, y, z float64 // z is the height of hi
	}
	var ps []point
	for i, c := range cells {
		if c == nil || c.Target == nil || c.Target.Value == nil {
			continue
		}
		p := point{at: i, t: c.Target}
		p.lo, _ = c.Target.Value.Float64()
		p.hi = p.lo
		if c.Target.ValueMax != nil {
			p.hi, _ = c.Target.ValueMax.Float64()
		}
		ps = append(ps, p)
	}
	if len(ps) < 2 {
		return nil
	}
	low, high := ps[0].lo, ps[0].hi
	for _, p := range ps {
		if (p.t.Change == "by") != (ps[0].t.Change == "by") || p.t.Direction != ps[0].t.Direction && p.t.Change == "by" {
			return nil
		}
		low, high = min(low, p.lo), max(high, p.hi)
	}
	span := high - low
	if span == 0 {
		span, low = 1, low-0.5
	}
	first, last := years[0], years[len(years)-1]
	x := func(i int) float64 {
		return sparkLeft + (sparkRight-sparkLeft)*float64(years[i]-first)/float64(max(last-first, 1))
	}
	y := func(v float64) float64 { return 26 - 18*(v-low)/span }
	out := &sparkline{}
	var words []string
	next := 0
	for i, year := range years {
		if next < len(ps) && ps[next].at == i {
			words = append(words, fmt.Sprintf("%d %s", year, valueOf(*ps[next].t, lang)))
			next++
			continue
		}
		words = append(words, fmt.Sprintf("%d —", year))
		out.Gaps = append(out.Gaps, mark{X: fixed(x(i)), Y: fixed(sparkHeight - 3)})
	}
	out.Words = strings.Join(words, "; ")
	for i := range ps {
		p := &ps[i]
		p.x, p.y, p.z = x(p.at), y(p.lo), y(p.hi)
		if p.hi > p.lo {
			out.Bars = append(out.Bars, bar{fixed(p.x - 2), fixed(p.z), fixed(p.y - p.z)})
		} else {
			out.Marks = append(out.Marks, mark{fixed(p.x), fixed(p.y), markShape(p.t.Comparator)})
		}
		if i == 0 {
			continue
		}
		line := fixed(ps[i-1].x) + "," + fixed((ps[i-1].y+ps[i-1].z)/2) + " " + fixed(p.x) + "," + fixed((p.y+p.z)/2)
		if ps[i-1].at == p.at-1 {
			out.Solid = append(out.Solid, line)
		} else {
			out.Broken = append(out.Broken, line)
		}
	}
	a, b := ps[0], ps[len(ps)-1]
	out.First = endLabel{fixed(a.x - 7), fixed((a.y+a.z)/2 + 4), shortValue(*a.t)}
	out.Last = endLabel{fixed(b.x + 7), fixed((b.y+b.z)/2 + 4), shortValue(*b.t)}
	return out
}

func fixed(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// shortValue is a value without its unit, for the ends of a line.
func shortValue(t extract.Target) string {
	unit := ""
	if t.Unit == "%" || t.Unit == "％" {
		unit = "%"
	}
	v := strings.TrimSpace(quantity(*t.Value, unit))
	if t.ValueMax != nil {
		v += "–" + strings.TrimSpace(quantity(*t.ValueMax, unit))
	}
	return strings.TrimSpace(comparatorSign[t.Comparator]) + v
}

// lifeChart draws one item's years: a line from the first to the last, a shape
// for what became of it in each.
type lifeChart struct {
	Width         int
	Solid, Broken []string
	Marks         []mark
}

// lifeStepWidth is the room of one year.
const lifeStepWidth = 30

// lifeline lays out the years of an item; shapes are named after the statuses
// of its links, and after its end where that is not "current".
func lifeline(steps []*lifeStep, end string) *lifeChart {
	out := &lifeChart{Width: lifeStepWidth*len(steps) + 8}
	x := func(i int) float64 { return lifeStepWidth/2 + lifeStepWidth*float64(i) }
	const mid = 12
	last := -1
	for i, st := range steps {
		if st == nil {
			continue
		}
		if last >= 0 {
			line := fmt.Sprintf("%s,%d %s,%d", fixed(x(last)), mid, fixed(x(i)), mid)
			if last == i-1 {
				out.Solid = append(out.Solid, line)
			} else {
				out.Broken = append(out.Broken, line)
			}
		}
		out.Marks = append(out.Marks, mark{fixed(x(i)), strconv.Itoa(mid), st.Status})
		last = i
	}
	if last < 0 {
		return nil
	}
	tail := fmt.Sprintf("%s,%d %s,%d", fixed(x(last)), mid, fixed(x(last)+lifeStepWidth/2), mid)
	switch end {
	case string(series.Current):
		out.Solid = append(out.Solid, tail)
		out.Marks = append(out.Marks, mark{fixed(x(last) + lifeStepWidth/2), strconv.Itoa(mid), "on"})
	case string(series.Dropped):
		out.Broken = append(out.Broken, tail)
		out.Marks = append(out.Marks, mark{fixed(x(last) + lifeStepWidth/2), strconv.Itoa(mid), "dropped"})
	}
	return out
}

// stack is one bar of parts end to end, with its number beyond it.
type stack struct {
	Parts []part
	Total int
	End   string // where the number stands
}

type part struct{ X, Width, Role string }

// stackWidth is how long the longest bar is.
const stackWidth = 260

// stacked lays counts, each of the role of its place, on a scale that ends at
// most.
func stacked(counts []int, most int) stack {
	var s stack
	at := 0.0
	for i, n := range counts {
		if n == 0 {
			continue
		}
		w := stackWidth * float64(n) / float64(max(most, 1))
		s.Parts = append(s.Parts, part{fixed(at), fixed(w), roles[i]})
		at += w
		s.Total += n
	}
	s.End = fixed(at + 6)
	return s
}
