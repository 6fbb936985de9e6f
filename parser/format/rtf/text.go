package rtf

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
)

// byte takes a byte of text in the code page.
func (r *reader) byte(c byte) {
	if r.skip > 0 {
		r.skip--
		return
	}
	if r.dest == destSkip {
		return
	}
	r.flushUnits()
	r.bytes = append(r.bytes, c)
}

// unicode takes \uN: a UTF-16 unit as a signed number.
func (r *reader) unicode(n int) {
	if r.skip > 0 {
		r.skip--
		return
	}
	r.skip = r.uc
	if r.dest == destSkip {
		return
	}
	r.flushBytes()
	r.units = append(r.units, uint16(n))
}

// pending text goes where the group's destination says. Errors are kept until
// flush, which every control word and brace calls.
func (r *reader) flushUnits() {
	if len(r.units) > 0 {
		s := string(utf16.Decode(r.units))
		r.units = r.units[:0]
		r.put(s)
	}
}

func (r *reader) flushBytes() {
	if len(r.bytes) > 0 {
		s := r.decode(r.bytes)
		r.bytes = r.bytes[:0]
		r.put(s)
	}
}

func (r *reader) flush() error {
	r.flushUnits()
	r.flushBytes()
	if r.spent > r.lim.TextRunes {
		return tooLarge("the document holds more text than the limit allows")
	}
	return nil
}

func (r *reader) put(s string) {
	switch r.dest {
	case destText:
		_ = r.add(s)
	case destLabel:
		r.story.label.Add(s, r.bold || r.dbBold)
	case destCode:
		r.fields.Code(s)
	case destStyles:
		if r.styleName.Len() < 256 {
			r.styleName.WriteString(s)
		}
		if strings.Contains(s, ";") && len(r.stack) > 0 {
			r.endStyle()
		}
	}
}

// add appends text that shows.
func (r *reader) add(s string) error {
	if r.dest != destText || r.hidden || r.deleted || !r.fields.Shown() {
		return nil
	}
	s = listlabel.Symbol("", flow.Flat(s))
	r.story.line.Add(s, r.bold || r.dbBold)
	r.spent += len(s)/3 + 1
	return nil
}

func (r *reader) addFlushed(s string) error {
	if err := r.flush(); err != nil {
		return err
	}
	return r.add(s)
}

// charsetPages maps \fcharset to code pages.
var charsetPages = map[int]int{128: 932, 129: 949, 134: 936, 136: 950}

func codec(page int) encoding.Encoding {
	switch page {
	case 936, 54936, 20936:
		return simplifiedchinese.GB18030
	case 950:
		return traditionalchinese.Big5
	case 932:
		return japanese.ShiftJIS
	case 949:
		return korean.EUCKR
	}
	return nil
}

// decode turns bytes into text by the font's character set where it is a
// double-byte one, else by the document's page. Chinese writers leave Han text
// in fonts marked as Western, so those come last.
func (r *reader) decode(b []byte) string {
	ascii := true
	for _, c := range b {
		ascii = ascii && c < 0x80
	}
	f := r.fonts[r.font]
	if f.charset == 2 { // a symbol font: bytes are its private codes
		out := make([]rune, len(b))
		for i, c := range b {
			if out[i] = rune(c); c > ' ' {
				out[i] = 0xF000 + rune(c)
			}
		}
		return string(out)
	}
	if ascii {
		return string(b)
	}
	for _, page := range []int{f.page, charsetPages[f.charset], charsetPages[r.fonts[r.dbFont].charset], r.page} {
		if enc := codec(page); enc != nil {
			s, err := enc.NewDecoder().Bytes(b)
			if err == nil && !bytes.ContainsRune(s, utf8.RuneError) {
				return string(s)
			}
		}
	}
	s, _ := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(s)
}

// takeParagraph ends the paragraph being gathered and returns its blocks, text
// boxes after it.
func (r *reader) takeParagraph(inTable bool) ([]format.Block, error) {
	s := r.story
	p := flow.Paragraph{Segments: append(s.done, flow.Segment{Line: s.line}), Centered: r.centered, InTable: inTable}
	label, boxes, tab, toc := s.label, s.after, s.tab, s.toc
	s.done, s.line, s.label, s.after, s.tab, s.toc = nil, format.Line{}, format.Line{}, nil, false, r.fields.InTOC()
	name := strings.ToLower(r.styles[r.style])
	if r.outline >= 0 && r.outline < 9 {
		p.Level = r.outline + 1
	} else {
		p.Level = flow.HeadingLevel(name)
	}
	if toc || flow.IsTOCStyle(name) && flow.IsContentsEntry(p.Segments, tab) {
		r.tocLost = r.tocLost || !flow.Blank(p.Segments)
		return boxes, nil
	}
	// Some writers leave the label's setting out; a bold line has a bold label.
	first := p.Segments[0].Bold()
	p.LabelBold = len(label.Bold()) > 0 || len(first) == 1 && first[0].Len() == p.Segments[0].Len()
	p.Label, p.Gap, p.Bullet = splitLabel(label.Text())
	blocks := p.Blocks()
	r.spent += len(p.Label) + flow.BlockCost
	return append(blocks, boxes...), nil
}

// splitLabel parts a writer's label text into the label and what follows it.
func splitLabel(s string) (label, gap string, bullet bool) {
	label = strings.TrimSpace(s)
	label = listlabel.Symbol("", label)
	suffix := listlabel.SuffixNone
	switch {
	case strings.HasSuffix(s, "\t"):
		suffix = listlabel.SuffixTab
	case strings.HasSuffix(s, " "):
		suffix = listlabel.SuffixSpace
	}
	bullet = !strings.ContainsFunc(label, func(r rune) bool {
		return unicode.IsDigit(r) || unicode.IsLetter(r) || unicode.IsNumber(r)
	})
	return label, listlabel.Gap(label, suffix), bullet
}

// endParagraph ends a paragraph of the story; gone says that its mark is a
// tracked deletion, so that it runs on into the next.
func (r *reader) endParagraph(gone bool) error {
	if r.dest != destText || gone {
		return nil
	}
	s := r.story
	if r.inTable {
		blocks, err := r.takeParagraph(true)
		s.table.Add(blocks)
		return err
	}
	if err := r.closeTable(); err != nil {
		return err
	}
	blocks, err := r.takeParagraph(false)
	s.out = append(s.out, blocks...)
	return err
}

func (r *reader) closeTable() error {
	s := r.story
	if !s.table.Open() {
		return nil
	}
	blocks, err := s.table.Close(r.tables+1, func(n int) error {
		if r.spent += n; r.spent > r.lim.TextRunes {
			return tooLarge("the document holds more text than the limit allows")
		}
		return nil
	})
	if len(blocks) > 0 && blocks[0].Kind == format.Row {
		r.tables++
	}
	s.out = append(s.out, blocks...)
	return err
}

// endStory lays down what is left of a story.
func (r *reader) endStory() error {
	r.dest, r.inTable = destText, false
	if err := r.closeTable(); err != nil {
		return err
	}
	blocks, err := r.takeParagraph(false)
	r.story.out = append(r.story.out, blocks...)
	return err
}

// beginBox starts the text of a text box, which lies in the middle of the
// paragraph that anchors it.
func (r *reader) beginBox() {
	r.dest, r.box = destText, true
	r.inTable, r.style, r.outline, r.centered = false, 0, 9, false
	r.story = &story{up: r.story}
}

func (r *reader) endBox() error {
	if r.story.up == nil {
		return nil
	}
	saved := r.state
	err := r.endStory()
	r.state = saved
	box := r.story
	r.story = box.up
	if r.fields.Shown() && !r.deleted {
		r.story.after = append(r.story.after, box.out...)
	}
	return err
}
