package main

import (
	"fmt"

	"yaodian/corpus/batch"
	"yaodian/corpus/store"
)

type reparseCmd struct {
	DB   string `env:"YAODIAN_DB" name:"db" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The database to bring up to date."`
	Jobs int    `env:"YAODIAN_JOBS" default:"0" help:"Notices read at once; 0 is one a processor."`
	All  bool   `help:"Also what this version's rules have made."`
}

// Run makes the plans anew that other versions of the rules made, from the
// stored sources. A document that cannot be read any more is named and keeps
// its plan.
func (c *reparseCmd) Run(env *environment) error {
	s, err := openExisting(env, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	show := newProgress(env.stderr)
	done, failed := 0, 0
	var failures []string
	err = batch.Reparse(env.ctx, s, env.readFunc(), c.Jobs, c.All, func(d store.Document, err error) {
		if done++; err != nil {
			failed++
			failures = append(failures, fmt.Sprintf("%s (%s): %v", d.Name, d.ID, err))
		}
		show.update(done, done, failed)
	})
	show.end()
	for _, f := range failures {
		fmt.Fprintf(env.stderr, "yaodian: %s\n", f)
	}
	fmt.Fprintf(env.stderr, "yaodian: %d plans renewed, %d failed\n", done-failed, failed)
	if err == nil && failed > 0 {
		err = errReported
	}
	return err
}
