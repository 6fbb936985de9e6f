package diff

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// script prints edits as a reader marks them: [-old-]{+new+}, years ⟨old→new⟩.
func script(es []Edit) string {
	var b strings.Builder
	for _, e := range es {
		switch {
		case e.Op == Equal:
			b.WriteString(e.Text)
		case e.Year && e.Op == Delete:
			b.WriteString("⟨" + e.Text + "→")
		case e.Year:
			b.WriteString(e.Text + "⟩")
		case e.Op == Delete:
			b.WriteString("[-" + e.Text + "-]")
		default:
			b.WriteString("{+" + e.Text + "+}")
		}
	}
	return b.String()
}

func TestEdits(t *testing.T) {
	roll := rollover{years: 1, terms: 1}
	for _, c := range []struct{ old, new, want string }{
		{"落实河长制。", "落实河长制。", "落实河长制。"},
		{"", "新增一条。", "{+新增一条。+}"},
		{"新增校园阅读角50个，评选书香班级100个。", "新增校园阅读角80个。", "新增校园阅读角[-50-]{+80+}个[-，评选书香班级100个-]。"},
		// Whole numbers change, never digits of them.
		{"投资1,200万元，增长5.5%。", "投资1,250万元，增长5.8%。", "投资[-1,200-]{+1,250+}万元，增长[-5.5-]{+5.8+}%。"},
		{"每月不少于一次巡查", "每月不少于两次巡查", "每月不少于[-一-]{+两+}次巡查"},
		// A year that rolls on is marked as such, alone or as a school year.
		{"2025年完成验收", "2026年完成验收", "⟨2025→2026⟩年完成验收"},
		{"编制2025-2026学年度招生计划", "编制2026-2027学年度招生计划", "编制⟨2025-2026→2026-2027⟩学年度招生计划"},
		{"谋划“十四五”规划收官", "谋划“十五五”规划收官", "谋划“⟨十四五→十五五⟩”规划收官"},
		{"2025年完成验收", "2027年完成验收", "[-2025-]{+2027+}年完成验收"},
		// No confetti: what was rewritten reads as rewritten.
		{"推进图书馆总分馆建设，完善阅读服务。", "加快文化馆场地改造，完善阅读服务。", "[-推进图书馆总分馆建设-]{+加快文化馆场地改造+}，完善阅读服务。"},
		// The common ends of a change are given back.
		{"由教育与信息股负责", "由教育股负责", "由教育[-与信息-]股负责"},
	} {
		got := script(edits(c.old, c.new, roll))
		if got != c.want {
			t.Errorf("%s → %s:\n got %s\nwant %s", c.old, c.new, got, c.want)
		}
	}
}

func TestFiveYearPlanRolls(t *testing.T) {
	roll := rollover{years: 1, terms: 1}
	for _, c := range []struct {
		old, new string
		want     bool
	}{
		{"十四五", "十五五", true}, {"“十四五”规划", "“十五五”规划", true}, {"十四五", "十六五", false}, {"2025", "2026", true},
		{"2025年底", "2026年初", false}, {"二〇二五年", "二〇二六年", true}, {"12345", "12346", false}, {"3024", "3025", false},
	} {
		if got := roll.rolls(c.old, c.new); got != c.want {
			t.Errorf("%s → %s rolls %v", c.old, c.new, got)
		}
	}
	// Within one plan period the name does not move.
	if (rollover{years: 1}).rolls("十四五", "十五五") {
		t.Error("a name moved without a new period")
	}
}

// FuzzEdits requires that edits replay to both texts whatever they hold.
func FuzzEdits(f *testing.F) {
	f.Add("新增阅读角50个。", "新增阅读角80个，组织共读。")
	f.Add("", "一")
	f.Add("2025-2026学年,a1b2", "2026-2027学年,a1c2")
	f.Add("\xff\xfe一", "一\xff")
	f.Fuzz(func(t *testing.T, old, new string) {
		replay(t, old, new)
	})
}

func replay(t *testing.T, old, new string) {
	t.Helper()
	var a, b strings.Builder
	for _, e := range edits(old, new, rollover{years: 1, terms: 0}) {
		if e.Op != Insert {
			a.WriteString(e.Text)
		}
		if e.Op != Delete {
			b.WriteString(e.Text)
		}
		if utf8.ValidString(old) && utf8.ValidString(new) && !utf8.ValidString(e.Text) {
			t.Fatalf("%q → %q: a character is torn: %q", old, new, e.Text)
		}
	}
	if a.String() != old || b.String() != new {
		t.Fatalf("%q → %q replays as %q → %q", old, new, a.String(), b.String())
	}
}

// TestEditsReplay draws pairs that differ in many small ways.
func TestEditsReplay(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	alphabet := []rune("的一二三年2025,.。；五十推进工作a")
	draw := func(n int) []rune {
		out := make([]rune, n)
		for i := range out {
			out[i] = alphabet[r.IntN(len(alphabet))]
		}
		return out
	}
	for range 3000 {
		old := draw(r.IntN(60))
		new := append([]rune{}, old...)
		for range r.IntN(5) {
			at := r.IntN(len(new) + 1)
			end := min(len(new), at+r.IntN(6))
			new = append(new[:at:at], append(draw(r.IntN(6)), new[end:]...)...)
		}
		replay(t, string(old), string(new))
	}
}

// TestEditsOfStrangers bounds texts that share nothing and are long.
func TestEditsOfStrangers(t *testing.T) {
	replay(t, strings.Repeat("甲乙，", 30_000), strings.Repeat("丙丁。", 30_000))
	replay(t, strings.Repeat("甲", 300_000), strings.Repeat("甲乙", 200_000))
}
