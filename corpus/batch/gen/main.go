// Command gen writes a large corpus of notices to measure with: texts given to
// it, each copy with small changes, so that no two files are equal and every
// number, year and deadline differs as it would between offices.
//
//	go run ./corpus/batch/gen -n 10000 -size 24000 -out /tmp/notices ../shared/corpus/txt ../shared/notices
//
// The same arguments give the same files.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

func main() {
	n := flag.Int("n", 1000, "files to write")
	size := flag.Int("size", 24_000, "bytes of a file, about; texts under half of it are left out")
	out := flag.String("out", "", "folder to write into; made if it is not there")
	seed := flag.Uint64("seed", 1, "another seed gives other changes")
	flag.Parse()
	if *out == "" || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: gen -n N -out FOLDER FROM…")
		os.Exit(2)
	}
	if err := run(*n, *size, *seed, *out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(n, size int, seed uint64, out string, from []string) error {
	texts, err := sources(from, size)
	if err != nil {
		return err
	}
	if len(texts) == 0 {
		return fmt.Errorf("no UTF-8 .txt or .md of %d bytes or more in %s", size/2, strings.Join(from, ", "))
	}
	for i := range n {
		// Folders of a thousand, as archives have them.
		dir := filepath.Join(out, fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		text := vary(texts[i%len(texts)], size, i, r)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("notice-%06d.txt", i)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// sources reads the texts long enough to be cut to size, in order of paths.
func sources(from []string, size int) ([][]byte, error) {
	var texts [][]byte
	for _, root := range from {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".txt") && !strings.HasSuffix(path, ".md") {
				return err
			}
			b, err := os.ReadFile(path)
			if err == nil && len(b) >= size/2 && utf8.Valid(b) {
				texts = append(texts, b)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return texts, nil
}

var towns = []string{"云溪", "青浦原", "临川台", "石桥", "南屏山", "白鹭洲", "松岭", "安澜", "东篱", "北渡"}

// vary copies a text up to about size bytes, ending with a paragraph. A digit
// that stands in a number is drawn anew, the first excepted, so that years stay
// years; the title takes an invented town, and a line of its own tells copies
// apart.
func vary(text []byte, size, i int, r *rand.Rand) []byte {
	var b bytes.Buffer
	for k, line := range bytes.Split(text, []byte("\n")) {
		if b.Len()+len(line) > size {
			break
		}
		if k == 0 {
			b.WriteString(towns[r.IntN(len(towns))])
		}
		digits := 0
		for _, c := range line {
			if c < '0' || c > '9' {
				digits = 0
			} else if digits++; digits > 1 && digits < 4 && r.IntN(3) == 0 {
				c = byte('0' + r.IntN(10))
			}
			b.WriteByte(c)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "（本件为第%d号）\n", i+1)
	return b.Bytes()
}
