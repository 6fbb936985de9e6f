package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
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
	Edited                   *correctionRow // what set the heading
}

type foundTarget struct {
	store.TargetRow
	Row    targetRow
	Named  []officeRow    // TargetRow.Offices, with what set them
	Edited *correctionRow // what set the item's heading
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
			p.Hits = append(p.Hits, hitRow{Hit: h, TitleWords: words(string(h.Title), h.TitleMatches), SnippetWords: words(h.Snippet.Text, h.Snippet.Matches)})
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
			t := foundTarget{TargetRow: r, Row: rowOf(r.Target, "", languageOf(c.Request))}
			for _, name := range r.Offices {
				t.Named = append(t.Named, officeRow{Name: name})
			}
			p.Targets = append(p.Targets, t)
		}
		p.NextTargets = more("tat", next)
	}
	if err := s.markFound(ctx, &p, languageOf(c.Request)); err != nil {
		s.fail(c, err)
		return
	}
	s.render(c, http.StatusOK, "search.html", p)
}

// markFound tells what of the findings a person set.
func (s *site) markFound(ctx context.Context, p *searchPage, lang string) error {
	if s.Corrections == nil {
		return nil
	}
	var ids []string
	for _, h := range p.Hits {
		ids = append(ids, h.Document.ID)
	}
	for _, t := range p.Targets {
		ids = append(ids, t.Document.ID)
	}
	slices.Sort(ids)
	which, err := s.Corrections.Corrected(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	by := map[string]*overlay{}
	for id := range which {
		if by[id], err = s.overlay(ctx, id, lang, "", ""); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err // a document that was deleted meanwhile has nothing to mark
		}
	}
	for i := range p.Hits {
		h := &p.Hits[i]
		h.Edited = by[h.Document.ID].heading(h.Item)
	}
	for i := range p.Targets {
		t := &p.Targets[i]
		v := by[t.Document.ID]
		t.Edited, t.Row.Edited = v.heading(t.Item), v.target(t.Item, t.Target)
		for n := range t.Named {
			t.Named[n].Edited = v.office(t.Named[n].Name, t.Item)
		}
	}
	return nil
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
