// Package series follows one plan over the years: it finds the documents of
// one issuer and kind that continue each other, and for such a run keeps the
// ledger of its targets and the lifeline of each item.
package series

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"yaodian/extract"
)

// Document is what a series needs to know of a plan.
type Document struct {
	ID       string             `json:"id"`
	Title    extract.NullString `json:"title"`
	Issuer   extract.NullString `json:"issuer"`
	Kind     extract.NullString `json:"kind"`
	Year     extract.NullInt    `json:"year"`
	YearEnd  extract.NullInt    `json:"year_end"` // last year of a plan that spans several
	IssuedOn extract.NullString `json:"issued_on"`
}

// DocumentOf is the series' view of a plan.
func DocumentOf(p *extract.Plan) Document {
	return Document{ID: p.ID, Title: p.Title, Issuer: p.Issuer, Kind: p.Kind, Year: p.Year, YearEnd: p.YearEnd, IssuedOn: p.IssuedOn}
}

// Series is a run of documents of one issuer and title, the years folded.
type Series struct {
	ID     string             `json:"id"` // stable as long as issuer and folded title are
	Title  string             `json:"title"`
	Issuer extract.NullString `json:"issuer"`
	Kind   extract.NullString `json:"kind"`
	// Documents are ordered by year, then by date of issue, then by id.
	Documents []Document  `json:"documents"`
	Gaps      []int       `json:"gaps"`       // years between first and last that no document covers
	Duplicate []Duplicate `json:"duplicates"` // years with more than one
}

// Duplicate names documents that plan the same year: another edition, a
// correction, or the same notice from another site.
type Duplicate struct {
	Year int      `json:"year"`
	IDs  []string `json:"ids"`
}

// Group finds the series among documents. One without a year or title belongs
// to none. Series are ordered by folded title, then by issuer.
func Group(docs []Document) []Series {
	by := map[string]*Series{}
	var keys []string
	for _, d := range docs {
		if d.Year == 0 || d.Title == "" {
			continue
		}
		k, title := key(d)
		s := by[k]
		if s == nil {
			sum := sha256.Sum256([]byte(k))
			s = &Series{ID: hex.EncodeToString(sum[:8]), Title: title, Gaps: []int{}, Duplicate: []Duplicate{}}
			by[k] = s
			keys = append(keys, k)
		}
		if !slices.ContainsFunc(s.Documents, func(o Document) bool { return o.ID == d.ID }) {
			s.Documents = append(s.Documents, d)
		}
	}
	slices.Sort(keys)
	out := []Series{}
	for _, k := range keys {
		s := by[k]
		s.finish()
		out = append(out, *s)
	}
	slices.SortStableFunc(out, func(x, y Series) int {
		return cmp.Or(cmp.Compare(x.Title, y.Title), cmp.Compare(x.Issuer, y.Issuer))
	})
	return out
}

// finish orders the documents and names gaps and duplicates.
func (s *Series) finish() {
	slices.SortFunc(s.Documents, func(x, y Document) int {
		return cmp.Or(cmp.Compare(x.Year, y.Year), cmp.Compare(x.IssuedOn, y.IssuedOn), cmp.Compare(x.ID, y.ID))
	})
	covered := map[int]bool{}
	starts := map[int][]string{}
	for _, d := range s.Documents {
		last := max(d.Year, min(d.YearEnd, d.Year+50))
		for y := d.Year; y <= last; y++ {
			covered[int(y)] = true
		}
		starts[int(d.Year)] = append(starts[int(d.Year)], d.ID)
		if s.Issuer == "" {
			s.Issuer = d.Issuer
		}
		if s.Kind == "" {
			s.Kind = d.Kind
		}
	}
	first, last := int(s.Documents[0].Year), int(s.Documents[len(s.Documents)-1].Year)
	for y := first; y <= last && last-first < 200; y++ {
		if !covered[y] {
			s.Gaps = append(s.Gaps, y)
		}
		if ids := starts[y]; len(ids) > 1 {
			s.Duplicate = append(s.Duplicate, Duplicate{Year: y, IDs: ids})
		}
	}
}

// One returns one plan a year, the last issued of duplicates, in order: what
// Build takes.
func (s *Series) One() []Document {
	var out []Document
	for _, d := range s.Documents {
		if n := len(out); n > 0 && out[n-1].Year == d.Year {
			out[n-1] = d
			continue
		}
		out = append(out, d)
	}
	return out
}
