package pdf

import (
	"math"
)

// Content streams and CMaps share one token syntax. The library's Interpret
// reads it too, but loops for ever on an unfinished hex string, gives up on a
// stray delimiter and takes inline images for operators; a page's text must
// survive all three, so streams are tokenised here.

type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokNumber
	tokName   // without the slash
	tokString // literal or hex, decoded
	tokOp     // operator or keyword
	tokArray
	tokArrayEnd
	tokDict
	tokDictEnd
)

// token is one lexical element. b is valid until the lexer's arena is reset.
type token struct {
	kind tokenKind
	num  float64
	b    []byte
}

// lexer reads tokens from a byte slice. It never fails: what is no syntax is
// skipped, and each call of next consumes at least a byte until tokEOF.
type lexer struct {
	data  []byte
	pos   int
	arena []byte // decoded strings of the current operator
}

// reset forgets the strings handed out so far.
func (l *lexer) reset() { l.arena = l.arena[:0] }

const (
	clsRegular = iota
	clsSpace
	clsDelim
)

var class = func() (t [256]uint8) {
	for _, c := range []byte{0, '\t', '\n', '\f', '\r', ' '} {
		t[c] = clsSpace
	}
	for _, c := range []byte("<>()[]{}/%") {
		t[c] = clsDelim
	}
	return
}()

func (l *lexer) next() token {
	d := l.data
	for l.pos < len(d) {
		c := d[l.pos]
		switch {
		case class[c] == clsSpace:
			l.pos++
		case c == '%':
			for l.pos < len(d) && d[l.pos] != '\n' && d[l.pos] != '\r' {
				l.pos++
			}
		case c == '/':
			return l.name()
		case c == '(':
			return l.literal()
		case c == '<':
			if l.pos+1 < len(d) && d[l.pos+1] == '<' {
				l.pos += 2
				return token{kind: tokDict}
			}
			return l.hex()
		case c == '>':
			l.pos++
			if l.pos < len(d) && d[l.pos] == '>' {
				l.pos++
				return token{kind: tokDictEnd}
			}
		case c == '[':
			l.pos++
			return token{kind: tokArray}
		case c == ']':
			l.pos++
			return token{kind: tokArrayEnd}
		case class[c] == clsDelim:
			l.pos++
		default:
			return l.word()
		}
	}
	return token{kind: tokEOF}
}

func (l *lexer) word() token {
	d, start := l.data, l.pos
	for l.pos < len(d) && class[d[l.pos]] == clsRegular {
		l.pos++
	}
	w := d[start:l.pos]
	if c := w[0]; c <= '9' && (c >= '0' || c == '-' || c == '+' || c == '.') {
		if v, ok := number(w); ok {
			return token{kind: tokNumber, num: v}
		}
	}
	return token{kind: tokOp, b: w}
}

// number reads a decimal as producers write it: "--5", "4.-3" and "5-3" occur
// and are read up to where they stop making sense.
func number(w []byte) (float64, bool) {
	neg, i := false, 0
	for i < len(w) && (w[i] == '-' || w[i] == '+') {
		neg = neg || w[i] == '-'
		i++
	}
	v, scale, digits, dot := 0.0, 1.0, 0, false
	for ; i < len(w); i++ {
		switch c := w[i]; {
		case c >= '0' && c <= '9':
			digits++
			if dot {
				scale /= 10
				v += float64(c-'0') * scale
			} else {
				v = v*10 + float64(c-'0')
			}
		case c == '.' && !dot:
			dot = true
		case c == '-' && digits > 0:
			i = len(w)
		default:
			return 0, false
		}
	}
	if digits == 0 && !dot || math.IsInf(v, 0) {
		return 0, false
	}
	if neg {
		v = -v
	}
	return v, true
}

func (l *lexer) name() token {
	d := l.data
	l.pos++
	start, escaped := l.pos, false
	for l.pos < len(d) && class[d[l.pos]] == clsRegular {
		escaped = escaped || d[l.pos] == '#'
		l.pos++
	}
	w := d[start:l.pos]
	if !escaped {
		return token{kind: tokName, b: w}
	}
	at := len(l.arena)
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) && hexDigit(w[i+1]) >= 0 && hexDigit(w[i+2]) >= 0 {
			l.arena = append(l.arena, byte(hexDigit(w[i+1])<<4|hexDigit(w[i+2])))
			i += 2
			continue
		}
		l.arena = append(l.arena, w[i])
	}
	return token{kind: tokName, b: l.arena[at:len(l.arena):len(l.arena)]}
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// hex reads <…>; an odd last digit counts as if followed by 0.
func (l *lexer) hex() token {
	d, at := l.data, len(l.arena)
	l.pos++
	high := -1
	for l.pos < len(d) {
		c := d[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		v := hexDigit(c)
		if v < 0 {
			continue
		}
		if high < 0 {
			high = v
			continue
		}
		l.arena = append(l.arena, byte(high<<4|v))
		high = -1
	}
	if high >= 0 {
		l.arena = append(l.arena, byte(high<<4))
	}
	return token{kind: tokString, b: l.arena[at:len(l.arena):len(l.arena)]}
}

func (l *lexer) literal() token {
	d, at := l.data, len(l.arena)
	l.pos++
	for depth := 1; l.pos < len(d); {
		c := d[l.pos]
		l.pos++
		switch c {
		case '(':
			depth++
		case ')':
			depth--
			if depth == 0 {
				return token{kind: tokString, b: l.arena[at:len(l.arena):len(l.arena)]}
			}
		case '\r':
			if l.pos < len(d) && d[l.pos] == '\n' {
				l.pos++
			}
			c = '\n'
		case '\\':
			if l.pos >= len(d) {
				continue
			}
			c = d[l.pos]
			l.pos++
			switch c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case '\r':
				if l.pos < len(d) && d[l.pos] == '\n' {
					l.pos++
				}
				continue
			case '\n':
				continue
			case '0', '1', '2', '3', '4', '5', '6', '7':
				v := int(c - '0')
				for i := 0; i < 2 && l.pos < len(d) && d[l.pos] >= '0' && d[l.pos] <= '7'; i++ {
					v = v<<3 | int(d[l.pos]-'0')
					l.pos++
				}
				c = byte(v)
			}
		}
		l.arena = append(l.arena, c)
	}
	return token{kind: tokString, b: l.arena[at:len(l.arena):len(l.arena)]}
}

// skipImage moves behind an inline image whose ID operator was just read: to
// an EI that stands alone and is followed by something like a stream again.
func (l *lexer) skipImage() {
	d := l.data
	for i := l.pos; i+2 < len(d); i++ {
		if d[i+1] != 'E' || d[i+2] != 'I' || class[d[i]] != clsSpace {
			continue
		}
		if i+3 < len(d) && class[d[i+3]] != clsSpace {
			continue
		}
		plain := true
		for j := i + 3; j < len(d) && j < i+16; j++ {
			if c := d[j]; c > 0x7e || c < 0x20 && class[c] != clsSpace {
				plain = false
				break
			}
		}
		if plain {
			l.pos = i + 3
			return
		}
	}
	l.pos = len(d)
}
