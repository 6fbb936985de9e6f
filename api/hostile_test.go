package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"yaodian/api"
	"yaodian/corpus/store"
	"yaodian/parser/format/formattest"
)

func jsonLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(&lockedWriter{w: w}, nil))
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// names that would lead somewhere, were they paths, and what is kept of them.
var trickyNames = map[string]string{
	"../../etc/passwd":             "passwd",
	`..\..\windows\win.ini`:        "win.ini",
	"/etc/cron.d/x.txt":            "x.txt",
	`C:\Users\x\..\y.txt`:          "y.txt",
	"..":                           "unnamed",
	".":                            "unnamed",
	"/":                            "unnamed",
	"a/../..":                      "unnamed",
	"a\x00b.txt":                   "ab.txt",
	"a\r\nSet-Cookie: x=y.txt":     "aSet-Cookie: x=y.txt",
	"要点\u202etxt.exe":              "要点txt.exe",
	"\xff\xfe.txt":                 ".txt",
	"%2e%2e%2fx.txt":               "%2e%2e%2fx.txt",
	"x.txt:stream":                 "x.txt:stream",
	`"><script>alert(1)</script>`:  "script>",
	strings.Repeat("长", 300):       strings.Repeat("长", 85),
	"CON":                          "CON",
	"file:///etc/passwd":           "passwd",
	"https://evil.example/?a=/b.t": "b.t",
}

// Names of files are labels: no upload writes outside the database and no name
// changes where anything is read from or written to.
func TestNamesNeverBecomePaths(t *testing.T) {
	work, temp := t.TempDir(), t.TempDir()
	t.Chdir(work)
	t.Setenv("TMPDIR", temp)
	g := guard(t, nil)
	n := 0
	for name, want := range trickyNames {
		n++
		text := fmt.Sprintf("%s第%d份\n", notice, n)
		a := g.ask(store.Writer, "POST", "/v1/documents?name="+url.QueryEscape(name), strings.NewReader(text))
		if a.status != 201 {
			t.Errorf("%q: %d %s", name, a.status, a.body)
			continue
		}
		var plan struct{ Source struct{ Name string } }
		decode(t, a, &plan)
		if plan.Source.Name != want {
			t.Errorf("%q is kept as %q, want %q", name, plan.Source.Name, want)
		}
		src := g.ask(store.Reader, "GET", a.header.Get("Location")+"/source", nil)
		if cd := src.header.Get("Content-Disposition"); !strings.HasPrefix(cd, "attachment") || strings.ContainsAny(cd, "\r\n\x00") || strings.Contains(cd, "..") && !strings.Contains(want, "..") || src.header.Get("Set-Cookie") != "" {
			t.Errorf("%q is saved as %q", name, cd)
		}
		if string(src.body) != text {
			t.Errorf("%q: another file", name)
		}
		// The same through a form; archives follow.
		if p := g.asForm(store.Writer, "/v1/parse", [2]string{name, text}); p.status != 200 {
			t.Errorf("%q in a form: %d %s", name, p.status, p.body)
		}
	}
	bad := formattest.Zip(t, "../../../escape.txt", notice+"甲\n", "/abs.txt", notice+"乙\n", `..\back.txt`, notice+"丙\n")
	a := g.ask(store.Writer, "POST", "/v1/batches?name=../x.zip", bytes.NewReader(bad))
	if a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	g.ask(store.Writer, "GET", a.header.Get("Location")+"/events", nil) // to its end
	for _, dir := range []string{work, temp, filepath.Dir(work)} {
		err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), "test.db") {
				t.Errorf("an upload left %s", p)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	// Nor does an address of ours reach a file.
	for _, path := range []string{"/assets/x/..%2f..%2fgo.mod", "/assets/../../go.mod", "/v1/documents/..%2f..%2ftest.db/source", "/documents/%2e%2e/offices", "/problems/..%2fx", "//etc/passwd", "/assets/x/%00"} {
		if a := g.ask(store.Admin, "GET", path, nil); a.status/100 == 2 || strings.Contains(string(a.body), "module yaodian") {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// asForm posts files, name and content each, in the field "file" of a form.
// Names are sent as they are, but for what would end their line.
func (g *guarded) asForm(role store.Role, path string, files ...[2]string) answer {
	g.t.Helper()
	var b strings.Builder
	quote := strings.NewReplacer("\r", "", "\n", "", "\x00", "", `\`, `\\`, `"`, `\"`)
	for _, f := range files {
		b.WriteString("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + quote.Replace(f[0]) + "\"\r\n\r\n" + f[1] + "\r\n")
	}
	return g.ask(role, "POST", path, strings.NewReader(b.String()+"--b--\r\n"), "Content-Type", "multipart/form-data; boundary=b")
}

// bomb is a zip whose one member is size bytes of blanks.
func bomb(t *testing.T, name string, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Repeat([]byte(" "), 1<<20)
	for ; size > 0; size -= int64(len(chunk)) {
		if _, err := f.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordHead = `<?xml version="1.0"?>%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>`
	laughs   = `<!DOCTYPE x [<!ENTITY a "要点要点要点要点要点要点要点要点要点要点"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>`
	external = `<!DOCTYPE x [<!ENTITY g SYSTEM "file:///etc/passwd">]>`
	param    = `<!DOCTYPE x [<!ENTITY %% p SYSTEM "http://127.0.0.1:1/x.dtd">%%p;]>`
)

func word(t *testing.T, doctype, text string) []byte {
	return formattest.Zip(t, "[Content_Types].xml", "<Types/>", "word/document.xml", fmt.Sprintf(wordHead, strings.ReplaceAll(doctype, "%%", "%"), text))
}

func ofd(t *testing.T, doctype, text string) []byte {
	const ns = ` xmlns:ofd="http://www.ofdspec.org/2016"`
	return formattest.Zip(t,
		"OFD.xml", doctype+`<ofd:OFD`+ns+`><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"Doc_0/Document.xml", doctype+`<ofd:Document`+ns+`><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P.xml"/></ofd:Pages></ofd:Document>`,
		"Doc_0/Pages/P.xml", doctype+`<ofd:Page`+ns+`><ofd:Content><ofd:Layer><ofd:TextObject ID="1" Boundary="20 20 150 6" Font="2" Size="5"><ofd:TextCode X="0" Y="4">`+text+`</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>`)
}

// What is made to break readers is refused with its code, or read as what it
// is; the service goes on, and nothing of it is kept.
func TestHostileUploads(t *testing.T) {
	g := guard(t, func(o *api.Options) { o.MaxUpload = 8 << 20 })
	swollen := bomb(t, "word/document.xml", 300<<20)
	pdf := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
	for _, c := range []struct {
		name   string
		data   []byte
		status string // one of these
	}{
		{"oversize", bytes.Repeat([]byte("要点"), 2<<20), "413"},
		{"zip bomb as a document", swollen, "413"},
		{"entities that grow, DOCX", word(t, laughs, "&g;"), "422"},
		{"entity from a file, DOCX", word(t, external, "&g;"), "422"},
		{"entity from the net, DOCX", word(t, param, "x"), "422"},
		{"entities that grow, OFD", ofd(t, laughs, "&g;"), "422"},
		{"entity from a file, OFD", ofd(t, external, "&g;"), "422"},
		{"entity from the net, OFD", ofd(t, param, "x"), "422"},
		{"nested elements", word(t, "", strings.Repeat("<w:r>", 100_000)), "413 422"},
		{"PDF whose pages hold themselves", []byte(pdf), "422"},
		{"executable", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8" + strings.Repeat("\x00", 39) + "\x80\x00\x00\x00" +
			"\x0e\x1f\xba\x0e\x00\xb4\x09\xcd\x21\xb8\x01\x4c\xcd\x21This program cannot be run in DOS mode.\r\r\n$" + strings.Repeat("\x00", 7) + "PE\x00\x00\x64\x86" + strings.Repeat("\x00\xff\x13\x8b", 500)), "415"},
		{"picture and page", []byte("GIF89a/*\x00\x01\x00\x01\x00\x80\x00\x00*/=1;<html><script>alert(1)</script>"), "415 422"},
		{"page and archive", append([]byte("<html><body>要点<script>alert(1)</script></body></html>"), swollen...), "413 415 422"},
	} {
		for _, path := range []string{"/v1/parse", "/v1/documents"} {
			a := g.ask(store.Writer, "POST", path+"?name=x.docx", bytes.NewReader(c.data))
			if !strings.Contains(c.status, fmt.Sprint(a.status)) {
				t.Errorf("%s at %s: %d %.300s, want %s", c.name, path, a.status, a.body, c.status)
			} else if a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %s", c.name, a.header.Get("Content-Type"))
			}
			if strings.Contains(string(a.body), "root:") || strings.Contains(string(a.body), "要点要点") {
				t.Errorf("%s: %.200s", c.name, a.body)
			}
		}
	}
	if a := g.ask(store.Reader, "GET", "/v1/documents", nil); !strings.Contains(string(a.body), `"documents":[]`) {
		t.Errorf("something was kept: %s", a.body)
	}
	// In a batch each has its own end.
	a := g.asForm(store.Writer, "/v1/batches", [2]string{"bomb.docx", string(swollen)}, [2]string{"laughs.docx", string(word(t, laughs, "&g;"))}, [2]string{"good.txt", notice})
	at := a.header.Get("Location")
	g.ask(store.Writer, "GET", at+"/events", nil)
	var st store.Batch
	decode(t, g.ask(store.Writer, "GET", at, nil), &st)
	if st.Done != 1 || st.Failed != 2 {
		t.Errorf("%+v", st)
	}
	a = g.ask(store.Writer, "POST", "/v1/batches?name=x.zip", bytes.NewReader(bomb(t, "a.txt", 300<<20)))
	if at = a.header.Get("Location"); at == "" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	g.ask(store.Writer, "GET", at+"/events", nil)
	decode(t, g.ask(store.Writer, "GET", at, nil), &st)
	if st.Done != 0 || st.Failed != 1 {
		t.Errorf("an archive that is a bomb: %+v", st)
	}
}

// Files that are two things at once, and pages with script, are kept as
// uploads and never shown as what a browser might take them for.
func TestUploadsAreNeverShown(t *testing.T) {
	g := guard(t, nil)
	html := `<!doctype html><html><head><title>云溪市水务局2025年工作要点</title><script>alert(1)</script></head><body><p>云溪市水务局2025年工作要点</p>` +
		`<p>一、强化<img src=x onerror=alert(1)>节水管理</p><p>1.新建<svg onload=alert(1)>站10个。<iframe src="javascript:alert(1)"></iframe></p><p>&lt;script&gt;alert(2)&lt;/script&gt;</p></body></html>`
	for name, data := range map[string]string{
		"page.html":       html,
		"both.pdf":        strings.Replace(html, "<!doctype html>", "<!-- %PDF-1.4 -->\n", 1),
		"text.txt":        notice + "<script>alert(1)</script>\n",
		"drawing.svg":     `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><text>云溪市2025年工作要点</text></svg>`,
		"<b>name</b>.txt": notice + "名\n",
	} {
		a := g.ask(store.Writer, "POST", "/v1/documents?name="+url.QueryEscape(name), strings.NewReader(data))
		if a.status != 201 {
			t.Errorf("%s: %d %.300s", name, a.status, a.body)
			continue
		}
		if ct := a.header.Get("Content-Type"); ct != "application/json" {
			t.Errorf("%s is answered as %s", name, ct)
		}
		at := a.header.Get("Location")
		src := g.ask(store.Reader, "GET", at+"/source", nil)
		if string(src.body) != data {
			t.Errorf("%s is not what was uploaded", name)
		}
		for header, want := range map[string]string{"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"} {
			if got := src.header.Get(header); got != want {
				t.Errorf("%s: %s %q", name, header, got)
			}
		}
		if cd := src.header.Get("Content-Disposition"); !strings.HasPrefix(cd, "attachment") {
			t.Errorf("%s: %q", name, cd)
		}
		for _, path := range []string{strings.TrimPrefix(at, "/v1"), strings.TrimPrefix(at, "/v1") + "/offices", "/", "/search?q=" + url.QueryEscape("节水")} {
			p := strings.ToLower(string(g.ask(store.Writer, "GET", path, nil).body))
			for _, bad := range []string{"<script>", "onerror", "<svg onload", "<iframe", "<b>name"} {
				if strings.Contains(p, bad) && !strings.Contains(p, "&lt;"+bad[1:]) {
					t.Errorf("%s: %s holds %s", name, path, bad)
				}
			}
		}
		for _, as := range []string{"md", "csv", "xlsx", "json", "jsonl"} {
			e := g.ask(store.Reader, "GET", at+"/export?format="+as, nil)
			if cd := e.header.Get("Content-Disposition"); e.status != 200 || !strings.HasPrefix(cd, "attachment") || strings.HasPrefix(e.header.Get("Content-Type"), "text/html") {
				t.Errorf("%s as %s: %d %q %q", name, as, e.status, cd, e.header.Get("Content-Type"))
			}
		}
	}
}
