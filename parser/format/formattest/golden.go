package formattest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"yaodian/parser/format"
)

// Dump writes facts as "@name value", the blocks as Render does, and warnings
// as "!code".
func Dump(c *format.Content) string {
	var b strings.Builder
	for _, f := range slices.Sorted(maps.Keys(c.Facts)) {
		fmt.Fprintf(&b, "@%s %s\n", f, c.Facts[f])
	}
	b.WriteString(Render(c.Blocks))
	for _, w := range c.Warnings {
		fmt.Fprintf(&b, "!%s\n", w.Code)
	}
	return b.String()
}

// Golden reads every testdata/*.txtar, hands its file "in" to read and compares
// the dump with its file "want". With YAODIAN_UPDATE=1 it writes "want" anew.
func Golden(t *testing.T, read format.Reader) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(f)
			if err != nil {
				t.Fatal(err)
			}
			in, want := find(a, "in"), find(a, "want")
			if in == nil || want == nil {
				t.Fatal(`the files "in" and "want" are needed`)
			}
			c, err := read(t.Context(), in.Data, format.Limits{})
			got := ""
			if err != nil {
				got = err.Error() + "\n"
			} else {
				Obligations(t, c.Blocks)
				got = Dump(c)
			}
			if got == string(want.Data) {
				return
			}
			if os.Getenv("YAODIAN_UPDATE") == "1" {
				want.Data = []byte(got)
				if err := os.WriteFile(f, txtar.Format(a), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("got\n%s\nwant\n%s", got, want.Data)
		})
	}
}

// Inputs returns the "in" files as seeds for fuzzing.
func Inputs(t testing.TB) [][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	for _, f := range files {
		a, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if in := find(a, "in"); in != nil {
			out = append(out, in.Data)
		}
	}
	return out
}

func find(a *txtar.Archive, name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	return nil
}
