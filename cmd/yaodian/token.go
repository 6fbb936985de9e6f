package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"yaodian/corpus/store"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Make a token and print it, for the only time."`
	List   tokenListCmd   `cmd:"" help:"List the tokens, revoked ones too."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token, and who signed in with it, at once."`
}

type tokenAddCmd struct {
	Name string `arg:"" help:"Whose it is: a person or a program."`
	Role string `required:"" enum:"reader,writer,admin" help:"What it may do: a reader looks, a writer also adds, corrects and deletes, an admin also sees the audit log and the metrics."`
	DB   string `name:"db" env:"YAODIAN_DB" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The service's database."`
}

// Run prints the token alone on stdout, so that it can be piped to where it is
// kept.
func (c *tokenAddCmd) Run(env *environment) error {
	s, err := store.Open(env.ctx, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	secret, t, err := s.AddToken(commanded(env.ctx, "token add"), c.Name, store.Role(c.Role))
	if err != nil {
		return err
	}
	fmt.Fprintln(env.stdout, secret)
	fmt.Fprintf(env.stderr, "yaodian: %s may now %s. Keep the token; it is not shown again.\n", c.Name, map[store.Role]string{
		store.Reader: "look", store.Writer: "look, add, correct and delete", store.Admin: "do everything"}[t.Role])
	return nil
}

type tokenListCmd struct {
	DB   string `name:"db" env:"YAODIAN_DB" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The service's database."`
	JSON bool   `name:"json" help:"One JSON object a line."`
}

func (c *tokenListCmd) Run(env *environment) error {
	s, err := openExisting(env, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	list, err := s.Tokens(env.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeLines(env, list)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ROLE\tCREATED\tLAST USE\tREVOKED\tNAME") // names last: Chinese is wider than it counts
	for _, t := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", t.Role, when(&t.CreatedAt), when(t.UsedAt), when(t.RevokedAt), t.Name)
	}
	return w.Flush()
}

type tokenRevokeCmd struct {
	Name string `arg:"" help:"The name that token list shows."`
	DB   string `name:"db" env:"YAODIAN_DB" default:"yaodian.db" placeholder:"FILE|postgres://…" help:"The service's database."`
}

func (c *tokenRevokeCmd) Run(env *environment) error {
	s, err := openExisting(env, c.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.RevokeToken(commanded(env.ctx, "token revoke"), c.Name)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("no token in force is named %s; yaodian token list shows them", c.Name)
	}
	return err
}

// commanded puts what a command writes into the audit log.
func commanded(ctx context.Context, action string) context.Context {
	return store.WithDeed(ctx, &store.Deed{Act: store.Act{Who: store.WhoLocal, Action: action}})
}

// when writes a time for people in their own zone, "-" for none.
func when(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.Local().Format(time.DateTime)
}

// writeLines writes one JSON object a line.
func writeLines[T any](env *environment, list []T) error {
	e := json.NewEncoder(env.stdout)
	e.SetEscapeHTML(false)
	for _, v := range list {
		if err := e.Encode(v); err != nil {
			return err
		}
	}
	return nil
}
