// Package listlabel renders the labels that word processors number by
// themselves: number formats, level templates such as "第%1条", counters with
// their restarts. Readers translate their format's definitions into Levels.
package listlabel

import (
	"strconv"
	"strings"
)

// Style is a number format, named as ECMA-376 ST_NumberFormat names it.
type Style string

// styles maps the formats that are not plain decimals to their rendering. A
// format missing here prints decimal, as Word does where a format does not
// reach. Sources: ECMA-376 Part 1, 17.18.59.
var styles = map[Style]func(int) string{
	"none":                         func(int) string { return "" },
	"bullet":                       func(int) string { return "" },
	"decimalZero":                  zeroPadded,
	"numberInDash":                 func(n int) string { return "- " + strconv.Itoa(n) + " -" },
	"upperRoman":                   func(n int) string { return strings.ToUpper(roman(n)) },
	"lowerRoman":                   roman,
	"upperLetter":                  func(n int) string { return strings.ToUpper(letters(n)) },
	"lowerLetter":                  letters,
	"decimalFullWidth":             fullWidth,
	"decimalFullWidth2":            fullWidth,
	"decimalEnclosedCircle":        Circled,
	"decimalEnclosedCircleChinese": Circled,
	"decimalEnclosedFullstop":      within(0x2488, 20),
	"decimalEnclosedParen":         within(0x2474, 20),
	"ideographEnclosedCircle":      enclosedIdeograph,
	"chineseCounting":              countingToHundred,
	"taiwaneseCounting":            countingToHundred,
	"chineseCountingThousand":      simplified.count,
	"taiwaneseCountingThousand":    traditional.count,
	"japaneseCounting":             japanese.count,
	"chineseLegalSimplified":       legalSimplified.count,
	"ideographLegalTraditional":    legalTraditional.count,
	"japaneseLegal":                legalJapanese.count,
	"ideographDigital":             digits,
	"taiwaneseDigital":             digits,
	"japaneseDigitalTenThousand":   digits,
	"ideographTraditional":         cycle("甲乙丙丁戊己庚辛壬癸"),
	"ideographZodiac":              cycle("子丑寅卯辰巳午未申酉戌亥"),
	"ideographZodiacTraditional":   sexagenary,
}

// Render prints n in the format.
func (s Style) Render(n int) string {
	if f := styles[s]; f != nil {
		return f(n)
	}
	return strconv.Itoa(n)
}

func zeroPadded(n int) string {
	if 0 <= n && n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func fullWidth(n int) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, strconv.Itoa(n))
}

// letters counts a … z, aa, bb … as Word does (not aa, ab).
func letters(n int) string {
	if n < 1 || n > 780 {
		return strconv.Itoa(n)
	}
	n--
	return strings.Repeat(string(rune('a'+n%26)), n/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, p := range []struct {
		v int
		s string
	}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for n >= p.v {
			b.WriteString(p.s)
			n -= p.v
		}
	}
	return b.String()
}

// Circled prints ① … ⑳, ㉑ … ㊿, then plain digits.
func Circled(n int) string {
	switch {
	case n == 0:
		return "⓪"
	case 1 <= n && n <= 20:
		return string(rune(0x2460 + n - 1))
	case 21 <= n && n <= 35:
		return string(rune(0x3251 + n - 21))
	case 36 <= n && n <= 50:
		return string(rune(0x32B1 + n - 36))
	}
	return strconv.Itoa(n)
}

func within(first rune, count int) func(int) string {
	return func(n int) string {
		if 1 <= n && n <= count {
			return string(first + rune(n-1))
		}
		return strconv.Itoa(n)
	}
}

func enclosedIdeograph(n int) string {
	if 1 <= n && n <= 10 {
		return string(rune(0x3280 + n - 1))
	}
	return strconv.Itoa(n)
}

func cycle(s string) func(int) string {
	signs := []rune(s)
	return func(n int) string {
		if n < 1 || n > len(signs) {
			return strconv.Itoa(n)
		}
		return string(signs[n-1])
	}
}

func sexagenary(n int) string {
	if n < 1 {
		return strconv.Itoa(n)
	}
	stems, branches := []rune("甲乙丙丁戊己庚辛壬癸"), []rune("子丑寅卯辰巳午未申酉戌亥")
	return string(stems[(n-1)%10]) + string(branches[(n-1)%12])
}

var plainDigits = []rune("〇一二三四五六七八九")

// digits writes the decimal digits as ideographs: 10 is 一〇.
func digits(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return strings.Map(func(r rune) rune { return plainDigits[r-'0'] }, strconv.Itoa(n))
}

// countingToHundred counts 一 … 九十九 with powers and in digits beyond, as
// Word's chineseCounting does.
func countingToHundred(n int) string {
	if n > 99 {
		return digits(n)
	}
	return simplified.count(n)
}

// counting is a positional system of ideographs.
type counting struct {
	digits string // 0 … 9
	units  string // 十百千
	myriad string // 万
	// zero stands once for a run of empty places; "" where the system leaves
	// them out.
	zero string
	// one tells whether 1 is written before 十 at the front (壹拾), and for
	// Japanese whether before any unit.
	oneAtFront, oneBeforeUnits bool
}

var (
	simplified       = counting{"零一二三四五六七八九", "十百千", "万", "零", false, true}
	traditional      = counting{"零一二三四五六七八九", "十百千", "萬", "零", false, true}
	japanese         = counting{"〇一二三四五六七八九", "十百千", "万", "", false, false}
	legalSimplified  = counting{"零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万", "零", true, true}
	legalTraditional = counting{"零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬", "零", true, true}
	legalJapanese    = counting{"〇壱弐参四伍六七八九", "拾百阡", "萬", "", true, true}
)

func (c counting) count(n int) string {
	if n < 0 || n > 99_999_999 {
		return strconv.Itoa(n)
	}
	d := []rune(c.digits)
	if n == 0 {
		return string(d[0])
	}
	var b strings.Builder
	if hi := n / 10_000; hi > 0 {
		c.section(&b, hi, true)
		b.WriteString(c.myriad)
		if lo := n % 10_000; lo > 0 && lo < 1000 {
			b.WriteString(c.zero)
		}
	}
	if lo := n % 10_000; lo > 0 {
		c.section(&b, lo, n < 10_000)
	}
	return b.String()
}

// section writes 1 … 9999; front says that nothing stands before it.
func (c counting) section(b *strings.Builder, n int, front bool) {
	d, u := []rune(c.digits), []rune(c.units)
	started, gap := false, false
	for place := 3; place >= 0; place-- {
		v := n / pow10[place] % 10
		if v == 0 {
			gap = started
			continue
		}
		if gap {
			b.WriteString(c.zero)
			gap = false
		}
		bare := v == 1 && place > 0 && (!c.oneBeforeUnits || place == 1 && !started && front && !c.oneAtFront)
		if !bare {
			b.WriteRune(d[v])
		}
		if place > 0 {
			b.WriteRune(u[place-1])
		}
		started = true
	}
}

var pow10 = [...]int{1, 10, 100, 1000}
