package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser"
)

// Each runs a test against a fresh store of either kind. This is the
// conformance suite's frame: what holds for one must hold for the other.
func Each(t *testing.T, f func(t *testing.T, s *store.Store)) {
	EachDSN(t, func(t *testing.T, dsn string) { f(t, Open(t, dsn)) })
}

// EachDSN is Each for tests that open the store themselves.
func EachDSN(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { f(t, filepath.Join(t.TempDir(), "yaodian.db")) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// Open opens a store that the test closes at its end.
func Open(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// Plan builds a plan by hand, independent of the extractor, so that tests of
// the store do not move with its rules. Each item is
// "heading|body|office,office|indicator=value unit".
func Plan(name string, title, issuer, kind string, year int, items ...string) ([]byte, *extract.Plan) {
	var text strings.Builder
	runes := 0
	write := func(s string) extract.Span {
		start := runes
		text.WriteString(s)
		runes += len([]rune(s))
		return extract.Span{Start: start, End: runes}
	}
	write(title)
	p := &extract.Plan{Schema: extract.Schema, Title: extract.NullString(title), Issuer: extract.NullString(issuer), Kind: extract.NullString(kind),
		Year: extract.NullInt(year), Recipients: []string{}, Attachments: []string{}, Items: []extract.Item{}, Warnings: []parser.Warning{}}
	for i, spec := range items {
		part := strings.Split(spec+"|||", "|")
		write("\n")
		label := fmt.Sprintf("%d.", i+1)
		it := extract.Item{ID: fmt.Sprint(i + 1), Level: 1, Label: label, Ordinal: i + 1, Title: extract.NullString(part[0]),
			Offices: []extract.Office{}, Targets: []extract.Target{}, Mentions: []extract.Mention{}}
		start := write(label).Start
		ts := write(part[0])
		write("。")
		bs := write(part[1])
		it.TitleSpan, it.BodySpan, it.Span = &ts, &bs, extract.Span{Start: start, End: bs.End}
		for _, o := range strings.FieldsFunc(part[2], func(r rune) bool { return r == ',' }) {
			it.Offices = append(it.Offices, extract.Office{Name: o, Role: extract.Responsible, Span: bs, Rule: "test"})
		}
		if ind, rest, ok := strings.Cut(part[3], "="); ok {
			val, unit, _ := strings.Cut(rest, " ")
			it.Targets = append(it.Targets, extract.Target{Text: part[3], Span: bs, Kind: extract.Count, Indicator: extract.NullString(ind),
				Value: &extract.Number{Decimal: decimal.RequireFromString(val)}, Unit: extract.NullString(unit), Comparator: extract.GE,
				By: extract.NullString(fmt.Sprintf("%d-12-31", year)), Rule: "test"})
		}
		p.Items = append(p.Items, it)
	}
	p.Text = text.String()
	source := []byte(p.Text)
	sum := sha256.Sum256(source)
	p.ID = hex.EncodeToString(sum[:])
	p.Source = parser.Source{Name: name, Size: int64(len(source)), SHA256: p.ID, MediaType: "text/plain"}
	return source, p
}
