package extract_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"yaodian/extract"
	"yaodian/parser"
)

var update = flag.Bool("update", false, "rewrite testdata/gold/baseline.txt with what is reached now")

const (
	goldDir      = "testdata/gold"
	goldBaseline = goldDir + "/baseline.txt"
)

// TestGold measures the extraction on the notices of testdata/gold, prints what
// was won and lost since the baseline was written, and fails when a score falls
// below it. After a change for the better:
//
//	go test ./extract -run TestGold -update
func TestGold(t *testing.T) {
	files, err := filepath.Glob(goldDir + "/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d gold files, %v", len(files), err)
	}
	s := newScores()
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		g, err := readGold(strings.TrimSuffix(filepath.Base(file), ".txtar"), a)
		if err != nil {
			t.Error(err)
			continue
		}
		d, err := parser.Read(context.Background(), g.file, g.data, parser.Options{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if err := g.check(d); err != nil {
			t.Error(err)
		}
		s.add(g, d, extract.FromDocument(d))
	}
	if t.Failed() {
		return
	}
	if *update {
		if err := os.WriteFile(goldBaseline, s.baseline(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(goldBaseline)
	if err != nil {
		t.Fatal(err)
	}
	floors, faults := readBaseline(old)
	for _, f := range goldFacts {
		c := s.kinds[f]
		t.Logf("%-13s P %.4f R %.4f F1 %.4f  (%d right, %d invented, %d missed), baseline %.4f", f, c.precision(), c.recall(), c.f1(), c.right, c.invented, c.missed, floors[f])
		if floor, ok := floors[f]; !ok || c.f1() < floor-0.00005 {
			t.Errorf("%s: F1 %.4f is below the baseline %.4f", f, c.f1(), floor)
		}
	}
	for _, line := range without(faults, s.faults) {
		t.Logf("won   %s", line)
	}
	for _, line := range without(s.faults, faults) {
		t.Logf("lost  %s", line)
	}
}

// baseline writes the scores and every fault: "-" missed, "+" invented.
func (s *scores) baseline() []byte {
	var b bytes.Buffer
	b.WriteString("# What TestGold reached; go test ./extract -run TestGold -update rewrites it.\n")
	for _, f := range goldFacts {
		fmt.Fprintf(&b, "%.4f %s\n", s.kinds[f].f1(), f)
	}
	b.WriteString("# Known faults: - missed, + invented.\n")
	for _, line := range without(s.faults, nil) {
		b.WriteString(line + "\n")
	}
	return b.Bytes()
}

func readBaseline(data []byte) (floors map[string]float64, faults map[string]bool) {
	floors, faults = map[string]float64{}, map[string]bool{}
	for _, line := range strings.Split(string(data), "\n") {
		first, rest, _ := strings.Cut(line, " ")
		switch first {
		case "#", "":
		case "-", "+":
			faults[line] = true
		default:
			floors[rest], _ = strconv.ParseFloat(first, 64)
		}
	}
	return floors, faults
}

// without lists the lines of a that b lacks, sorted by notice.
func without(a, b map[string]bool) []string {
	out := []string{}
	for line := range a {
		if !b[line] {
			out = append(out, line)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i][2:]+out[i][:1] < out[j][2:]+out[j][:1] })
	return out
}
