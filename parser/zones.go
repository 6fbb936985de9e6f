package parser

import (
	"hash/maphash"
	"slices"
	"strings"
)

// ZoneKind says what a stretch of paragraphs is for.
type ZoneKind uint8

const (
	// ZoneContents is a table of contents: its labels are not units.
	ZoneContents ZoneKind = iota + 1
	// ZoneAttachments is the list of attachments under the body of a notice
	// (GB/T 9704-2012 §7.3.4 附件说明).
	ZoneAttachments
	// ZoneSignature is the issuing office and the date that close a notice.
	ZoneSignature
	// ZoneAnnex is the line that opens an annex; numbering starts anew.
	ZoneAnnex
	// ZoneGlossary is the heading of notes on terms; numbering starts anew.
	ZoneGlossary
)

// Zone is a range of Document.Paragraphs, half-open, with one purpose.
type Zone struct {
	Kind     ZoneKind
	From, To int
}

// soft reports a zone that may also stand within a text: a date alone, as a
// schedule has. Numbering starts anew behind it only where a new outermost
// series does.
func (z Zone) soft() bool {
	return z.Kind == ZoneSignature && z.To-z.From == 1 || z.Kind == ZoneAttachments
}

// maxSignature is the number of offices that may sign one notice jointly.
const maxSignature = 16

// zones finds the parts of a notice that are not body text, in order and
// without overlap.
func zones(d *Document) []Zone {
	var out []Zone
	toc := contents(d)
	for i := 0; i < len(d.Paragraphs); {
		if len(toc) > 0 && toc[0].From == i {
			out, i, toc = append(out, toc[0]), toc[0].To, toc[1:]
			continue
		}
		z, ok := zoneAt(d, i)
		if !ok {
			i++
			continue
		}
		if z.Kind == ZoneSignature {
			for lo := end(out); z.From > lo && i-z.From < maxSignature; z.From-- {
				l := d.line(z.From - 1)
				if !nameLine(l) || z.From < i && !officeLine(l) {
					break
				}
			}
		}
		out, i = append(out, z), z.To
	}
	return out
}

func end(z []Zone) int {
	if len(z) == 0 {
		return 0
	}
	return z[len(z)-1].To
}

// line is the folded text of paragraph i without blanks around it; nil for a
// table row of several cells.
func (d *Document) line(i int) []rune {
	p := d.Paragraphs[i]
	s := trimRight(d.Folded, Span{Start: skipBlank(d.Folded[:p.Span.End], p.Span.Start), End: p.Span.End})
	l := d.Folded[s.Start:s.End]
	if p.Row && slices.Contains(l, '\t') {
		return nil
	}
	return l
}

func zoneAt(d *Document, i int) (Zone, bool) {
	l := d.line(i)
	switch {
	case len(l) == 0 || len(l) > 200:
	case glossaryLine(l):
		return Zone{ZoneGlossary, i, i + 1}, true
	case l[0] == '附':
		return annexAt(d, i, l)
	case signedLine(l):
		return Zone{ZoneSignature, i, i + 1}, true
	}
	return Zone{}, false
}

// annexAt reads 附件：1.… with the lines that go on with the list, and the
// heading of an annex: 附件, 附件1, 附件2 …方案.
func annexAt(d *Document, i int, l []rune) (Zone, bool) {
	j := 1
	if j < len(l) && strings.ContainsRune("件录表", l[j]) {
		j++
	}
	j = skipBlank(l, j)
	n, k := ordinal(l, j)
	if n == 0 {
		k = j
	}
	for k < len(l) && strings.ContainsRune("-—0123456789 ", l[k]) { // 附件1-2
		k++
	}
	colon := k < len(l) && l[k] == ':'
	if n > 0 && k+1 < len(l) && (l[k] == '.' || l[k] == '、') {
		// 附件1.…方案 heads a list when 2. stands below.
		if i+1 < len(d.Paragraphs) {
			if lab, ok := labelAt(d.line(i+1), 0); ok && lab.scheme == SchemeArabic && lab.ordinal == n+1 {
				return list(d, Zone{ZoneAttachments, i, i + 1}, n+1), true
			}
		}
		k = skipBlank(l, k+1)
	}
	if n > 0 && k+1 == len(l) && l[k] == '.' {
		k++
	}
	if colon {
		k = skipBlank(l, k+1)
	}
	rest := l[k:]
	switch {
	case j == 1 && !colon, len(rest) > 120:
		return Zone{}, false
	case !colon && n == 0 && len(rest) > 0:
		return Zone{}, false // 附件所列…
	case !colon && (len(rest) == 0 || n > 0 && !proseLine(rest)):
		return Zone{ZoneAnnex, i, i + 1}, true
	case !colon:
		return Zone{}, false
	}
	z := Zone{ZoneAttachments, i, i + 1}
	next := 1
	if lab, ok := labelAt(rest, 0); ok && lab.scheme == SchemeArabic {
		next = lab.ordinal + 1
	} else if len(rest) > 0 {
		next = 0 // one attachment, or 附件1：… with 附件2：… below
	} else if i+1 < len(d.Paragraphs) {
		if lab, ok := labelAt(d.line(i+1), 0); !ok || lab.ordinal != 1 {
			if n > 0 || ok || len(d.line(i+1)) > 60 || proseLine(d.line(i+1)) {
				return Zone{ZoneAnnex, i, i + 1}, true
			}
			z.To, next = i+2, 0
		}
	}
	return list(d, z, next), true
}

// list takes the lines that go on with a list of attachments at number next;
// 0 when there is no list.
func list(d *Document, z Zone, next int) Zone {
	for next > 0 && z.To < len(d.Paragraphs) {
		m := d.line(z.To)
		lab, ok := labelAt(m, 0)
		if !ok || lab.scheme != SchemeArabic || lab.ordinal != next || len(m) > 120 {
			break
		}
		next++
		z.To++
	}
	return z
}

// proseLine reports punctuation that names and headings of annexes lack.
func proseLine(l []rune) bool {
	for _, r := range l {
		if r == '。' || r == ';' {
			return true
		}
	}
	return false
}

var glossaryWords = []string{"名词解释", "名词注释", "用语解释", "用语说明", "术语解释", "名词术语", "名词说明", "用语注释"}

func glossaryLine(l []rune) bool {
	if len(l) > 40 || proseLine(l) {
		return false
	}
	switch l[len(l)-1] {
	case '释', '明', ':', '语', ')':
	default:
		return false
	}
	s := strings.TrimRight(string(l), ":")
	if s == "注释" || s == "附注" {
		return true
	}
	for _, w := range glossaryWords {
		if strings.Contains(s, w) {
			_, labelled := labelAt(l, 0)
			return !labelled
		}
	}
	return false
}

// signedLine reports a date alone, or an office and a date, as the line that
// closes a notice.
func signedLine(l []rune) bool {
	if len(l) < 6 || len(l) > 60 {
		return false
	}
	if l[len(l)-1] != '日' {
		return false
	}
	at := dateStart(l)
	if at < 0 {
		return false
	}
	name := l[:at]
	for len(name) > 0 && name[len(name)-1] == ' ' {
		name = name[:len(name)-1]
	}
	return len(name) == 0 || nameLine(name) && officeLine(name)
}

// officeLine reports the last character of a name that offices have.
func officeLine(l []rune) bool {
	return len(l) > 1 && strings.ContainsRune("局府室会委院部厅处办司团署校行社心队站所园)", l[len(l)-1])
}

// dateStart is the index where the date that ends l starts, -1 if none does.
func dateStart(l []rune) int {
	i := len(l)
	for _, mark := range [...]rune{'日', '月', '年'} {
		for i > 0 && l[i-1] == ' ' {
			i--
		}
		if i == 0 || l[i-1] != mark {
			return -1
		}
		i--
		n := 0
		for i > 0 && (l[i-1] >= '0' && l[i-1] <= '9' || hanDigit(l[i-1]) >= 0 || l[i-1] == '十' || l[i-1] == ' ' || l[i-1] == 'O' || l[i-1] == 'o') {
			if l[i-1] != ' ' {
				n++
			} else if mark == '年' && n >= 4 {
				break
			}
			i--
		}
		if n == 0 || mark == '年' && n != 4 {
			return -1
		}
	}
	return i
}

// nameLine reports a short line without punctuation or label, as the name of
// an office is.
func nameLine(l []rune) bool {
	if len(l) < 2 || len(l) > 40 {
		return false
	}
	for _, r := range l {
		switch r {
		case '。', ';', ':', ',', '?', '!', '《', '》', '、', '“', '”':
			return false
		}
	}
	_, labelled := labelAt(l, 0)
	return !labelled
}

// longestHeading bounds the lines that a table of contents can name.
const longestHeading = 80

// contents finds tables of contents: runs of short lines that end in page
// numbers, or that return further down as headings with text between them.
func contents(d *Document) []Zone {
	seed := maphash.MakeSeed()
	keys := make([]uint64, len(d.Paragraphs))
	paged := make([]bool, len(d.Paragraphs))
	last := make(map[uint64]int)
	for i := range d.Paragraphs {
		l := d.line(i)
		if len(l) == 0 || len(l) > longestHeading {
			continue
		}
		keys[i], paged[i] = headingKey(seed, l)
		last[keys[i]] = i
	}
	var out []Zone
	for i := 0; i < len(keys); i++ {
		j, labelled, pages := i, 0, 0
		for ; j < len(keys) && keys[j] != 0 && (paged[j] || last[keys[j]] > j); j++ {
			if j > i && last[keys[i]] == j || j-i > 400 {
				break
			}
			if _, ok := labelAt(d.line(j), 0); ok {
				labelled++
			}
			if paged[j] {
				pages++
			}
		}
		// A text told twice returns line by line; headings return spread out.
		spread := j > i && last[keys[j-1]]-last[keys[i]] > (j-i)-1+max(1, (j-i)/5)
		if labelled >= 3 && (pages*2 > j-i || spread) {
			out = append(out, Zone{ZoneContents, i, j})
			i = j - 1
		}
	}
	return out
}

// headingKey hashes a line without blanks, leader dots and page number, and
// reports whether it had these.
func headingKey(seed maphash.Seed, l []rune) (key uint64, paged bool) {
	e := len(l)
	for e > 0 && (l[e-1] >= '0' && l[e-1] <= '9' || l[e-1] == ' ') {
		e--
	}
	if b := e; b < len(l) {
		for b > 0 && strings.ContainsRune(".…·・。⋯ \t—-", l[b-1]) {
			b--
		}
		if paged = b > 1 && (e-b >= 3 || e > b && strings.ContainsRune("…⋯\t", l[b])); paged {
			e = b
		} else {
			e = len(l)
		}
	}
	var buf [4 * longestHeading]byte
	b := buf[:0]
	for _, r := range l[:e] {
		if r != ' ' && r != '\t' {
			b = append(b, byte(r), byte(r>>8), byte(r>>16), 0)
		}
	}
	return maphash.Bytes(seed, b) | 1, paged
}
