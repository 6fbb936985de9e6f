package html

import (
	"context"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yaodian/parser/format"
	"yaodian/parser/format/formattest"
)

func TestGolden(t *testing.T) { formattest.Golden(t, Read) }

func TestSniff(t *testing.T) {
	for s, want := range map[string]bool{
		"<!DOCTYPE html><p>": true, "\ufeff \n<HTML>": true, "<div class=a>": true, "<!-- x -->\n<table>": true,
		"<%@ page %><%@ x %>\n<html>": true, "<?xml version='1.0'?><html>": true, "<p>文": true, "<p\n>": true,
		"<h1>标题</h1>": true,
		"<通知>":        false, "a < b": false, "<!-- x -->\n云溪市": false, "<!-- open": false, "": false, "<": false,
		"<policy>": false, "《通知》": false, "<?xml version='1.0'?><plan>": false,
	} {
		if got := Sniff([]byte(s)); got != want {
			t.Errorf("Sniff(%q) = %v", s, got)
		}
	}
}

func TestReadGBK(t *testing.T) {
	page := `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>` + strings.Repeat("<i></i>", 2000) + `<div id="zoom"><p>各区教育局：</p><p>一、新建学校5所。</p></div></body></html>`
	data, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Read(t.Context(), data, format.Limits{}) // the declaration lies
	if err != nil || c.Charset != "gb18030" || len(c.Blocks) != 2 || c.Blocks[0].Text != "各区教育局：" {
		t.Errorf("got %+v, %v", c, err)
	}
}

// Hostile pages are read within bounded time; the bounds are far from what a
// quadratic reader needs.
func TestReadHostile(t *testing.T) {
	var attrs strings.Builder
	attrs.WriteString("<p ")
	for range 100_000 {
		attrs.WriteString("a=1 ")
	}
	attrs.WriteString(">通知</p>")
	for name, page := range map[string]string{
		"deep":        strings.Repeat("<div>", 100_000) + "通知",
		"deep inline": strings.Repeat("<b><i><u>", 50_000) + "通知",
		"unclosed":    "<div>通知" + strings.Repeat("<table><tr><td>", 150),
		"attributes":  attrs.String(),
		"spans":       "<table><tr><td colspan=1000000000 rowspan=1000000000>通知</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
		"breaks":      "<div>通知" + strings.Repeat("<br>", 50_000),
		"noisy":       strings.Repeat(`<div class="nav">`, 400) + "通知" + strings.Repeat("<a>x</a>", 20_000),
		"open tag":    "<div>通知</div><p " + strings.Repeat("x", 1<<20),
		"comment":     "<div>通知</div><!--" + strings.Repeat("-", 1<<20),
		"formats":     strings.Repeat("<p><a><b><font>通知", 3000),
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		c, err := Read(ctx, []byte(page), format.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if all := formattest.Dump(c); !strings.Contains(all, "通知") {
			t.Errorf("%s: the text is lost", name)
		}
		cancel()
	}
}

func FuzzRead(f *testing.F) {
	for _, in := range formattest.Inputs(f) {
		f.Add(in)
	}
	f.Add([]byte("<table><td colspan=9><tr><th rowspan=3>a<table>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := Read(context.Background(), data, format.Limits{}); err == nil {
			formattest.Obligations(t, c.Blocks)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	page := []byte(`<html><body><div class="nav">` + strings.Repeat(`<a href="/x">栏目</a>`, 100) + `</div><div id="zoom">` +
		strings.Repeat(`<p style="text-indent:2em"><span style="font-family:宋体"><b>（一）加强组织领导。</b>各区要高度重视，明确责任，抓好落实，确保全年新建学校5所、培训教师1200人次。</span></p>`, 300) + `</div></body></html>`)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(b.Context(), page, format.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
