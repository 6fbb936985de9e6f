// Command gencid writes cidtext.bin.gz, the table from Adobe character
// identifiers (CIDs) to Unicode that package pdf embeds. Its source are the
// CMap resources Adobe-*-UCS2 and Uni*-UTF32-H, which Adobe publishes under
// the BSD-3-Clause licence and Debian ships in the package poppler-data:
//
//	go run ./gencid /usr/share/poppler/cMap cidtext.bin.gz
//
// The output is, per collection: its name and a zero byte, the number of CIDs
// as a uvarint, and for each CID the signed difference of its code point to
// the one before as a varint (0 stands for "no character").
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// collections lists the character collections that Chinese notices are set
// in, each with its directory and its two sources.
var collections = []struct{ name, dir, ucs2, utf32 string }{
	{"GB1", "Adobe-GB1", "Adobe-GB1-UCS2", "UniGB-UTF32-H"},
	{"CNS1", "Adobe-CNS1", "Adobe-CNS1-UCS2", "UniCNS-UTF32-H"},
	{"Japan1", "Adobe-Japan1", "Adobe-Japan1-UCS2", "UniJIS-UTF32-H"},
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gencid CMAPDIR OUT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gencid:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	var raw []byte
	for _, c := range collections {
		table, err := collection(filepath.Join(dir, c.dir), c.ucs2, c.utf32)
		if err != nil {
			return err
		}
		raw = append(append(raw, c.name...), 0)
		raw = binary.AppendUvarint(raw, uint64(len(table)))
		last := rune(0)
		for _, r := range table {
			raw = binary.AppendVarint(raw, int64(r-last))
			last = r
		}
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(raw); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// collection inverts the Unicode CMap (where several code points share a CID
// an ideograph wins over a compatibility form) and fills what it leaves open,
// vertical and rotated variants, from the UCS2 CMap.
func collection(dir, ucs2, utf32 string) ([]rune, error) {
	table := map[int]rune{}
	fwd, err := os.ReadFile(filepath.Join(dir, utf32))
	if err != nil {
		return nil, err
	}
	set := func(cid int, r rune) {
		if old, ok := table[cid]; !ok || better(r, old) {
			table[cid] = r
		}
	}
	for _, m := range section(string(fwd), "cidchar", `<([0-9a-fA-F]+)>\s+(\d+)`) {
		set(num(m[2], 10), rune(num(m[1], 16)))
	}
	for _, m := range section(string(fwd), "cidrange", `<([0-9a-fA-F]+)>\s+<([0-9a-fA-F]+)>\s+(\d+)`) {
		lo, hi := num(m[1], 16), num(m[2], 16)
		for i := lo; i <= hi; i++ {
			set(num(m[3], 10)+i-lo, rune(i))
		}
	}
	back, err := os.ReadFile(filepath.Join(dir, ucs2))
	if err != nil {
		return nil, err
	}
	fill := func(cid int, hex string, add int) {
		if r := single(hex); r != 0 {
			if _, ok := table[cid]; !ok {
				table[cid] = r + rune(add)
			}
		}
	}
	for _, m := range section(string(back), "bfchar", `<([0-9a-fA-F]+)>\s+<([0-9a-fA-F]+)>`) {
		fill(num(m[1], 16), m[2], 0)
	}
	for _, m := range section(string(back), "bfrange", `<([0-9a-fA-F]+)>\s+<([0-9a-fA-F]+)>\s+<([0-9a-fA-F]+)>`) {
		lo, hi := num(m[1], 16), num(m[2], 16)
		for i := lo; i <= hi; i++ {
			fill(i, m[3], i-lo)
		}
	}
	top := 0
	for cid := range table {
		top = max(top, cid)
	}
	out := make([]rune, top+1)
	for cid, r := range table {
		out[cid] = r
	}
	return out, nil
}

// better prefers ordinary characters to radicals and compatibility forms.
func better(r, old rune) bool { return odd(old) && !odd(r) }

func odd(r rune) bool {
	return r >= 0x2E80 && r <= 0x2FDF || r >= 0xE000 && r <= 0xFAFF || r >= 0xFE10 && r <= 0xFE4F || r >= 0x2F800 || r == 0xA0 || r == 0xAD
}

// single decodes a destination of one code point; longer ones give 0.
func single(hex string) rune {
	var u []uint16
	for i := 0; i+4 <= len(hex); i += 4 {
		u = append(u, uint16(num(hex[i:i+4], 16)))
	}
	if r := utf16.Decode(u); len(r) == 1 {
		return r[0]
	}
	return 0
}

func section(s, name, pattern string) [][]string {
	re := regexp.MustCompile(pattern)
	var out [][]string
	for _, part := range strings.Split(s, "begin"+name)[1:] {
		body, _, _ := strings.Cut(part, "end"+name)
		out = append(out, re.FindAllStringSubmatch(body, -1)...)
	}
	return out
}

func num(s string, base int) int {
	v, err := strconv.ParseInt(s, base, 64)
	if err != nil {
		panic(err)
	}
	return int(v)
}
