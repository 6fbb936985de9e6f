package heading

import (
	"slices"
	"strings"
	"unicode"

	"yaodian/parser"
)

// maxCell is the longest cell that names a task rather than tells it.
const maxCell = 30

// noHeading are words in the head of a column whose cells are no headings.
var noHeading = []string{"责任", "单位", "部门", "科室", "股室", "牵头", "配合", "时限", "时间", "进度", "分值", "备注", "得分", "指标值", "目标值", "领导"}

// rowHeading returns the cell that names the task of a row: the first one
// after the label, in the label's cell or behind it, when it is a short phrase and its column is not one of
// offices, dates or values.
func rowHeading(d *parser.Document, i int, tables map[int]parser.Span, p *parser.Paragraph) parser.Span {
	u := &d.Outline[i]
	column, start := 0, p.Span.Start
	for k := p.Span.Start; k <= p.Span.End; k++ {
		if k < p.Span.End && d.Folded[k] != '\t' {
			continue
		}
		cell := trim(d.Folded, parser.Span{Start: max(start, u.LabelSpan.End), End: k})
		if cell.Len() > 0 {
			end := closeOff(d.Folded, cell.Start, cell.End)
			n := end - cell.Start
			// A number in it makes it a commitment, which is body.
			if n < minEnd || n > maxCell || slices.ContainsFunc(d.Folded[cell.Start:end], unicode.IsDigit) || strings.ContainsAny(string(d.Folded[cell.Start:end]), "。;\n") || valued(d, tables[p.Table], column) {
				return parser.Span{}
			}
			return parser.Span{Start: cell.Start, End: end}
		}
		start = k + 1
		column++
	}
	return parser.Span{}
}

// valued reports that the column's head names offices, dates or values.
func valued(d *parser.Document, head parser.Span, column int) bool {
	cells := strings.Split(string(d.Folded[head.Start:head.End]), "\t")
	if column >= len(cells) {
		return false
	}
	for _, w := range noHeading {
		if strings.Contains(cells[column], w) {
			return true
		}
	}
	return false
}

// tableHeads returns the first row of each table.
func tableHeads(d *parser.Document) map[int]parser.Span {
	out := map[int]parser.Span{}
	for _, p := range d.Paragraphs {
		if p.Row {
			if _, ok := out[p.Table]; !ok {
				out[p.Table] = p.Span
			}
		}
	}
	return out
}
