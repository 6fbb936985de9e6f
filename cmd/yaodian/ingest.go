package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

type ingestCmd struct {
	Path  []string `arg:"" help:"Files and folders."`
	Jsonl string   `name:"jsonl" placeholder:"OUT" help:"Write the plans there, one a line; standard output by default."`
	Jobs  int      `default:"0" help:"Notices read at once; 0 is one a processor."`
}

// Run reads every file below the paths and writes one plan a line, in the
// order of the paths and of names within a folder. A file that cannot be read
// is named on stderr and the others are done all the same.
func (c *ingestCmd) Run(env *environment) error {
	files, err := expand(c.Path)
	if err != nil {
		return err
	}
	out := env.stdout
	if c.Jsonl != "" && c.Jsonl != "-" {
		f, err := os.Create(c.Jsonl)
		if err != nil {
			return plain(err)
		}
		defer f.Close()
		out = f
	}
	jobs := c.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	type result struct {
		line []byte
		err  error
	}
	// One channel a file keeps the order; the semaphore bounds the results
	// held as well as the work.
	results := make(chan chan result, jobs)
	var wg sync.WaitGroup
	go func() {
		defer close(results)
		for _, f := range files {
			if env.ctx.Err() != nil {
				return
			}
			ch := make(chan result, 1)
			results <- ch
			wg.Go(func() {
				var b bytes.Buffer
				plan, err := env.plan(f, "")
				if err == nil {
					err = plan.Encode(&b)
				}
				ch <- result{b.Bytes(), err}
			})
		}
	}()
	done, failed := 0, 0
	for ch := range results {
		r := <-ch
		if r.err != nil {
			failed++
			fmt.Fprintf(env.stderr, "yaodian: %v\n", r.err)
			continue
		}
		if _, err := out.Write(r.line); err != nil {
			return err
		}
		done++
	}
	wg.Wait()
	fmt.Fprintf(env.stderr, "yaodian: %d read, %d failed\n", done, failed)
	if err := env.ctx.Err(); err != nil {
		return fmt.Errorf("interrupted")
	}
	if failed > 0 {
		return errReported
	}
	return nil
}

// expand lists the files below the paths, hidden ones left out.
func expand(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return plain(err)
			case path != p && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
			case d.Type().IsRegular():
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no files in %s", strings.Join(paths, ", "))
	}
	return files, nil
}
