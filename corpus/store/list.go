package store

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
)

// Filter narrows a list of documents. Zero fields do not narrow.
type Filter struct {
	Issuer string // exactly
	Kind   string // exactly
	Year   int    // the plan covers this year
	Query  string // part of the title, the name or the issuer
	// Corrected leaves out documents without corrections in force.
	Corrected bool
	Limit     int    // 1 to MaxLimit; 0 means DefaultLimit
	Cursor    string // as the call before returned it
}

// Bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// List returns a page of documents, the newest first, and the cursor of the
// next page, "" after the last. A cursor stays right while documents come and
// go. CodeBadCursor when the cursor is not one that List made.
func (s *Store) List(ctx context.Context, f Filter) ([]Document, string, error) {
	limit, err := pageSize(f.Limit)
	if err != nil {
		return nil, "", err
	}
	var w where
	if f.Cursor != "" {
		at, err := readCursor("d", f.Cursor, 1)
		if err != nil {
			return nil, "", err
		}
		w.add("d.seq < ", at[0])
	}
	w.documents(f.Issuer, f.Kind, f.Year)
	if f.Query != "" {
		p := "%" + likeEscaper.Replace(f.Query) + "%"
		w.any(p, `d.title LIKE $ ESCAPE '\'`, `d.name LIKE $ ESCAPE '\'`, `d.issuer LIKE $ ESCAPE '\'`)
	}
	if f.Corrected {
		w.terms = append(w.terms, "d.corrections > 0")
	}
	out := []Document{}
	var last int64
	next := ""
	err = each(ctx, s.db.reader(), `SELECT `+documentColumns+` FROM documents d`+w.sql()+` ORDER BY d.seq DESC LIMIT `+strconv.Itoa(limit+1),
		w.args, func(scan func(...any) error) error {
			seq, d, err := scanDocument(scan)
			if err != nil {
				return err
			}
			if len(out) == limit {
				next = cursor("d", last)
				return nil
			}
			out, last = append(out, d), seq
			return nil
		})
	return out, next, err
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// where builds a condition with numbered parameters.
type where struct {
	terms []string
	args  []any
}

// add appends "condition$n".
func (w *where) add(condition string, arg any) {
	w.args = append(w.args, arg)
	w.terms = append(w.terms, condition+"$"+strconv.Itoa(len(w.args)))
}

// any appends a disjunction in which every $ is the same parameter.
func (w *where) any(arg any, conditions ...string) {
	w.args = append(w.args, arg)
	n := "$" + strconv.Itoa(len(w.args))
	w.terms = append(w.terms, "("+strings.ReplaceAll(strings.Join(conditions, " OR "), "$", n)+")")
}

func (w *where) documents(issuer, kind string, year int) {
	if issuer != "" {
		w.add("d.issuer = ", issuer)
	}
	if kind != "" {
		w.add("d.kind = ", kind)
	}
	if year != 0 {
		w.any(year, "d.year = $", "d.year < $ AND d.year_end >= $")
	}
}

func (w *where) sql() string {
	if len(w.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.terms, " AND ")
}

func pageSize(limit int) (int, error) {
	if limit < 0 || limit > MaxLimit {
		return 0, refuse(CodeBadFilter, "limit must lie between 1 and "+strconv.Itoa(MaxLimit), nil)
	}
	if limit == 0 {
		limit = DefaultLimit
	}
	return limit, nil
}

// A cursor is opaque to callers: the kind of list it belongs to and the keys of
// the last row shown.
func cursor(kind string, keys ...int64) string {
	b := []byte(kind)
	for _, k := range keys {
		b = strconv.AppendInt(append(b, '.'), k, 10)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(kind, c string, keys int) ([]int64, error) {
	bad := refuse(CodeBadCursor, "the cursor is not one that this list returned; start without", nil)
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return nil, bad
	}
	parts := strings.Split(string(b), ".")
	if len(parts) != keys+1 || parts[0] != kind {
		return nil, bad
	}
	out := make([]int64, keys)
	for i, p := range parts[1:] {
		if out[i], err = strconv.ParseInt(p, 10, 64); err != nil {
			return nil, bad
		}
	}
	return out, nil
}
