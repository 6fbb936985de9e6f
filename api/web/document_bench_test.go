package web

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser"
)

// hugePlan is the plan of a notice of 200,000 characters.
func hugePlan(tb testing.TB) *extract.Plan {
	var b strings.Builder
	b.WriteString("云溪市2025年工作要点\n")
	for i := range 999 {
		fmt.Fprintf(&b, "%d.推进片区建设。%s新建充电桩%d个，培训社区工作者%d人。【责任科室：办公室、规划科】\n", i+1,
			strings.Repeat("加强统筹协调，压实工作责任，", 11), i+10, 2*i+20)
	}
	p, err := extract.Read(context.Background(), "huge.txt", []byte(b.String()), parser.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// What a document of 200,000 characters costs between the store and the reader.
func BenchmarkHugeDocument(b *testing.B) {
	p := hugePlan(b)
	var js bytes.Buffer
	if err := p.Encode(&js); err != nil {
		b.Fatal(err)
	}
	a, err := loadAssets()
	if err != nil {
		b.Fatal(err)
	}
	pages, err := loadPages(a)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			extract.Decode(bytes.NewReader(js.Bytes()))
		}
	})
	b.Run("layout", func(b *testing.B) {
		for b.Loop() {
			layout(p)
		}
	})
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			itemRows(p, "zh")
		}
	})
	d := documentPage{Doc: store.Document{ID: p.ID}, Plan: p, Blocks: layout(p), Items: itemRows(p, "zh")}
	b.Run("execute", func(b *testing.B) {
		for b.Loop() {
			var out bytes.Buffer
			if err := pages["zh"]["document.html"].Execute(&out, view{Lang: "zh", Data: d}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
