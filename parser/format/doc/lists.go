package doc

import (
	"strings"

	"yaodian/parser/format/listlabel"
)

// list is one LFO: a use of a list definition, with its overrides.
type list struct {
	id     int
	levels listlabel.Levels
	start  map[int]int // starts that apply when the use begins
	used   bool
}

// maxLists bounds definitions and uses of lists in one document.
const maxLists = 20_000

// readLists reads definitions (PlfLst and the LVLs behind it) and uses
// (PlfLfo); see [MS-DOC] 2.9.147, 2.9.131 and 2.9.150.
func (d *document) readLists() {
	d.counters = map[int]*listlabel.Counter{}
	lst, off := d.fib.part(fcPlfLst)
	if lst == nil {
		return
	}
	defs := map[int]listlabel.Levels{}
	at := off + len(lst) // the levels follow the list of definitions
	for i := range min(max(i16(lst, 0), 0), maxLists) {
		lstf := bytesAt(lst, 2+28*i, 28)
		if lstf == nil {
			break
		}
		count := 9
		if lstf[26]&1 != 0 {
			count = 1
		}
		var levels listlabel.Levels
		for k := range count {
			l, next := d.readLevel(at)
			if next < 0 {
				break
			}
			levels[k], at = l, next
		}
		defs[u32(lstf, 0)] = levels
	}
	lfo, _ := d.fib.part(fcPlfLfo)
	if lfo == nil {
		return
	}
	n := min(u32(lfo, 0), maxLists, (len(lfo)-4)/16)
	at = 4 + 16*n
	for i := range n {
		l := list{id: u32(lfo, 4+16*i), start: map[int]int{}}
		l.levels = defs[l.id]
		overrides := int(lfo[4+16*i+12])
		at += 4 // LFOData.cp
		for range overrides {
			head := bytesAt(lfo, at, 8)
			if head == nil {
				break
			}
			at += 8
			lvl, flags := int(head[4]&0xF), head[4]
			if flags&0x20 != 0 {
				// The level lies in the table stream right here.
				_, base := d.fib.part(fcPlfLfo)
				def, next := d.readLevel(base + at)
				if next < 0 {
					break
				}
				at = next - base
				if lvl < listlabel.MaxLevels {
					l.levels[lvl] = def
					if flags&0x10 != 0 {
						l.start[lvl] = def.Start
					}
				}
			} else if flags&0x10 != 0 && lvl < listlabel.MaxLevels {
				l.start[lvl] = i32(head, 0)
				l.levels[lvl].Start = i32(head, 0)
			}
		}
		d.lists = append(d.lists, l)
	}
}

// readLevel reads an LVL at an offset of the table stream and returns the
// offset behind it, -1 when it is cut off.
func (d *document) readLevel(at int) (listlabel.Level, int) {
	b := bytesAt(d.fib.table, at, 28)
	if b == nil {
		return listlabel.Level{}, -1
	}
	l := listlabel.Level{Start: i32(b, 0), Style: numberStyle(int(b[4])), Restart: -1, Legal: b[5]&4 != 0}
	if b[5]&8 != 0 {
		l.Restart = int(b[26])
	}
	switch b[15] {
	case 1:
		l.Suffix = listlabel.SuffixSpace
	case 2:
		l.Suffix = listlabel.SuffixNone
	}
	papx, chpx := int(b[25]), int(b[24])
	at += 28 + papx
	if props := bytesAt(d.fib.table, at, chpx); props != nil {
		modifiers(props, func(sprm int, op []byte) {
			if sprm == sprmCFBold && op[0] <= 1 {
				v := op[0] == 1
				l.Bold = &v
			}
		})
	}
	at += chpx
	n := u16(d.fib.table, at)
	text := bytesAt(d.fib.table, at+2, 2*n)
	if text == nil {
		return listlabel.Level{}, -1
	}
	var t strings.Builder
	var plain []uint16
	for i := range n {
		c := uint16(u16(text, 2*i))
		if c >= 9 {
			plain = append(plain, c)
			continue
		}
		t.WriteString(decode(plain))
		plain = plain[:0]
		t.WriteByte('%')
		t.WriteByte(byte('1' + c))
	}
	t.WriteString(decode(plain))
	l.Text = t.String()
	return l, at + 2 + 2*n
}

// label counts a paragraph of list use ilfo (1-based).
func (d *document) label(ilfo, ilvl int) (label, gap string, def *listlabel.Level) {
	if ilfo < 1 || ilfo > len(d.lists) || ilvl < 0 || ilvl >= 9 {
		return "", "", nil
	}
	l := &d.lists[ilfo-1]
	c := d.counters[l.id]
	if c == nil {
		c = &listlabel.Counter{}
		d.counters[l.id] = c
	}
	if !l.used {
		l.used = true
		for lvl, start := range l.start {
			c.Set(lvl, start)
		}
	}
	def = &l.levels[ilvl]
	label = c.Next(&l.levels, ilvl)
	return label, listlabel.Gap(label, def.Suffix), def
}
