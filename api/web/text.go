package web

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"

	"yaodian/corpus/correct"
	"yaodian/extract"
)

// The text of a notice is shown as lines of pieces. A piece is a stretch that
// looks the same throughout: plain, part of a heading, part of a fact.

type piece struct {
	Text  string
	Title bool
	Fact  *fact
	First bool // the first piece of its fact: carries its anchor
}

// fact is a marked stretch of the text and its row beside it.
type fact struct {
	ID   string // anchor in the text; its row is "r-" + ID
	Kind string // office | target | milestone | mention
	Item int    // index of its item
	// Edited tells that a person set it.
	Edited bool
	span   extract.Span
}

// line is a paragraph or a row of a table.
type line struct {
	Pieces []piece
	Cells  [][]piece // set instead of Pieces for a row
	Item   int       // index of the innermost item, -1 before the first
	Level  int       // of that item where the line starts it, else 0
	Start  int       // of the line in the text
	Anchor string    // "i-N" where the line starts item N
	Centre bool      // the plan's title, or the notice's
	Sign   bool      // the issuer's name or the date below a notice
	Notes  []string  // codes of warnings about this line
}

// dateLine is a date on a line of its own, as GB/T 9704 sets 成文日期.
var dateLine = regexp.MustCompile(`^[0-9０-９〇○一二三四五六七八九十]{4,}年[0-9０-９一二三四五六七八九十]{1,3}月[0-9０-９一二三四五六七八九十]{1,3}日$`)

// block groups the rows of a table.
type block struct {
	Line *line
	Rows []line
}

// facts lists what is marked in the text, in order.
func facts(p *extract.Plan) []fact {
	var out []fact
	for i, it := range p.Items {
		for n, t := range it.Targets {
			kind := "target"
			if t.Kind == extract.Milestone {
				kind = "milestone"
			}
			out = append(out, fact{targetAnchor(t, i, n), kind, i, t.Rule == correct.Rule, t.Span})
		}
		for n, o := range it.Offices {
			out = append(out, fact{anchor("o", i, n), "office", i, o.Rule == correct.Rule, o.Span})
		}
		for n, m := range it.Mentions {
			out = append(out, fact{anchor("x", i, n), "mention", i, false, m.Span})
		}
	}
	slices.SortStableFunc(out, func(a, b fact) int { return cmp.Compare(a.span.Start, b.span.Start) })
	return out
}

// layout cuts the text into blocks. It walks text, items and facts once, each
// being in order, so that a document of any length costs its length.
func layout(p *extract.Plan) []block {
	text := []rune(p.Text)
	fs := facts(p)
	var titles []extract.Span
	for _, it := range p.Items {
		if it.TitleSpan != nil {
			titles = append(titles, *it.TitleSpan)
		}
	}
	slices.SortFunc(titles, func(a, b extract.Span) int { return cmp.Compare(a.Start, b.Start) })
	notes := map[int][]string{} // by rune where a warning starts
	for _, w := range p.Warnings {
		if w.Span != nil {
			notes[w.Span.Start] = append(notes[w.Span.Start], w.Code)
		}
	}
	var noted []int
	for at := range notes {
		noted = append(noted, at)
	}
	slices.Sort(noted)

	var blocks []block
	item, fi, ti, ni := -1, 0, 0, 0
	shown := map[string]bool{}
	titleSeen := map[string]bool{}
	for start := 0; start <= len(text); {
		end := start
		row := false
		for end < len(text) && text[end] != '\n' {
			row = row || text[end] == '\t'
			end++
		}
		ln := line{Start: start}
		for item+1 < len(p.Items) && p.Items[item+1].Span.Start < end {
			item++
			if ln.Anchor == "" && p.Items[item].Span.Start >= start {
				ln.Anchor, ln.Level = "i-"+strconv.Itoa(item), p.Items[item].Level
			}
		}
		ln.Item = item
		for ni < len(noted) && noted[ni] < end {
			ln.Notes = append(ln.Notes, notes[noted[ni]]...)
			ni++
		}
		for fi < len(fs) && fs[fi].span.End <= start {
			fi++
		}
		for ti < len(titles) && titles[ti].End <= start {
			ti++
		}
		cuts := []int{start, end}
		for i := fi; i < len(fs) && fs[i].span.Start < end; i++ {
			cuts = append(cuts, clamp(fs[i].span.Start, start, end), clamp(fs[i].span.End, start, end))
		}
		for i := ti; i < len(titles) && titles[i].Start < end; i++ {
			cuts = append(cuts, clamp(titles[i].Start, start, end), clamp(titles[i].End, start, end))
		}
		if row {
			for i := start; i < end; i++ {
				if text[i] == '\t' {
					cuts = append(cuts, i, i+1)
				}
			}
		}
		slices.Sort(cuts)
		cuts = slices.Compact(cuts)
		var cell []piece
		for i := 0; i+1 < len(cuts); i++ {
			a, b := cuts[i], cuts[i+1]
			if row && b == a+1 && text[a] == '\t' {
				ln.Cells, cell = append(ln.Cells, cell), nil
				continue
			}
			pc := piece{Text: string(text[a:b])}
			for k := ti; k < len(titles) && titles[k].Start <= a; k++ {
				pc.Title = pc.Title || titles[k].End >= b
			}
			// Facts may nest; the innermost, which starts last, is shown.
			for k := fi; k < len(fs) && fs[k].span.Start <= a; k++ {
				if fs[k].span.End >= b {
					pc.Fact = &fs[k]
				}
			}
			if pc.Fact != nil && !shown[pc.Fact.ID] {
				shown[pc.Fact.ID], pc.First = true, true
			}
			cell = append(cell, pc)
		}
		if row {
			ln.Cells = append(ln.Cells, cell)
			if n := len(blocks); n > 0 && blocks[n-1].Line == nil {
				blocks[n-1].Rows = append(blocks[n-1].Rows, ln)
			} else {
				blocks = append(blocks, block{Rows: []line{ln}})
			}
		} else if end > start {
			ln.Pieces = cell
			whole := string(text[start:end])
			opening := item < 0 || p.Items[item].ID == "0"
			ln.Sign = opening && (whole == string(p.Issuer) || dateLine.MatchString(whole))
			if opening && (whole == string(p.Title) || whole == string(p.NoticeTitle)) && !titleSeen[whole] {
				titleSeen[whole], ln.Centre = true, true
			}
			blocks = append(blocks, block{Line: &ln})
		}
		start = end + 1
	}
	return blocks
}

func clamp(v, lo, hi int) int { return max(lo, min(v, hi)) }
