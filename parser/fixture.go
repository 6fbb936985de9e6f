package parser

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed furniture.tsv
var furnitureTable string

// fixture is a rule of furniture.tsv: a kind of line that belongs to the page.
type fixture struct {
	name                string
	head, tail, sure    bool
	longest             int // characters
	starts, whole       []string
	in                  []mark
	pattern             *regexp.Regexp // nil: the marks suffice
	examples, negatives []string
}

var fixtures = sync.OnceValue(func() []fixture {
	f, err := parseFixtures(furnitureTable)
	if err != nil {
		panic(err) // the table is part of the program; a test reads it
	}
	return f
})

func parseFixtures(table string) ([]fixture, error) {
	var out []fixture
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 8 {
			return nil, fmt.Errorf("furniture: %d columns in %q", len(c), line)
		}
		f := fixture{name: c[0], head: c[1] != "tail", tail: c[1] != "head", sure: c[2] == "sure"}
		var err error
		if f.longest, err = strconv.Atoi(c[3]); err != nil {
			return nil, err
		}
		for _, m := range strings.Split(c[4], "|") {
			switch {
			case m == "":
				f.in = append(f.in, mark{"|", lettersOf("|")})
			case m[0] == '^':
				f.starts = append(f.starts, m[1:])
			case m[0] == '=' && m != "===":
				f.whole = append(f.whole, m[1:])
			default:
				f.in = append(f.in, mark{m, lettersOf(m)})
			}
		}
		if c[5] != "-" {
			if f.pattern, err = regexp.Compile(c[5]); err != nil {
				return nil, err
			}
		}
		f.examples, f.negatives = strings.Split(c[6], "||"), strings.Split(c[7], "||")
		out = append(out, f)
	}
	return out, nil
}

// mark is a part of a line, with its letters.
type mark struct {
	text    string
	letters letters
}

// letters is a set of characters, six bits of each: a line that lacks some of a
// mark's cannot hold it.
type letters uint64

func lettersOf(s string) (l letters) {
	for _, r := range s {
		l |= 1 << (uint32(r) * 0x9E3779B1 >> 26)
	}
	return l
}

func (f *fixture) matches(s string, runes int, have letters) bool {
	if runes > f.longest {
		return false
	}
	hit := slices.Contains(f.whole, s)
	for i := 0; !hit && i < len(f.starts); i++ {
		hit = strings.HasPrefix(s, f.starts[i])
	}
	for i := 0; !hit && i < len(f.in); i++ {
		hit = f.in[i].letters&^have == 0 && strings.Contains(s, f.in[i].text)
	}
	return hit && (f.pattern == nil || f.pattern.MatchString(s))
}

// grade says how surely a line is furniture.
type grade uint8

const (
	content grade = iota
	weak
	sure
)

// longestFixture bounds what is matched, in bytes; real lines are longer.
const longestFixture = 1200

func judge(s string, head bool) (g grade, rule string) {
	if len(s) > longestFixture {
		return content, ""
	}
	runes, have := utf8.RuneCountInString(s), lettersOf(s)
	rules := fixtures()
	for i := range rules {
		f := &rules[i]
		if head && !f.head || !head && !f.tail || g == weak && !f.sure {
			continue
		}
		if f.matches(s, runes, have) {
			if f.sure {
				return sure, f.name
			}
			g, rule = weak, f.name
		}
	}
	return g, rule
}
