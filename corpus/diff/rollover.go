package diff

import (
	"strings"
	"unicode/utf8"

	"yaodian/extract"
	"yaodian/parser/numeral"
)

// rollover knows how far years move from the old plan to the new.
type rollover struct {
	years int // new minus old; 0 when unknown or the same
	terms int // five-year plans between them
}

func rolloverOf(a, b *side) rollover {
	old, new := int(a.plan.Year), int(b.plan.Year)
	if old == 0 || new == 0 || old == new {
		return rollover{}
	}
	return rollover{years: new - old, terms: extract.FiveYearPlan(new) - extract.FiveYearPlan(old)}
}

// markEdits marks each deletion and insertion that only moves years on.
func (r rollover) markEdits(es []Edit) []Edit {
	if r.years == 0 {
		return es
	}
	for i := 0; i+1 < len(es); i++ {
		if es[i].Op == Delete && es[i+1].Op == Insert && r.rolls(es[i].Text, es[i+1].Text) {
			es[i].Year, es[i+1].Year = true, true
		}
	}
	return es
}

// rolls reports that new is old with every year moved on, and nothing else.
func (r rollover) rolls(old, new string) bool {
	moved := false
	for old != "" && new != "" {
		if n, m := r.one(old, new); n > 0 {
			old, new, moved = old[n:], new[m:], true
			continue
		}
		_, n := utf8.DecodeRuneInString(old)
		if !strings.HasPrefix(new, old[:n]) {
			return false
		}
		old, new = old[n:], new[n:]
	}
	return moved && old == "" && new == ""
}

// one matches one year at the start of both texts and returns its lengths.
func (r rollover) one(old, new string) (int, int) {
	if y, n := yearAt(old); n > 0 {
		if z, m := yearAt(new); m > 0 && z-y == r.years {
			return n, m
		}
		return 0, 0
	}
	if y, n := termAt(old); n > 0 {
		if z, m := termAt(new); m > 0 && z != y && z-y == r.terms {
			return n, m
		}
	}
	return 0, 0
}

// yearAt reads 2025 or 二〇二五 at the start of s.
func yearAt(s string) (int, int) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i > 0 {
		if y, ok := yearOf([]rune(s[:i])); ok {
			return y, i
		}
		return 0, 0
	}
	n, count := 0, 0
	for _, c := range s {
		if !strings.ContainsRune("〇零○一二三四五六七八九", c) {
			break
		}
		n += utf8.RuneLen(c)
		count++
	}
	if count != 4 {
		return 0, 0
	}
	if v, err := numeral.Parse(s[:n]); err == nil {
		if y := int(v.Value.IntPart()); y >= 1978 && y <= 2099 {
			return y, n
		}
	}
	return 0, 0
}

// termAt reads the name of a five-year plan (十四五) at the start of s: its
// number follows from the first characters, the last is 五.
func termAt(s string) (int, int) {
	i := strings.Index(s, "五")
	if i < 0 || i > len("三十") {
		return 0, 0
	}
	if strings.HasPrefix(s[i+len("五"):], "五") {
		i += len("五") // 十五五 is the fifteenth, not the tenth and a 五
	}
	v, err := numeral.Parse(s[:i])
	if err != nil || v.Max != nil {
		return 0, 0
	}
	if k := v.Value.IntPart(); k >= 1 && k < 100 {
		return int(k), i + len("五")
	}
	return 0, 0
}

// onlyYears reports that a script changes nothing but years.
func onlyYears(es []Edit) bool {
	any := false
	for _, e := range es {
		if e.Op != Equal {
			if !e.Year {
				return false
			}
			any = true
		}
	}
	return any
}

// similarity is the share of characters that both texts have in common, those
// of rolled years included, or, where that is more, the share of neighbouring
// pairs of characters: a text whose clauses were put in another order is still
// much the same. Only equal texts reach 1.
func similarity(es []Edit, old, new bag) float64 {
	same, all := 0, 0
	for _, e := range es {
		n := utf8.RuneCountInString(e.Text)
		switch {
		case e.Op == Equal:
			same, all = same+2*n, all+2*n
		case e.Year:
			same, all = same+n, all+n
		default:
			all += n
		}
	}
	if all == 0 {
		return 1
	}
	return round4(min(0.9999, max(float64(same)/float64(all), plainDice(old, new))))
}
