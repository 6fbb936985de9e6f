package pdf

import (
	"sort"
	"unicode/utf16"
)

// limits of one CMap; a real one has at most a few ten thousand entries.
const (
	maxCMapEntries  = 200_000
	maxCMapText     = 32 // UTF-16 units of one destination
	maxCMapBytes    = 16 << 20
	maxCodespaces   = 1_000
	maxCMapOperands = 65_536
)

// codeRange is a range of character codes of n bytes.
type codeRange struct {
	n      int
	lo, hi uint32
}

// textRange maps codes lo..hi to consecutive text: to is the text of lo, its
// last rune counts up.
type textRange struct {
	codeRange
	to []rune
}

// cidRange maps codes lo..hi to consecutive CIDs from cid.
type cidRange struct {
	codeRange
	cid uint32
}

// cmap is a parsed CMap: ToUnicode (text) or the encoding of a composite font
// (CIDs). Lookups take a code with its length in bytes, since <41> and <0041>
// differ.
type cmap struct {
	spaces   []codeRange
	chars    map[uint64][]rune // bfchar and bfrange with an array
	ranges   []textRange
	cids     []cidRange
	use      string // usecmap
	vertical bool
}

func key(code uint32, n int) uint64 { return uint64(n)<<32 | uint64(code) }

// parseCMap reads what it understands of a CMap and ignores the rest.
func parseCMap(data []byte) *cmap {
	if len(data) > maxCMapBytes {
		data = data[:maxCMapBytes]
	}
	m := &cmap{chars: map[uint64][]rune{}}
	l := &lexer{data: data}
	var stack []token
	total, lastName, wmode := 0, "", false
	for {
		t := l.next()
		if t.kind == tokEOF {
			break
		}
		if t.kind != tokOp {
			if t.kind == tokName {
				lastName = string(t.b)
				if lastName == "WMode" {
					wmode = true
				}
			} else if wmode && t.kind == tokNumber {
				m.vertical, wmode = t.num == 1, false
			}
			if len(stack) < maxCMapOperands {
				stack = append(stack, t)
			}
			continue
		}
		switch string(t.b) {
		case "usecmap":
			m.use = lastName
		case "endcodespacerange":
			for i := 0; i+1 < len(stack) && len(m.spaces) < maxCodespaces; i += 2 {
				if lo, n, ok := code(stack[i]); ok {
					hi, _, _ := code(stack[i+1])
					m.spaces = append(m.spaces, codeRange{n, lo, hi})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack) && total < maxCMapEntries; i += 2 {
				if c, n, ok := code(stack[i]); ok {
					m.chars[key(c, n)] = destination(stack[i+1])
					total++
				}
			}
		case "endbfrange":
			total += m.bfrange(stack, maxCMapEntries-total)
		case "endcidchar":
			for i := 0; i+1 < len(stack) && total < maxCMapEntries; i += 2 {
				if c, n, ok := code(stack[i]); ok {
					m.cids = append(m.cids, cidRange{codeRange{n, c, c}, uint32(stack[i+1].num)})
					total++
				}
			}
		case "endcidrange":
			for i := 0; i+2 < len(stack) && total < maxCMapEntries; i += 3 {
				lo, n, ok := code(stack[i])
				hi, _, ok2 := code(stack[i+1])
				if ok && ok2 && hi >= lo {
					m.cids = append(m.cids, cidRange{codeRange{n, lo, hi}, uint32(stack[i+2].num)})
					total++
				}
			}
		}
		stack = stack[:0]
		l.reset()
	}
	sort.SliceStable(m.ranges, func(i, j int) bool { return before(m.ranges[i].codeRange, m.ranges[j].codeRange) })
	sort.SliceStable(m.cids, func(i, j int) bool { return before(m.cids[i].codeRange, m.cids[j].codeRange) })
	return m
}

func before(a, b codeRange) bool { return a.n < b.n || a.n == b.n && a.lo < b.lo }

// bfrange reads triples <lo> <hi> <text> and <lo> <hi> [<text> …], at most
// room entries, and returns their number.
func (m *cmap) bfrange(stack []token, room int) int {
	used := 0
	for i := 0; i+2 < len(stack) && used < room; {
		lo, n, ok := code(stack[i])
		hi, _, ok2 := code(stack[i+1])
		if !ok || !ok2 {
			i++
			continue
		}
		if stack[i+2].kind != tokArray {
			if to := destination(stack[i+2]); hi >= lo && len(to) > 0 {
				m.ranges = append(m.ranges, textRange{codeRange{n, lo, hi}, to})
				used++
			}
			i += 3
			continue
		}
		for i += 3; i < len(stack) && stack[i].kind != tokArrayEnd; i++ {
			if lo <= hi && used < room {
				m.chars[key(lo, n)] = destination(stack[i])
				used++
			}
			lo++
		}
		i++
	}
	return used
}

// code reads a source code of one to four bytes.
func code(t token) (c uint32, n int, ok bool) {
	if t.kind != tokString || len(t.b) == 0 || len(t.b) > 4 {
		return 0, 0, false
	}
	for _, b := range t.b {
		c = c<<8 | uint32(b)
	}
	return c, len(t.b), true
}

// destination decodes UTF-16BE text, or a glyph name. A single byte stands
// for itself.
func destination(t token) []rune {
	if t.kind == tokName {
		return glyphText(string(t.b))
	}
	if t.kind != tokString {
		return nil
	}
	if len(t.b) == 1 {
		return []rune{rune(t.b[0])}
	}
	return utf16Text(t.b, maxCMapText)
}

func utf16Text(b []byte, limit int) []rune {
	u := make([]uint16, 0, min(limit, len(b)/2))
	for i := 0; i+1 < len(b) && len(u) < limit; i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return utf16.Decode(u)
}

// text returns what a code of n bytes stands for, nil where the map is silent.
func (m *cmap) text(c uint32, n int) []rune {
	if to, ok := m.chars[key(c, n)]; ok {
		return to
	}
	i := sort.Search(len(m.ranges), func(i int) bool { return before(codeRange{n, c, c}, m.ranges[i].codeRange) })
	// Ranges of broken producers overlap: look at a few before the nearest.
	for i, tries := i-1, 4; i >= 0 && tries > 0 && m.ranges[i].n == n; i, tries = i-1, tries-1 {
		if r := &m.ranges[i]; c <= r.hi {
			out := append([]rune(nil), r.to...)
			out[len(out)-1] += rune(c - r.lo)
			return out
		}
	}
	return nil
}

// cid returns the character identifier of a code.
func (m *cmap) cid(c uint32, n int) (uint32, bool) {
	i := sort.Search(len(m.cids), func(i int) bool { return before(codeRange{n, c, c}, m.cids[i].codeRange) })
	if i--; i >= 0 && m.cids[i].n == n && c <= m.cids[i].hi {
		return m.cids[i].cid + c - m.cids[i].lo, true
	}
	return 0, false
}

// split returns the length in bytes of the code at the head of s, by the
// codespace ranges; 0 where none fits. Each byte must lie in the range of its
// position.
func (m *cmap) split(s []byte) int {
	for n := 1; n <= 4 && n <= len(s); n++ {
		for _, r := range m.spaces {
			if r.n == n && inSpace(r, s[:n]) {
				return n
			}
		}
	}
	return 0
}

func inSpace(r codeRange, s []byte) bool {
	for i, b := range s {
		shift := 8 * (r.n - 1 - i)
		if b < byte(r.lo>>shift) || b > byte(r.hi>>shift) {
			return false
		}
	}
	return true
}
