package store

import (
	"context"
	"strconv"

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
// best first: words in headings count four times as much, the more so the
// fewer of the headings found hold them, and short items stand before long
// ones. Of words that occur in more than 1,000 items the newest 1,000 are
// found. CodeBadFilter when the text holds no word.
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
	found := s.matchSQLite
	if s.db.reader().dialect() == postgres {
		found = s.matchPostgres
	}
	all, err := found(ctx, ts, facets)
	if err != nil {
		return nil, "", err
	}
	rankMatches(all, ts)
	page := all[min(offset, len(all)):min(offset+limit, len(all))]
	next := ""
	if offset+limit < len(all) {
		next = cursor("s", int64(offset+limit))
	}
	hits, err := s.hits(ctx, page, ts)
	return hits, next, err
}

// hits fetches what is shown of matches, in their order. Documents that are
// deleted meanwhile are left out.
func (s *Store) hits(ctx context.Context, page []match, ts []string) ([]Hit, error) {
	out := []Hit{}
	if len(page) == 0 {
		return out, nil
	}
	in, args := "", make([]any, len(page))
	for i, m := range page {
		in += ",$" + strconv.Itoa(i+1)
		args[i] = m.key
	}
	found := make(map[int64]Hit, len(page))
	err := each(ctx, s.db.reader(), `SELECT i.key, i.path, i.label, COALESCE(i.title, ''), i.start, i.stop, i.body,
			d.id, d.name, COALESCE(d.title, ''), COALESCE(d.issuer, ''), COALESCE(d.kind, ''), COALESCE(d.year, 0)
		FROM items i JOIN documents d ON d.seq = i.key / `+strconv.Itoa(itemsPerDocument)+` WHERE i.key IN (`+in[1:]+`)`,
		args, func(scan func(...any) error) error {
			var h Hit
			var key int64
			var title, body string
			b := &h.Document
			if err := scan(&key, &h.Item, &h.Label, &title, &h.Span.Start, &h.Span.End, &body, &b.ID, &b.Name,
				(*string)(&b.Title), (*string)(&b.Issuer), (*string)(&b.Kind), (*int)(&b.Year)); err != nil {
				return err
			}
			h.Title = extract.NullString(title)
			h.TitleMatches = matches(title, ts)
			h.Snippet = snippet(body, ts)
			found[key] = h
			return nil
		})
	for _, m := range page {
		if h, ok := found[m.key]; ok {
			h.Score = m.score
			out = append(out, h)
		}
	}
	return out, err
}
