package main

import (
	"bytes"

	"yaodian/corpus/diff"
)

type diffCmd struct {
	Old    string `arg:"" help:"The earlier notice."`
	New    string `arg:"" help:"The later notice; one of the two may be - for standard input."`
	Format string `enum:"json" default:"json" help:"Form of the result: ${enum}."`
	Out    string `short:"o" placeholder:"OUT" help:"Write to a file instead of standard output."`
}

// Run compares two notices, of the same format or not.
func (c *diffCmd) Run(env *environment) error {
	old, err := env.plan(c.Old, "")
	if err != nil {
		return err
	}
	new, err := env.plan(c.New, "")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := diff.Compare(old, new).Encode(&b); err != nil {
		return err
	}
	return env.write(c.Out, b.Bytes())
}
