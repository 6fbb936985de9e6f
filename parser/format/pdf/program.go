package pdf

import "encoding/binary"

// gidText is the character map of an embedded TrueType font read backwards,
// glyph to character: the last resort for a font without ToUnicode.
type gidText struct {
	char  map[uint16]rune
	glyph map[rune]uint16 // the (3,0) symbol map, by code 0xF000+c or c
}

func (g *gidText) text(gid uint32) rune {
	if g == nil || gid > 0xFFFF {
		return 0
	}
	return g.char[uint16(gid)]
}

// symbol tells the character of a one-byte code: through the symbol map to a
// glyph, then back through the Unicode map.
func (g *gidText) symbol(code uint32) rune {
	if g == nil {
		return 0
	}
	for _, c := range []rune{rune(code), 0xF000 + rune(code)} {
		if gid, ok := g.glyph[c]; ok {
			return g.char[gid]
		}
	}
	return 0
}

// backwardMap reads the tables cmap formats 4 and 12 of an sfnt font; nil
// where there is none or it is broken.
func backwardMap(b []byte) *gidText {
	u16 := func(at int) int {
		if at < 0 || at+2 > len(b) {
			return 0
		}
		return int(binary.BigEndian.Uint16(b[at:]))
	}
	u32 := func(at int) int {
		if at < 0 || at+4 > len(b) {
			return 0
		}
		return int(binary.BigEndian.Uint32(b[at:]))
	}
	table := 0
	for i := 0; i < min(u16(4), 64); i++ {
		if at := 12 + 16*i; at+16 <= len(b) && string(b[at:at+4]) == "cmap" {
			table = u32(at + 8)
		}
	}
	if table == 0 {
		return nil
	}
	g := &gidText{char: map[uint16]rune{}, glyph: map[rune]uint16{}}
	budget := 1 << 18 // a real font has fewer characters
	add := func(symbol bool, c rune, gid int) {
		budget--
		if gid == 0 || gid > 0xFFFF {
			return
		}
		if symbol {
			g.glyph[c] = uint16(gid)
			return
		}
		if _, ok := g.char[uint16(gid)]; !ok || c < 0x2E80 {
			g.char[uint16(gid)] = c
		}
	}
	for i := 0; i < min(u16(table+2), 32); i++ {
		rec := table + 4 + 8*i
		platform, enc, at := u16(rec), u16(rec+2), table+u32(rec+4)
		symbol := platform == 3 && enc == 0 || platform == 1
		switch u16(at) {
		case 0:
			for c := 0; c < 256 && at+6+c < len(b); c++ {
				add(symbol, rune(c), int(b[at+6+c]))
			}
		case 4:
			n := u16(at+6) / 2
			for s := 0; s < n && budget > 0; s++ {
				end, start := u16(at+14+2*s), u16(at+16+2*n+2*s)
				delta, off := u16(at+16+4*n+2*s), u16(at+16+6*n+2*s)
				for c := start; c <= end && c < 0xFFFF && budget > 0; c++ {
					budget--
					gid := c
					if off != 0 {
						if gid = u16(at + 16 + 6*n + 2*s + off + 2*(c-start)); gid == 0 {
							continue
						}
					}
					add(symbol, rune(c), (gid+delta)&0xFFFF)
				}
			}
		case 12:
			for s := 0; s < min(u32(at+12), 20_000) && budget > 0; s++ {
				lo, hi, gid := u32(at+16+12*s), u32(at+20+12*s), u32(at+24+12*s)
				for c := lo; c <= hi && c <= 0x3FFFF && c-lo < 0x10000 && budget > 0; c++ {
					add(symbol, rune(c), gid+c-lo)
				}
			}
		}
	}
	if len(g.char) == 0 {
		return nil
	}
	return g
}
