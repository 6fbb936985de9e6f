package extract_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"yaodian/extract"
	"yaodian/parser"
)

const goldVersion = goldDir + "/version.txt"

// TestVersion fails when the plans of the gold notices change and Version does
// not: stored plans would then pass for ones of this version, and `yaodian
// reparse` would leave them as they are. After a change of rules or tables raise
// Version and run
//
//	go test ./extract -run TestVersion -update
func TestVersion(t *testing.T) {
	files, err := filepath.Glob(goldDir + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d gold files, %v", len(files), err)
	}
	sum := sha256.New()
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		g, err := readGold(filepath.Base(file), a)
		if err != nil {
			t.Fatal(err)
		}
		p, err := extract.Read(context.Background(), g.file, g.data, parser.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Encode(sum); err != nil {
			t.Fatal(err)
		}
	}
	now := fmt.Sprintf("%s %x\n", extract.Version, sum.Sum(nil))
	if *update {
		if err := os.WriteFile(goldVersion, []byte(now), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(goldVersion)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != now {
		t.Errorf("the plans of the gold notices are not those that version.txt knows; raise extract.Version if it is still the one of\n%s", kept)
	}
}
