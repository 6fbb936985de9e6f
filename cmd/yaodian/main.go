// Command yaodian turns published government plans into data: it parses one
// notice, compares two, ingests many, and serves an HTTP API with a web page.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"yaodian/parser"
	"yaodian/parser/sandbox"
)

func main() {
	sandbox.Main(parser.ReadContent, parser.Settle) // a child that reads hostile formats goes no further
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Exit codes of the contract.
const (
	exitDone   = 0
	exitFailed = 1 // some input failed; each is named on stderr
	exitUsage  = 2
)

// cli is the command line; each command's struct and its Run stand in a file
// of their own.
type cli struct {
	SettingsFile string `name:"config" placeholder:"FILE" env:"YAODIAN_CONFIG" help:"Settings file (YAML) to read; yaodian config tells the usual places."`

	Parse   parseCmd   `cmd:"" help:"Read one notice and write its plan."`
	Diff    diffCmd    `cmd:"" help:"Compare two notices, or two plans in JSON."`
	Ingest  ingestCmd  `cmd:"" help:"Read files, folders and archives into a database or JSONL."`
	Search  searchCmd  `cmd:"" help:"Find items by their words."`
	Export  exportCmd  `cmd:"" help:"Write stored plans as JSONL, CSV, a workbook or Markdown."`
	Worker  workerCmd  `cmd:"" help:"Take part in the batches of a database, from this machine."`
	Reparse reparseCmd `cmd:"" help:"Make stored plans anew with this version's rules."`
	Serve   serveCmd   `cmd:"" help:"Serve the HTTP API and the web page."`
	Backup  backupCmd  `cmd:"" help:"Copy a database while it is in use."`
	Doctor  doctorCmd  `cmd:"" help:"Check that everything is there to work, and say what to do where it is not."`
	Config  configCmd  `cmd:"" name:"config" help:"Print the settings in force and where each comes from."`
	Token   tokenCmd   `cmd:"" help:"Make, list and revoke the tokens that others use the service with."`
	Audit   auditCmd   `cmd:"" help:"Show who changed what through the service."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// environment is what a command may touch of the world.
type environment struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer // results only
	stderr io.Writer
	pool   *sandbox.Pool // reads hostile formats; starts no process before it must
	stage  stageFunc     // traces readings; nil where nothing is traced
}

// stageFunc is parser.Options.Stage.
type stageFunc = func(context.Context, string) (context.Context, func(error))

// exit carries kong's wish to end the process up to run.
type exit int

// errReported says that every failure has been named on stderr already.
var errReported = errors.New("some inputs failed")

// run executes one command line and returns the process's exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		if r := recover(); r != nil {
			c, ok := r.(exit)
			if !ok {
				panic(r)
			}
			code = int(c)
		}
	}()
	unsetEmpty()
	var c cli
	k, err := kong.New(&c, kong.Name("yaodian"), kong.Writers(stdout, stderr),
		kong.Description("要点: turns the yearly plans that governments publish into data that can be checked, counted and compared."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(c int) { panic(exit(c)) }))
	if err != nil {
		fmt.Fprintf(stderr, "yaodian: %v\n", err)
		return exitUsage
	}
	kctx, err := k.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "yaodian: %v\n(yaodian --help lists the commands)\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // who asks a second time ends the process at once
	pool := sandbox.New(sandbox.Options{Fallback: parser.Fallbacks()})
	defer pool.Close()
	err = kctx.Run(&c, &environment{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, pool: pool})
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errReported):
		return exitFailed
	}
	fmt.Fprintf(stderr, "yaodian: %v\n", err)
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// usageError is a wish that no command line can mean.
type usageError string

func (e usageError) Error() string { return string(e) }
