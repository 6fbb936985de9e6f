package doc

import "yaodian/parser/format/flow"

// Single property modifiers ([MS-DOC] 2.6) that bear on text.
const (
	sprmCFRMarkDel = 0x0800
	sprmCFBold     = 0x0835
	sprmCFVanish   = 0x083C
	sprmCFSpec     = 0x0855
	sprmCIstd      = 0x4A30
	sprmCPlain     = 0x2A33
	sprmCSymbol    = 0x6A09

	sprmPIlvl        = 0x260A
	sprmPIlfo        = 0x460B
	sprmPJc80        = 0x2403
	sprmPJc          = 0x2461
	sprmPFInTable    = 0x2416
	sprmPFTtp        = 0x2417
	sprmPItap        = 0x6649
	sprmPFInnerCell  = 0x244B
	sprmPFInnerTtp   = 0x244C
	sprmPOutLvl      = 0x2640
	sprmPHugePapx    = 0x6646
	sprmPHugePapxOld = 0x6645
	sprmPChgTabs     = 0xC615
	sprmTDefTable    = 0xD608
	sprmTVertMerge   = 0xD62B
)

// maxModifiersPerItem bounds one list of modifiers.
const maxModifiersPerItem = 4096

// modifiers calls f for each modifier of a grpprl with its operand. A
// malformed list ends early.
func modifiers(grpprl []byte, f func(sprm int, op []byte)) {
	for at, n := 0, 0; at+2 <= len(grpprl) && n < maxModifiersPerItem; n++ {
		sprm := u16(grpprl, at)
		at += 2
		size := 0
		switch sprm >> 13 {
		case 0, 1:
			size = 1
		case 2, 4, 5:
			size = 2
		case 3:
			size = 4
		case 7:
			size = 3
		default:
			if at >= len(grpprl) {
				return
			}
			size = 1 + int(grpprl[at])
			switch {
			case sprm == sprmTDefTable:
				size = 1 + u16(grpprl, at) // the count is two bytes and one too great
			case sprm == sprmPChgTabs && grpprl[at] == 255:
				dels := 0
				if at+1 < len(grpprl) {
					dels = int(grpprl[at+1])
				}
				if k := at + 2 + 4*dels; k < len(grpprl) {
					size = 2 + 4*dels + 1 + 3*int(grpprl[k])
				}
			}
		}
		op := bytesAt(grpprl, at, size)
		if op == nil {
			return
		}
		f(sprm, op)
		at += size
	}
}

// runProps are the character properties that matter here.
type runProps struct {
	bold, hidden, deleted bool
	special               bool
	symbol                rune // 0 none
	symbolFont            int
}

// paraProps are the paragraph properties that matter here.
type paraProps struct {
	style    int
	ilfo     int // list, 0 none
	ilvl     int
	centered bool
	outline  int // 0-based; 9 body text
	inTable  bool
	depth    int // nesting of tables
	rowEnd   bool
	cellEnd  bool // in a nested table
	cells    []flow.CellDef
}

// toggle applies the operand of a toggle modifier: 0, 1, 0x80 as the style
// has it, 0x81 the opposite.
func toggle(op byte, style bool) bool {
	switch op {
	case 0x80:
		return style
	case 0x81:
		return !style
	}
	return op == 1
}

// applyRun lays a grpprl over run properties. base are those of the
// paragraph's style; of switches them to a character style's.
func (d *document) applyRun(p *runProps, base runProps, grpprl []byte) {
	style := base
	modifiers(grpprl, func(sprm int, op []byte) {
		switch sprm {
		case sprmCFBold:
			p.bold = toggle(op[0], style.bold)
		case sprmCFVanish:
			p.hidden = toggle(op[0], style.hidden)
		case sprmCFRMarkDel:
			p.deleted = op[0] != 0 && op[0] != 0x80
		case sprmCFSpec:
			p.special = op[0] != 0
		case sprmCIstd:
			cs := d.styles.char(u16(op, 0))
			// Toggles of character and paragraph style cancel each other out.
			style.bold = base.bold != cs.bold
			style.hidden = base.hidden != cs.hidden
			p.bold, p.hidden = style.bold, style.hidden
		case sprmCPlain:
			style = base
			p.bold, p.hidden = base.bold, base.hidden
		case sprmCSymbol:
			p.symbolFont, p.symbol = u16(op, 0), rune(u16(op, 2))
		}
	})
}

// applyPara lays a grpprl over paragraph properties.
func (d *document) applyPara(p *paraProps, grpprl []byte) { d.applyParaDepth(p, grpprl, 0) }

func (d *document) applyParaDepth(p *paraProps, grpprl []byte, nested int) {
	modifiers(grpprl, func(sprm int, op []byte) {
		switch sprm {
		case sprmPIlvl:
			p.ilvl = int(op[0])
		case sprmPIlfo:
			p.ilfo = i16(op, 0)
		case sprmPJc80, sprmPJc:
			p.centered = op[0] == 1
		case sprmPOutLvl:
			p.outline = int(op[0])
		case sprmPFInTable:
			p.inTable = op[0] != 0
		case sprmPFTtp:
			p.rowEnd = op[0] != 0
		case sprmPItap:
			p.depth = i32(op, 0)
		case sprmPFInnerCell:
			p.cellEnd = op[0] != 0
		case sprmPFInnerTtp:
			p.rowEnd = p.rowEnd || op[0] != 0
		case sprmPHugePapx, sprmPHugePapxOld:
			// The row's definition is too long for its page and lies in Data.
			if at := u32(op, 0); nested == 0 {
				d.applyParaDepth(p, bytesAt(d.data, at+2, u16(d.data, at)), 1)
			}
		case sprmTDefTable:
			p.cells = tableDef(op)
		case sprmTVertMerge:
			if len(op) >= 3 && int(op[1]) < len(p.cells) {
				p.cells[op[1]].Down = merge(int(op[2]))
			}
		}
	})
}

// tableDef reads the operand of sprmTDefTable: count, borders, cells.
func tableDef(op []byte) []flow.CellDef {
	if len(op) < 3 {
		return nil
	}
	n := int(op[2])
	if n > 63 || bytesAt(op, 3, 2*(n+1)) == nil {
		return nil
	}
	cells := make([]flow.CellDef, n)
	for i := range cells {
		cells[i].Left, cells[i].Right = i16(op, 3+2*i), i16(op, 5+2*i)
		if tc := bytesAt(op, 3+2*(n+1)+20*i, 2); tc != nil {
			flags := u16(tc, 0)
			cells[i].Down = merge(flags >> 5 & 3)
		}
	}
	return cells
}

// merge reads the two bits of a vertical merge: 1 continues, 3 starts one.
func merge(bits int) flow.Down {
	switch bits {
	case 1:
		return flow.DownContinue
	case 2, 3:
		return flow.DownRestart
	}
	return flow.DownNone
}
