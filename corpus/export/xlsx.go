package export

import (
	"cmp"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"yaodian/extract"
	"yaodian/parser/format"
)

// Limits of the format itself (ECMA-376; Excel's published ones).
const (
	sheetRows = 1_048_576
	cellRunes = 32_767
)

// column is one column of a sheet.
type column struct {
	name   string
	width  float64 // in characters of the default font; a Chinese one takes two
	centre bool
}

// The sheets that an office keeps of a plan. The source columns stand first,
// and are left out of a workbook of one plan.
var (
	sourceSheet = []column{{"文件", 26, false}, {"发文单位", 16, false}, {"年度", 8, true}}
	taskSheet   = []column{{"序号", 5.5, true}, {"类别", 13, false}, {"任务", 16, false}, {"具体内容", 46, false}, {"量化目标", 20, false}, {"牵头单位", 10.5, false},
		{"责任单位", 12.5, false}, {"配合单位", 12.5, false}, {"完成时限", 11.5, true}, {"原文位置", 11, false}, {"进展情况", 11, false}, {"备注", 9, false}}
	indicatorSheet = []column{{"序号", 5.5, true}, {"指标", 20, false}, {"类型", 6, true}, {"要求", 9.5, true}, {"目标值", 11, false}, {"上限值", 9, false}, {"单位", 8, true},
		{"基准值", 8, false}, {"频次", 7.5, true}, {"完成时限", 11.5, true}, {"对应任务", 20, false}, {"责任单位", 18, false}, {"原文", 26, false}, {"原文位置", 11, false}}
	officeSheet = []column{{"单位", 17, false}, {"职责", 6, true}, {"任务序号", 9, true}, {"类别", 20, false}, {"任务", 32, false}, {"量化目标", 44, false}, {"完成时限", 11.5, true}, {"原文位置", 14, false}}
)

const (
	bodyColumn = 3 // of taskSheet
	lineHeight = 13
	maxHeight  = 409 // points; Excel's limit
)

// duty is a row of the 单位汇总: one task of one office. Title is the
// document's, in a workbook of several.
type duty struct {
	title, issuer, year    string
	doc                    int
	office                 string
	role                   int // index into roles
	n                      int
	category, task, target string
	due, place             string
}

// book is a workbook being written.
type book struct {
	f       *excelize.File
	title   int // styles
	head    int
	text    int
	centred int
	// The first row of an office's group.
	first, firstCentred int
}

// writeXLSX writes a workbook of three sheets: 任务分解表, 指标表, 单位汇总.
func writeXLSX(w io.Writer, plans iter.Seq2[*extract.Plan, error]) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.f.Close()
	// One plan more is looked at than written, to know whether there are
	// several.
	next, stop := iter.Pull2(plans)
	defer stop()
	p, err, ok := next()
	if err != nil {
		return err
	}
	q, err, more := next()
	if err != nil {
		return err
	}
	name := ""
	if ok && !more {
		name, _, _ = source(p)
	}
	columns := slices.Clone(taskSheet)
	if ok {
		columns[bodyColumn].width = bodyWidth(p, more)
	}
	taskRows, err := b.sheet("任务分解表", name, columns, more)
	if err != nil {
		return err
	}
	indicatorRows, err := b.sheet("指标表", name, indicatorSheet, more)
	if err != nil {
		return err
	}
	var duties []duty
	for doc := 0; ok; doc++ {
		ts := tasks(p)
		for i := range ts {
			t := &ts[i]
			if err := taskRows.add(p, b.text, t.row(i+1)); err != nil {
				return err
			}
			for k := range t.item.Targets {
				if err := indicatorRows.add(p, b.text, indicatorRow(t, &t.item.Targets[k], indicatorRows.count+1)); err != nil {
					return err
				}
			}
			title, issuer, year := source(p)
			for r := range roles {
				for _, o := range t.offices[roles[r].role] {
					duties = append(duties, duty{title, issuer, year, doc, o, r, i + 1, t.category, t.title, t.targets, t.due, t.place})
				}
			}
		}
		if p, ok = q, more; ok {
			if q, err, more = next(); err != nil {
				return err
			}
		}
	}
	if err := b.offices(name, duties, taskRows.several); err != nil {
		return err
	}
	for _, s := range []*sheet{taskRows, indicatorRows} {
		if err := s.end(); err != nil {
			return err
		}
	}
	return b.f.Write(w)
}

// bodyWidth makes the column of 具体内容 wide enough that the longest text fits
// the highest possible row, within reason. With several plans it is a guess.
func bodyWidth(p *extract.Plan, several bool) float64 {
	w := taskSheet[bodyColumn].width
	if several {
		return w + 10
	}
	for _, t := range tasks(p) {
		for w < 100 && float64(lines(t.body, w))*lineHeight > maxHeight-8 {
			w += 6
		}
	}
	return w
}

// lines estimates how many a text takes in a column. A Chinese character is as
// wide as two digits, which is what widths count; a little is lost at the ends.
func lines(s string, width float64) int {
	n := 0
	for l := range strings.SplitSeq(s, "\n") {
		w := 0.0
		for _, r := range l {
			if r < 0x2E80 && (r < 0x2010 || r > 0x2030) {
				w += 1.05
			} else {
				w += 1.86
			}
		}
		n += max(1, int(math.Ceil(w/(width-1.2))))
	}
	return n
}

func (t *task) row(n int) []any {
	cells := t.cells(n)
	row := make([]any, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	row[0] = n
	return row
}

func indicatorRow(t *task, g *extract.Target, n int) []any {
	return []any{n, string(g.Indicator), kinds[g.Kind], requirement(g), value(g.Value), value(g.ValueMax), string(g.Unit), value(g.Baseline), periods[g.Period],
		string(g.By), t.title, t.all(), g.Text, place([]string{strings.TrimSpace(t.item.Label)}, g.Span)}
}

// offices writes the 单位汇总: what each office has to do, the offices with the
// most to do first, each office's leading tasks first.
func (b *book) offices(name string, duties []duty, several bool) error {
	type key struct{ issuer, office string } // 办公室 of two issuers are two offices
	busy := make(map[key]int)
	for _, d := range duties {
		busy[key{d.issuer, d.office}]++
	}
	slices.SortStableFunc(duties, func(x, y duty) int {
		return cmp.Or(-cmp.Compare(busy[key{x.issuer, x.office}], busy[key{y.issuer, y.office}]), cmp.Compare(x.issuer, y.issuer), cmp.Compare(x.office, y.office),
			cmp.Compare(x.role, y.role), cmp.Compare(x.doc, y.doc), cmp.Compare(x.n, y.n))
	})
	s, err := b.sheet("单位汇总", name, officeSheet, several)
	if err != nil {
		return err
	}
	last := key{}
	for _, d := range duties {
		style := b.text
		if k := (key{d.issuer, d.office}); k != last {
			style, last = b.first, k
		}
		row := []any{d.office, roles[d.role].name, d.n, d.category, d.task, d.target, d.due, d.place}
		if several {
			row = append([]any{d.title, d.issuer, d.year}, row...)
		}
		if err := s.write(style, row); err != nil {
			return err
		}
	}
	return s.end()
}

// sheet is one sheet of a book, written row by row.
type sheet struct {
	b       *book
	w       *excelize.StreamWriter
	name    string
	columns []column
	several bool
	headRow int
	count   int // rows of data
}

// sheet starts a sheet; with one plan its title stands above the header.
func (b *book) sheet(name, title string, columns []column, several bool) (*sheet, error) {
	s := &sheet{b: b, name: name, several: several, headRow: 1}
	if several {
		s.columns = append(s.columns, sourceSheet...)
	}
	s.columns = append(s.columns, columns...)
	if title != "" {
		s.headRow = 2
	}
	if _, err := b.f.NewSheet(name); err != nil {
		return nil, err
	}
	if err := b.layout(s); err != nil {
		return nil, err
	}
	var err error
	if s.w, err = b.f.NewStreamWriter(name); err != nil {
		return nil, err
	}
	for i, c := range s.columns {
		if err := s.w.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
	}
	below, _ := excelize.CoordinatesToCellName(1, s.headRow+1)
	if err := s.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: s.headRow, TopLeftCell: below, ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	last, _ := excelize.CoordinatesToCellName(len(s.columns), 1)
	if title != "" {
		if err := s.w.SetRow("A1", []any{excelize.Cell{StyleID: b.title, Value: limit(title + "　" + name)}}, excelize.RowOpts{Height: 30}); err != nil {
			return nil, err
		}
		if err := s.w.MergeCell("A1", last); err != nil {
			return nil, err
		}
	}
	head := make([]any, len(s.columns))
	for i, c := range s.columns {
		head[i] = excelize.Cell{StyleID: b.head, Value: c.name}
	}
	at, _ := excelize.CoordinatesToCellName(1, s.headRow)
	return s, s.w.SetRow(at, head, excelize.RowOpts{Height: 24})
}

func (s *sheet) add(p *extract.Plan, style int, row []any) error {
	if s.several {
		title, issuer, year := source(p)
		row = append([]any{title, issuer, year}, row...)
	}
	return s.write(style, row)
}

func (s *sheet) write(style int, row []any) error {
	s.count++
	at := s.headRow + s.count
	if at > sheetRows {
		return &format.Error{Code: format.CodeTooLarge, Message: "a sheet holds " + strconv.Itoa(sheetRows) + " rows; narrow the export, or use csv or jsonl"}
	}
	high := 1
	for i, v := range row {
		st := style
		if s.columns[i].centre && style == s.b.text {
			st = s.b.centred
		} else if s.columns[i].centre && style == s.b.first {
			st = s.b.firstCentred
		}
		if t, ok := v.(string); ok {
			if v = limit(t); t == "" {
				v = nil
			}
			high = max(high, lines(t, s.columns[i].width))
		}
		row[i] = excelize.Cell{StyleID: st, Value: v}
	}
	cell, err := excelize.CoordinatesToCellName(1, at)
	if err != nil {
		return err
	}
	// Rows without a height are one line high in LibreOffice and WPS.
	return s.w.SetRow(cell, row, excelize.RowOpts{Height: min(maxHeight, float64(high)*lineHeight+4)})
}

// end closes the sheet with its filter, which must be known by then.
func (s *sheet) end() error {
	from, _ := excelize.CoordinatesToCellName(1, s.headRow)
	to, _ := excelize.CoordinatesToCellName(len(s.columns), s.headRow+s.count)
	if err := s.b.f.AutoFilter(s.name, from+":"+to, nil); err != nil {
		return err
	}
	return s.w.Flush()
}

// limit keeps a text within a cell.
func limit(s string) string {
	if len(s) <= cellRunes || utf8.RuneCountInString(s) <= cellRunes {
		return s
	}
	return string([]rune(s)[:cellRunes-1]) + "…"
}
