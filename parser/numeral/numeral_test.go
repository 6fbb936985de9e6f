package numeral_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/parser/numeral"
)

// at groups spellings by value. The numeral is the part before '|' where a
// case has one; the rest is what follows it in the text. _ is a blank.
var at = []struct {
	want  string // value, or low..high
	bound numeral.Bound
	pct   bool
	cases string
}{
	{"0", 0, false, "零|距离 〇 0|个"},
	{"0.5", 0, false, "半|年 一半 0.5|个 零点五|"},
	{"2", 0, false, "两|个 二|是 2|. 2|、 2|个"},
	{"5", 0, false, "5|千米 5|千瓦 5|个百分点 五|年规划"},
	{"12", 0, false, "十二|个 12|项 １２|项 一十二"},
	{"22", 0, false, "廿二|日 二十二 22|"},
	{"105", 0, false, "一百零五 105|个 1百05"},
	{"120", 0, false, "一百二|，"},
	{"1200", 0, false, "1,200|人 1200|人 一千二百 一千二|以上 １，２００|人 1.2千|人"},
	{"34000", 0, false, "3万4000|元 3.4万|元 三万四|元 34,000|元 34000|元"},
	{"150000000", 0, false, "1.5亿|元 一亿五千万|元 一点五亿|元 15000万|元 1.5_亿|元 １．５亿|"},
	{"20000000000000", 0, false, "20万亿|元 二十万亿|"},
	{"11000000", 0, false, "1,100万|元"},
	{"2025", 0, false, "2025|年 二〇二五|年 二零二五|年 二○二五|年 2025|-03-15 2025|-2024"},
	{"103453", 0, false, "壹拾万零叁仟肆佰伍拾叁|元"},
	{"36.57", 0, false, "36.57|公里"},
	{"2000", numeral.Over, false, "2000余|家 2000多|家 两千余|家"},
	{"1000", 0, false, "1000|余额 1000|多媒体 千|家"},
	{"5000000", numeral.Over, false, "500余万|元 五百多万|元"},
	{"100000", numeral.Over, false, "十余万|人 十多万|人"},
	{"10", numeral.About, false, "十几|个 几十|个 十来|个"},
	{"100", numeral.About, false, "数百|人 几百|人"},
	{"200000", numeral.About, false, "二十几万|人"},
	{"80", 0, true, "百分之八十|以上 百分之80|以上 八成|以上"},
	{"85", 0, true, "八成五|，"},
	{"50", 0, true, "五成|群众"},
	{"1.5", 0, true, "百分之一点五|左右"},
	{"0.003", 0, false, "千分之三|"},
	{"0.75", 0, false, "四分之三|的 4分之3|的"},
	{"5..8", 0, false, "5—8|个 5-8|个 5~8|个 5～8|个 ５－８|个 5至8|个 五到八|个 5——8|个 5_—_8|个"},
	{"5..6", 0, true, "5%至6%| 5%-6%|左右 百分之五至百分之六| 百分之五到六|"},
	{"10..15", 0, false, "十到十五|个 10至15|个"},
	{"2..3", 0, false, "两三|个 两到三|次"},
	{"3..5", 0, false, "三五|年 三至五|年"},
	{"200..300", 0, false, "两三百|人 二三百|人 200到300|人"},
	{"15..16", 0, false, "十五六|岁"},
	{"30000..50000", 0, false, "3—5万|元 3万至5万|元 三到五万|元 三五万|元"},
	{"100000..150000", 0, false, "十到十五万|元"},
	{"30..50", 0, true, "三到五成|"},
	{"60..70", 0, true, "六七成|"},
	{"5000..10000", 0, false, "5千到1万|元"},
	{"80", 0, false, "80|% 80|%以上 八十"},
	{"300", 0, false, "三百|五百"},
	{"2.5", 0, false, "2.5|个 二点五|个"},
	{"8", 0, false, "8|点30分 八|点五十分"},
	{"758", 0, false, "0758|-7722000"},
	{"-10", 0, false, "负十|度"},
	{"4569831148725382", 0, false, "四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二"},
}

func TestAt(t *testing.T) {
	for _, g := range at {
		for _, c := range strings.Fields(g.cases) {
			c = strings.ReplaceAll(c, "_", "\u3000")
			num, _, _ := strings.Cut(c, "|")
			text := []rune(strings.Replace(c, "|", "", 1))
			n, ok := numeral.At(text, 0)
			got := ""
			if ok {
				got = n.Value.String()
				if n.Max != nil {
					got += ".." + n.Max.String()
				}
			}
			if got != g.want || n.Bound != g.bound || n.Percent != g.pct || string(text[n.Start:n.End]) != num {
				t.Errorf("%s: got %q %s bound %d percent %v, want %q %s bound %d percent %v", c,
					string(text[n.Start:n.End]), got, n.Bound, n.Percent, num, g.want, g.bound, g.pct)
			}
		}
	}
}

// What begins with a digit-like character and is no numeral.
func TestAtRefuses(t *testing.T) {
	for _, s := range []string{"", "数字", "几乎", "几个", "余额", "多样", "点", "来源", "陆地", "伍家", "百分点", "半导体",
		"1.2.3", "千米", "兆瓦", "元", "-5", "。", strings.Repeat("9", 500)} {
		if n, ok := numeral.At([]rune(s), 0); ok {
			t.Errorf("%s: read as %s (%d:%d)", s, n.Value, n.Start, n.End)
		}
	}
}

func TestAtInside(t *testing.T) {
	text := []rune("2025-3-15")
	if n, ok := numeral.At(text, 5); !ok || n.Max != nil || n.End != 6 {
		t.Errorf("a month inside a date opens a range: %+v", n)
	}
	text = []rune("新增千万亩")
	if n, ok := numeral.At(text, 2); !ok || !n.Bare || n.Value.String() != "10000000" {
		t.Errorf("千万: %+v", n)
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "统一": "", "三个臭": "", "十二": "12", "-1,200.50": "-1200.5", "第三十九": "39", "七百 五十": "750",
		"壹拾贰元叁角肆分": "12.34", "三打": "36", "五又二分之一": "5.5", "九十%": "90", "负百分之二": "-2", "2/5": "0.4",
		"一万两千零3": "12003", "1万5": "15000", "二〇": "20", "3又": "", "三分之零": "0", "零分之三": "", "5/0": "",
	} {
		n, err := numeral.Parse(s)
		got := ""
		if err == nil {
			got = n.Value.String()
		}
		if got != want {
			t.Errorf("Parse(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	check := func(n uint64) {
		s := numeral.Format(n)
		got, err := numeral.Parse(s)
		if err != nil || !got.Value.Equal(decimal.NewFromUint64(n)) || got.Max != nil {
			t.Fatalf("%d → %s → %s %v", n, s, got.Value, err)
		}
	}
	for n := range uint64(100_000) {
		check(n)
	}
	for p := uint64(1); p <= 1e16; p *= 10 {
		for _, n := range []uint64{p, p - 1, p + 1, 2 * p, 3*p + 7, 7*p + p/10, p + p/100} {
			if n > 1e16 {
				continue
			}
			check(n)
		}
	}
}

func TestFormat(t *testing.T) {
	for n, want := range map[uint64]string{0: "零", 10: "十", 15: "十五", 110: "一百一十", 101: "一百零一", 10010: "一万零一十",
		100000: "十万", 20250000: "二千零二十五万", 100000001: "一亿零一", 110000: "十一万"} {
		if got := numeral.Format(n); got != want {
			t.Errorf("Format(%d) = %s, want %s", n, got, want)
		}
	}
}

func FuzzAt(f *testing.F) {
	for _, g := range at {
		f.Add(g.cases)
	}
	f.Add("二十 億9,999,999.9分之三又百分之几多余")
	f.Fuzz(func(t *testing.T, s string) {
		text := []rune(s)
		for i := range text {
			n, ok := numeral.At(text, i)
			if !ok {
				continue
			}
			if n.Start != i || n.End <= i || n.End > len(text) {
				t.Fatalf("%q at %d: span %d:%d", s, i, n.Start, n.End)
			}
			if n.Max != nil && !n.Value.LessThan(*n.Max) {
				t.Fatalf("%q at %d: range %s..%s", s, i, n.Value, n.Max)
			}
			// What At reads alone reads the same when nothing surrounds it.
			if alone, err := numeral.Parse(string(text[n.Start:n.End])); err == nil && alone.Bound == n.Bound && alone.Percent == n.Percent && !alone.Value.Equal(n.Value) {
				t.Fatalf("%q at %d: %s, alone %s", s, i, n.Value, alone.Value)
			}
		}
		numeral.Parse(s)
	})
}

func BenchmarkAt(b *testing.B) {
	text := []rune(strings.Repeat("全市新增学位1,200个，建成37所学校，覆盖率达到85%以上，三分之二的单位完成二十项任务。", 100))
	b.SetBytes(int64(len(string(text))))
	b.ReportAllocs()
	for b.Loop() {
		for i := 0; i < len(text); {
			if n, ok := numeral.At(text, i); ok {
				i = n.End
			} else {
				i++
			}
		}
	}
}

// Long runs of one token are the shapes that could cost more than their length.
func TestHostileRuns(t *testing.T) {
	for _, s := range []string{"万", "亿", "十", "3又", "9", "二", "一百", "两三", "1,200", "1-", "百分之", "零", "余", "点一", "3.3"} {
		text := []rune(strings.Repeat(s, 20_000))
		for i := range text {
			if n, ok := numeral.At(text, i); ok && n.End-i > 200 {
				t.Errorf("%s: a numeral of %d characters", s, n.End-i)
				break
			}
		}
	}
}
