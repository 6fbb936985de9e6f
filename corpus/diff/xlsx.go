package diff

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// maxCell is what a cell of a workbook can hold, in characters.
const maxCell = 32_000

// XLSX writes a workbook: 年度对比 with a row a link, 指标变化, 责任单位变化.
func (d *Diff) XLSX(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &sheetWriter{f: f}
	x.styles()
	x.links(d)
	x.table("指标变化", []string{"变化", "指标", "旧编号", "旧值", "新编号", "新值", "增减", "旧原文", "新原文"},
		[]float64{8, 28, 10, 20, 10, 20, 18, 40, 40}, func(add func(...string)) {
			for _, r := range d.targetRows() {
				add(r.StatusName, r.About, r.OldLabel, r.Old, r.NewLabel, r.New, r.Step, r.OldText, r.NewText)
			}
		})
	x.table("责任单位变化", []string{"旧编号", "新编号", "条目", "增加", "减少", "角色变化"},
		[]float64{10, 10, 36, 30, 30, 30}, func(add func(...string)) {
			for _, r := range d.Renamed {
				add("", "", "更名（全文）", r.New, r.Old, "")
			}
			for _, r := range d.officeRows() {
				add(r.OldLabel, r.NewLabel, r.Title, r.Added, r.Removed, r.Roles)
			}
		})
	if x.err != nil {
		return x.err
	}
	f.SetActiveSheet(0)
	return f.Write(w)
}

// sheetWriter keeps the first error, so that a sheet reads as a list of cells.
type sheetWriter struct {
	f          *excelize.File
	err        error
	head, body int
	fills      map[Status]int
}

func (x *sheetWriter) try(err error) {
	if x.err == nil {
		x.err = err
	}
}

var statusFill = map[Status]string{Added: "E6F4EA", Removed: "FCE8E6", Modified: "FFF8E1", Split: "E8EAF6", Merged: "E8EAF6", Unchanged: "FFFFFF"}

func (x *sheetWriter) styles() {
	style := func(s *excelize.Style) int {
		id, err := x.f.NewStyle(s)
		x.try(err)
		return id
	}
	line := []excelize.Border{{Type: "left", Color: "CCCCCC", Style: 1}, {Type: "right", Color: "CCCCCC", Style: 1}, {Type: "top", Color: "CCCCCC", Style: 1}, {Type: "bottom", Color: "CCCCCC", Style: 1}}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	x.head = style(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: line, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE3EA"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}})
	x.body = style(&excelize.Style{Border: line, Alignment: wrap})
	x.fills = map[Status]int{}
	for _, s := range []Status{Unchanged, Modified, Added, Removed, Split, Merged} {
		x.fills[s] = style(&excelize.Style{Border: line, Alignment: wrap, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{statusFill[s]}}})
	}
}

// open starts a sheet with its head row, frozen, and print settings.
func (x *sheetWriter) open(name string, head []string, widths []float64) {
	if len(x.f.GetSheetList()) == 1 && x.f.GetSheetName(0) == "Sheet1" {
		x.try(x.f.SetSheetName("Sheet1", name))
	} else {
		_, err := x.f.NewSheet(name)
		x.try(err)
	}
	for i, h := range head {
		x.cell(name, i+1, 1, h, x.head)
		col, _ := excelize.ColumnNumberToName(i + 1)
		x.try(x.f.SetColWidth(name, col, col, widths[i]))
	}
	x.try(x.f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	landscape, a4, one, tall, fit := "landscape", 9, 1, 0, true
	x.try(x.f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &tall}))
	x.try(x.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

func (x *sheetWriter) cell(sheet string, col, row int, s string, style int) {
	name, err := excelize.CoordinatesToCellName(col, row)
	x.try(err)
	x.try(x.f.SetCellStr(sheet, name, cellText(s)))
	x.try(x.f.SetCellStyle(sheet, name, name, style))
}

// cellText drops what XML cannot hold and cuts to the size of a cell.
func cellText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > maxCell {
		s = string([]rune(s)[:maxCell]) + "…"
	}
	return s
}

func (x *sheetWriter) table(name string, head []string, widths []float64, rows func(add func(...string))) {
	x.open(name, head, widths)
	n := 1
	rows(func(cells ...string) {
		n++
		for i, c := range cells {
			x.cell(name, i+1, n, c, x.body)
		}
	})
	last, _ := excelize.CoordinatesToCellName(len(head), n)
	x.try(x.f.AutoFilter(name, "A1:"+last, nil))
}

func (x *sheetWriter) links(d *Diff) {
	const name = "年度对比"
	head := []string{"序号", "变化", "移位", "改号", "旧编号", "旧标题", "旧内容", "新编号", "新标题", "新内容", "相似度", "指标变化", "增加单位", "减少单位"}
	x.open(name, head, []float64{6, 8, 6, 6, 9, 24, 60, 9, 24, 60, 8, 36, 20, 20})
	yes := func(b bool) string {
		if b {
			return "是"
		}
		return ""
	}
	rows := d.targetRows()
	for k := range d.Links {
		l := &d.Links[k]
		row := k + 2
		var targets []string
		for _, r := range rows {
			if r.Anchor == k {
				targets = append(targets, r.StatusName+"："+r.About+" "+strings.Trim(r.Old+" → "+r.New, " →")+r.Step)
			}
		}
		added, removed := d.withoutRenamed(l)
		style := x.fills[l.Status]
		put := func(col int, s string) { x.cell(name, col, row, s, style) }
		x.number(name, 1, row, float64(k+1), style)
		put(2, statusNames[l.Status])
		put(3, yes(l.Moved))
		put(4, yes(l.Renumbered))
		put(5, string(l.Labels.Old))
		put(6, string(l.Title.Old))
		x.marked(name, 7, row, l, Delete, style)
		put(8, string(l.Labels.New))
		put(9, string(l.Title.New))
		x.marked(name, 10, row, l, Insert, style)
		if len(l.Old) > 0 && len(l.New) > 0 {
			x.number(name, 11, row, l.Similarity, style)
		} else {
			put(11, "")
		}
		put(12, strings.Join(targets, "\n"))
		put(13, strings.Join(added, "、"))
		put(14, strings.Join(removed, "、"))
	}
	last, _ := excelize.CoordinatesToCellName(len(head), len(d.Links)+1)
	x.try(x.f.AutoFilter(name, "A1:"+last, nil))
}

func (x *sheetWriter) number(sheet string, col, row int, v float64, style int) {
	name, err := excelize.CoordinatesToCellName(col, row)
	x.try(err)
	x.try(x.f.SetCellFloat(sheet, name, v, -1, 64))
	x.try(x.f.SetCellStyle(sheet, name, name, style))
}

// marked writes one side's text with its own changes in colour: deletions red
// and struck on the old side, insertions green and underlined on the new.
func (x *sheetWriter) marked(sheet string, col, row int, l *Link, own Op, style int) {
	font := &excelize.Font{Color: "B3261E", Strike: true}
	if own == Insert {
		font = &excelize.Font{Color: "146C2E", Underline: "single"}
	}
	var runs []excelize.RichTextRun
	var all strings.Builder
	for _, e := range l.Edits {
		if e.Op != Equal && e.Op != own {
			continue
		}
		t := cellText(e.Text)
		all.WriteString(t)
		r := excelize.RichTextRun{Text: t}
		if e.Op == own && !e.Year && !l.rewritten() && len(l.Old) > 0 && len(l.New) > 0 {
			r.Font = font
		}
		runs = append(runs, r)
	}
	text := all.String()
	if len(runs) < 2 || utf8.RuneCountInString(text) > maxCell || len(runs) > 200 {
		x.cell(sheet, col, row, text, style)
		return
	}
	name, err := excelize.CoordinatesToCellName(col, row)
	x.try(err)
	x.try(x.f.SetCellRichText(sheet, name, runs))
	x.try(x.f.SetCellStyle(sheet, name, name, style))
}
