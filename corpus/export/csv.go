package export

import (
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"

	"yaodian/extract"
)

// sourceColumns say which document a row is of; taskColumns are the
// 任务分解表's.
var (
	sourceColumns = []string{"文件", "发文单位", "年度"}
	taskColumns   = []string{"序号", "类别", "任务", "具体内容", "量化目标", "牵头单位", "责任单位", "配合单位", "完成时限", "原文位置", "进展情况", "备注"}
)

func source(p *extract.Plan) (title, issuer, year string) {
	title = string(p.Title)
	if title == "" {
		title = p.Source.Name
	}
	if p.Year != 0 {
		year = strconv.Itoa(int(p.Year))
		if p.YearEnd > p.Year {
			year += "–" + strconv.Itoa(int(p.YearEnd))
		}
	}
	return title, string(p.Issuer), year
}

func (t *task) cells(n int) []string {
	remark := ""
	if byHand(t.item) {
		remark = "含人工修订"
	}
	return []string{strconv.Itoa(n), t.category, t.title, t.body, t.targets, t.names(extract.Lead), t.names(extract.Responsible), t.support(),
		t.due, t.place, "", remark}
}

// writeCSV writes the tasks of all plans as one table: RFC 4180 with a byte
// order mark, without which Excel reads UTF-8 as the local code page.
func writeCSV(w io.Writer, plans iter.Seq2[*extract.Plan, error]) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(append(append([]string{}, sourceColumns...), taskColumns...)); err != nil {
		return err
	}
	for p, err := range plans {
		if err != nil {
			return err
		}
		title, issuer, year := source(p)
		ts := tasks(p)
		for i := range ts {
			row := append([]string{title, issuer, year}, ts[i].cells(i+1)...)
			for k, cell := range row {
				row[k] = harmless(cell)
			}
			if err := c.Write(row); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

// harmless marks as text what a spreadsheet would run as a formula (OWASP, CSV
// Injection): a notice is somebody else's text. Full-width forms count too,
// since Chinese input methods' ＝ begins a formula as well.
func harmless(cell string) string {
	if cell == "" || !strings.ContainsAny(first(cell), "=+-@\t\r\n＝＋－＠") {
		return cell
	}
	return "'" + cell
}

func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
