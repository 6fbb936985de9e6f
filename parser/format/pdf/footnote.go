package pdf

import (
	"regexp"
	"slices"
)

// noteMark is how a footnote begins: a number, bare or in brackets or a
// circle, or an asterisk.
var noteMark = regexp.MustCompile(`^(?:\d{1,3}|\[\d{1,3}\]|［\d{1,3}］|〔\d{1,3}〕|[①-⑳]|[*＊†])`)

// dropFootnotes takes the footnotes at the foot of a page out of its runs, and
// their marks out of the text. Footnotes stand below a short rule at the left
// margin; the first of them begins with a mark that the text above carries as
// a raised or small character.
func dropFootnotes(p *pageText, rs []run) []run {
	if len(rs) == 0 {
		return rs
	}
	left, right := rs[0].x0, rs[0].x1
	for _, r := range rs {
		left, right = min(left, r.x0), max(right, r.x1)
	}
	width := right - left
	for _, u := range p.rules {
		if u.y1-u.y0 > 0.5 || u.x0 > left+24 || u.x0 < left-24 || u.x1-u.x0 < 0.06*width || u.x1-u.x0 > 0.5*width || u.y0 > (p.box.y0+p.box.y1)/2 {
			continue
		}
		var notes, above []run
		for _, r := range rs {
			if r.y < u.y0 {
				notes = append(notes, r)
			} else {
				above = append(above, r)
			}
		}
		if len(notes) == 0 || len(above) == 0 || closeAbove(above, u) {
			continue
		}
		lines := rows(slices.Clone(notes))
		mark := noteMark.FindString(string(trim(lines[0].text)))
		if mark == "" || !takeMark(above, mark) {
			continue
		}
		for _, l := range lines[1:] {
			if m := noteMark.FindString(string(trim(l.text))); m != "" {
				takeMark(above, m)
			}
		}
		return slices.DeleteFunc(above, func(r run) bool { return len(r.glyphs) == 0 })
	}
	return rs
}

// closeAbove reports a rule that underlines text: it hugs a baseline.
func closeAbove(above []run, u rule) bool {
	for _, r := range above {
		if r.y-u.y0 < 0.3*r.size && r.x0 < u.x1 && r.x1 > u.x0 {
			return true
		}
	}
	return false
}

// takeMark removes the raised or small mark from the runs; false where none
// stands there.
func takeMark(rs []run, mark string) bool {
	want := []rune(mark)
	for i := range rs {
		g := rs[i].glyphs
		for j := 0; j+len(want) <= len(g); j++ {
			match := true
			for k, r := range want {
				x := &g[j+k]
				raised := x.y > rs[i].y+0.12*rs[i].size || x.size < 0.8*rs[i].size
				if x.r != r || !raised && len(g) > len(want) {
					match = false
					break
				}
			}
			if !match || len(g) == len(want) && !beside(rs, i) {
				continue
			}
			rs[i].glyphs = slices.Delete(slices.Clone(g), j, j+len(want))
			return true
		}
	}
	return false
}

// beside reports that run i is small next to the text of its line.
func beside(rs []run, i int) bool {
	for j := range rs {
		if j != i && rs[i].size < 0.8*rs[j].size && sameLine(&rs[i], &rs[j]) {
			return true
		}
	}
	return false
}
