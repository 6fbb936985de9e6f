package store

import (
	"context"
	"slices"
	"strconv"
	"unicode/utf8"

	"yaodian/extract"
)

// itemsPerDocument separates the keys of two documents' items. A text holds at
// most 8 million code points, an item at least a label and a line end; what is
// beyond stays in the plan but not in the rows.
const itemsPerDocument = 1_000_000

// planRows are rows of plans; as flatten makes them, keys are relative to the
// document's.
type planRows struct{ blobs, items, offices, targets, words [][]any }

// bulkTables are the tables that every document adds rows to, with the columns
// in which they come.
var bulkTables = map[string][]string{"blobs": blobColumns, "items": itemColumns, "offices": officeColumns, "targets": targetColumns}

var (
	blobColumns   = []string{"doc", "source", "plan"}
	itemColumns   = []string{"key", "path", "parent", "level", "label", "title", "start", "stop", "body"}
	officeColumns = []string{"item", "n", "name", "role", "inferred", "start", "stop"}
	targetColumns = []string{"item", "n", "text", "start", "stop", "kind", "action", "indicator", "value", "amount", "value_max",
		"unit", "comparator", "change", "direction", "baseline", "period", "due", "rule"}
)

func flatten(p *extract.Plan) planRows {
	var r planRows
	text := cutter{text: p.Text}
	shared := documentFacets(p)
	words := indexers.Get().(*indexer)
	defer indexers.Put(words)
	for n, it := range p.Items {
		if n == itemsPerDocument {
			break
		}
		key := int64(n)
		body := ""
		if it.BodySpan != nil {
			body = text.cut(*it.BodySpan)
		} else if it.TitleSpan == nil {
			body = text.cut(it.Span)
		}
		title := clean(string(it.Title))
		body = clean(body)
		r.items = append(r.items, []any{key, it.ID, null(string(it.Parent)), it.Level, clean(it.Label), null(title), it.Span.Start, it.Span.End, body})
		r.words = append(r.words, words.row(key, title, body, itemFacets(shared, it)))
		for i, o := range it.Offices {
			r.offices = append(r.offices, []any{key, i, clean(o.Name), string(o.Role), o.Inferred, o.Span.Start, o.Span.End})
		}
		for i, t := range it.Targets {
			var amount any
			if t.Value != nil {
				amount = t.Value.InexactFloat64()
			}
			r.targets = append(r.targets, []any{key, i, clean(t.Text), t.Span.Start, t.Span.End, string(t.Kind), null(clean(string(t.Action))),
				null(clean(string(t.Indicator))), number(t.Value), amount, number(t.ValueMax), null(clean(string(t.Unit))), string(t.Comparator),
				null(string(t.Change)), null(string(t.Direction)), number(t.Baseline), null(string(t.Period)), null(string(t.By)), t.Rule})
		}
	}
	return r
}

// add takes the rows of a plan under the document's key. It changes them.
func (r *planRows) add(plan planRows, seq int64) {
	for _, rows := range [][][]any{plan.items, plan.offices, plan.targets, plan.words} {
		for _, row := range rows {
			row[0] = seq*itemsPerDocument + row[0].(int64)%itemsPerDocument
		}
	}
	r.blobs = append(r.blobs, plan.blobs...)
	r.items = append(r.items, plan.items...)
	r.offices = append(r.offices, plan.offices...)
	r.targets = append(r.targets, plan.targets...)
	r.words = append(r.words, plan.words...)
}

// holds reports whether rows of a document are among them.
func (r *planRows) holds(seq int64) bool {
	return slices.ContainsFunc(r.blobs, func(row []any) bool { return row[0] == seq }) ||
		slices.ContainsFunc(r.items, func(row []any) bool { return row[0].(int64)/itemsPerDocument == seq })
}

// insert writes the rows.
func (r *planRows) insert(ctx context.Context, tx *Tx) error {
	for _, t := range []struct {
		name string
		rows [][]any
	}{{"blobs", r.blobs}, {"items", r.items}, {"offices", r.offices}, {"targets", r.targets}} {
		if err := tx.insert(ctx, t.name, bulkTables[t.name], t.rows); err != nil {
			return err
		}
	}
	return insertWords(ctx, tx, r.words)
}

// deleteRows removes a document's items and what hangs on them.
func deleteRows(ctx context.Context, tx *Tx, seq int64) error {
	if tx.pending.holds(seq) {
		if err := tx.pending.insert(ctx, tx); err != nil {
			return err
		}
		tx.pending = planRows{}
	}
	first, end := seq*itemsPerDocument, (seq+1)*itemsPerDocument
	for _, q := range []string{
		`DELETE FROM item_words WHERE ` + wordKey[tx.dialect()] + ` >= $1 AND ` + wordKey[tx.dialect()] + ` < $2`,
		`DELETE FROM targets WHERE item >= $1 AND item < $2`,
		`DELETE FROM offices WHERE item >= $1 AND item < $2`,
		`DELETE FROM items WHERE key >= $1 AND key < $2`,
	} {
		if _, err := tx.exec(ctx, q, first, end); err != nil {
			return err
		}
	}
	return nil
}

// cutter cuts spans out of a text without a copy, fast where they come in order.
type cutter struct {
	text  string
	runes int // from the start up to here
	bytes int
}

// cut returns what a span holds, "" for one beyond the text.
func (c *cutter) cut(s extract.Span) string {
	if s.Start < 0 || s.Start > s.End {
		return ""
	}
	from, ok := c.seek(s.Start)
	if !ok {
		return ""
	}
	to, ok := c.seek(s.End)
	if !ok {
		return ""
	}
	return c.text[from:to]
}

// seek returns the byte offset of a code point.
func (c *cutter) seek(runes int) (bytes int, ok bool) {
	if runes < c.runes {
		c.runes, c.bytes = 0, 0
	}
	for ; c.runes < runes && c.bytes < len(c.text); c.runes++ {
		_, n := utf8.DecodeRuneInString(c.text[c.bytes:])
		c.bytes += n
	}
	return c.bytes, c.runes == runes
}

func number(n *extract.Number) any {
	if n == nil {
		return nil
	}
	return n.String()
}

// list writes placeholders for values, numbered from first.
func list(values []string, first int) (string, []any) {
	var b []byte
	args := make([]any, len(values))
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, '$'), int64(first+i), 10)
		args[i] = v
	}
	return string(b), args
}
