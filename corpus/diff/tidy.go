package diff

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// change is what stands between two equal stretches.
type change struct{ del, ins, same string } // same follows the change

// tidy makes a script readable. A short common stretch between two changes
// reads as confetti, so it is counted as changed; what the two sides of a
// change share at their ends is given back to the common text, cut where a
// number or a Latin word would be torn.
func tidy(es []Edit) []Edit {
	cs := toChanges(es)
	for again := true; again; {
		again = false
		for i := 1; i+1 < len(cs); i++ {
			if confetti(cs[i], cs[i+1]) {
				cs[i].del += cs[i].same + cs[i+1].del
				cs[i].ins += cs[i].same + cs[i+1].ins
				cs[i].same = cs[i+1].same
				cs = append(cs[:i+1], cs[i+2:]...)
				again = true
				i--
			}
		}
	}
	cs = numbersFirst(cs)
	var out []Edit
	for _, c := range cs {
		head := commonHead(c.del, c.ins)
		out = appendEdit(out, Equal, c.del[:head])
		del, ins := c.del[head:], c.ins[head:]
		tail := commonTail(del, ins)
		out = appendEdit(out, Delete, del[:len(del)-tail])
		out = appendEdit(out, Insert, ins[:len(ins)-tail])
		out = appendEdit(out, Equal, del[len(del)-tail:])
		out = appendEdit(out, Equal, c.same)
	}
	return out
}

// numbersFirst sets a number against a number: of 50个，评选100 → 80 before 个
// it makes 50 → 80, 个, and the deletion of ，评选100个. Both are as short; only
// one says what happened.
func numbersFirst(cs []change) []change {
	for i := 1; i < len(cs); i++ {
		c := cs[i]
		for _, turn := range []bool{false, true} {
			long, short := c.del, c.ins
			if turn {
				long, short = short, long
			}
			n := numberLen(long)
			if n == 0 || n == len(long) || short == "" || numberLen(short) != len(short) {
				continue
			}
			e := commonHead(long[n:], c.same)
			if e == 0 {
				continue
			}
			both := c.same[:e]
			first := change{del: long[:n], ins: short, same: both}
			second := change{del: long[n+e:] + both, same: c.same[e:]}
			if turn {
				first.del, first.ins = first.ins, first.del
				second.del, second.ins = "", second.del
			}
			cs = slices.Insert(cs, i+1, second)
			cs[i] = first
			break
		}
	}
	return cs
}

// toChanges groups a script; the first entry holds only leading common text.
func toChanges(es []Edit) []change {
	cs := []change{{}}
	for _, e := range es {
		last := &cs[len(cs)-1]
		switch e.Op {
		case Equal:
			last.same += e.Text
			continue
		}
		if last.same != "" || len(cs) == 1 {
			cs = append(cs, change{})
			last = &cs[len(cs)-1]
		}
		if e.Op == Delete {
			last.del += e.Text
		} else {
			last.ins += e.Text
		}
	}
	return cs
}

// confetti reports that the common text after c is too short to help a reader
// between two changes of such size. Where both sides of both changes have
// text, even a word is noise; a lone insertion or deletion disturbs less.
func confetti(c, next change) bool {
	same := wordCount(c.same)
	left := max(wordCount(c.del), wordCount(c.ins))
	right := max(wordCount(next.del), wordCount(next.ins))
	if strings.ContainsAny(c.same, "。；\n") {
		return false
	}
	both := c.del != "" && c.ins != "" && next.del != "" && next.ins != ""
	switch {
	case same == 0: // punctuation only
		return both
	case same == 1:
		return left > 1 && right > 1 || both && left+right > 2
	}
	if both {
		return same*2 <= min(left, right) && same <= 6
	}
	return same*3 <= min(left, right) && same <= 4
}

func wordCount(s string) int {
	n := 0
	for _, r := range s {
		if wordRune(r) {
			n++
		}
	}
	return n
}

func commonHead(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) {
		r, n := utf8.DecodeRuneInString(a[i:])
		q, m := utf8.DecodeRuneInString(b[i:])
		if r != q || n != m || a[i:i+n] != b[i:i+m] {
			break
		}
		i += n
	}
	for i > 0 && tears(a, i, b, i) {
		_, n := utf8.DecodeLastRuneInString(a[:i])
		i -= n
	}
	return i
}

func commonTail(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) {
		r, n := utf8.DecodeLastRuneInString(a[:len(a)-i])
		q, m := utf8.DecodeLastRuneInString(b[:len(b)-i])
		if r != q || n != m || a[len(a)-i-n:len(a)-i] != b[len(b)-i-m:len(b)-i] {
			break
		}
		i += n
	}
	for i > 0 && tears(a, len(a)-i, b, len(b)-i) {
		_, n := utf8.DecodeRuneInString(a[len(a)-i:])
		i -= n
	}
	return i
}

// tears reports that a cut at i of a or j of b goes through a number or word
// of Latin letters.
func tears(a string, i int, b string, j int) bool {
	return inner(a, i) || inner(b, j)
}

func inner(s string, i int) bool {
	if i == 0 || i >= len(s) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	if strings.ContainsRune(hanDigits, before) && strings.ContainsRune(hanDigits, after) {
		return true
	}
	digits := func(k int) bool { return k > 0 && k+1 < len(s) && digitByte(s[k-1]) && digitByte(s[k+1]) }
	// The comma of a sentence between two words is no part of either.
	if before == ',' && !digits(i-1) || after == ',' && !digits(i) {
		return false
	}
	return latin(s[i-1]) && latin(s[i])
}

func latin(c byte) bool {
	return digitByte(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-' || c == ','
}
