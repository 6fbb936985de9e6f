package parser

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yaodian/parser/format"
)

func zipWith(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		if _, err := z.Create(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ole is enough of an OLE container to be told apart by its streams.
func ole(stream string) []byte {
	b := append([]byte(oleMagic), make([]byte, 600)...)
	for i, c := range []byte(stream) {
		b[300+2*i] = c
	}
	return b
}

func TestSniff(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("云溪市工作要点")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, data, media string
	}{
		{"a.pdf", "%PDF-1.4\n%", "application/pdf"},
		{"a.pdf", "junk\r\n%PDF-1.4\n%", "application/pdf"},
		{"a.html", "<html><body>%PDF-1.4", "text/html"},
		{"a.txt", "<!DOCTYPE html><p>x", "text/html"},
		{"a.zip", string(zipWith(t, "[Content_Types].xml", "word/document.xml")), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a", string(zipWith(t, "OFD.xml", "Doc_0/Document.xml")), "application/ofd"},
		{"a", string(zipWith(t, "mimetype", "content.xml")), "application/vnd.oasis.opendocument.text"},
		{"a.wps", string(ole("WordDocument")), "application/msword"},
		{"a.doc", `{\rtf1 x}`, "application/rtf"},
		{"a.md", "云溪市工作要点", "text/markdown"},
		{"a.txt", "# 一、总则\n\n**甲**\n\n**乙**", "text/markdown"},
		{"a.md", "\ufeff云溪市工作要点", "text/markdown"},
		{"a.docx", "云溪市工作要点", "text/plain"},
		{"a.txt", gbk, "text/plain"},
	} {
		f, err := sniff(c.name, []byte(c.data))
		if err != nil {
			t.Errorf("%s %.20q: %v", c.name, c.data, err)
		} else if f.media != c.media {
			t.Errorf("%s %.20q is told as %s, want %s", c.name, c.data, f.media, c.media)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	var tarball bytes.Buffer
	w := tar.NewWriter(&tarball)
	if err := w.WriteHeader(&tar.Header{Name: "a.txt", Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
	for _, c := range []struct {
		name, data string
		code       format.Code
		says       string
	}{
		{"empty", "", format.CodeEmpty, "empty"},
		{"blanks", " \r\n\t　\u00a0\n", format.CodeEmpty, "blanks"},
		{"blank with a mark", "\xef\xbb\xbf\r\n", format.CodeEmpty, ""},
		{"UTF-16 mark", "\xff\xfe", format.CodeEmpty, ""},
		{"a page without text", "<html><body><script>x</script></body></html>", format.CodeEmpty, "no text"},
		{"image", png, format.CodeNoTextLayer, "image/png"},
		{"binary", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00\x01\x02\x80\xfe", 50), format.CodeUnsupported, ""},
		{"zip", string(zipWith(t, "a.txt", "b.txt")), format.CodeUnsupported, "batch"},
		{"tar", tarball.String(), format.CodeUnsupported, "batch"},
		{"workbook", string(zipWith(t, "[Content_Types].xml", "xl/workbook.xml")), format.CodeUnsupported, "XLSX"},
		{"slides", string(zipWith(t, "[Content_Types].xml", "ppt/presentation.xml")), format.CodeUnsupported, "PPTX"},
		{"old workbook", string(ole("Workbook")), format.CodeUnsupported, "XLS"},
		{"encrypted document", string(ole("EncryptedPackage")), format.CodePassword, "password"},
		{"other OLE", string(ole("Something")), format.CodeUnsupported, ""},
	} {
		_, err := Read(context.Background(), "x", []byte(c.data), Options{})
		e := (*format.Error)(nil)
		if !errors.As(err, &e) || e.Code != c.code || !strings.Contains(e.Message, c.says) || e.Message == "" {
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		}
	}
	_, err := Read(context.Background(), "x", []byte("12345"), Options{Limits: format.Limits{Bytes: 4}})
	if e := (*format.Error)(nil); !errors.As(err, &e) || e.Code != format.CodeTooLarge {
		t.Errorf("over the limit on size: %v", err)
	}
}

// isolator notes what it is asked to read.
type isolator struct{ media string }

func (i *isolator) Read(_ context.Context, media string, _ []byte, _ format.Limits) (*format.Content, error) {
	i.media = media
	return &format.Content{MediaType: media, Blocks: []format.Block{{Text: "一、总则"}}}, nil
}

func TestReadIsolates(t *testing.T) {
	for data, want := range map[string]string{"%PDF-1.4": "application/pdf", string(ole("WordDocument")): "application/msword", "一、总则": ""} {
		var i isolator
		d, err := Read(context.Background(), "x", []byte(data), Options{Isolator: &i})
		if err != nil || i.media != want || len(d.Outline) != 1 {
			t.Errorf("%.10q went to the isolator as %q (%v)", data, i.media, err)
		}
	}
}

func TestReadText(t *testing.T) {
	data := []byte("本站支持IPv6\n\n　　云溪市2025年工作要点\r\n　　一、新建学校5所。\r\n\n版权所有：云溪市人民政府\n")
	d, err := Read(context.Background(), "a.txt", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Text() != "云溪市2025年工作要点\n一、新建学校5所。" || d.Source.Size != int64(len(data)) || *d.Source.Charset != "utf-8" || d.Source.Pages != nil {
		t.Errorf("got %q, %+v", d.Text(), d.Source)
	}
	for _, p := range d.Paragraphs {
		if s := d.Slice(p.Span); strings.Contains(s, "\n") || s == "" {
			t.Errorf("paragraph %q", s)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.txt", []byte("一、总则\n（一）任务"))
	f.Add("a.md", []byte("# 标题\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
	f.Add("a.html", []byte("<div id=zoom><p>一、总则</p></div>"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		d, err := Read(context.Background(), name, data, Options{Isolator: &isolator{}})
		if err != nil {
			if e := (*format.Error)(nil); !errors.As(err, &e) || e.Message == "" {
				t.Errorf("an error that cannot be shown: %v", err)
			}
			return
		}
		at := 0
		for i, p := range d.Paragraphs {
			if i > 0 {
				at++ // '\n'
			}
			if p.Span.Start != at || p.Span.End < at {
				t.Fatalf("paragraph %d is at %v, want %d", i, p.Span, at)
			}
			at = p.Span.End
		}
		if at != len(d.Runes) || len(d.Folded) != len(d.Runes) {
			t.Errorf("paragraphs end at %d of %d", at, len(d.Runes))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	page := "云溪市2025年工作要点\n" + strings.Repeat("（一）加强组织领导。各区要高度重视，明确责任，抓好落实，确保全年新建学校5所、培训教师1200人次。（责任单位：市教育局）\n", 200)
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(page)
	if err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"text": []byte(page), "gbk": []byte(gbk), "markdown": []byte("# " + strings.ReplaceAll(page, "\n（一）加强组织领导。", "\n\n**（一）加强组织领导。**")),
		"html": []byte("<html><body><div id=zoom><p>" + strings.ReplaceAll(page, "\n", "</p>\n<p style='text-indent:2em'>") + "</p></div></body></html>"),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(b.Context(), "a.txt", data, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
