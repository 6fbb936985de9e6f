package docx

import (
	"context"
	"testing"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

func TestReadXML(t *testing.T) {
	data := []byte(`<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">` +
		`<w:styles><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style></w:styles><w:body><wx:sect><wx:sub-section>` +
		`<w:p><w:pPr><w:pStyle w:val="H"/><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="一、"/></w:listPr></w:pPr><w:r><w:t>总则</w:t></w:r></w:p>` +
		`</wx:sub-section><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl></wx:sect></w:body></w:wordDocument>`)
	if !SniffXML(data) || SniffXML([]byte("<html>")) {
		t.Error("not told from other XML")
	}
	c, err := ReadXML(context.Background(), data, format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	formattest.Check(t, c.Blocks, "H1 A2: *一、总则*\nR1: 甲|乙")
}
