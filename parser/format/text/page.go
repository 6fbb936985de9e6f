package text

import "regexp"

// pageNumber matches what printed pages carry at their foot: — 3 —, -3-,
// 第 3 页, 第3页 共10页, 3 / 10. A bare number is none: tables have them.
var pageNumber = regexp.MustCompile(`^(?:[-—–―─~]+\s*(\d{1,3})\s*[-—–―─~]+|第\s*(\d{1,3})\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|(\d{1,3})\s*/\s*\d{1,3})$`)

// longestPageNumber bounds the lines that are matched, in bytes.
const longestPageNumber = 40

// dropPageNumbers takes page numbers out of text that was printed: at least
// two that count up by one. What a page break parts may join again.
func dropPageNumbers(lines []Line) []Line {
	var at []int
	last, rising := -1, 0
	for i := range lines {
		n := pageNumberOf(lines[i].Text)
		if n < 0 {
			continue
		}
		at = append(at, i)
		if n == last+1 {
			rising++
		}
		last = n
	}
	if len(at) < 2 || rising < len(at)-1-len(at)/10 {
		return lines
	}
	out := lines[:0]
	dropped := false
	for i, l := range lines {
		if len(at) > 0 && at[0] == i {
			at, dropped = at[1:], true
			continue
		}
		if dropped && len(out) > 0 && !closes(out[len(out)-1].Text) {
			l.Gap = 0
		}
		dropped = false
		out = append(out, l)
	}
	return out
}

func pageNumberOf(s string) int {
	if len(s) > longestPageNumber || len(s) < 3 {
		return -1
	}
	// Most short lines are no page numbers: look before matching.
	if c := s[0]; c != '-' && c != '~' && !digit(c) && c != "—"[0] && c != "第"[0] {
		return -1
	}
	m := pageNumber.FindStringSubmatch(s)
	if m == nil {
		return -1
	}
	return value(m[1] + m[2] + m[3])
}
