package words

import "github.com/go-ego/gse"

// Reference is gse itself over the same dictionary.
func Reference() *gse.Segmenter {
	s := load()
	s.CalcToken()
	return s
}
