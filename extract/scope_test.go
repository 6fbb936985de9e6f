package extract

import (
	"context"
	"testing"

	"yaodian/parser"
)

// Articles promise in a plan whose title names its year, and set thresholds in a
// regulation.
func TestArticles(t *testing.T) {
	const articles = "\n第一条 目标任务。新签约项目45个。\n第二条 工作机制。每月外出招商不少于1次。\n"
	for title, want := range map[string]int{
		"云溪经济开发区2026年招商引资工作方案": 2,
		"云溪经济开发区招商引资奖励办法":      0,
		"云溪市2026年度投资促进奖励办法":    0,
	} {
		p, err := Read(context.Background(), "t.txt", []byte(title+articles), parser.Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, it := range p.Items {
			n += len(it.Targets)
		}
		if n != want {
			t.Errorf("%s: %d targets, want %d", title, n, want)
		}
	}
}
