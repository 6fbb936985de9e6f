package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/mattn/go-isatty"

	"yaodian/corpus/store"
	"yaodian/extract"
)

type searchCmd struct {
	Query  []string `arg:"" help:"Words that all occur in an item."`
	DB     string   `env:"YAODIAN_DB" name:"db" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The database to search."`
	Issuer string   `help:"Only notices of this issuer."`
	Kind   string   `help:"Only notices of this kind, such as 工作要点."`
	Year   int      `help:"Only plans that cover this year."`
	Office string   `help:"Only items that name this office."`
	Limit  int      `default:"20" help:"How many items to show, the best first."`
	JSON   bool     `name:"json" help:"One JSON object a line, with spans of the words found."`
}

// Run writes the items found, the best first, two lines each: where it stands
// and a passage.
func (c *searchCmd) Run(env *environment) error {
	s, err := openExisting(env, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	hits, _, err := s.Search(env.ctx, store.Query{Text: strings.Join(c.Query, " "), Issuer: c.Issuer, Kind: c.Kind, Year: c.Year, Office: c.Office, Limit: c.Limit})
	if err != nil {
		return err
	}
	if c.JSON {
		return writeLines(env, hits)
	}
	open, shut := "", ""
	if f, ok := env.stdout.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		open, shut = "\x1b[1;31m", "\x1b[0m"
	}
	for _, h := range hits {
		title := string(h.Document.Title)
		if title == "" {
			title = h.Document.Name
		}
		fmt.Fprintf(env.stdout, "%s %s%s\n    %s\n", title, h.Label, mark(string(h.Title), h.TitleMatches, open, shut),
			strings.ReplaceAll(mark(h.Snippet.Text, h.Snippet.Matches, open, shut), "\n", " "))
	}
	if len(hits) == 0 {
		fmt.Fprintln(env.stderr, "yaodian: nothing found")
	}
	return nil
}

// openExisting opens a database to read; a path that holds none is not made
// one.
func openExisting(env *environment, db string) (*store.Store, error) {
	if !store.IsPostgres(db) {
		if _, err := os.Stat(db); err != nil {
			return nil, fmt.Errorf("%w; yaodian ingest makes a database, --db names another", plain(err))
		}
	}
	return store.Open(env.ctx, db)
}

// mark puts marks around the spans, which are ascending and disjoint.
func mark(text string, at []extract.Span, open, shut string) string {
	if open == "" {
		return text
	}
	r := []rune(text)
	var b strings.Builder
	last := 0
	for _, m := range at {
		b.WriteString(string(r[last:m.Start]) + open + string(r[m.Start:m.End]) + shut)
		last = m.End
	}
	b.WriteString(string(r[last:]))
	return b.String()
}
