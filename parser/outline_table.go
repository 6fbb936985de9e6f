package parser

import "strings"

// cell is one cell of a table row.
type cell struct{ span Span }

// tableEnd is the index of the first paragraph after the table that
// paragraph i belongs to.
func tableEnd(d *Document, i int) int {
	n := d.Paragraphs[i].Table
	j := i + 1
	for j < len(d.Paragraphs) && d.Paragraphs[j].Row && d.Paragraphs[j].Table == n {
		j++
	}
	return j
}

func cells(d *Document, i int, buf []cell) []cell {
	p := d.Paragraphs[i].Span
	out, at := buf[:0], p.Start
	for j := p.Start; j <= p.End; j++ {
		if j == p.End || d.Folded[j] == '\t' {
			s := Span{Start: skipBlank(d.Folded[:j], at), End: j}
			out = append(out, cell{trimRight(d.Folded, s)})
			at = j + 1
		}
	}
	return out
}

// Header cells that make a table one of tasks: what is to be done, and who
// does it or by when. A score sheet or a price list has no such pair.
var (
	taskHeads  = []string{"任务", "工作内容", "工作事项", "工作项目", "工作要点", "工作措施", "主要内容", "重点工作", "事项", "举措", "措施", "项目", "实事", "目标", "内容", "指标"}
	dutyHeads  = []string{"牵头", "责任单位", "责任部门", "责任科室", "责任处室", "责任股室", "责任领导", "责任人", "配合单位", "配合部门", "负责单位", "负责部门", "实施单位", "完成单位", "包保单位", "包联单位", "督办单位", "推进单位", "责任主体", "指导部门", "承办", "主办", "协办", "落实单位", "完成时限", "完成时间", "时间节点", "办结时限", "时间要求", "时限"}
	numberHead = []string{"序号", "编号", "序", "项次"}
)

func headed(s string, heads []string) bool {
	for _, h := range heads {
		if strings.Contains(s, h) {
			return true
		}
	}
	return false
}

// taskHeader reports whether row i heads a table of tasks, and the column of
// its numbers, -1 for none.
func taskHeader(d *Document, row []cell) (number int, ok bool) {
	number = -1
	task, duty := false, false
	for c, x := range row {
		if x.span.Len() > 40 {
			return -1, false
		}
		s := strings.ReplaceAll(string(d.Folded[x.span.Start:x.span.End]), " ", "")
		for _, h := range numberHead {
			if s == h && number < 0 {
				number = c
			}
		}
		if headed(s, dutyHeads) {
			duty = true
		} else if headed(s, taskHeads) {
			task = true
		}
	}
	return number, task && duty && len(row) >= 3
}

// scanTable collects the units of the table in paragraphs [from, to): one a
// row in a table of tasks, none in others. A table of one column is layout
// and read as text.
func scanTable(d *Document, from, to int, out []candidate) []candidate {
	var buf []cell
	single := true
	header, number := -1, -1
	for i := from; i < to; i++ {
		buf = cells(d, i, buf)
		if len(buf) > 1 {
			single = false
		}
		if header < 0 && i < from+4 {
			if n, ok := taskHeader(d, buf); ok {
				header, number = i, n
			}
		}
	}
	if single {
		for i := from; i < to; i++ {
			out = scanText(d.Folded, d.Paragraphs[i].Span, i, out)
		}
		return out
	}
	if header < 0 {
		return out
	}
	count := 0
	for i := header + 1; i < to; i++ {
		buf = cells(d, i, buf)
		if _, again := taskHeader(d, buf); again { // repeated on each page
			continue
		}
		if c, ok := rowUnit(d, i, buf, number, &count); ok {
			out = append(out, c)
		}
	}
	return out
}

// rowUnit makes the unit of one row. A row with one filled cell is a heading
// inside the table and a unit only where it carries a label.
func rowUnit(d *Document, i int, row []cell, number int, count *int) (candidate, bool) {
	filled, first := 0, -1
	for c, x := range row {
		if x.span.Len() > 0 {
			filled++
			if first < 0 {
				first = c
			}
		}
	}
	if first < 0 {
		return candidate{}, false
	}
	at := row[first].span
	c := candidate{para: i, row: true}
	c.scheme = SchemeRow
	if number >= 0 && number < len(row) && row[number].span.Len() > 0 {
		at = row[number].span
		n, e := ordinal(d.Folded[:at.End], at.Start)
		if n > 0 && e == at.End && isDigit(d.Folded[at.Start]) {
			*count = n
			c.label = label{span: at, scheme: SchemeRow, ordinal: n}
			return c, filled > 1
		}
		if n > 0 && e == at.End { // 一 before a section of the table
			return candidate{label: label{span: at, scheme: SchemeHan, ordinal: n, dress: '、'}, para: i}, true
		}
		if _, ok := labelAt(d.Folded[:at.End], at.Start); !ok {
			return candidate{}, false // 合计, 备注
		}
	}
	if l, ok := labelAt(d.Folded[:at.End], at.Start); ok && startRule(d.Folded[:at.End], l) && l.dress != ' ' {
		if l.scheme < SchemeArabic && (filled <= 2 || first == number) {
			return candidate{label: l, para: i}, true
		}
		*count = l.ordinal
		l.scheme = SchemeRow
		c.label = l
		return c, filled > 1
	}
	if filled < 2 || number >= 0 && *count == 0 {
		return candidate{}, false
	}
	if number < 0 {
		*count++
	}
	c.ordinal = *count
	c.span = Span{Start: row[first].span.Start, End: row[first].span.Start}
	return c, true
}
