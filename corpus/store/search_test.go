package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
	"yaodian/extract"
)

// library is a small corpus for questions.
func library(t *testing.T, s *store.Store) {
	for i, year := range []int{2024, 2025} {
		source, p := storetest.Plan(fmt.Sprint("edu", year), fmt.Sprintf("云溪市教育局%d年工作要点", year), "云溪市教育局", "工作要点", year,
			fmt.Sprintf("推进书香校园建设|新增校园阅读角%d个，办好ＫＴＶ以外的课后服务|基教股,人事股|校园阅读角=%d 个", 50+i*30, 50+i*30),
			"促进义务教育均衡发展|实施校园安全工程，完善阅读制度||专任教师本科率=85.5 %",
			"管好学校食堂|每月检查食堂一次|体卫艺股|检查=1 次")
		put(t, s, source, p)
	}
	source, p := storetest.Plan("water", "云溪市水务局2025年工作计划", "云溪市水务局", "工作计划", 2025,
		"建设幸福河湖|整治河道12.5公里，请学校参加|河长办|整治河道=12.5 公里")
	p.YearEnd = 2026
	put(t, s, source, p)
}

func TestSearch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		library(t, s)
		for _, c := range []struct {
			name string
			q    store.Query
			want string
		}{
			{"a word of a heading stands before one of a body", store.Query{Text: "学校"}, "edu2025/3 edu2024/3 water/1"},
			{"all words must occur", store.Query{Text: "校园 阅读角", Year: 2025}, "edu2025/1"},
			{"a word inside a dictionary word", store.Query{Text: "教育", Issuer: "云溪市教育局", Year: 2024}, "edu2024/2"},
			{"widths and case are folded", store.Query{Text: "ktv", Year: 2024}, "edu2024/1"},
			{"office", store.Query{Text: "校园", Office: "人事股"}, "edu2025/1 edu2024/1"},
			{"kind", store.Query{Text: "学校", Kind: "工作计划"}, "water/1"},
			{"a later year of a plan over several", store.Query{Text: "河道", Year: 2026}, "water/1"},
			{"a year outside", store.Query{Text: "河道", Year: 2027}, ""},
			{"a number is exact", store.Query{Text: "阅读角5"}, ""},
			{"a Latin word may be cut short", store.Query{Text: "kt", Year: 2024}, "edu2024/1"},
			{"but not at its beginning", store.Query{Text: "tv"}, ""},
			{"syntax is only text", store.Query{Text: `校园" OR facets:* ' & | ! ( 学校 )`, Kind: "工作计划"}, ""},
			{"no such word", store.Query{Text: "航天"}, ""},
		} {
			hits, next, err := s.Search(ctx, c.q)
			if err != nil || next != "" {
				t.Errorf("%s: %q, %v", c.name, next, err)
			}
			var got []string
			for _, h := range hits {
				got = append(got, h.Document.Name+"/"+h.Item)
			}
			if g := strings.Join(got, " "); g != c.want {
				t.Errorf("%s: got %q, want %q", c.name, g, c.want)
			}
		}
		if _, _, err := s.Search(ctx, store.Query{Text: " ，。"}); code(err) != store.CodeBadFilter {
			t.Error(err)
		}
	})
}

func TestSearchHighlightsAndPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		library(t, s)
		var got []string
		q := store.Query{Text: "校园阅读", Limit: 1}
		for {
			hits, next, err := s.Search(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hits {
				if h.Score <= 0 {
					t.Errorf("score %v", h.Score)
				}
				got = append(got, h.Document.Name+"/"+h.Item+": "+marked(string(h.Title), h.TitleMatches)+" | "+marked(h.Snippet.Text, h.Snippet.Matches))
			}
			if next == "" {
				break
			}
			q.Cursor = next
		}
		want := `edu2025/1: 推进书香[校园]建设 | 新增[校园阅读]角80个，办好ＫＴＶ以外的课后服务
edu2024/1: 推进书香[校园]建设 | 新增[校园阅读]角50个，办好ＫＴＶ以外的课后服务
edu2025/2: 促进义务教育均衡发展 | 实施[校园]安全工程，完善[阅读]制度
edu2024/2: 促进义务教育均衡发展 | 实施[校园]安全工程，完善[阅读]制度`
		if g := strings.Join(got, "\n"); g != want {
			t.Errorf("got\n%s\nwant\n%s", g, want)
		}
	})
}

func marked(text string, at []extract.Span) string {
	r := []rune(text)
	out, last := "", 0
	for _, m := range at {
		out += string(r[last:m.Start]) + "[" + string(r[m.Start:m.End]) + "]"
		last = m.End
	}
	return out + string(r[last:])
}

func TestSnippetOfALongBody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		body := strings.Repeat("前文没有所求的词，", 40) + "这里办好食堂。" + strings.Repeat("后文也没有，", 40)
		source, p := storetest.Plan("long", "题", "", "", 0, "标题|"+body)
		put(t, s, source, p)
		hits, _, err := s.Search(ctx, store.Query{Text: "食堂"})
		if err != nil || len(hits) != 1 {
			t.Fatal(hits, err)
		}
		if g := marked(hits[0].Snippet.Text, hits[0].Snippet.Matches); !strings.HasPrefix(g, "…这里办好[食堂]。后文") || !strings.HasSuffix(g, "…") {
			t.Error(g)
		}
	})
}

// Of a common word the newest 1,000 matches are found, of a rare one all,
// however far back they lie; no page repeats or leaves out one.
func TestSearchManyDocuments(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		err := s.Update(ctx, func(tx *store.Tx) error {
			for i := range 700 {
				rare := ""
				if i%300 == 5 {
					rare = "，办好食堂"
				}
				source, p := storetest.Plan(fmt.Sprint("d", i), fmt.Sprint("第", i, "份"), "云溪市教育局", "工作要点", 2025, "推进书香校园|内容"+rare, "另一项|推进阅读")
				w, err := s.Prepare(source, p)
				if err != nil {
					return err
				}
				if _, err := tx.Put(ctx, w); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		find := func(q store.Query) (names []string) {
			for {
				hits, next, err := s.Search(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range hits {
					names = append(names, h.Document.Name+"/"+h.Item)
				}
				if q.Cursor = next; next == "" {
					return names
				}
			}
		}
		common := find(store.Query{Text: "推进", Limit: 300})
		seen := make(map[string]bool)
		for _, n := range common {
			seen[n] = true
		}
		if len(common) != 1000 || len(seen) != 1000 || common[0] != "d699/1" || common[500] != "d699/2" || common[999] != "d200/2" {
			t.Errorf("%d matches, %d of them different: %v … %v", len(common), len(seen), common[:1], common[len(common)-1:])
		}
		if got := fmt.Sprint(find(store.Query{Text: "食堂", Limit: 1})); got != "[d605/1 d305/1 d5/1]" {
			t.Error(got)
		}
	})
}

// Only what the index found is marked: a number not inside a longer one, a Latin
// word at its beginning.
func TestHighlightsWholeNumbers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		source, p := storetest.Plan("n", "题", "", "", 0, "新增5个|在50所学校用App办5件事，不用wapp")
		put(t, s, source, p)
		hits, _, err := s.Search(ctx, store.Query{Text: "5 ap"})
		if err != nil || len(hits) != 1 {
			t.Fatal(hits, err)
		}
		if g := marked(string(hits[0].Title), hits[0].TitleMatches) + " | " + marked(hits[0].Snippet.Text, hits[0].Snippet.Matches); g != "新增[5]个 | 在50所学校用[Ap]p办[5]件事，不用wapp" {
			t.Error(g)
		}
	})
}

func TestTargets(t *testing.T) {
	n := func(s string) *extract.Number { return &extract.Number{Decimal: decimal.RequireFromString(s)} }
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		library(t, s)
		for _, c := range []struct {
			name string
			q    store.TargetQuery
			want string
		}{
			{"all", store.TargetQuery{}, "water:12.5公里 edu2025:1次 edu2025:85.5% edu2025:80个 edu2024:1次 edu2024:85.5% edu2024:50个"},
			{"unit", store.TargetQuery{Unit: "个"}, "edu2025:80个 edu2024:50个"},
			{"office", store.TargetQuery{Office: "人事股", Year: 2024}, "edu2024:50个"},
			{"part of the indicator", store.TargetQuery{Indicator: "阅读"}, "edu2025:80个 edu2024:50个"},
			{"values, ends included", store.TargetQuery{Min: n("12.5"), Max: n("80")}, "water:12.5公里 edu2025:80个 edu2024:50个"},
			{"deadline", store.TargetQuery{DueFrom: "2024-12-31", DueTo: "2025-06-30"}, "edu2024:1次 edu2024:85.5% edu2024:50个"},
			{"issuer and year within a span", store.TargetQuery{Issuer: "云溪市水务局", Year: 2026}, "water:12.5公里"},
			{"kind", store.TargetQuery{Kind: "money"}, ""},
		} {
			for _, limit := range []int{0, 1, 2} {
				c.q.Limit, c.q.Cursor = limit, ""
				var got []string
				for {
					rows, next, err := s.Targets(ctx, c.q)
					if err != nil {
						t.Fatal(c.name, err)
					}
					for _, r := range rows {
						got = append(got, r.Document.Name+":"+r.Target.Value.String()+string(r.Target.Unit))
					}
					if c.q.Cursor = next; next == "" {
						break
					}
				}
				if g := strings.Join(got, " "); g != c.want {
					t.Errorf("%s by %d: got %q, want %q", c.name, limit, g, c.want)
				}
			}
		}
		rows, _, err := s.Targets(ctx, store.TargetQuery{Unit: "个", Limit: 1})
		if err != nil || fmt.Sprint(rows[0].Offices) != "[基教股 人事股]" || rows[0].ItemTitle != "推进书香校园建设" || rows[0].Target.By != "2025-12-31" {
			t.Errorf("%+v, %v", rows, err)
		}
		if _, _, err := s.Targets(ctx, store.TargetQuery{DueTo: "July"}); code(err) != store.CodeBadFilter {
			t.Error(err)
		}
		series, err := s.Series(ctx, store.Filter{}, 2)
		if err != nil || fmt.Sprint(series) != "[{云溪市教育局 工作要点 2 2024 2025}]" {
			t.Error(series, err)
		}
	})
}
