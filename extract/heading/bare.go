package heading

import (
	"slices"
	"unicode"

	"yaodian/extract/lexicon"
	"yaodian/parser"
)

// maxCall is the longest call that may head the tag behind it: 加强宣传。
const maxCall = 8

// bare reports that a unit's own text is one sentence and the tags that name its
// offices: 1.完成管网改造12公里。（责任单位：水务局）. The sentence is the task
// itself, and its end ends no heading. Without a mark a phrase without figures
// may head its tag: 加强河湖管护⏎责任单位：水务局.
func bare(t []rune, u *unit) bool {
	line := t[u.line.Start:u.line.End]
	end, closed := sentenceEnd(line)
	rest := t[u.line.Start+end : u.own]
	switch {
	case end == 0 || !onlyTags(rest):
		return false
	case closed:
		return end > maxCall && end <= maxClosedLine+1
	}
	task := func(r rune) bool { return unicode.IsDigit(r) || r == ',' }
	return len(trimRunes(rest)) > 0 && slices.ContainsFunc(line[:end], task)
}

// end is where form f ends a heading, 0 where it does not: nothing of a bare
// sentence does but type and blanks.
func (u *unit) end(f form) int {
	if u.bare && (f == formPeriod || f == formLine || f == formPhrase) {
		return 0
	}
	return u.ends[f]
}

// sentenceEnd is where the first sentence of a line ends, its mark included, or
// the tag behind it begins.
func sentenceEnd(line []rune) (end int, closed bool) {
	depth := 0
	for i, r := range line {
		switch {
		case depth == 0 && (r == '(' || r == '【') && onlyTags(line[i:]):
			return i, false
		case r == '(' || r == '“' || r == '《' || r == '【':
			depth++
		case r == ')' || r == '”' || r == '》' || r == '】':
			depth = max(depth-1, 0)
		case depth > 0:
		case r == '。' || r == ';' && i+1 == len(line):
			return i + 1, true
		case r == ';' || r == '!' || r == '?':
			return 0, false
		}
	}
	return len(line), false
}

// onlyTags reports that each line of t is a tag of offices, or that t is blank.
func onlyTags(t []rune) bool {
	for len(t) > 0 {
		n := 0
		for n < len(t) && t[n] != '\n' {
			n++
		}
		if l := trimRunes(t[:n]); len(l) > 0 && !isTag(l) {
			return false
		}
		t = t[min(n+1, len(t)):]
	}
	return true
}

// isTag reports a line that names offices behind a label (责任单位：水务局), or
// in brackets also before a verb (水务局牵头).
func isTag(l []rune) bool {
	if l[len(l)-1] == '。' {
		l = l[:len(l)-1]
	}
	if n := len(l); n > 2 && (l[0] == '(' && l[n-1] == ')' || l[0] == '【' && l[n-1] == '】') {
		l = l[1 : n-1]
		if e := lexicon.OfficeVerbs().Before(l, len(l)); e != nil {
			return true
		}
	}
	const longestLabel = 16
	if lexicon.OfficeLabels().At(l, 0) == nil {
		return false
	}
	for i := 1; i < min(len(l), longestLabel); i++ {
		if l[i] == ':' {
			return true
		}
	}
	return false
}

func trimRunes(t []rune) []rune {
	s := trim(t, parser.Span{End: len(t)})
	return t[s.Start:s.End]
}
