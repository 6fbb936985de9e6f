package zipxml

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

func code(err error) format.Code {
	var fe *format.Error
	if errors.As(err, &fe) {
		return fe.Code
	}
	return ""
}

// walk reads a part to its end and returns it in short: <space:local> text.
func walk(r *Reader) (string, error) {
	var b strings.Builder
	for {
		t, err := r.Next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return b.String(), err
		}
		switch t.Kind {
		case Start:
			b.WriteString("<" + t.Space + ":" + t.Local + ">")
		case End:
			b.WriteString("</>")
		case Text:
			b.Write(t.Text)
		}
	}
}

func TestReader(t *testing.T) {
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="GBK"?><a>云溪</a>`)
	var wide bytes.Buffer
	for _, u := range utf16.Encode([]rune(`<?xml version="1.0" encoding="UTF-16"?><a>云溪</a>`)) {
		wide.Write([]byte{byte(u), byte(u >> 8)})
	}
	for _, c := range []struct{ name, in, want string }{
		{"namespaces by URI, whatever the prefix", `<x:a xmlns:x="urn:w"><x:b/><c xmlns="urn:w"/><d/></x:a>`, "<w:a><w:b></><w:c></><:d></></>"},
		{"a foreign namespace under a known prefix is not taken for it", `<w:a xmlns:w="urn:other"/>`, "<?w:a></>"},
		{"declarations end with their element", `<a><b xmlns:x="urn:w"><x:c/></b><x:c/></a>`, "<:a><:b><w:c></></><x:c></></>"},
		{"byte order mark, comments, declarations", "\ufeff<?xml version=\"1.0\"?><!-- c --><a>b<!-- d -->&lt;&amp;&#20113;</a>", "<:a>b<&云</>"},
		{"entities stay as written", `<a>&nbsp;</a>`, "<:a>&nbsp;</>"},
		{"GBK", gbk, "<:a>云溪</>"},
		{"UTF-16 by its mark", "\xff\xfe" + wide.String(), "<:a>云溪</>"},
		{"UTF-16 without", wide.String(), "<:a>云溪</>"},
	} {
		got, err := walk(NewReader(context.Background(), strings.NewReader(c.in), map[string]string{"urn:w": "w"}, 10))
		if err != nil || got != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestReaderRefuses(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     format.Code
	}{
		{"cut off", "<a><b>", format.CodeDamaged},
		{"crossed", "<a><b></a></b>", format.CodeDamaged},
		{"an end too many", "<a/></a>", format.CodeDamaged},
		{"entities", `<!DOCTYPE a [<!ENTITY x "y">]><a/>`, format.CodeDamaged},
		{"too deep", strings.Repeat("<a>", 20), format.CodeTooLarge},
		{"a token without end", "<a>" + strings.Repeat("x", maxToken+2), format.CodeTooLarge},
	} {
		if _, err := walk(NewReader(context.Background(), strings.NewReader(c.in), nil, 10)); code(err) != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestPackage(t *testing.T) {
	data := formattest.Zip(t, `Word\Document.xml`, "<a>b</a>", "/x/../y.xml", "<c/>")
	p, err := Open(data, format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"word/document.xml", "/word/DOCUMENT.xml", "y.xml"} {
		if !p.Has(name) {
			t.Errorf("%s not found", name)
		}
	}
	if b, err := p.Bytes("word/document.xml"); err != nil || string(b) != "<a>b</a>" {
		t.Errorf("got %q, %v", b, err)
	}
	if _, err := p.Bytes("none"); code(err) != format.CodeDamaged {
		t.Errorf("a missing part: %v", err)
	}
}

func TestPackageRefuses(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, _ := z.Create("a")
	_, _ = io.Copy(w, io.LimitReader(zeros{}, ratioFloor+1<<20))
	_ = z.Close()
	p, err := Open(bomb.Bytes(), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Bytes("a"); code(err) != format.CodeTooLarge {
		t.Errorf("a bomb: %v", err)
	}
	two := formattest.Zip(t, "a", strings.Repeat("x", 600), "b", strings.Repeat("y", 600))
	if p, err = Open(two, format.Limits{Expanded: 1000}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Bytes("a"); err != nil {
		t.Error(err)
	}
	if _, err := p.Bytes("b"); code(err) != format.CodeTooLarge {
		t.Errorf("the budget is for all members together: %v", err)
	}
	if _, err := Open(two, format.Limits{Entries: 1}); code(err) != format.CodeTooLarge {
		t.Errorf("too many members: %v", err)
	}
	if _, err := Open(two[:len(two)-9], format.Limits{}); code(err) != format.CodeDamaged {
		t.Errorf("cut off: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="GBK"?><a xmlns:b="urn:w"><b:c d="e">f</b:c></a>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(context.Background(), bytes.NewReader(data), map[string]string{"urn:w": "w"}, 16)
		if _, err := walk(r); err != nil && code(err) == "" {
			t.Errorf("an error without a code: %v", err)
		} else if err == nil && r.Depth() != 0 {
			t.Error("elements left open without an error")
		}
	})
}
