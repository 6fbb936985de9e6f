package markdown

import (
	"context"
	"strings"
	"testing"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

func TestGolden(t *testing.T) { formattest.Golden(t, Read) }

func TestSniff(t *testing.T) {
	for s, want := range map[string]bool{
		"# 标题\n\n## 一、任务\n\n**加粗**\n":              true,
		"**一、任务**\n**二、任务**\n**三、任务**\n":           true,
		"| a | b |\n|---|---|\n| 1 | 2 |\n":        true,
		"云溪市工作要点\n一、任务\n（一）任务\n1.任务\n- 短横\n* 星号\n": false,
		"#1楼改造\n#2楼改造\n#3楼改造\n":                    false,
		"": false,
	} {
		if got := Sniff([]byte(s)); got != want {
			t.Errorf("Sniff(%q) = %v", s, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, in := range formattest.Inputs(f) {
		f.Add(in)
	}
	f.Add([]byte("<table><tr><td>a"))
	f.Add([]byte("[[[[[[[[[[[[](a)](b)"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := Read(context.Background(), data, format.Limits{}); err == nil {
			formattest.Obligations(t, c.Blocks)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := []byte(strings.Repeat("**（一）加强组织领导。**各区要高度重视，明确责任，抓好落实，确保全年新建学校5所、培训教师1200人次。（责任单位：市教育局）\n\n| 1 | 新建学校 | 市教育局 |\n\n", 300))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(b.Context(), data, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
