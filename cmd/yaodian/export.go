package main

import (
	"io"

	"yaodian/corpus/export"
	"yaodian/corpus/store"
)

type exportCmd struct {
	DB     string `env:"YAODIAN_DB" name:"db" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The database to export from."`
	Format string `enum:"jsonl,csv,xlsx,md,gold" default:"jsonl" help:"Form of the result: ${enum}. gold is annotations of the documents that were corrected by hand."`
	Out    string `short:"o" placeholder:"OUT" help:"Write to a file instead of standard output."`
	Issuer string `help:"Only notices of this issuer."`
	Kind   string `help:"Only notices of this kind, such as 工作要点."`
	Year   int    `help:"Only plans that cover this year."`
	Query  string `placeholder:"TEXT" help:"Only notices with this in their title, name or issuer."`
}

// Run writes the stored plans, the newest first.
func (c *exportCmd) Run(env *environment) error {
	s, err := openExisting(env, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	return output(env, c.Out, func(w io.Writer) error {
		return export.Write(w, c.Format, s.Plans(env.ctx, store.Filter{Issuer: c.Issuer, Kind: c.Kind, Year: c.Year, Query: c.Query, Corrected: c.Format == export.Gold}))
	})
}
