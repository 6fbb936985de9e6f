// Command train learns the model of package heading from a folder of notices
// and writes it.
//
//	go run ./extract/heading/train -o extract/heading/model.gz ../shared/corpus
//	go run ./extract/heading/train -cv ../shared/corpus
//
// It learns from headings whose end print leaves no doubt about, with the mark
// taken out; -cv reports how often the end is found in notices it did not
// learn from, years of one plan kept together. The result depends on the files
// alone.
//
// Measured with -part development -unjudged '^(ofd|pdf|gz)', which leaves forms,
// guides and specimens of formats out of the count and keeps copies under other
// names together: where all marks are taken out, 88 % of 1,890 units come out
// right (end, or none, exact), 79 % in the mean over 80 plans, and of 97 % it is
// known that they have a heading; where some of the siblings keep their mark,
// 94 %, and as printed 98 %; of units without headings 90 % get none, of bodies
// alone 95 %; of terms in lists that explain them, their colons taken out, 83 %.
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"yaodian/extract/heading"
	"yaodian/parser"
)

// year is taken off a file's name to tell which plan it is a year of.
var year = regexp.MustCompile(`[_-]?(19|20)\d\d`)

func main() {
	log.SetFlags(0)
	log.SetPrefix("train: ")
	out := flag.String("o", "", "file to write the model to")
	cv := flag.Bool("cv", false, "cross-validate instead of writing")
	misses := flag.String("misses", "", "with -cv: file to write wrong decisions to")
	part := flag.String("part", "all", "with -cv: all folds, development (all but the last) or held-out (the last)")
	unjudged := flag.String("unjudged", "", "with -cv: regular expression of names that are learned from and not counted")
	folds := flag.Int("folds", 5, "parts of the cross-validation")
	epochs := flag.Int("epochs", 8, "passes over the samples")
	without := flag.String("without", "", "regular expression of names left out")
	light := flag.String("light", "", "XX")
	lw := flag.Float64("lw", 0.4, "XX")
	flag.Parse()
	var skip *regexp.Regexp
	if *without != "" {
		skip = regexp.MustCompile(*without)
	}
	var texts []heading.Text
	for _, dir := range flag.Args() {
		t, err := read(dir, skip)
		if err != nil {
			log.Fatal(err)
		}
		texts = append(texts, t...)
	}
	if *light != "" {
		t, err := read(*light, skip)
		if err != nil {
			log.Fatal(err)
		}
		for i := range t {
			t[i].Weight = *lw
		}
		texts = append(texts, t...)
	}
	log.Printf("%d texts", len(texts))
	opt := heading.Options{Epochs: *epochs, Folds: *folds, Part: heading.Part(*part)}
	if *unjudged != "" {
		skip := regexp.MustCompile(*unjudged)
		opt.Judge = func(group string) bool { return !skip.MatchString(group) }
	}
	if *cv {
		if *misses != "" {
			f, err := os.Create(*misses)
			if err != nil {
				log.Fatal(err)
			}
			defer f.Close()
			opt.Log = f
		}
		fmt.Print(heading.Validate(texts, opt))
		return
	}
	m := heading.Train(texts, opt)
	f, err := os.Create(*out)
	if err != nil {
		log.Fatal(err)
	}
	if err := m.Write(f); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}

// read parses the notices below dir, in the order of their names. Files that
// cannot be read are left out: a corpus has scans and specimens of formats.
func read(dir string, skip *regexp.Regexp) ([]heading.Text, error) {
	var texts []heading.Text
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name := strings.TrimSuffix(e.Name(), filepath.Ext(e.Name()))
		if skip != nil && skip.MatchString(name) {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		d, err := parser.Read(context.Background(), e.Name(), data, parser.Options{})
		if err != nil {
			log.Printf("%s left out: %v", path, err)
			return nil
		}
		if strings.HasSuffix(path, ".html") && d.Source.MediaType == "text/plain" {
			return nil
		}
		texts = append(texts, heading.Text{Group: year.ReplaceAllString(name, ""), Doc: d})
		return nil
	})
	return texts, err
}
