package store

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"yaodian/extract"
)

// match is an item that holds all words of a query, with what ranks it.
type match struct {
	key   int64
	title string
	size  int // bytes of the body
	score float64
}

// matchSQLite finds the newest rankedMatches items. FTS5 reads its lists from
// the end and stops there.
func (s *Store) matchSQLite(ctx context.Context, ts, facets []string) ([]match, error) {
	return s.match(ctx, `SELECT i.key, COALESCE(i.title, ''), octet_length(i.body)
		FROM (SELECT rowid AS key FROM item_words WHERE item_words MATCH $1 ORDER BY rowid DESC LIMIT `+strconv.Itoa(rankedMatches)+`) m
		JOIN items i ON i.key = m.key`, sqliteMatch(ts, facets))
}

// matchPostgres finds the same. A GIN index lists all matches, and each must be
// looked up in the table to be seen: of a common word in a large corpus that
// takes long. Hence the newest documents are asked first, and older ones as
// far as the density of matches makes needed.
func (s *Store) matchPostgres(ctx context.Context, ts, facets []string) ([]match, error) {
	last, err := one[int64](ctx, s.db.reader(), `SELECT COALESCE(max(item), 0) FROM item_words`)
	if err != nil {
		return nil, err
	}
	const window, matchesAtOnce = 128, rankedMatches * 3 / 2
	end := last/itemsPerDocument + 1 // documents below this one are to be asked yet
	asked, span := int64(0), int64(window)
	var out []match
	for end > 0 && len(out) < rankedMatches {
		begin := max(0, end-span)
		// Planned for these very values: a plan for any would take words to be
		// rare and windows to be small.
		found, err := s.match(ctx, `SELECT item, title, size FROM item_words WHERE words @@ $1::text::tsquery AND item >= $2 AND item < $3
			ORDER BY item DESC LIMIT `+strconv.Itoa(rankedMatches-len(out)),
			pgx.QueryExecModeExec, tsquery(ts, facets), begin*itemsPerDocument, end*itemsPerDocument)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
		asked, end = asked+span, begin
		span = max(window, asked*matchesAtOnce/int64(len(out)+1))
	}
	return out, nil
}

func (s *Store) match(ctx context.Context, query string, args ...any) (out []match, err error) {
	err = each(ctx, s.db.reader(), query, args, func(scan func(...any) error) error {
		var m match
		if err := scan(&m.key, &m.title, &m.size); err != nil {
			return err
		}
		out = append(out, m)
		return nil
	})
	return out, err
}

// Of the Okapi formula: how soon more of a word counts no more, and how much
// the length of an item counts.
const (
	saturation   = 1.2
	lengthWeight = 0.75
	// headingWeight is how often a word in the heading counts as one in the
	// body.
	headingWeight = 4
)

// rankMatches sorts matches, the best first and the newest of equals. The formula is
// Okapi's BM25 with what is known of a match: that each word occurs in it, and
// whether in its heading. A word's rarity is that among the headings found.
func rankMatches(all []match, ts []string) {
	words := runesOf(ts)
	inTitle := make([]uint32, len(all)) // a bit a word
	holders := make([]int, len(ts))
	total := 0
	for i, m := range all {
		title := foldAll(m.title)
		for k, w := range words {
			if holds(title, w) {
				inTitle[i] |= 1 << k
				holders[k]++
			}
		}
		total += m.size + len(m.title)
	}
	mean := max(1, float64(total)/float64(max(1, len(all))))
	for i := range all {
		m := &all[i]
		norm := saturation * (1 - lengthWeight + lengthWeight*float64(m.size+len(m.title))/mean)
		for k := range words {
			n := 1.0
			if inTitle[i]&(1<<k) != 0 {
				n = headingWeight
			}
			rarity := math.Log(1 + (float64(len(all))+0.5)/(float64(holders[k])+0.5))
			m.score += rarity * n * (saturation + 1) / (n + norm)
		}
	}
	slices.SortFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.key, a.key))
	})
}

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
	for i, t := range terms {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + t + `"`)
		if prefixed(t) {
			b.WriteByte('*')
		}
	}
	for _, f := range facets {
		b.WriteString(` AND "` + f + `"`)
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
