package web

import (
	"context"
	"strconv"
	"time"

	"yaodian/corpus/correct"
	"yaodian/corpus/store"
	"yaodian/extract"
)

// correctionRow is a correction as a line of a list.
type correctionRow struct {
	Seq      int
	Fact, Op string
	Item     string    // id
	Label    string    // of the item, for readers
	Old, New string    // wording; of targets that changed, Changes says more
	Amount   string    // of a target that was added or deleted
	Roles    [2]string // of an office before and after, "" where they are not told
	Changes  []changedField
	By       string
	At       time.Time
	Undone   bool
	Later    *laterStep // when it was taken back, or put back
	Lost     bool       // its place is not in the text any more
}

// laterStep is what became of a correction after it was made.
type laterStep struct {
	Name string // undone or redone
	By   string
	At   time.Time
}

// changedField is a field of a target before and after.
type changedField struct{ Old, New fieldValue }

// fieldValue is a value of a field of a target, which some name by code.
type fieldValue struct{ Field, Value string }

func rowOfCorrection(c *correct.Correction, lang string) correctionRow {
	r := correctionRow{Seq: c.Seq, Fact: string(c.Fact), Op: string(c.Op), Item: c.Item.ID, Label: c.Item.Text, By: c.By, At: c.At.Local(), Undone: c.Gone != nil}
	switch {
	case c.Gone != nil:
		r.Later = &laterStep{"undone", string(c.GoneBy), c.Gone.Local()}
	case c.Back != nil:
		r.Later = &laterStep{"redone", string(c.BackBy), c.Back.Local()}
	}
	r.Old, _ = c.Old.Place()
	r.New, _ = c.New.Place()
	if c.Op != correct.Change && c.Fact == correct.Target {
		for _, v := range []*correct.Value{c.Old, c.New} {
			if v != nil {
				r.Amount = valueOf(*v.Target, lang)
			}
		}
	}
	if c.Old == nil || c.New == nil {
		return r
	}
	if c.Fact == correct.Office {
		r.Roles = [2]string{string(c.Old.Office.Role), string(c.New.Office.Role)}
	}
	if c.Fact == correct.Target {
		for _, d := range correct.Differences(c.Old.Target, c.New.Target) {
			r.Changes = append(r.Changes, changedField{fieldValue{d.Field, d.Old}, fieldValue{d.Field, d.New}})
		}
	}
	return r
}

// overlay is what a document's page shows of its corrections.
type overlay struct {
	Rows  []correctionRow // the newest first
	Live  int
	Said  *correctionRow // the one just made, or
	Gone  *correctionRow // the one just taken back
	facts map[string]*correctionRow
}

// overlay reads a document's corrections and finds the facts that they set.
func (s *site) overlay(ctx context.Context, id, lang, saved, undone string) (*overlay, error) {
	cs, err := s.Corrections.Corrections(ctx, id)
	if err != nil || len(cs) == 0 {
		return &overlay{}, err
	}
	raw, err := s.Corrections.Extracted(ctx, id)
	if err != nil {
		return nil, err
	}
	_, outcomes := correct.Apply(raw, cs)
	came := map[int]correct.Outcome{}
	for _, o := range outcomes {
		came[o.Seq] = o
	}
	v := &overlay{facts: map[string]*correctionRow{}, Rows: make([]correctionRow, len(cs))}
	for i := range cs {
		r := &v.Rows[len(cs)-1-i]
		*r = rowOfCorrection(&cs[i], lang)
		seq := strconv.Itoa(r.Seq)
		if r.Undone {
			if seq == undone {
				v.Gone = r
			}
			continue
		}
		v.Live++
		if seq == saved {
			v.Said = r
		}
		o := came[r.Seq]
		if r.Lost = o.Lost; r.Lost {
			continue
		}
		r.Item = o.Item
		v.facts[key(cs[i].Fact, o.Item, o.Span)] = r
		if cs[i].Fact == correct.Office && cs[i].New != nil {
			v.facts[officeKey(o.Item, r.New)] = r
		}
	}
	return v, nil
}

// key names a fact: of headings there is one an item.
func key(f correct.Fact, item string, s extract.Span) string {
	if f == correct.Heading {
		return string(f) + " " + item
	}
	return string(f) + " " + item + " " + spanText(s)
}

// officeKey names an office of an item where its place is not known.
func officeKey(item, name string) string { return "named " + item + " " + name }

// handmade is what a document's corrections set, nil where it has none.
func (s *site) handmade(ctx context.Context, doc store.Document, lang string) (*overlay, error) {
	if s.Corrections == nil || doc.Corrections == 0 {
		return nil, nil
	}
	return s.overlay(ctx, doc.ID, lang, "", "")
}

// heading is the correction that set the heading of the first of the items that
// one set, or nil.
func (v *overlay) heading(items ...string) *correctionRow {
	for _, id := range items {
		if v != nil && v.facts[key(correct.Heading, id, extract.Span{})] != nil {
			return v.facts[key(correct.Heading, id, extract.Span{})]
		}
	}
	return nil
}

// office is the same of an office of the items.
func (v *overlay) office(name string, items ...string) *correctionRow {
	for _, id := range items {
		if v != nil && v.facts[officeKey(id, name)] != nil {
			return v.facts[officeKey(id, name)]
		}
	}
	return nil
}

// target is the same of a target.
func (v *overlay) target(item string, t extract.Target) *correctionRow {
	if v == nil || t.Rule != correct.Rule {
		return nil
	}
	return v.by(correct.Target, item, t.Span)
}

// mark tells the rows of facts who set them.
func (v *overlay) mark(rows []itemRow, p *extract.Plan) {
	if v == nil {
		return
	}
	for i := range rows {
		r, it := &rows[i], &p.Items[i]
		if it.TitleRule == correct.Rule {
			r.Edited = v.by(correct.Heading, it.ID, extract.Span{})
		}
		for n, o := range it.Offices {
			if o.Rule == correct.Rule {
				r.Offices[n].Edited = v.by(correct.Office, it.ID, o.Span)
			}
		}
		for n, t := range it.Targets {
			if t.Rule == correct.Rule {
				r.Targets[n].Edited = v.by(correct.Target, it.ID, t.Span)
			}
		}
	}
}

// by is the correction that set a fact; one made by nobody known where the
// list has changed since the plan was read.
func (v *overlay) by(f correct.Fact, item string, s extract.Span) *correctionRow {
	if r := v.facts[key(f, item, s)]; r != nil {
		return r
	}
	return &correctionRow{}
}
