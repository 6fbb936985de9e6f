package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"yaodian/extract"
)

// Query asks for items by their words. Text is required; zero fields do not
// narrow.
type Query struct {
	Text   string // words that all occur in the item's heading or body
	Issuer string // exactly
	Kind   string // exactly
	Year   int    // the plan covers this year
	Office string // an office named by the item, exactly
	Limit  int    // 1 to MaxLimit; 0 means DefaultLimit
	Cursor string
}

// Brief names the document that a row belongs to.
type Brief struct {
	ID     string             `json:"id"`
	Name   string             `json:"name"`
	Title  extract.NullString `json:"title"`
	Issuer extract.NullString `json:"issuer"`
	Kind   extract.NullString `json:"kind"`
	Year   extract.NullInt    `json:"year"`
}

// Hit is an item found by Search.
type Hit struct {
	Document Brief              `json:"document"`
	Item     string             `json:"item"` // Item.ID in the document's plan
	Label    string             `json:"label"`
	Title    extract.NullString `json:"title"`
	Span     extract.Span       `json:"span"` // of the item, in the document's text
	// TitleMatches and Snippet.Matches are where the words stand, in code
	// points of the title and of the snippet.
	TitleMatches []extract.Span `json:"title_matches"`
	Snippet      Snippet        `json:"snippet"`
	Score        float64        `json:"score"` // higher is better; comparable within one answer only
}

// Snippet is a passage of an item's body around the words found.
type Snippet struct {
	Text    string         `json:"text"`
	Matches []extract.Span `json:"matches"`
}

const (
	// rankedMatches bounds how many matches are ranked: of words that occur in
	// more items than this, the newest are. It keeps a search for 教育 in a
	// large corpus as quick as one for a rare word.
	rankedMatches = 1000
	maxTerms      = 16
	snippetRunes  = 120
)

// Search returns a page of the items that hold all words of the query, the
// best first: rare words count more, and those in headings four times as much.
// CodeBadFilter when the text holds no word.
func (s *Store) Search(ctx context.Context, q Query) ([]Hit, string, error) {
	limit, err := pageSize(q.Limit)
	if err != nil {
		return nil, "", err
	}
	offset := 0
	if q.Cursor != "" {
		at, err := readCursor("s", q.Cursor, 1)
		if err != nil {
			return nil, "", err
		}
		offset = int(min(max(at[0], 0), rankedMatches))
	}
	ts := queryTerms(q.Text)
	if len(ts) == 0 {
		return nil, "", refuse(CodeBadFilter, "the query holds no word to search for", nil)
	}
	var facets []string
	if q.Issuer != "" {
		facets = append(facets, facet('i', q.Issuer))
	}
	if q.Kind != "" {
		facets = append(facets, facet('k', q.Kind))
	}
	if q.Year != 0 {
		facets = append(facets, yearFacet(q.Year))
	}
	if q.Office != "" {
		facets = append(facets, facet('o', q.Office))
	}
	match, arg := matchSQLite, sqliteMatch(ts, facets)
	if s.db.reader().dialect() == postgres {
		match, arg = matchPostgres, tsquery(ts, facets)
	}
	out := []Hit{}
	next := ""
	err = each(ctx, s.db.reader(), `SELECT r.score, i.path, i.label, COALESCE(i.title, ''), i.start, i.stop, i.body,
			d.id, d.name, COALESCE(d.title, ''), COALESCE(d.issuer, ''), COALESCE(d.kind, ''), COALESCE(d.year, 0)
		FROM (`+match+` ORDER BY score DESC, key DESC LIMIT `+strconv.Itoa(limit+1)+` OFFSET `+strconv.Itoa(offset)+`) r
		JOIN items i ON i.key = r.key JOIN documents d ON d.seq = r.key / `+strconv.Itoa(itemsPerDocument)+`
		ORDER BY r.score DESC, r.key DESC`,
		[]any{arg}, func(scan func(...any) error) error {
			var h Hit
			var title, body string
			b := &h.Document
			if err := scan(&h.Score, &h.Item, &h.Label, &title, &h.Span.Start, &h.Span.End, &body, &b.ID, &b.Name,
				(*string)(&b.Title), (*string)(&b.Issuer), (*string)(&b.Kind), (*int)(&b.Year)); err != nil {
				return err
			}
			if len(out) == limit {
				next = cursor("s", int64(offset+limit))
				return nil
			}
			h.Title = extract.NullString(title)
			h.TitleMatches = matches(title, ts)
			h.Snippet = snippet(body, ts)
			out = append(out, h)
			return nil
		})
	return out, next, err
}

// The innermost query bounds what is ranked; see rankedMatches. In bm25's
// weights facets count nothing, in ts_rank's {D, C, B, A} likewise.
var (
	matchSQLite = `SELECT key, score FROM (SELECT rowid AS key, -bm25(item_words, 4.0, 1.0, 0.0) AS score FROM item_words
		WHERE item_words MATCH $1 ORDER BY rowid DESC LIMIT ` + strconv.Itoa(rankedMatches) + `)`
	matchPostgres = `SELECT item AS key, ts_rank('{0, 0, 0.25, 1}', words, $1::text::tsquery, 1)::float8 AS score FROM (SELECT item, words FROM item_words
		WHERE words @@ $1::text::tsquery ORDER BY item DESC LIMIT ` + strconv.Itoa(rankedMatches) + `) m`
)

// queryTerms are the distinct words of a query.
func queryTerms(text string) []string {
	var out []string
	seen := make(map[string]bool)
	terms(text, func(t string, _ extract.Span) {
		if !seen[t] && len(out) < maxTerms && len(t) <= 2000 {
			seen[t] = true
			out = append(out, t)
		}
	})
	return out
}

// sqliteMatch writes FTS5's query. fold lets letters and digits through only, so
// that quoting needs no escapes.
func sqliteMatch(terms, facets []string) string {
	var b strings.Builder
	b.WriteString("{title body} : (")
	for i, t := range terms {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + t + `"`)
		if prefixed(t) {
			b.WriteByte('*')
		}
	}
	b.WriteByte(')')
	for _, f := range facets {
		b.WriteString(` AND facets : "` + f + `"`)
	}
	return b.String()
}

func tsquery(terms, facets []string) string {
	var b strings.Builder
	for i, t := range terms {
		if i > 0 {
			b.WriteString(" & ")
		}
		b.WriteString("'" + t + "'")
		if prefixed(t) {
			b.WriteString(":*")
		}
	}
	for _, f := range facets {
		b.WriteString(" & '" + f + "'")
	}
	return b.String()
}

// prefixed lets a Latin word match as the beginning of a longer one. Numbers
// are exact: 5 is not 50. Chinese words need it not: the index holds the
// dictionary's words inside longer ones, and looking through every word that
// begins with 教育 is what would make a search slow.
func prefixed(t string) bool {
	return len(t) > 1 && t[0] >= 'a' && t[0] <= 'z'
}

// matches finds where the terms stand in a text: at words, and inside words
// that hold one, in code points, ascending and disjoint.
func matches(text string, ts []string) []extract.Span {
	out := []extract.Span{}
	words := make([][]rune, len(ts))
	for i, t := range ts {
		words[i] = []rune(t)
	}
	folded := []rune(text)
	for i, r := range folded {
		folded[i] = foldRune(r)
	}
	for i := 0; i < len(folded); {
		n := 0
		for _, w := range words {
			if len(w) > n && len(w) <= len(folded)-i && folded[i] == w[0] && slices.Equal(folded[i:i+len(w)], w) {
				n = len(w)
			}
		}
		if n == 0 {
			i++
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].End == i {
			out[last].End = i + n
		} else {
			out = append(out, extract.Span{Start: i, End: i + n})
		}
		i += n
	}
	return out
}

// snippet cuts the passage of a body that holds the most matches, and starts
// it at a clause where one is near.
func snippet(body string, ts []string) Snippet {
	runes := []rune(body)
	found := matches(body, ts)
	best, most := 0, 0
	for i, m := range found {
		n := 0
		for _, k := range found[i:] {
			if k.End <= m.Start+snippetRunes {
				n++
			}
		}
		if n > most {
			best, most = m.Start, n
		}
	}
	start := max(0, best-20)
	for i := best; i > start; i-- {
		if strings.ContainsRune("。；，\n", runes[i-1]) {
			start = i
			break
		}
	}
	end := min(len(runes), start+snippetRunes)
	s := Snippet{Text: string(runes[start:end]), Matches: []extract.Span{}}
	shift := -start
	if start > 0 {
		s.Text = "…" + s.Text
		shift++
	}
	if end < len(runes) {
		s.Text += "…"
	}
	for _, m := range found {
		if m.Start >= start && m.End <= end {
			s.Matches = append(s.Matches, extract.Span{Start: m.Start + shift, End: m.End + shift})
		}
	}
	return s
}
