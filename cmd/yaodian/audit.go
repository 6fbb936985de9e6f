package main

import (
	"fmt"
	"strconv"
	"text/tabwriter"

	"yaodian/corpus/store"
)

type auditCmd struct {
	DB     string `name:"db" env:"YAODIAN_DB" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The service's database."`
	Who    string `help:"Only what this token did, by its name; local and anonymous are those without one."`
	Object string `help:"Only what was done to this document, batch or token, by its id or name."`
	Limit  int    `default:"50" help:"How many lines to show, the newest first; 0 for all."`
	JSON   bool   `name:"json" help:"One JSON object a line."`
}

// Help says what the columns mean.
func (auditCmd) Help() string {
	return "RESULT is the status that a request was answered with, - for a command, and ? for a change that was made and not answered, since it is in hand or the service was killed. serve --audit-keep says how long the log is kept."
}

// Run shows who changed what through the service, the newest first.
func (c *auditCmd) Run(env *environment) error {
	if c.Limit < 0 {
		return usageError("--limit must not be negative")
	}
	s, err := openExisting(env, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
	if !c.JSON {
		fmt.Fprintln(w, "WHEN\tRESULT\tDID\tTO\tWHO")
	}
	f := store.ActFilter{Who: c.Who, Object: c.Object, Limit: store.MaxLimit}
	for left := c.Limit; ; {
		if c.Limit > 0 {
			f.Limit = min(left, store.MaxLimit)
		}
		acts, next, err := s.Acts(env.ctx, f)
		if err != nil {
			return err
		}
		if c.JSON {
			if err := writeLines(env, acts); err != nil {
				return err
			}
		}
		for _, a := range acts {
			if c.JSON {
				break
			}
			object, status := "-", "-"
			if a.Object != nil {
				object = *a.Object
			}
			switch {
			case a.Status != nil:
				status = strconv.Itoa(*a.Status)
			case a.Request != nil:
				status = "?" // made, but not answered: in hand, or cut off
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", when(&a.At), status, a.Action, object, a.Who)
		}
		left -= len(acts)
		if f.Cursor = next; next == "" || c.Limit > 0 && left <= 0 {
			return w.Flush()
		}
	}
}
