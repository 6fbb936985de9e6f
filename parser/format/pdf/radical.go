package pdf

import (
	"golang.org/x/text/unicode/norm"

	"yaodian/parser/format"
)

// plain folds what a producer's backward lookup made of an ideograph: CJK
// and Kangxi radicals, and compatibility ideographs.
func plain(r rune) rune {
	if r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F {
		if to := []rune(norm.NFC.String(string(r))); len(to) == 1 {
			return to[0]
		}
		return r
	}
	return format.FoldRadical(r)
}
