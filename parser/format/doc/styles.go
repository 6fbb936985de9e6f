package doc

import (
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
)

// stylesheet is the STSH ([MS-DOC] 2.9.271) with each style resolved.
type stylesheet struct {
	list []styleDef
}

type styleDef struct {
	ok       bool
	kind     int // 1 paragraph, 2 character
	sti      int // number of a built-in style
	name     string
	base     int
	papx     []byte
	chpx     []byte
	resolved bool
	run      runProps
	para     paraProps
}

const (
	noStyle = 0xFFF
	// Numbers of built-in styles: heading 1 … 9, toc 1 … 9.
	stiHeading1, stiHeading9 = 1, 9
	stiTOC1, stiTOC9         = 19, 27
	maxBase                  = 24
)

func (d *document) readStyles() {
	b, _ := d.fib.part(fcStshf)
	if len(b) < 4 {
		return
	}
	cb := u16(b, 0)
	count, baseSize := u16(b, 2), u16(b, 4)
	at := 2 + cb
	for i := 0; i < count && at+2 <= len(b); i++ {
		n := u16(b, at)
		std := bytesAt(b, at+2, n)
		at += 2 + n
		d.styles.list = append(d.styles.list, readStyle(std, baseSize))
	}
	for i := range d.styles.list {
		d.resolveStyle(i, 0)
	}
}

func readStyle(std []byte, baseSize int) styleDef {
	s := styleDef{base: noStyle}
	if len(std) < 10 || baseSize < 10 {
		return s
	}
	s.ok = true
	s.sti = u16(std, 0) & 0xFFF
	s.kind = u16(std, 2) & 0xF
	s.base = u16(std, 2) >> 4
	upxs := u16(std, 4) & 0xF
	chars := u16(std, baseSize)
	if name := bytesAt(std, baseSize+2, 2*chars); name != nil {
		u := make([]uint16, chars)
		for i := range u {
			u[i] = uint16(u16(name, 2*i))
		}
		s.name = decode(u)
	}
	at := baseSize + 2 + 2*chars + 2
	for i := range upxs {
		at += at & 1
		n := u16(std, at)
		upx := bytesAt(std, at+2, n)
		at += 2 + n
		switch {
		case s.kind == 1 && i == 0 && len(upx) >= 2:
			s.papx = upx[2:]
		case s.kind == 1 && i == 1, s.kind == 2 && i == 0:
			s.chpx = upx
		}
	}
	return s
}

// resolveStyle works out a style from what it is based on; a cycle ends at
// maxBase steps.
func (d *document) resolveStyle(i, depth int) *styleDef {
	if i < 0 || i >= len(d.styles.list) {
		return nil
	}
	s := &d.styles.list[i]
	if s.resolved || depth > maxBase {
		return s
	}
	s.resolved = true
	s.para.outline = 9
	if base := d.resolveStyle(s.base, depth+1); base != nil && s.base != i {
		s.run, s.para = base.run, base.para
	}
	d.applyPara(&s.para, s.papx)
	// In a style the toggles speak of the style it is based on.
	d.applyRun(&s.run, s.run, s.chpx)
	return s
}

func (s *stylesheet) char(i int) runProps {
	if i >= 0 && i < len(s.list) && s.list[i].kind == 2 {
		return s.list[i].run
	}
	return runProps{}
}

func (s *stylesheet) para(i int) *styleDef {
	if i >= 0 && i < len(s.list) && s.list[i].ok {
		return &s.list[i]
	}
	return &styleDef{para: paraProps{outline: 9}}
}

func (s *styleDef) isTOC() bool {
	return s.sti >= stiTOC1 && s.sti <= stiTOC9 || flow.IsTOCStyle(s.name)
}

// level is the heading level, 0 for body text.
func (s *styleDef) level(p *paraProps) int {
	switch {
	case p.outline < 9:
		return p.outline + 1
	case s.sti >= stiHeading1 && s.sti <= stiHeading9:
		return s.sti
	}
	return flow.HeadingLevel(s.name)
}

// numberStyles names the codes of number formats ([MS-OSHARED] 2.2.1.3).
var numberStyles = []listlabel.Style{
	"decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText", "ordinalText", "hex", "chicago",
	"ideographDigital", "japaneseCounting", "aiueo", "iroha", "decimalFullWidth", "decimalHalfWidth", "japaneseLegal",
	"japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2", "aiueoFullWidth", "irohaFullWidth", "decimalZero",
	"bullet", "ganada", "chosung", "decimalEnclosedFullstop", "decimalEnclosedParen", "decimalEnclosedCircleChinese",
	"ideographEnclosedCircle", "ideographTraditional", "ideographZodiac", "ideographZodiacTraditional", "taiwaneseCounting",
	"ideographLegalTraditional", "taiwaneseCountingThousand", "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified",
	"chineseCountingThousand",
}

func numberStyle(nfc int) listlabel.Style {
	switch {
	case nfc == 0xFF:
		return "none"
	case nfc < len(numberStyles):
		return numberStyles[nfc]
	}
	return "decimal"
}
