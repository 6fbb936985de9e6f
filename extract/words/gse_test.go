package words

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

var reference = sync.OnceValue(Reference)

// agree reports where Segment, Each or Pieces differ from gse on a line, ""
// when nowhere.
func agree(line string) string {
	rs := []rune(line)
	var want, got, pieces []Word
	at := 0
	for start := 0; start < len(rs); {
		part := string(rs[start : start+feed(rs[start:])])
		for _, g := range reference().Segment([]byte(part)) {
			size := utf8.RuneCountInString(part[g.Start():g.End()])
			want = append(want, Word{string(rs[at : at+size]), at, at + size, g.Token().Pos()})
			at += size
		}
		start = at
	}
	for _, w := range Segment(line) {
		w.Text = string([]rune(w.Text)) // bytes that are no UTF-8 stay as they are
		got = append(got, w)
	}
	i, same := 0, true
	Each(line, func(w string, start, end int) {
		same = same && i < len(want) && want[i].Text == string([]rune(w)) && want[i].Start == start && want[i].End == end
		i++
	})
	for _, p := range Pieces(rs, nil) {
		pieces = append(pieces, Word{string(rs[p.Start:p.End]), int(p.Start), int(p.End), p.Tag.String()})
	}
	switch {
	case !slices.Equal(got, want):
		return fmt.Sprintf("gse     %v\nSegment %v", want, got)
	case !slices.Equal(pieces, want):
		return fmt.Sprintf("gse    %v\nPieces %v", want, pieces)
	case !same || i != len(want):
		return fmt.Sprintf("Each gives other words than %v", want)
	}
	return ""
}

var eachSeeds = []string{
	"", " ", "推进书香校园建设，新增校园阅读角50个。", "建设GPU中心 ＡＢＣ卡拉OK和A股 b股 X", "ⅣⅤ①②é à日本語のテスト", "\xff\xfe坏字节\xe4\xb8",
	"全面贯彻党的教育方针\t落实立德树人根本任务\n（责任单位：基教股、人事股）", "α粒子β射线 1,200万元 3.5% ½杯", "Ⅷ級éa", "aéⅣ",
}

func TestSegmentIsThatOfGse(t *testing.T) {
	long := strings.Repeat("统筹推进乡村教育振兴，完善A股（2025年）制度；", 300)
	for _, line := range append(eachSeeds, long, strings.Repeat("一", 20_000), strings.Repeat("\xff", 5000)) {
		if d := agree(line); d != "" {
			t.Errorf("%.60q\n%.2000s", line, d)
		}
	}
	// Every word of the dictionary, alone and with its neighbour.
	d := reference().Dict
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

// Code points that no text holds count as characters like others.
func TestPiecesOfAnyRunes(t *testing.T) {
	line := []rune{-1, 'A', 0xD800, 0x110000, '教', '育'}
	got := Pieces(line, nil)
	if len(got) != 5 || got[4].Start != 4 || got[4].End != 6 {
		t.Errorf("got %v", got)
	}
}

func FuzzSegment(f *testing.F) {
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
