package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/pressly/goose/v3"

	"yaodian/extract"
)

// The word index. Terms come separated by blanks, folded (see words.go), so
// that the tokenizer only cuts at blanks. Which items hold a term is all that
// is kept: detail=none. The texts themselves stand in items; PostgreSQL, which
// must look at a row anyway to see whether it is there, finds beside the terms
// what ranks the item. SQLite gathers a chunk of documents in memory and writes it as one
// segment.
var createWords = map[dialect][]string{
	sqlite: {
		`CREATE VIRTUAL TABLE item_words USING fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '@'")`,
		`INSERT INTO item_words (item_words, rank) VALUES ('hashsize', 16777216)`,
		`INSERT INTO item_words (item_words, rank) VALUES ('automerge', 8)`,
	},
	postgres: {
		`CREATE TABLE item_words (item BIGINT PRIMARY KEY, title TEXT NOT NULL, size INTEGER NOT NULL, words TSVECTOR NOT NULL)`,
		`CREATE INDEX item_words_by_word ON item_words USING gin (words)`,
	},
}

// reindex is the migration that keeps terms without positions. It needs gse's
// words and so cannot be SQL.
func reindex(d dialect) *goose.Migration {
	return goose.NewGoMigration(6, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, q := range append([]string{`DROP TABLE item_words`}, createWords[d]...) {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		return fillWords(ctx, d, tx)
	}}, nil)
}

// fillWords indexes the stored items, a thousand documents at a time.
func fillWords(ctx context.Context, d dialect, tx *sql.Tx) error {
	const documents = 1000
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(max(seq), 0) FROM documents`).Scan(&last); err != nil {
		return err
	}
	for first := int64(0); first <= last; first += documents {
		rows, err := wordRows(ctx, tx, first, first+documents)
		if err != nil {
			return err
		}
		for _, r := range rows {
			q, args := wordsInsert, r[:2]
			if d == postgres {
				q, args = `INSERT INTO item_words (item, words, title, size) VALUES ($1, $2::text::tsvector, $3, $4)`, r
				r[1] = tsvector(r[1].(string))
			}
			if _, err := tx.ExecContext(ctx, q, args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// wordRows makes the index's rows of the documents from first up to end.
func wordRows(ctx context.Context, tx *sql.Tx, first, end int64) ([][]any, error) {
	facets := make(map[int64]string) // of documents, then of items
	docs, err := tx.QueryContext(ctx, `SELECT seq, COALESCE(issuer, ''), COALESCE(kind, ''), COALESCE(year, 0), COALESCE(year_end, 0)
		FROM documents WHERE seq >= $1 AND seq < $2`, first, end)
	if err != nil {
		return nil, err
	}
	defer docs.Close()
	for docs.Next() {
		var seq int64
		var p extract.Plan
		if err := docs.Scan(&seq, (*string)(&p.Issuer), (*string)(&p.Kind), (*int)(&p.Year), (*int)(&p.YearEnd)); err != nil {
			return nil, err
		}
		facets[seq] = documentFacets(&p)
	}
	if err := docs.Err(); err != nil {
		return nil, err
	}
	offices := make(map[int64]string)
	names, err := tx.QueryContext(ctx, `SELECT item, name FROM offices WHERE item >= $1 AND item < $2`, first*itemsPerDocument, end*itemsPerDocument)
	if err != nil {
		return nil, err
	}
	defer names.Close()
	for names.Next() {
		var item int64
		var name string
		if err := names.Scan(&item, &name); err != nil {
			return nil, err
		}
		offices[item] += " " + facet('o', name)
	}
	if err := names.Err(); err != nil {
		return nil, err
	}
	items, err := tx.QueryContext(ctx, `SELECT key, COALESCE(title, ''), body FROM items WHERE key >= $1 AND key < $2 ORDER BY key`, first*itemsPerDocument, end*itemsPerDocument)
	if err != nil {
		return nil, err
	}
	defer items.Close()
	x := indexers.Get().(*indexer)
	defer indexers.Put(x)
	var out [][]any
	for items.Next() {
		var key int64
		var title, body string
		if err := items.Scan(&key, &title, &body); err != nil {
			return nil, err
		}
		out = append(out, x.row(key, title, body, strings.TrimSpace(facets[key/itemsPerDocument]+offices[key])))
	}
	return out, items.Err()
}
