package main

import (
	"bytes"
	"fmt"
	"path/filepath"

	"yaodian/api"
	"yaodian/corpus/diff"
	"yaodian/extract"
)

type diffCmd struct {
	Old    string `arg:"" help:"The older notice, or its plan in JSON."`
	New    string `arg:"" help:"The newer notice, or its plan in JSON."`
	Format string `enum:"json,md,html,xlsx" default:"json" help:"Form of the result: ${enum}."`
	Out    string `short:"o" placeholder:"OUT" help:"Write to a file instead of standard output."`
}

// Run compares two notices. Nothing is written to OUT unless it succeeds.
func (c *diffCmd) Run(env *environment) error {
	before, err := env.planOrJSON(c.Old)
	if err != nil {
		return err
	}
	after, err := env.planOrJSON(c.New)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := diff.Compare(before, after).Write(&b, c.Format); err != nil {
		return err
	}
	return env.write(c.Out, b.Bytes())
}

// planOrJSON reads a notice, or takes a plan that parse wrote as it is.
func (env *environment) planOrJSON(file string) (*extract.Plan, error) {
	data, err := env.read(file)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n\ufeff"), []byte("{")) {
		if p, err := extract.Decode(bytes.NewReader(data)); err == nil && p.Schema == extract.Schema {
			return p, nil
		}
	}
	plan, err := extract.Read(env.ctx, api.CleanName(filepath.Base(file)), data, env.options())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return plan, nil
}
