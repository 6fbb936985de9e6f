package listlabel

import (
	"strings"
	"testing"
)

func TestRender(t *testing.T) {
	for _, c := range []struct {
		style Style
		n     int
		want  string
	}{
		{"decimal", 12, "12"}, {"unheardOf", 12, "12"}, {"none", 3, ""}, {"decimalZero", 5, "05"}, {"decimalZero", 15, "15"},
		{"upperRoman", 1994, "MCMXCIV"}, {"lowerRoman", 4, "iv"}, {"upperRoman", 0, "0"}, {"upperRoman", 4000, "4000"},
		{"lowerLetter", 1, "a"}, {"lowerLetter", 26, "z"}, {"lowerLetter", 27, "aa"}, {"upperLetter", 53, "AAA"}, {"lowerLetter", 0, "0"},
		{"chineseCounting", 10, "十"}, {"chineseCounting", 21, "二十一"}, {"chineseCounting", 105, "一〇五"},
		{"chineseCountingThousand", 1, "一"}, {"chineseCountingThousand", 11, "十一"}, {"chineseCountingThousand", 20, "二十"},
		{"chineseCountingThousand", 101, "一百零一"}, {"chineseCountingThousand", 110, "一百一十"}, {"chineseCountingThousand", 1001, "一千零一"},
		{"chineseCountingThousand", 10010, "一万零一十"}, {"chineseCountingThousand", 120000, "十二万"}, {"chineseCountingThousand", -1, "-1"},
		{"japaneseCounting", 11, "十一"}, {"japaneseCounting", 111, "百十一"},
		{"chineseLegalSimplified", 12, "壹拾贰"}, {"ideographLegalTraditional", 106, "壹佰零陸"}, {"japaneseLegal", 21, "弐拾壱"},
		{"ideographDigital", 10, "一〇"}, {"ideographTraditional", 3, "丙"}, {"ideographTraditional", 11, "11"},
		{"ideographZodiac", 12, "亥"}, {"ideographZodiacTraditional", 61, "甲子"},
		{"decimalEnclosedCircle", 20, "⑳"}, {"decimalEnclosedCircle", 21, "㉑"}, {"decimalEnclosedCircle", 50, "㊿"}, {"decimalEnclosedCircle", 51, "51"},
		{"decimalEnclosedParen", 2, "⑵"}, {"decimalEnclosedFullstop", 3, "⒊"}, {"ideographEnclosedCircle", 1, "㊀"},
		{"decimalFullWidth", 12, "１２"}, {"numberInDash", 3, "- 3 -"},
	} {
		if got := c.style.Render(c.n); got != c.want {
			t.Errorf("%s of %d is %q, want %q", c.style, c.n, got, c.want)
		}
	}
}

// Every format in the table must count on without repeating itself, save those
// that print nothing.
func TestStylesAreInjective(t *testing.T) {
	for s := range styles {
		seen := map[string]int{}
		for n := 1; n <= 60 && s != "none" && s != "bullet"; n++ {
			l := s.Render(n)
			if m, twice := seen[l]; twice && s != "ideographZodiacTraditional" {
				t.Errorf("%s prints %q for %d and %d", s, l, m, n)
			}
			seen[l] = n
		}
	}
}

func TestCounter(t *testing.T) {
	levels := &Levels{
		{Start: 1, Style: "chineseCountingThousand", Text: "第%1章", Restart: -1},
		{Start: 1, Style: "decimal", Text: "第%2条", Restart: 0},
		{Start: 3, Style: "decimal", Text: "%1.%2.%3", Restart: -1, Legal: true},
		{Start: 1, Style: "lowerLetter", Text: "%4)", Restart: 1},
	}
	var c Counter
	for i, step := range []struct {
		lvl  int
		want string
	}{
		{0, "第一章"}, {1, "第1条"}, {1, "第2条"}, {2, "1.2.3"}, {2, "1.2.4"}, {3, "a)"}, {1, "第3条"}, {2, "1.3.3"}, {3, "b)"},
		{0, "第二章"}, {1, "第4条"}, {3, "a)"}, {2, "2.4.3"},
	} {
		if got := c.Next(levels, step.lvl); got != step.want {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
	c.Set(0, 9)
	if got := c.Next(levels, 0); got != "第九章" {
		t.Errorf("after Set: %q", got)
	}
	// A level above that was never used prints its start.
	var fresh Counter
	if got := fresh.Next(levels, 2); got != "1.1.3" {
		t.Errorf("from below: %q", got)
	}
	fresh.Next(levels, 99) // out of range: the last
	fresh.Next(levels, -1)
}

func TestGap(t *testing.T) {
	for _, c := range []struct {
		label  string
		suffix Suffix
		want   string
	}{
		{"一、", SuffixTab, ""}, {"（一）", SuffixTab, ""}, {"1.", SuffixTab, ""}, {"①", SuffixTab, ""}, {"1", SuffixTab, " "}, {"第一条", SuffixTab, " "},
		{"第一条", SuffixSpace, " "}, {"1", SuffixNone, ""}, {"", SuffixSpace, ""},
	} {
		if got := Gap(c.label, c.suffix); got != c.want {
			t.Errorf("Gap(%q, %d) = %q, want %q", c.label, c.suffix, got, c.want)
		}
	}
}

func TestSymbol(t *testing.T) {
	if got := Symbol("Wingdings", "\uf06c\uf0fca"); got != "●✓a" {
		t.Errorf("Wingdings: %q", got)
	}
	if got := Symbol("Symbol", "\uf0b7"); got != "•" {
		t.Errorf("Symbol: %q", got)
	}
	if got := Symbol("", "\uf001"); got != "•" {
		t.Errorf("unknown: %q", got)
	}
	// The table holds signs that print, none of them private.
	for font, m := range symbols {
		if font != strings.ToLower(font) {
			t.Errorf("%s is not in lower case", font)
		}
		for code, sign := range m {
			if code > 0xFF || private(sign) || sign < 0x80 {
				t.Errorf("%s %#x: %q", font, code, sign)
			}
		}
	}
}
