package parser

import (
	"archive/zip"
	"bytes"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"yaodian/parser/format"
	"yaodian/parser/format/doc"
	"yaodian/parser/format/docx"
	"yaodian/parser/format/html"
	"yaodian/parser/format/markdown"
	"yaodian/parser/format/odt"
	"yaodian/parser/format/ofd"
	"yaodian/parser/format/pdf"
	"yaodian/parser/format/rtf"
	"yaodian/parser/format/text"
)

// reading is one format: how it is known and who reads it.
type reading struct {
	media string
	sniff func(s *sample) bool
	read  format.Reader // nil: known, not read yet
	// hostile formats cannot be bounded in process and go through the Isolator.
	hostile bool
}

// readings lists the formats in the order they are tried. A new reader is one
// line here. Text comes last: anything that decodes is text.
var readings = []reading{
	{media: pdf.MediaType, sniff: isPDF, read: pdf.Read, hostile: true},
	{media: pdf.MediaTypeSecond, sniff: func(*sample) bool { return false }, read: pdf.ReadSecond, hostile: true},
	{media: docx.MediaType, sniff: isDOCX, read: docx.Read},
	{media: docx.MediaTypeXML, sniff: func(s *sample) bool { return docx.SniffXML(s.data) }, read: docx.ReadXML},
	{media: ofd.MediaType, sniff: hasEntry("OFD.xml"), read: ofd.Read, hostile: true},
	{media: odt.MediaType, sniff: hasEntry("content.xml"), read: odt.Read},
	{media: doc.MediaType, sniff: hasStream("WordDocument"), read: doc.Read, hostile: true},
	{media: rtf.MediaType, sniff: isRTF, read: rtf.Read},
	{media: "text/html", sniff: isHTML, read: html.Read},
	{media: "text/markdown", sniff: isMarkdown, read: markdown.Read},
	{media: "text/plain", sniff: isText, read: text.Read},
}

// Settle lets a process that reads documents finish what later ones profit
// from; see pdf.Settle.
func Settle(limit time.Duration) { pdf.Settle(limit) }

// Fallbacks names, for a media type, the one that an Isolator may try once
// more after its process died: the same format through another reader.
func Fallbacks() map[string]string {
	return map[string]string{pdf.MediaType: pdf.MediaTypeSecond}
}

// refused lists what is recognised but not a notice, with what to do about it.
var refused = []struct {
	name  string
	sniff func(s *sample) bool
	err   format.Error
}{
	{"encrypted Office file", hasStream("EncryptedPackage"), format.Error{Code: format.CodePassword, Message: "the document is protected by a password; remove it and try again"}},
	{"workbook in OLE", hasStream("Workbook"), format.Error{Code: format.CodeUnsupported, Message: "this is a spreadsheet (XLS); save the notice as a document or PDF"}},
	{"slides in OLE", hasStream("PowerPoint Document"), format.Error{Code: format.CodeUnsupported, Message: "these are slides (PPT); save the notice as a document or PDF"}},
	{"workbook", hasEntry("xl/workbook.xml"), format.Error{Code: format.CodeUnsupported, Message: "this is a spreadsheet (XLSX); save the notice as a document or PDF"}},
	{"slides", hasEntry("ppt/presentation.xml"), format.Error{Code: format.CodeUnsupported, Message: "these are slides (PPTX); save the notice as a document or PDF"}},
	{"OLE", hasPrefix(oleMagic), format.Error{Code: format.CodeUnsupported, Message: "this Office file holds no Word document; save it as DOCX or PDF"}},
	{"archive", isArchive, format.Error{Code: format.CodeUnsupported, Message: "this is an archive; ingest it as a batch, or unpack it and choose one file"}},
}

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// sniff finds the format of data by looking inside.
func sniff(name string, data []byte) (*reading, error) {
	s := &sample{name: strings.ToLower(name), data: data}
	for i := range readings {
		f := &readings[i]
		if !f.sniff(s) {
			continue
		}
		if f.read == nil {
			return nil, &format.Error{Code: format.CodeUnsupported, Message: "yaodian does not read " + f.media + " yet; save it as text or HTML"}
		}
		return f, nil
	}
	for i := range refused {
		if refused[i].sniff(s) {
			return nil, &refused[i].err
		}
	}
	kind := s.mime().String()
	if strings.HasPrefix(kind, "image/") {
		return nil, &format.Error{Code: format.CodeNoTextLayer, Message: "this is an image (" + kind + ") without text; upload the notice as text, or run OCR on it first"}
	}
	if text.Blank(data) {
		return nil, &format.Error{Code: format.CodeEmpty, Message: "the file holds nothing but blanks; upload the notice itself"}
	}
	return nil, &format.Error{Code: format.CodeUnsupported, Message: "this is no format that yaodian reads (it looks like " + kind + "); upload text, HTML, PDF, DOCX, DOC, WPS, OFD, RTF or ODT"}
}

// sample is what sniffers look at; costly looks are made once.
type sample struct {
	name    string // lower case
	data    []byte
	kind    *mimetype.MIME
	entries map[string]bool // names in the zip directory
	text    *bool           // whether the data decode as text; nil until asked
}

func (s *sample) mime() *mimetype.MIME {
	if s.kind == nil {
		s.kind = mimetype.Detect(s.data)
	}
	return s.kind
}

func hasPrefix(p string) func(*sample) bool {
	return func(s *sample) bool { return bytes.HasPrefix(s.data, []byte(p)) }
}

// isPDF allows junk before the header, as readers do (ISO 32000-1, annex H,
// note 13), but not in a file that is text.
func isPDF(s *sample) bool {
	head := s.data[:min(len(s.data), 1024+5)]
	i := bytes.Index(head, []byte("%PDF-"))
	return i == 0 || i > 0 && !isHTML(s)
}

// isDOCX looks for any part under word/: the document part may bear any name.
func isDOCX(s *sample) bool {
	if hasEntry("word/document.xml")(s) {
		return true
	}
	if !hasEntry("[Content_Types].xml")(s) {
		return false
	}
	for n := range s.entries {
		if strings.HasPrefix(n, "word/") {
			return true
		}
	}
	return false
}

// isRTF allows blanks and a byte order mark before the header.
func isRTF(s *sample) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(s.data[:min(len(s.data), 64)], []byte("\xEF\xBB\xBF")), " \t\r\n\x00")
	return bytes.HasPrefix(head, []byte(`{\rtf`))
}

// maxSniffedEntries bounds the zip directory that is looked at; documents
// have some dozens of entries.
const maxSniffedEntries = 2000

// maxDirectory is the number of directory entries above which a container is
// not opened to be told apart: reading the directory would fill memory.
const maxDirectory = 50_000

// hasEntry reports that the zip container holds all the named entries, in
// whatever case. Where its directory is broken, the names in clear decide.
func hasEntry(names ...string) func(*sample) bool {
	return func(s *sample) bool {
		if !bytes.HasPrefix(s.data, []byte(zipMagic)) {
			return false
		}
		if s.entries == nil {
			s.entries = map[string]bool{}
			var z *zip.Reader
			err := zip.ErrFormat
			if bytes.Count(s.data, []byte("PK\x01\x02")) <= maxDirectory {
				z, err = zip.NewReader(bytes.NewReader(s.data), int64(len(s.data)))
			}
			if err == nil {
				for _, f := range z.File[:min(len(z.File), maxSniffedEntries)] {
					s.entries[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = true
				}
			} else {
				for _, n := range []string{"word/document.xml", "[Content_Types].xml", "OFD.xml", "content.xml", "xl/workbook.xml", "ppt/presentation.xml"} {
					s.entries[strings.ToLower(n)] = bytes.Contains(s.data, []byte(n))
				}
			}
		}
		for _, n := range names {
			if !s.entries[strings.ToLower(n)] {
				return false
			}
		}
		return true
	}
}

// hasStream reports that the OLE container names the stream. Names stand in
// its directory in UTF-16LE.
func hasStream(name string) func(*sample) bool {
	wide := make([]byte, 0, 2*len(name)+2)
	for _, c := range []byte(name + "\x00") {
		wide = append(wide, c, 0)
	}
	return func(s *sample) bool {
		return bytes.HasPrefix(s.data, []byte(oleMagic)) && bytes.Contains(s.data, wide)
	}
}

func isArchive(s *sample) bool {
	switch s.mime().Extension() {
	case ".zip", ".tar", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar":
		return true
	}
	return false
}

func isHTML(s *sample) bool { return html.Sniff(s.data) }

func isMarkdown(s *sample) bool {
	if !isText(s) {
		return false
	}
	return strings.HasSuffix(s.name, ".md") || strings.HasSuffix(s.name, ".markdown") || markdown.Sniff(s.data)
}

func isText(s *sample) bool {
	if s.text == nil {
		is := text.Sniff(s.data)
		s.text = &is
	}
	return *s.text
}
