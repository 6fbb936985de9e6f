package words

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func texts(ws []Word) string {
	var s []string
	for _, w := range ws {
		s = append(s, w.Text)
	}
	return strings.Join(s, "/")
}

func TestSegment(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"加强队伍建设", "加强/队伍/建设"},
		{"推进信息化与教学融合。", "推进/信息化/与/教学/融合/。"},
		{"新增阅读角50个", "新增/阅读/角/50/个"},
		{"建设GPU中心", "建设/GPU/中心"},
	} {
		if got := texts(Segment(c.in)); got != c.want {
			t.Errorf("Segment(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

// Words partition any line, with offsets in code points, whatever the bytes.
func TestPartition(t *testing.T) {
	long := strings.Repeat("全面加强云溪市教育系统队伍建设，提升质量", 900)
	for _, in := range []string{"a", "ＡＢ　１２", "\xff\xfe坏字节", "云溪市2025年\n要点", long, strings.Repeat("一", 20_000), strings.Repeat("\xff", 5000)} {
		at := 0
		var b strings.Builder
		for _, w := range Segment(in) {
			if w.Start != at || w.End != at+utf8.RuneCountInString(w.Text) || w.Text == "" {
				t.Fatalf("word %q at [%d,%d), want start %d", w.Text, w.Start, w.End, at)
			}
			at = w.End
			b.WriteString(w.Text)
		}
		if b.String() != in {
			t.Errorf("words of %.20q… do not add up to it", in)
		}
	}
}

func TestConcurrent(t *testing.T) {
	want := texts(Segment("统筹推进乡村教育振兴"))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := texts(Segment("统筹推进乡村教育振兴")); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		newTrie(load().Dict)
	}
}

func BenchmarkSegment(b *testing.B) {
	line := "统筹供水管网和排水设施建设，用好再生水，健全水质巡查制度。"
	Load()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		Segment(line)
	}
}
