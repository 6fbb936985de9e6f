package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yaodian/parser/format"
)

type file struct{ name, body string }

func zipOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = io.WriteString(w, f.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		err := w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.body)), Mode: 0o600})
		if err == nil {
			_, err = io.WriteString(w, f.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gz(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// list walks data and prints "name=body" or "name!code" per member.
func list(data []byte, name string, lim Limits) (got []string, err error) {
	err = Walk(context.Background(), name, io.MultiReader(bytes.NewReader(data)), lim, func(m Member) error {
		if m.Err != nil {
			got = append(got, m.Name+"!"+string(code(m.Err)))
			return nil
		}
		got = append(got, m.Name+"="+string(m.Data))
		return nil
	})
	return got, err
}

func code(err error) format.Code {
	if e := (*format.Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestWalk(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("云溪市/2024年工作要点.txt")
	if err != nil {
		t.Fatal(err)
	}
	docx := string(zipOf(t, file{"[Content_Types].xml", "<x/>"}, file{"word/document.xml", "<x/>"}))
	inner := zipOf(t, file{"b.txt", "乙"})
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want []string
	}{
		{"plain.zip", zipOf(t, file{"a.txt", "甲"}, file{"d/", ""}, file{"d/b.txt", "乙"}), []string{"a.txt=甲", "d/b.txt=乙"}},
		{"empty.zip", zipOf(t), nil},
		{"gbk.zip", zipOf(t, file{gbk, "x"}), []string{"云溪市/2024年工作要点.txt=x"}},
		{"litter.zip", zipOf(t, file{"__MACOSX/._a.txt", ""}, file{".DS_Store", ""}, file{"~$a.doc", ""}, file{"d/Thumbs.db", ""}, file{"a.txt", "甲"}), []string{"a.txt=甲"}},
		{"slip.zip", zipOf(t, file{"../../etc/passwd", "x"}, file{`..\..\win.ini`, "y"}, file{"/abs.txt", "z"}, file{"C:\\a\u202Etxt.exe", "w"}), []string{"etc/passwd=x", "win.ini=y", "abs.txt=z", "C_/atxt.exe=w"}},
		{"document inside.zip", zipOf(t, file{"要点.docx", docx}), []string{"要点.docx=" + docx}},
		{"nested.zip", zipOf(t, file{"in/a.zip", string(inner)}, file{"c.txt", "丙"}), []string{"in/a.zip/b.txt=乙", "c.txt=丙"}},
		{"a.tar", tarOf(t, file{"x/a.txt", "甲"}, file{"b.txt", "乙"}), []string{"x/a.txt=甲", "b.txt=乙"}},
		{"a.tgz", gz(t, tarOf(t, file{"a.txt", "甲"})), []string{"a.txt=甲"}},
		{"a.tar.zst", z.EncodeAll(tarOf(t, file{"a.txt", "甲"}), nil), []string{"a.txt=甲"}},
		{"要点.txt.gz", gz(t, []byte("甲")), []string{"要点.txt=甲"}},
		{"tar in.zip", zipOf(t, file{"y.tgz", string(gz(t, tarOf(t, file{"a.txt", "甲"})))}), []string{"y.tgz/a.txt=甲"}},
		{"broken inside.zip", zipOf(t, file{"bad.zip", string(inner[:len(inner)-10])}, file{"c.txt", "丙"}), []string{"bad.zip!damaged", "c.txt=丙"}},
	} {
		got, err := list(c.data, c.name, Limits{})
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
		if !Is(c.data) {
			t.Errorf("%s is not told as an archive", c.name)
		}
	}
	if Is([]byte(docx)) {
		t.Error("a DOCX is told as an archive")
	}
}

func TestWalkRefuses(t *testing.T) {
	zeros := strings.Repeat("\x00", 20<<20)
	var many []file
	for i := range 300 {
		many = append(many, file{fmt.Sprint(i), ""})
	}
	deep := zipOf(t, file{"a.txt", "甲"})
	for range 5 {
		deep = zipOf(t, file{"in.zip", string(deep)})
	}
	for _, c := range []struct {
		name string
		data []byte
		lim  Limits
		code format.Code
	}{
		{"junk", []byte("no archive at all"), Limits{}, format.CodeUnsupported},
		{"empty", nil, Limits{}, format.CodeUnsupported},
		{"cut zip", zipOf(t, file{"a", "b"})[:40], Limits{}, format.CodeDamaged},
		{"ratio", zipOf(t, file{"a", zeros}), Limits{}, format.CodeTooLarge},
		{"ratio of what is skipped", gz(t, tarOf(t, file{"._a", zeros})), Limits{}, format.CodeTooLarge},
		{"expanded", zipOf(t, file{"a", "12345"}, file{"b", "12345"}), Limits{Expanded: 8}, format.CodeTooLarge},
		{"entries", zipOf(t, many...), Limits{Entries: 200}, format.CodeTooLarge},
		{"size", zipOf(t, file{"a", "12345"}), Limits{Bytes: 20}, format.CodeTooLarge},
	} {
		if _, err := list(c.data, c.name, c.lim); code(err) != c.code {
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		}
	}
	got, err := list(zipOf(t, file{"a", "12345"}, file{"b", "1"}), "member", Limits{Member: 3})
	if err != nil || !slices.Equal(got, []string{"a!too_large", "b=1"}) {
		t.Errorf("a member over the limit: got %q, %v", got, err)
	}
	got, err = list(gz(t, tarOf(t, file{"a", "b"}))[:30], "cut.gz", Limits{})
	if err != nil || !slices.Equal(got, []string{"cut!damaged"}) {
		t.Errorf("a cut gzip: got %q, %v", got, err)
	}
	got, err = list(deep, "deep", Limits{Depth: 3})
	if err != nil || !slices.Equal(got, []string{"in.zip/in.zip/in.zip!too_large"}) {
		t.Errorf("nesting: got %q, %v", got, err)
	}
}

func TestWalkStops(t *testing.T) {
	data := zipOf(t, file{"a", "1"}, file{"b", "2"})
	stop := errors.New("stop")
	n := 0
	err := Walk(context.Background(), "x", bytes.NewReader(data), Limits{}, func(Member) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("after the callee's error: %v, %d calls", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = Walk(ctx, "x", bytes.NewReader(data), Limits{}, func(Member) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: %v", err)
	}
}

func FuzzWalk(f *testing.F) {
	f.Add(zipOf(f, file{"a.txt", "甲"}, file{"b.zip", string(zipOf(f, file{"c", "d"}))}))
	f.Add(gz(f, tarOf(f, file{"a.txt", "甲"})))
	f.Add(tarOf(f, file{"../a.txt", "甲"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := Limits{Entries: 100, Member: 1 << 20, Expanded: 4 << 20}
		_ = Walk(context.Background(), "f", bytes.NewReader(data), lim, func(m Member) error {
			if m.Name == "" || strings.HasPrefix(m.Name, "/") || strings.Contains("/"+m.Name+"/", "/../") || strings.ContainsAny(m.Name, "\\\x00\n") {
				t.Errorf("unsafe name %q", m.Name)
			}
			if int64(len(m.Data)) > lim.Member {
				t.Errorf("member of %d bytes", len(m.Data))
			}
			return nil
		})
	})
}

func BenchmarkWalk(b *testing.B) {
	var files []file
	for i := range 50 {
		files = append(files, file{fmt.Sprintf("%d.txt", i), strings.Repeat("云溪市工作要点。", 1000)})
	}
	data := zipOf(b, files...)
	b.SetBytes(50 * 24_000)
	for b.Loop() {
		if err := Walk(b.Context(), "a.zip", bytes.NewReader(data), Limits{}, func(Member) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
