package text

import (
	"strings"
)

// tableRows is the number of lines from the first that form a table: at least
// two, with tabs inside, and with no more cells than the first. Empty cells at
// a row's end do not show.
func tableRows(lines []Line) int {
	tabs := strings.Count(lines[0].Text, "\t")
	if tabs == 0 || lines[0].lead > 0 {
		return 0
	}
	n := 1
	for n < len(lines) && lines[n].Gap == 0 {
		k := strings.Count(lines[n].Text, "\t")
		if k+lines[n].lead == 0 || k+lines[n].lead > tabs || k == 0 && n == 1 {
			break
		}
		n++
	}
	if n < 2 {
		return 0
	}
	return n
}

func cells(s string) string {
	parts := strings.Split(s, "\t")
	for i, p := range parts {
		parts[i] = strings.TrimFunc(p, layout)
	}
	return strings.Join(parts, "\t")
}

// fewestStrokes is the number of strokes in each line of a table drawn with
// them; a stroke or two also part words in running text.
const fewestStrokes = 2

// tabPipes puts tabs for the strokes of tables that are drawn with them, as pages
// copied to text have: 项目 | 任务 | 责任单位 |. Lines under one another with equally
// many cells are such a table; the line that rules its head off goes.
func tabPipes(lines []Line) []Line {
	if !anyStroke(lines) {
		return lines
	}
	out := lines[:0:0]
	for i := 0; i < len(lines); {
		head := piped(lines[i].Text)
		n := 1
		for head != nil && i+n < len(lines) && len(piped(lines[i+n].Text)) == len(head) {
			n++
		}
		if n < 2 || len(head) <= fewestStrokes {
			out = append(out, lines[i])
			i++
			continue
		}
		for k := range n {
			l := lines[i+k]
			if cells := piped(l.Text); !ruled(cells) {
				l.Text = strings.Join(cells, "\t")
				l.Width = width(l.Text)
				if k > 0 {
					l.Gap = 0
				}
				out = append(out, l)
			}
		}
		i += n
	}
	return out
}

func anyStroke(lines []Line) bool {
	for i := range lines {
		if strings.ContainsAny(lines[i].Text, "|｜") {
			return true
		}
	}
	return false
}

// piped cuts a line at its strokes; nil where it has none. One at either end frames
// the row.
func piped(s string) []string {
	s = strings.ReplaceAll(s, "｜", "|")
	if !strings.Contains(s, "|") {
		return nil
	}
	cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "|"), "|"), "|")
	for i, c := range cells {
		cells[i] = strings.TrimFunc(strings.ReplaceAll(c, "\t", " "), layout)
	}
	return cells
}

// ruled reports cells of nothing but a ruling: --- or :--:.
func ruled(cells []string) bool {
	for _, c := range cells {
		if c == "" || strings.Trim(c, "-:—") != "" {
			return false
		}
	}
	return true
}
