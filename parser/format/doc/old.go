package doc

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
)

// readOld reads the bare text of Word 6 and 95: bytes in the code page of the
// program's language, in one piece unless the file was saved fast.
func readOld(word []byte, f *fib, lim format.Limits) ([]format.Block, error) {
	text := bytesAt(word, f.fcMin, min(f.text, f.fcMac-f.fcMin))
	if f.complex || text == nil {
		return nil, &format.Error{Code: format.CodeUnsupported, Message: "this is a file of Word 95 or older in a form that is not read; save it as DOCX"}
	}
	if len(text) > 2*lim.TextRunes {
		return nil, tooLarge("the document holds more text than the limit allows")
	}
	var enc encoding.Encoding = simplifiedchinese.GB18030
	switch lid := u16(word, 6); lid & 0x3FF {
	case 0x04: // Chinese
		if lid == 0x0404 || lid == 0x0C04 {
			enc = traditionalchinese.Big5
		}
	case 0x09: // English; Chinese text under it is still in the Chinese page
		if !strings.ContainsFunc(string(text), func(r rune) bool { return r > 0x7F }) {
			enc = charmap.Windows1252
		}
	}
	s, err := enc.NewDecoder().String(string(text))
	if err != nil {
		return nil, damaged("the old Word file's text cannot be decoded; save it as DOCX", err)
	}
	var out []format.Block
	var fields flow.Fields
	var line format.Line
	end := func() {
		fields.EndParagraph()
		if b, ok := line.Block(); ok {
			out = append(out, b)
		}
		line = format.Line{}
	}
	for _, r := range s {
		switch r {
		case chPara, chCell, chPage, chLine:
			end()
		case chFieldBegin:
			fields.Begin()
		case chFieldSep:
			fields.Separate()
		case chFieldEnd:
			fields.End()
		default:
			switch {
			case !fields.Shown():
				fields.Code(string(r))
			case r == chTab:
				line.Add(" ", false)
			case r >= ' ':
				line.Add(string(r), false)
			}
		}
	}
	end()
	return out, nil
}
