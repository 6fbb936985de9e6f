package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
	"yaodian/extract"
)

type searchPage struct {
	Text, Office, Indicator string
	Year                    int
	Asked                   bool
	Hits                    []hitRow
	Targets                 []foundTarget
	NextHits, NextTargets   string // addresses
}

type hitRow struct {
	store.Hit
	TitleWords, SnippetWords []word
}

type foundTarget struct {
	store.TargetRow
	Row targetRow
}

// search finds items by words, and targets by office, indicator and year.
func (s *site) search(c *gin.Context) {
	ctx := c.Request.Context()
	year, _ := strconv.Atoi(c.Query("year")) // an unreadable year filters nothing
	p := searchPage{Text: strings.TrimSpace(c.Query("q")), Office: strings.TrimSpace(c.Query("office")),
		Indicator: strings.TrimSpace(c.Query("indicator")), Year: max(0, min(year, 9999))}
	p.Asked = p.Text != "" || p.Office != "" || p.Indicator != ""
	more := func(key, cursor string) string {
		if cursor == "" {
			return ""
		}
		q := url.Values{key: {cursor}}
		for k, v := range c.Request.URL.Query() {
			if k != "at" && k != "tat" {
				q[k] = v
			}
		}
		return "/search?" + q.Encode()
	}
	if p.Text != "" {
		hits, next, err := s.Documents.Search(ctx, store.Query{Text: p.Text, Office: p.Office, Year: p.Year, Limit: 30, Cursor: c.Query("at")})
		if err != nil {
			s.fail(c, err)
			return
		}
		for _, h := range hits {
			p.Hits = append(p.Hits, hitRow{h, words(string(h.Title), h.TitleMatches), words(h.Snippet.Text, h.Snippet.Matches)})
		}
		p.NextHits = more("at", next)
	}
	if indicator := p.Indicator; p.Asked {
		if indicator == "" && p.Office == "" {
			indicator = p.Text
		}
		rows, next, err := s.Documents.Targets(ctx, store.TargetQuery{Office: p.Office, Indicator: indicator, Year: p.Year, Limit: 30, Cursor: c.Query("tat")})
		if err != nil {
			s.fail(c, err)
			return
		}
		for _, r := range rows {
			p.Targets = append(p.Targets, foundTarget{r, rowOf(r.Target, "", languageOf(c.Request))})
		}
		p.NextTargets = more("tat", next)
	}
	s.render(c, http.StatusOK, "search.html", p)
}

// words cuts a text where matches begin and end.
func words(text string, matches []extract.Span) []word {
	runes := []rune(text)
	var out []word
	at := 0
	for _, m := range matches {
		if m.Start < at || m.End > len(runes) {
			continue
		}
		out = append(out, word{Text: string(runes[at:m.Start])}, word{Text: string(runes[m.Start:m.End]), Changed: true})
		at = m.End
	}
	return append(out, word{Text: string(runes[at:])})
}
