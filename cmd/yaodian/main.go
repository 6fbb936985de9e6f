// Command yaodian turns published government plans into data.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"yaodian/extract"
	"yaodian/parser"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, _ io.Reader, stdout, stderr io.Writer) int {
	if len(args) != 2 || args[0] != "parse" {
		fmt.Fprintln(stderr, "usage: yaodian parse FILE")
		return 2
	}
	data, err := os.ReadFile(args[1])
	if err == nil {
		var p *extract.Plan
		if p, err = extract.Read(context.Background(), filepath.Base(args[1]), data, parser.Options{}); err == nil {
			err = p.Encode(stdout)
		}
	}
	if err != nil {
		fmt.Fprintf(stderr, "yaodian: %s: %v\n", args[1], err)
		return 1
	}
	return 0
}
