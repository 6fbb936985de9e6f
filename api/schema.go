package api

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yaodian/corpus/correct"
	"yaodian/corpus/diff"
	"yaodian/corpus/series"
	"yaodian/corpus/store"
	"yaodian/extract"
	"yaodian/parser"
)

// described are the types whose JSON differs from what their Go types suggest:
// "" and 0 that are null, spans that are pairs, decimals, arrays that are never
// null. huma sees only the Go types, so mend puts their schemas right.
var described = []reflect.Type{
	reflect.TypeFor[extract.Plan](), reflect.TypeFor[extract.Item](), reflect.TypeFor[extract.Office](), reflect.TypeFor[extract.Target](),
	reflect.TypeFor[extract.Mention](), reflect.TypeFor[parser.Source](), reflect.TypeFor[parser.Warning](),
	reflect.TypeFor[diff.Diff](), reflect.TypeFor[diff.Side](), reflect.TypeFor[diff.Link](), reflect.TypeFor[diff.TextPair](), reflect.TypeFor[diff.Edit](),
	reflect.TypeFor[diff.OfficeDiff](), reflect.TypeFor[diff.Change](), reflect.TypeFor[diff.Section](), reflect.TypeFor[diff.Rename](),
	reflect.TypeFor[correct.Correction](), reflect.TypeFor[correct.Value](), reflect.TypeFor[correct.Anchor](), reflect.TypeFor[correct.Draft](), reflect.TypeFor[correct.New](),
	reflect.TypeFor[store.Document](), reflect.TypeFor[store.Brief](), reflect.TypeFor[store.Hit](), reflect.TypeFor[store.Snippet](), reflect.TypeFor[store.TargetRow](),
	reflect.TypeFor[series.Series](), reflect.TypeFor[series.Document](), reflect.TypeFor[series.Duplicate](), reflect.TypeFor[series.History](),
	reflect.TypeFor[store.Act](), reflect.TypeFor[series.Row](), reflect.TypeFor[series.Cell](), reflect.TypeFor[series.Lifeline](), reflect.TypeFor[series.Step](),
}

// values are the fields that hold one of a few words, by their Go type or, for
// those that may be null, by their type's and field's name.
var values = map[any][]any{
	reflect.TypeFor[extract.Role]():       {extract.Responsible, extract.Lead, extract.Support, extract.Supervise},
	reflect.TypeFor[extract.TargetKind](): {extract.Count, extract.Ratio, extract.Money, extract.Frequency, extract.Area, extract.Length, extract.Duration, extract.Rank, extract.Score, extract.Milestone, extract.Other},
	reflect.TypeFor[extract.Comparator](): {extract.EQ, extract.GE, extract.GT, extract.LE, extract.LT, extract.Approx, extract.Range},
	"Target.change":                       {"to", "by", nil},
	"Target.direction":                    {"up", "down", nil},
	"Target.period":                       {"day", "week", "month", "quarter", "half_year", "year", "term", nil},
	reflect.TypeFor[diff.Status]():        {diff.Unchanged, diff.Modified, diff.Added, diff.Removed, diff.Split, diff.Merged},
	reflect.TypeFor[diff.TargetStatus]():  {diff.Kept, diff.Raised, diff.Lowered, diff.Changed, diff.TargetAdded, diff.TargetRemoved},
	reflect.TypeFor[store.FileState]():    {store.FileQueued, store.FileRunning, store.FileDone, store.FileFailed, store.FileSkipped, store.FileCancelled},
}

// sections group the operations in the description.
var sections = []*huma.Tag{
	{Name: "reading", Description: "One notice in, its plan out; nothing is kept."},
	{Name: "documents", Description: "Notices that are kept, with their sources and exports."},
	{Name: "batches", Description: "Many files or archives at once, with progress."},
	{Name: "comparing", Description: "What changed from one plan to another."},
	{Name: "series", Description: "A plan over the years."},
	{Name: "asking", Description: "Items by their words and targets by what they ask."},
	{Name: "correcting", Description: "Facts put right by hand, kept over every reparse."},
	{Name: "operation", Description: "For those who watch over the service."},
	{Name: "health", Description: "For those who run the service."},
}

// mend corrects the schemas of described types once all routes are registered.
func mend(r huma.Registry) {
	all := r.Map()
	delete(all, "ErrorModel") // huma's own form of errors; Problem is ours
	two := 2
	if s := all["Span"]; s != nil {
		*s = huma.Schema{Type: "array", Items: &huma.Schema{Type: "integer"}, MinItems: &two, MaxItems: &two,
			Description: "[start, end), half-open, in Unicode code points of the text."}
	}
	for _, t := range described {
		s := all[schemaName(t, "")]
		if s == nil {
			continue
		}
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			p := s.Properties[name]
			if p == nil {
				continue
			}
			switch {
			case f.Type == reflect.TypeFor[extract.NullString](), f.Type == reflect.TypeFor[extract.NullInt]():
				p.Nullable = true
			case f.Type == reflect.TypeFor[*extract.Number]():
				p.Type, p.Nullable, p.Description = "number", true, "An exact decimal."
			case f.Type.Kind() == reflect.Slice:
				p.Nullable = false
			case f.Type.Kind() == reflect.Pointer && p.Ref != "":
				s.Properties[name] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}, Description: p.Description}
			}
			if v := values[f.Type]; v != nil {
				p.Enum = v
			} else if v := values[t.Name()+"."+name]; v != nil {
				p.Enum = v
			}
			if !strings.Contains(options, "omitempty") && !slices.Contains(s.Required, name) {
				s.Required = append(s.Required, name)
			}
		}
		s.PrecomputeMessages()
	}
}
