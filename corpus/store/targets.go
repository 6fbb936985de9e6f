package store

import (
	"context"
	"regexp"
	"strconv"

	"github.com/shopspring/decimal"

	"yaodian/extract"
)

// TargetQuery asks for targets across documents. Zero fields do not narrow.
type TargetQuery struct {
	Office    string // an office named by the target's item, exactly
	Indicator string // part of the indicator
	Unit      string // exactly, as in Target.Unit
	Kind      string // Target.Kind
	Issuer    string // exactly
	Year      int    // the plan covers this year
	Min, Max  *extract.Number
	// DueFrom and DueTo bound the deadline, ISO 8601, both included; a target
	// without a deadline is then left out.
	DueFrom, DueTo string
	Limit          int
	Cursor         string
}

// TargetRow is one target with where it stands.
type TargetRow struct {
	Document  Brief              `json:"document"`
	Item      string             `json:"item"` // Item.ID in the document's plan
	ItemTitle extract.NullString `json:"item_title"`
	Offices   []string           `json:"offices"` // named by the item, in order
	Target    extract.Target     `json:"target"`
}

var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// Targets returns a page of targets, those of the newest documents first and
// within a document from its end. Values compare as binary64 numbers and are
// returned exactly.
func (s *Store) Targets(ctx context.Context, q TargetQuery) ([]TargetRow, string, error) {
	limit, err := pageSize(q.Limit)
	if err != nil {
		return nil, "", err
	}
	var w where
	if q.Cursor != "" {
		at, err := readCursor("t", q.Cursor, 2)
		if err != nil {
			return nil, "", err
		}
		w.add("(t.item, t.n) < (", at[0])
		w.args = append(w.args, at[1])
		w.terms[len(w.terms)-1] += ", $" + strconv.Itoa(len(w.args)) + ")"
	}
	w.documents(q.Issuer, "", q.Year)
	if q.Unit != "" {
		w.add("t.unit = ", q.Unit)
	}
	if q.Kind != "" {
		w.add("t.kind = ", q.Kind)
	}
	if q.Indicator != "" {
		w.any("%"+likeEscaper.Replace(q.Indicator)+"%", `t.indicator LIKE $ ESCAPE '\'`)
	}
	if q.Office != "" {
		w.any(q.Office, "EXISTS (SELECT 1 FROM offices o WHERE o.item = t.item AND o.name = $)")
	}
	if q.Min != nil {
		w.add("t.amount >= ", q.Min.InexactFloat64())
	}
	if q.Max != nil {
		w.add("t.amount <= ", q.Max.InexactFloat64())
	}
	for _, d := range []struct{ op, date string }{{"t.due >= ", q.DueFrom}, {"t.due <= ", q.DueTo}} {
		if d.date == "" {
			continue
		}
		if !isoDate.MatchString(d.date) {
			return nil, "", refuse(CodeBadFilter, "a date is written 2025-07-31", nil)
		}
		w.add(d.op, d.date)
	}
	out := []TargetRow{}
	var keys []int64
	var lastItem, lastN int64
	next := ""
	err = each(ctx, s.db.reader(), `SELECT t.item, t.n, t.text, t.start, t.stop, t.kind, COALESCE(t.action, ''), COALESCE(t.indicator, ''), t.value, t.value_max,
			COALESCE(t.unit, ''), t.comparator, COALESCE(t.change, ''), COALESCE(t.direction, ''), t.baseline, COALESCE(t.period, ''), COALESCE(t.due, ''), t.rule,
			i.path, COALESCE(i.title, ''), d.id, d.name, COALESCE(d.title, ''), COALESCE(d.issuer, ''), COALESCE(d.kind, ''), COALESCE(d.year, 0)
		FROM targets t JOIN items i ON i.key = t.item JOIN documents d ON d.seq = t.item / `+strconv.Itoa(itemsPerDocument)+w.sql()+`
		ORDER BY t.item DESC, t.n DESC LIMIT `+strconv.Itoa(limit+1),
		w.args, func(scan func(...any) error) error {
			var r TargetRow
			var item, n int64
			var value, valueMax, baseline *string
			t, b := &r.Target, &r.Document
			if err := scan(&item, &n, &t.Text, &t.Span.Start, &t.Span.End, (*string)(&t.Kind), (*string)(&t.Action), (*string)(&t.Indicator), &value, &valueMax,
				(*string)(&t.Unit), (*string)(&t.Comparator), (*string)(&t.Change), (*string)(&t.Direction), &baseline, (*string)(&t.Period), (*string)(&t.By), &t.Rule,
				&r.Item, (*string)(&r.ItemTitle), &b.ID, &b.Name, (*string)(&b.Title), (*string)(&b.Issuer), (*string)(&b.Kind), (*int)(&b.Year)); err != nil {
				return err
			}
			if len(out) == limit {
				next = cursor("t", lastItem, lastN)
				return nil
			}
			t.Value, t.ValueMax, t.Baseline = exact(value), exact(valueMax), exact(baseline)
			r.Offices = []string{}
			out, keys = append(out, r), append(keys, item)
			lastItem, lastN = item, n
			return nil
		})
	if err != nil || len(out) == 0 {
		return out, next, err
	}
	return out, next, s.officesOf(ctx, out, keys)
}

// officesOf fills in the offices of the rows' items.
func (s *Store) officesOf(ctx context.Context, out []TargetRow, keys []int64) error {
	in := ""
	args := make([]any, len(keys))
	at := make(map[int64][]int, len(keys))
	for i, k := range keys {
		in += ",$" + strconv.Itoa(i+1)
		args[i] = k
		at[k] = append(at[k], i)
	}
	return each(ctx, s.db.reader(), `SELECT item, name FROM offices WHERE item IN (`+in[1:]+`) ORDER BY item, n`, args, func(scan func(...any) error) error {
		var k int64
		var name string
		if err := scan(&k, &name); err != nil {
			return err
		}
		for _, i := range at[k] {
			out[i].Offices = append(out[i].Offices, name)
		}
		return nil
	})
}

func exact(s *string) *extract.Number {
	if s == nil {
		return nil
	}
	d, err := decimal.NewFromString(*s)
	if err != nil {
		return nil
	}
	return &extract.Number{Decimal: d}
}

// Series is a run of documents of one issuer and kind.
type Series struct {
	Issuer    string `json:"issuer"`
	Kind      string `json:"kind"`
	Documents int    `json:"documents"`
	FirstYear int    `json:"first_year"`
	LastYear  int    `json:"last_year"`
}

// Series lists the issuers and kinds that have documents of at least
// minYears different years, the longest first; f.Issuer, f.Kind and f.Limit narrow.
// The documents of one are had from List.
func (s *Store) Series(ctx context.Context, f Filter, minYears int) ([]Series, error) {
	limit, err := pageSize(f.Limit)
	if err != nil {
		return nil, err
	}
	w := where{terms: []string{"d.issuer IS NOT NULL", "d.kind IS NOT NULL", "d.year IS NOT NULL"}}
	w.documents(f.Issuer, f.Kind, 0)
	w.args = append(w.args, minYears)
	out := []Series{}
	err = each(ctx, s.db.reader(), `SELECT d.issuer, d.kind, count(*), min(d.year), max(d.year) FROM documents d`+w.sql()+`
		GROUP BY d.issuer, d.kind HAVING count(DISTINCT d.year) >= $`+strconv.Itoa(len(w.args))+` ORDER BY 3 DESC, 1, 2 LIMIT `+strconv.Itoa(limit),
		w.args, func(scan func(...any) error) error {
			var r Series
			if err := scan(&r.Issuer, &r.Kind, &r.Documents, &r.FirstYear, &r.LastYear); err != nil {
				return err
			}
			out = append(out, r)
			return nil
		})
	return out, err
}
