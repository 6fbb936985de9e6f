package doc

import (
	"slices"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// piece is a run of characters stored together ([MS-DOC] 2.8.35).
type piece struct {
	cp, end    int // characters [cp, end)
	fc         int // offset of the first in the WordDocument stream
	compressed bool
	props      []byte // grpprl laid over the characters by a fast save
}

// width is the bytes of one character.
func (p *piece) width() int {
	if p.compressed {
		return 1
	}
	return 2
}

func readPieces(f *fib) ([]piece, error) {
	broken := damaged("the Word file's text table is broken; open and save it again with Word or WPS", nil)
	clx, _ := f.part(fcClx)
	if clx == nil {
		return nil, broken
	}
	var prcs [][]byte
	at := 0
	for at < len(clx) && clx[at] == 1 {
		n := u16(clx, at+1)
		prcs = append(prcs, bytesAt(clx, at+3, n))
		at += 3 + n
	}
	if at >= len(clx) || clx[at] != 2 {
		return nil, broken
	}
	plc := clx[min(at+5, len(clx)):]
	if n := u32(clx, at+1); n < len(plc) {
		plc = plc[:n]
	}
	n := (len(plc) - 4) / 12
	if n <= 0 {
		return nil, broken
	}
	pieces := make([]piece, 0, n)
	last := 0
	for i := range n {
		p := piece{cp: u32(plc, 4*i), end: u32(plc, 4*i+4)}
		if p.cp != last || p.end < p.cp {
			return nil, broken
		}
		last = p.end
		pcd := 4*(n+1) + 8*i
		fc := u32(plc, pcd+2)
		p.compressed = fc&0x4000_0000 != 0
		if p.fc = fc &^ 0xC000_0000; p.compressed {
			p.fc /= 2
		}
		if prm := u16(plc, pcd+6); prm&1 != 0 && prm>>1 < len(prcs) {
			p.props = prcs[prm>>1]
		}
		if bytesAt(f.word, p.fc, (p.end-p.cp)*p.width()) == nil {
			return nil, damaged("the Word file is cut off; fetch or save it again", nil)
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}

// char is one UTF-16 unit of the text and the offset it is stored at, by which
// its properties are found.
type char struct {
	u     uint16
	fc    int32
	piece int32
}

// chars decodes characters [from, to) of the text.
func (d *document) chars(from, to int) []char {
	out := make([]char, 0, min(to-from, len(d.fib.word)))
	i, _ := slices.BinarySearchFunc(d.pieces, from, func(p piece, cp int) int { return p.end - 1 - cp })
	for ; i < len(d.pieces) && d.pieces[i].cp < to; i++ {
		p := &d.pieces[i]
		for cp := max(from, p.cp); cp < min(to, p.end); cp++ {
			fc := p.fc + (cp-p.cp)*p.width()
			c := char{fc: int32(fc), piece: int32(i)}
			if p.compressed {
				c.u = uint16(charmap.Windows1252.DecodeByte(d.fib.word[fc]))
			} else {
				c.u = uint16(u16(d.fib.word, fc))
			}
			out = append(out, c)
		}
	}
	return out
}

func decode(u []uint16) string { return string(utf16.Decode(u)) }
