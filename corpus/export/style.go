package export

import (
	"strconv"

	"github.com/xuri/excelize/v2"
)

// font is the one that Chinese office programs have; others replace it.
const font = "宋体"

func newBook() (*book, error) {
	b := &book{f: excelize.NewFile()}
	line := func(colour string) []excelize.Border {
		var out []excelize.Border
		for _, side := range []string{"left", "right", "top", "bottom"} {
			out = append(out, excelize.Border{Type: side, Color: colour, Style: 1})
		}
		return out
	}
	grid := line("BFBFBF")
	// The line above an office's first task is dark.
	group := line("BFBFBF")
	group[2] = excelize.Border{Type: "top", Color: "404040", Style: 2}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.title, excelize.Style{Font: &excelize.Font{Family: font, Size: 16, Bold: true},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&b.head, excelize.Style{Font: &excelize.Font{Family: font, Size: 11, Bold: true}, Border: line("808080"),
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}},
		{&b.text, excelize.Style{Font: &excelize.Font{Family: font, Size: 10}, Border: grid, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&b.centred, excelize.Style{Font: &excelize.Font{Family: font, Size: 10}, Border: grid,
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "top", WrapText: true}}},
		{&b.firstCentred, excelize.Style{Font: &excelize.Font{Family: font, Size: 10}, Border: group,
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "top", WrapText: true}}},
		{&b.first, excelize.Style{Font: &excelize.Font{Family: font, Size: 10}, Border: group, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
	} {
		id, err := b.f.NewStyle(&s.style)
		if err != nil {
			return nil, err
		}
		*s.id = id
	}
	return b, b.f.SetDocProps(&excelize.DocProperties{Creator: "yaodian", Created: "", Modified: ""})
}

// layout sets a sheet up for paper: A4 landscape, as wide as one page, the
// header on each page and the page's number at its foot.
func (b *book) layout(s *sheet) error {
	// The first sheet takes the place of the one that a new file has.
	if b.f.GetSheetName(0) == "Sheet1" {
		if err := b.f.DeleteSheet("Sheet1"); err != nil {
			return err
		}
	}
	yes, a4, landscape, wide, tall := true, 9, "landscape", 1, 0
	if err := b.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := b.f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	side, edge, head := 0.4, 0.6, 0.3 // inches
	if err := b.f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &edge, Bottom: &edge, Header: &head, Footer: &head,
		Horizontally: &yes}); err != nil {
		return err
	}
	if err := b.f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	rows := "$1:$" + strconv.Itoa(s.headRow)
	return b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + s.name + "'!" + rows, Scope: s.name})
}
