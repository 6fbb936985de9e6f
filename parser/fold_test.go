package parser

import "testing"

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"（１．５％）：；，！？":      "(1.5%):;,!?",
		"Ａｂ　\u00a0\u2003x": "Ab   x",
		"〔2025〕［1］":        "[2025][1]",
		"⻓⺠⾦⼀":             "长民金一",
		"1∶1、–―─":          "1:1、———",
		"、。《》“”【】一㐀":       "、。《》“”【】一㐀",
		"a\rb\fc":          "a b c",
	} {
		if got := string(FoldAll([]rune(in))); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func BenchmarkFoldAll(b *testing.B) {
	text := []rune("（一）加强组织领导。各区要高度重视，明确责任，确保全年新建学校５所、培训教师1200人次。")
	b.SetBytes(int64(len(string(text))))
	for b.Loop() {
		FoldAll(text)
	}
}
