package formattest

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// CFB packs streams, given as name and content, into a compound file of
// version 3 ([MS-CFB]). Each is padded to the 4,096 bytes below which it would
// have to lie in the mini stream.
func CFB(names []string, streams [][]byte) []byte {
	const sector, endOfChain, free, fatSector = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
	var body bytes.Buffer
	var fat []uint32
	chain := func(b []byte) uint32 {
		start := uint32(len(fat))
		n := (len(b) + sector - 1) / sector
		for i := range n {
			next := uint32(len(fat) + 1)
			if i == n-1 {
				next = endOfChain
			}
			fat = append(fat, next)
		}
		body.Write(b)
		body.Write(make([]byte, n*sector-len(b)))
		return start
	}
	var dir bytes.Buffer
	entry := func(name string, kind byte, child, right, start uint32, size int) {
		e := make([]byte, 128)
		for i, u := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(name)+2))
		e[66], e[67] = kind, 1
		binary.LittleEndian.PutUint32(e[68:], free)
		binary.LittleEndian.PutUint32(e[72:], right)
		binary.LittleEndian.PutUint32(e[76:], child)
		binary.LittleEndian.PutUint32(e[116:], start)
		binary.LittleEndian.PutUint32(e[120:], uint32(size))
		dir.Write(e)
	}
	entry("Root Entry", 5, 1, free, endOfChain, 0)
	for i, b := range streams {
		b = append(append([]byte(nil), b...), make([]byte, max(4096-len(b), 0))...)
		right := uint32(free)
		if i+1 < len(streams) {
			right = uint32(i + 2)
		}
		entry(names[i], 2, free, right, chain(b), len(b))
	}
	dirStart := chain(dir.Bytes())
	fatSectors := 1
	for (len(fat)+fatSectors+127)/128 > fatSectors {
		fatSectors++
	}
	first := len(fat)
	for range fatSectors {
		fat = append(fat, fatSector)
	}
	for len(fat)%128 != 0 {
		fat = append(fat, free)
	}
	h := make([]byte, sector)
	copy(h, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(h[24:], 0x3E)
	binary.LittleEndian.PutUint16(h[26:], 3)
	binary.LittleEndian.PutUint16(h[28:], 0xFFFE)
	binary.LittleEndian.PutUint16(h[30:], 9)
	binary.LittleEndian.PutUint16(h[32:], 6)
	binary.LittleEndian.PutUint32(h[44:], uint32(fatSectors))
	binary.LittleEndian.PutUint32(h[48:], dirStart)
	binary.LittleEndian.PutUint32(h[56:], 4096)
	binary.LittleEndian.PutUint32(h[60:], endOfChain)
	binary.LittleEndian.PutUint32(h[68:], endOfChain)
	for i := range 109 {
		v := uint32(free)
		if i < fatSectors {
			v = uint32(first + i)
		}
		binary.LittleEndian.PutUint32(h[76+4*i:], v)
	}
	out := append(h, body.Bytes()...)
	for _, v := range fat {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}
