package correct

import (
	"slices"

	"yaodian/extract"
)

const anchorRunes = 24

// preamble is the id of what stands before the first numbered unit.
const preamble = "0"

// anchor describes an item so that find finds it again.
func anchor(text []rune, it *extract.Item) Anchor {
	end := min(it.Span.Start+anchorRunes, it.Span.End)
	t := text[it.Span.Start:end]
	if i := slices.Index(t, '\n'); i >= 0 {
		t = t[:i]
	}
	return Anchor{ID: it.ID, Start: it.Span.Start, Text: string(t)}
}

// find returns the index of the item that begins as the anchor says, the
// nearest to where it began; -1 when there is none.
func (a Anchor) find(text []rune, items []extract.Item) int {
	if a.ID == preamble {
		if len(items) > 0 && items[0].ID == preamble {
			return 0
		}
		return -1
	}
	want, best := []rune(a.Text), -1
	for i := range items {
		s := items[i].Span
		if items[i].ID == preamble || !hasAt(text[:s.End], want, s.Start) {
			continue
		}
		if best < 0 || distance(s.Start, a.Start) < distance(items[best].Span.Start, a.Start) {
			best = i
		}
	}
	return best
}

// locate finds a wording within a span of the text, the nearest to near; sole
// asks for the only one there is.
func locate(text, want []rune, within extract.Span, near int, sole bool) (extract.Span, bool) {
	best, found := 0, 0
	if len(want) == 0 {
		return extract.Span{}, false
	}
	for i := within.Start; i+len(want) <= within.End; i++ {
		if text[i] != want[0] || !hasAt(text, want, i) {
			continue
		}
		if found++; found == 1 || distance(i, near) < distance(best, near) {
			best = i
		}
	}
	return extract.Span{Start: best, End: best + len(want)}, found == 1 || found > 1 && !sole
}

func hasAt(text, want []rune, at int) bool {
	return at+len(want) <= len(text) && slices.Equal(text[at:at+len(want)], want)
}

func distance(a, b int) int { return max(a-b, b-a) }

// innermost is the index of the innermost item around a span; -1 outside all.
func innermost(items []extract.Item, s extract.Span) int {
	for i := len(items) - 1; i >= 0; i-- {
		if items[i].Span.Start <= s.Start && s.End <= items[i].Span.End {
			return i
		}
	}
	return -1
}

// before is the span of the text before the first numbered unit.
func before(p *extract.Plan, text []rune) extract.Span {
	for i := range p.Items {
		if p.Items[i].ID != preamble {
			return extract.Span{End: p.Items[i].Span.Start}
		}
	}
	return extract.Span{End: len(text)}
}
