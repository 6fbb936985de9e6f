package format

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestRadicalTablesAreComplete(t *testing.T) {
	if n := len(supplementTable); n != 0x2EF3-0x2E80+1 {
		t.Fatalf("supplement holds %d entries, want %d", n, 0x2EF3-0x2E80+1)
	}
	for r := rune(0x2F00); r <= 0x2FD5; r++ {
		if want := []rune(norm.NFKC.String(string(r)))[0]; FoldRadical(r) != want {
			t.Errorf("U+%04X folds to %c, NFKC says %c", r, FoldRadical(r), want)
		}
	}
}

func TestFoldRadical(t *testing.T) {
	for in, want := range map[rune]rune{
		'⺠': '民', '⻓': '长', '⻔': '门', '⻚': '页', '⻢': '马', '⻅': '见', '⻋': '车', '⻛': '风', '⻬': '齐', '⻰': '龙', '⻳': '龟',
		'⺟': '母', '⻄': '西', '⻘': '青', '⻝': '食', '⼀': '一', '⾦': '金', '⿕': '龠', '民': '民', 'a': 'a', '、': '、', '⺚': '⺚', '⻴': '⻴', '⿖': '⿖',
	} {
		if got := FoldRadical(in); got != want {
			t.Errorf("FoldRadical(%c) = %c, want %c", in, got, want)
		}
	}
}
