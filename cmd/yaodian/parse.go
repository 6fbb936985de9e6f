package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"yaodian/api"
	"yaodian/corpus/export"
	"yaodian/extract"
	"yaodian/parser"
	"yaodian/parser/format"
)

type parseCmd struct {
	File   string `arg:"" help:"The notice, or - for standard input."`
	Format string `enum:"json,jsonl,md,csv,xlsx" default:"json" help:"Form of the result: ${enum}."`
	Out    string `short:"o" placeholder:"OUT" help:"Write to a file instead of standard output."`
	Name   string `placeholder:"NAME" help:"Name of the source; by default the file's own."`

	Explain bool `help:"Instead of the plan, list which rule took which span, and which guard turned which number down."`
}

// Run parses one notice. Nothing is written to OUT unless it succeeds.
func (c *parseCmd) Run(env *environment) error {
	if c.Explain {
		return c.explain(env)
	}
	plan, err := env.plan(c.File, c.Name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := export.Write(&b, c.Format, export.One(plan)); err != nil {
		return err
	}
	return env.write(c.Out, b.Bytes())
}

// explain writes one line a decision: item, fact, span, verdict, text.
func (c *parseCmd) explain(env *environment) error {
	data, err := env.read(c.File)
	if err != nil {
		return err
	}
	d, err := parser.Read(env.ctx, api.CleanName(filepath.Base(c.File)), data, env.options())
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	var b bytes.Buffer
	_, log := extract.Explain(d)
	for _, x := range log {
		verdict := "rule:" + x.Rule
		if x.Guard != "" {
			verdict = "guard:" + x.Guard
		}
		fmt.Fprintf(&b, "%s\t%s\t%d-%d\t%s\t%s\n", x.Item, x.Fact, x.Span.Start, x.Span.End, verdict, x.Text)
	}
	return env.write(c.Out, b.Bytes())
}

// plan reads and extracts the notice in a file, or on standard input for "-".
// Its errors name the file.
func (env *environment) plan(file, name string) (*extract.Plan, error) {
	data, err := env.read(file)
	if err != nil {
		return nil, err
	}
	if name == "" {
		name = filepath.Base(file)
	}
	plan, err := extract.Read(env.ctx, api.CleanName(name), data, env.options())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return plan, nil
}

// options are the parser's settings for every command.
func (env *environment) options() parser.Options {
	return parser.Options{Isolator: env.pool, Stage: env.stage}
}

// read returns the bytes of a file, or of standard input for "-", refusing
// what is larger than any notice.
func (env *environment) read(file string) ([]byte, error) {
	src := env.stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, plain(err)
		}
		defer f.Close()
		src = f
	}
	limit := format.DefaultLimits.Bytes
	data, err := io.ReadAll(io.LimitReader(src, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, plain(err))
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: %w", file, &format.Error{Code: format.CodeTooLarge,
			Message: fmt.Sprintf("the file is larger than %d MiB; a notice is not", limit>>20)})
	}
	return data, nil
}

// plain drops the name of the system call from an error on a file.
func plain(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return fmt.Errorf("%s: %w", pe.Path, pe.Err)
	}
	return err
}

// write writes a result to a file, whole or not at all, or to standard output
// when out is empty.
func (env *environment) write(out string, b []byte) error {
	if out == "" || out == "-" {
		_, err := env.stdout.Write(b)
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(out), ".yaodian-*")
	if err != nil {
		return plain(err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), out)
}
