package parser_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"yaodian/parser"
	"yaodian/parser/format"
)

const notice = `云溪市水务局2025年工作要点
一、保障供水安全
1.改造老旧管网。全年改造管网12公里。
2.开展水质监测。每月不少于一次。
二、加强河湖管理
（一）落实河湖长制。
`

// A notice becomes clean text and the outline of its numbered units. Every
// span counts code points of that text.
func ExampleRead() {
	d, err := parser.Read(context.Background(), "要点.txt", []byte(notice), parser.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, u := range d.Outline {
		text := d.Slice(parser.Span{Start: u.LabelSpan.End, End: u.Own.End})
		fmt.Printf("%s%s %s %s\n", strings.Repeat("  ", u.Level-1), u.ID, u.Label, strings.TrimSpace(text))
	}
	// Output:
	// 1 一、 保障供水安全
	//   1/1 1. 改造老旧管网。全年改造管网12公里。
	//   1/2 2. 开展水质监测。每月不少于一次。
	// 2 二、 加强河湖管理
	//   2/1 （一） 落实河湖长制。
}

// A refusal has a code for programs and a message that can be shown.
func ExampleRead_refused() {
	_, err := parser.Read(context.Background(), "要点.txt", nil, parser.Options{})
	var refused *format.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Code)
		fmt.Println(refused.Message)
	}
	// Output:
	// empty
	// the file is empty; upload the notice itself
}

// Fold once, match in the folded text, slice the text as printed: offsets mean
// the same in both.
func ExampleFoldAll() {
	printed := []rune("新增学位１２００个（含民办）")
	folded := parser.FoldAll(printed)
	fmt.Println(string(folded))
	fmt.Println(len(folded) == len(printed))
	// Output:
	// 新增学位1200个(含民办)
	// true
}
