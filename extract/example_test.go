package extract_test

import (
	"context"
	"fmt"

	"yaodian/extract"
	"yaodian/parser"
)

const notice = `云溪市水务局2025年工作要点
一、保障供水安全
1.改造老旧管网。6月底前改造管网12公里，漏损率控制在9%以内。去年已改造8公里。（牵头科室：供水科；配合科室：财务科）
2.开展水质监测。12月底前抽查水样40份以上。（责任科室：水质科）
`

func ExampleRead() {
	p, err := extract.Read(context.Background(), "要点.txt", []byte(notice), parser.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Title, p.Year)
	for _, it := range p.Items {
		for _, t := range it.Targets {
			fmt.Println(it.Title, t.Indicator, t.Comparator, t.Value, t.Unit, t.By)
		}
		for _, o := range it.Offices {
			fmt.Println(it.Title, o.Role, o.Name)
		}
	}
	// Output:
	// 云溪市水务局2025年工作要点 2025
	// 改造老旧管网 管网 eq 12 公里 2025-06-30
	// 改造老旧管网 漏损率 le 9 % 2025-06-30
	// 改造老旧管网 lead 供水科
	// 改造老旧管网 support 财务科
	// 开展水质监测 水样 ge 40 份 2025-12-31
	// 开展水质监测 responsible 水质科
}

// Explain names the rule behind each fact, and the guard that kept a number
// from becoming a target.
func ExampleExplain() {
	d, err := parser.Read(context.Background(), "要点.txt", []byte(notice), parser.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, log := extract.Explain(d)
	for _, x := range log {
		if x.Fact == "quantity" {
			fmt.Printf("%s rule=%q guard=%q\n", x.Text, x.Rule, x.Guard)
		}
	}
	// Output:
	// 改造管网12公里 rule="postposed" guard=""
	// 漏损率控制在9%以内 rule="level" guard=""
	// 8公里 rule="" guard="past"
	// 抽查水样40份以上 rule="postposed" guard=""
}
