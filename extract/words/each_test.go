package words

import (
	"fmt"
	"strings"
	"testing"
)

// agree reports where Each and Segment differ on a line, "" when nowhere.
func agree(line string) string {
	var got, want []string
	Each(line, func(w string, start, end int) { got = append(got, fmt.Sprint(w, start, end)) })
	for _, w := range Segment(line) {
		want = append(want, fmt.Sprint(w.Text, w.Start, w.End))
	}
	if g, w := strings.Join(got, "/"), strings.Join(want, "/"); g != w {
		return fmt.Sprintf("Each    %s\nSegment %s", g, w)
	}
	return ""
}

var eachSeeds = []string{
	"", " ", "推进书香校园建设，新增校园阅读角50个。", "建设GPU中心 ＡＢＣ卡拉OK和A股 b股 X", "ⅣⅤ①②é à日本語のテスト", "\xff\xfe坏字节\xe4\xb8",
	"全面贯彻党的教育方针\t落实立德树人根本任务\n（责任单位：基教股、人事股）", "α粒子β射线 1,200万元 3.5% ½杯", "Ⅷ級éa", "aéⅣ",
}

func TestEachIsSegment(t *testing.T) {
	long := strings.Repeat("统筹推进乡村教育振兴，完善A股（2025年）制度；", 300)
	for _, line := range append(eachSeeds, long, strings.Repeat("一", 20_000)) {
		if d := agree(line); d != "" {
			t.Errorf("%.60q\n%.2000s", line, d)
		}
	}
	// Every word of the dictionary, alone and with its neighbour.
	d := segmenter().Dict
	last := ""
	for i := range d.Tokens {
		w := d.Tokens[i].Text()
		if i%7 == 0 {
			if d := agree(w + last); d != "" {
				t.Fatal(d)
			}
		}
		last = w
	}
}

func FuzzEach(f *testing.F) {
	for _, s := range eachSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if d := agree(line); d != "" {
			t.Errorf("%q\n%s", line, d)
		}
	})
}

func BenchmarkEach(b *testing.B) {
	line := strings.Repeat("全面贯彻党的教育方针，落实立德树人根本任务，推进书香校园建设。", 40)
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		Each(line, func(string, int, int) {})
	}
}
