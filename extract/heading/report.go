package heading

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Report counts right decisions by kind of sample.
type Report struct {
	kinds map[string]*tally
}

// tally counts the units of one kind of sample.
type tally struct {
	all, reach, alone, right, known int
	texts                           map[string]*[2]int // right and all by group of texts
}

func (r *Report) of(kind string) *tally {
	t := r.kinds[kind]
	if t == nil {
		t = &tally{texts: map[string]*[2]int{}}
		r.kinds[kind] = t
	}
	return t
}

// String has a line for each kind: the share of units decided right by their
// own words, with their siblings, and the mean over plans of the latter; within
// reach is the share whose end is among the candidates that stood the first
// look; the last figure counts right decisions on having a heading at all.
func (r *Report) String() string {
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(r.kinds)) {
		t := r.kinds[kind]
		n, mean := float64(t.all), 0.0
		for _, x := range t.texts {
			mean += float64(x[0]) / float64(x[1]) / float64(len(t.texts))
		}
		fmt.Fprintf(&b, "%-8s %5d units  alone %.3f  with siblings %.3f  by plan %.3f (%d)  within reach %.3f  heading or none %.3f\n", kind, t.all, float64(t.alone)/n, float64(t.right)/n, mean, len(t.texts), float64(t.reach)/n, float64(t.known)/n)
	}
	return b.String()
}

// judge adds the decisions on samples; misses are written to log when set.
func judge(m *Model, ss []sample, r *Report, log io.Writer) {
	for _, f := range familiesOf(ss) {
		confer(m, f.groups)
	}
	cousins := cousinsOf(ss)
	for si := range ss {
		s := &ss[si]
		choice := settle(m, s.ms, cousins[si])
		for ui := range s.ms {
			if s.gold[ui] < 0 {
				continue
			}
			u := &s.ms[ui]
			t := r.of(s.kind)
			x := t.texts[s.name]
			if x == nil {
				x = new([2]int)
				t.texts[s.name] = x
			}
			x[1]++
			t.all++
			if goldIndex(s, ui) >= 0 {
				t.reach++
			}
			alone := 0
			for k := range u.prob {
				if u.prob[k] > u.prob[alone] {
					alone = k
				}
			}
			if u.cands[alone].end == s.gold[ui] && (alone > 0) == (u.none < 0.5) || s.gold[ui] == 0 && u.none >= 0.5 {
				t.alone++
			}
			if (choice[ui] > 0) == (s.gold[ui] > 0) {
				t.known++
			}
			if end := u.cands[choice[ui]].end; end == s.gold[ui] {
				t.right++
				x[0]++
				if log != nil {
					fmt.Fprintf(log, "ok %s\t%s\n", s.kind, s.name)
				}
			} else if log != nil {
				fmt.Fprintf(log, "%s\t%s\twant %s\tgot %s\t%s\n", s.kind, s.name, string(u.text[:s.gold[ui]]), string(u.text[:end]), strings.ReplaceAll(string(u.text[:min(len(u.text), 50)]), "\n", "/"))
			}
		}
	}
}
