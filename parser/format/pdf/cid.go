package pdf

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"io"
	"sync"
)

// cidtext.bin.gz is made by gencid from Adobe's CMap resources
// (github.com/adobe-type-tools/cmap-resources and mapping-resources-pdf):
// Copyright 1990-2020 Adobe. All rights reserved. BSD-3-Clause: the notice,
// the conditions and the disclaimer are in NOTICE-adobe-cmaps.txt beside it.
//
//go:generate go run ./gencid /usr/share/poppler/cMap cidtext.bin.gz
//go:embed cidtext.bin.gz
var cidData []byte

// cidTables are, per character collection (GB1, CNS1, Japan1), the characters
// of its CIDs; 0 where a CID has none.
var cidTables = sync.OnceValue(func() map[string][]rune {
	tables := map[string][]rune{}
	z, err := gzip.NewReader(bytes.NewReader(cidData))
	if err != nil {
		return tables
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return tables
	}
	for {
		name, rest, ok := bytes.Cut(raw, []byte{0})
		if !ok {
			return tables
		}
		n, used := binary.Uvarint(rest)
		rest = rest[used:]
		table, last := make([]rune, n), rune(0)
		for i := range table {
			d, used := binary.Varint(rest)
			rest = rest[used:]
			last += rune(d)
			table[i] = last
		}
		tables[string(name)], raw = table, rest
	}
})

// cidText returns the character of a CID, 0 where it has none.
func cidText(collection string, cid uint32) rune {
	if t := cidTables()[collection]; int(cid) < len(t) {
		return t[cid]
	}
	return 0
}

// textCID is the way back, for the widths of fonts whose codes are text. Of
// several CIDs the lowest wins: the proportional or full-width default.
var textCIDs = sync.OnceValue(func() map[string]map[rune]uint32 {
	back := map[string]map[rune]uint32{}
	for name, t := range cidTables() {
		m := make(map[rune]uint32, len(t))
		for cid := len(t) - 1; cid > 0; cid-- {
			if t[cid] != 0 {
				m[t[cid]] = uint32(cid)
			}
		}
		back[name] = m
	}
	return back
})
