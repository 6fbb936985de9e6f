package parser

import (
	"strings"

	"yaodian/parser/format/text"
)

// titleLine reports a short line that reads as the title of a document: it
// ends in a genre, has no label and no mark that ends a sentence.
func titleLine(l []rune) bool {
	if len(l) < 4 || len(l) > 60 {
		return false
	}
	if _, labelled := labelAt(l, 0); labelled {
		return false
	}
	for _, r := range l {
		if r == '。' || r == ';' || r == ':' || r == ',' {
			return false
		}
	}
	s := string(l)
	if strings.HasSuffix(s, ")") {
		if at := strings.LastIndexByte(s, '('); at > 0 {
			s = strings.TrimSpace(s[:at])
		}
	}
	return text.EndsInGenre(s)
}
