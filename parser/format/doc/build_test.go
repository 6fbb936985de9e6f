package doc

import (
	"encoding/binary"
	"unicode/utf16"

	"yaodian/parser/format/formattest"
)

// builder writes a Word 97 file, as far as the reader looks.
type builder struct {
	text  []uint16
	runs  []formatted
	paras []formatted
	boxes int // characters at the end that are text boxes

	styles  [][]byte
	levels  [][]byte // of one list with nine levels
	spa     []int    // anchors
	flags   uint16
	version uint16
}

// formatted is a stretch of text up to end with its properties.
type formatted struct {
	end    int
	style  int
	grpprl []byte
}

// sprm encodes a modifier with its operand.
func sprm(code int, operand ...byte) []byte {
	return append([]byte{byte(code), byte(code >> 8)}, operand...)
}

func cat(list ...[]byte) (out []byte) {
	for _, b := range list {
		out = append(out, b...)
	}
	return out
}

// run appends text.
func (b *builder) run(s string, props ...[]byte) *builder {
	b.text = append(b.text, utf16.Encode([]rune(s))...)
	b.runs = append(b.runs, formatted{end: len(b.text), grpprl: cat(props...)})
	return b
}

// end ends a paragraph with its mark.
func (b *builder) end(mark string, style int, props ...[]byte) *builder {
	b.run(mark)
	b.paras = append(b.paras, formatted{len(b.text), style, cat(props...)})
	return b
}

// style appends a style; kind 1 is of paragraphs, 2 of characters.
func (b *builder) style(name string, sti, kind, base int, papx, chpx []byte) *builder {
	le := binary.LittleEndian
	var std []byte
	std = le.AppendUint16(std, uint16(sti))
	std = le.AppendUint16(std, uint16(kind|base<<4))
	std = le.AppendUint16(std, uint16(3-kind)) // UPXs
	std = append(std, 0, 0, 0, 0)
	u := utf16.Encode([]rune(name))
	std = le.AppendUint16(std, uint16(len(u)))
	for _, c := range u {
		std = le.AppendUint16(std, c)
	}
	std = append(std, 0, 0)
	upx := func(x []byte) {
		std = le.AppendUint16(std, uint16(len(x)))
		std = append(std, x...)
		if len(std)%2 == 1 {
			std = append(std, 0)
		}
	}
	if kind == 1 {
		upx(append([]byte{0, 0}, papx...))
	}
	upx(chpx)
	b.styles = append(b.styles, std)
	return b
}

// level appends a level of the list; text holds numbers as \x00 … \x08.
func (b *builder) level(nfc int, text string, follow byte) *builder {
	l := make([]byte, 28)
	l[0], l[4], l[15] = 1, byte(nfc), follow
	u := utf16.Encode([]rune(text))
	l = binary.LittleEndian.AppendUint16(l, uint16(len(u)))
	for _, c := range u {
		l = binary.LittleEndian.AppendUint16(l, c)
	}
	b.levels = append(b.levels, l)
	return b
}

const textAt = 0x800

// bytes lays the file out: the header, the text in two pieces, pages of
// formatted runs, and the tables.
func (b *builder) bytes() []byte {
	le := binary.LittleEndian
	word := make([]byte, textAt)
	for _, u := range b.text {
		word = le.AppendUint16(word, u)
	}
	plc := func(list []formatted, paragraphs bool) []byte {
		const perPage = 4
		var fcs, pages []byte
		start := 0
		for i := 0; i < len(list); i += perPage {
			part := list[i:min(i+perPage, len(list))]
			for len(word)%pageSize != 0 {
				word = append(word, 0)
			}
			page := make([]byte, pageSize)
			page[pageSize-1] = byte(len(part))
			size, at := 1, pageSize-2
			if paragraphs {
				size = 13
			}
			le.PutUint32(page, uint32(textAt+2*start))
			fcs = le.AppendUint32(fcs, uint32(textAt+2*start))
			for k, f := range part {
				le.PutUint32(page[4*(k+1):], uint32(textAt+2*f.end))
				start = f.end
				var x []byte
				if paragraphs {
					x = append([]byte{byte(f.style), byte(f.style >> 8)}, f.grpprl...)
					if len(x)%2 == 1 {
						x = append(x, 0)
					}
					x = append([]byte{0, byte(len(x) / 2)}, x...)
				} else {
					x = append([]byte{byte(len(f.grpprl))}, f.grpprl...)
				}
				at = (at - len(x)) &^ 1
				copy(page[at:], x)
				page[4*(len(part)+1)+size*k] = byte(at / 2)
			}
			pages = le.AppendUint32(pages, uint32(len(word)/pageSize))
			word = append(word, page...)
		}
		fcs = le.AppendUint32(fcs, uint32(textAt+2*start))
		return append(fcs, pages...)
	}
	var table []byte
	put := func(pair int, part []byte) {
		if len(part) == 0 {
			return
		}
		le.PutUint32(word[0x9A+8*pair:], uint32(len(table)))
		le.PutUint32(word[0x9A+8*pair+4:], uint32(len(part)))
		table = append(table, part...)
	}
	chpx, papx := plc(b.runs, false), plc(b.paras, true)
	le.PutUint16(word[0:], 0xA5EC)
	le.PutUint16(word[2:], max(b.version, firstNew))
	le.PutUint16(word[10:], 0x0200|b.flags)
	le.PutUint16(word[32:], 14)
	le.PutUint16(word[62:], 22)
	le.PutUint32(word[0x4C:], uint32(len(b.text)-b.boxes))
	le.PutUint32(word[0x64:], uint32(b.boxes))
	le.PutUint16(word[0x98:], 93)
	half := len(b.text) / 2
	var pieces []byte
	for _, v := range []int{0, half, len(b.text)} {
		pieces = le.AppendUint32(pieces, uint32(v))
	}
	for _, v := range []int{0, half} {
		pieces = le.AppendUint32(append(pieces, 0, 0), uint32(textAt+2*v))
		pieces = append(pieces, 0, 0)
	}
	put(fcClx, append(le.AppendUint32([]byte{2}, uint32(len(pieces))), pieces...))
	put(fcPlcfBteChpx, chpx)
	put(fcPlcfBtePapx, papx)
	if len(b.styles) > 0 {
		sh := make([]byte, 20)
		le.PutUint16(sh, 18)
		le.PutUint16(sh[2:], uint16(len(b.styles)))
		le.PutUint16(sh[4:], 10)
		for _, s := range b.styles {
			sh = append(le.AppendUint16(sh, uint16(len(s))), s...)
		}
		put(fcStshf, sh)
	}
	if len(b.levels) > 0 {
		lst := make([]byte, 2+28)
		lst[0], lst[2] = 1, 77
		put(fcPlfLst, lst)
		for i := range 9 {
			table = append(table, b.levels[min(i, len(b.levels)-1)]...)
		}
		lfo := make([]byte, 4+16+4)
		lfo[0], lfo[4] = 1, 77
		put(fcPlfLfo, lfo)
	}
	if len(b.spa) > 0 {
		var spa, txbx []byte
		for _, cp := range append(b.spa, len(b.text)) {
			spa = le.AppendUint32(spa, uint32(cp))
		}
		for i := range b.spa {
			spa = append(le.AppendUint32(spa, uint32(1025+i)), make([]byte, spaSize-4)...)
		}
		put(fcPlcSpaMom, spa)
		txbx = le.AppendUint32(le.AppendUint32(nil, 0), uint32(b.boxes))
		f := make([]byte, ftxbSize)
		le.PutUint32(f[14:], 1025)
		put(fcPlcftxbxTxt, append(txbx, f...))
	}
	return formattest.CFB([]string{"WordDocument", "1Table"}, [][]byte{word, table})
}
