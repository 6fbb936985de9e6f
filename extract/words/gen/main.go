// Command gen writes dict.txt.gz, the trimmed dictionary of package words,
// from the simplified Chinese dictionary that the gse module carries.
//
//	go run ./extract/words/gen        (or go generate ./extract/words)
//
// It keeps the words that occur at least -min times in gse's own counts and
// are written in Han characters alone: Latin entries only cost loading time,
// since a run of Latin letters is a word anyhow. Entries tagged as names of
// persons stay, because many are none (智能化, 养老, 文明). The output is a
// function of the module's version alone.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func main() {
	log.SetFlags(0)
	minimum := flag.Int("min", 60, "least frequency of a word that is kept")
	out := flag.String("o", "dict.txt.gz", "file to write")
	flag.Parse()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/go-ego/gse").Output()
	if err != nil {
		log.Fatal("gen: where is the gse module? ", err)
	}
	lines, err := trim(filepath.Join(strings.TrimSpace(string(dir)), "data/dict/zh/s_1.txt"), *minimum)
	if err != nil {
		log.Fatal("gen: ", err)
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	for _, l := range lines {
		fmt.Fprintln(z, l)
	}
	if err := z.Close(); err != nil {
		log.Fatal("gen: ", err)
	}
	if err := os.WriteFile(*out, b.Bytes(), 0o644); err != nil {
		log.Fatal("gen: ", err)
	}
	log.Printf("%d words, %d bytes", len(lines), b.Len())
}

// trim returns the kept lines "word freq pos", sorted by word: sorted
// insertion is what gse's trie takes fastest.
func trim(file string, minimum int) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		w := strings.Fields(sc.Text())
		if len(w) != 3 || strings.IndexFunc(w[0], func(r rune) bool { return !unicode.Is(unicode.Han, r) }) >= 0 {
			continue
		}
		freq, err := strconv.Atoi(w[1])
		if err != nil {
			return nil, err
		}
		n := utf8.RuneCountInString(w[0])
		if freq < minimum && n > 1 || n > 6 {
			continue
		}
		out = append(out, strings.Join(w, " "))
	}
	slices.Sort(out)
	return out, sc.Err()
}
