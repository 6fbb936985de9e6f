package pdf

import (
	"regexp"
	"strconv"
	"strings"
)

// pageRows are the lines of one page across its whole width, top to bottom,
// with the runs they are made of.
type pageRows struct {
	box    rect
	lines  []line
	remove []bool
}

// zone is how many lines from the edge of a page may be furniture.
const zone = 4

var (
	// A page number with its dashes: "— 3 —", "-3-", "·3·", "第3页 共12页",
	// "3/12", "Page 3 of 12", roman numbers of front matter.
	dressedNumber = regexp.MustCompile(`^(?:[-—–―－─·•~～_*|｜]+\d{1,4}[-—–―－─·•~～_*|｜]+|第\d{1,4}页(?:[,，/、]?共\d{1,4}页)?|第?\d{1,4}页?[/／]共?\d{1,4}页?|(?i:page)\d{1,4}(?:(?i:of)\d{1,4})?|[-—–－]+[ivxIVX]{1,5}[-—–－]+)$`)
	bareNumber    = regexp.MustCompile(`^\d{1,4}$`)
	anyDigits     = regexp.MustCompile(`[0-9０-９]+`)
)

// squeeze is a line's text without blanks and with ASCII digits.
func squeeze(l *line) string {
	var b strings.Builder
	for _, r := range l.text {
		switch {
		case blank(r):
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// dropFurniture marks the running heads, running feet and page numbers. A
// line counts as such where it stands at the edge of its page (only furniture
// outside it) and either is a page number in dress, or a bare number that
// counts the pages, or stands with the same words at the same height on many
// pages.
func dropFurniture(pages []*pageRows) {
	type place struct {
		key string
		y   int
	}
	seen := map[place]int{}
	const step = 8.0 // points: lines of the same height
	filled := 0
	for _, p := range pages {
		p.remove = make([]bool, len(p.lines))
		if len(p.lines) > 0 {
			filled++
		}
		for _, i := range edges(len(p.lines)) {
			y := int((p.lines[i].y - p.box.y0) / step)
			key := anyDigits.ReplaceAllString(squeeze(&p.lines[i]), "0")
			// Counted in its own band and the two beside it.
			for d := -1; d <= 1; d++ {
				seen[place{key, y + d}]++
			}
		}
	}
	counts := pageCounter(pages)
	need := max(3, filled*2/5)
	for n, p := range pages {
		furniture := func(i int) bool {
			l := &p.lines[i]
			s := squeeze(l)
			if dressedNumber.MatchString(s) {
				return true
			}
			if bareNumber.MatchString(s) && counts(n, s) {
				return true
			}
			key := anyDigits.ReplaceAllString(s, "0")
			many := seen[place{key, int((l.y - p.box.y0) / step)}]
			if many >= need {
				return true
			}
			// Of two pages both must have it, close to the edge.
			h := p.box.y1 - p.box.y0
			edge := l.y < p.box.y0+0.09*h || l.y > p.box.y1-0.09*h
			return filled == 2 && many >= 2 && edge
		}
		for i := 0; i < min(zone, len(p.lines)) && furniture(i); i++ {
			p.remove[i] = true
		}
		for k := 0; k < zone && k < len(p.lines); k++ {
			i := len(p.lines) - 1 - k
			if !furniture(i) {
				break
			}
			p.remove[i] = true
		}
	}
}

// edges lists the indices of the first and last lines of n.
func edges(n int) []int {
	var out []int
	for i := range n {
		if i < zone || i >= n-zone {
			out = append(out, i)
		}
	}
	return out
}

// pageCounter tells whether a bare number at the edge of page n counts the
// pages: the same offset to the page's index holds on most pages that have
// one. A single page numbered 1 must stand off from the text above it.
func pageCounter(pages []*pageRows) func(n int, s string) bool {
	offsets, total := map[int]int{}, 0
	for n, p := range pages {
		for _, i := range edges(len(p.lines)) {
			if s := squeeze(&p.lines[i]); bareNumber.MatchString(s) {
				v, _ := strconv.Atoi(s)
				offsets[v-n]++
				total++
				break
			}
		}
	}
	best, votes := 0, 0
	for o, v := range offsets {
		if v > votes || v == votes && o < best {
			best, votes = o, v
		}
	}
	return func(n int, s string) bool {
		v, _ := strconv.Atoi(s)
		if votes >= 2 {
			return v-n == best
		}
		p := pages[n]
		k := len(p.lines) - 1
		if v != n+1 || k < 2 || squeeze(&p.lines[k]) != s {
			return false
		}
		return p.lines[k-1].y-p.lines[k].y > 1.4*(p.lines[k-2].y-p.lines[k-1].y)
	}
}
