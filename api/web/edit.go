package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/correct"
	"yaodian/corpus/store"
	"yaodian/extract"
)

// Corrections is what the page needs of a store to correct plans; version is
// as in store.Correct.
type Corrections interface {
	Extracted(ctx context.Context, id string) (*extract.Plan, error)
	Corrections(ctx context.Context, id string) ([]correct.Correction, error)
	Corrected(ctx context.Context, ids []string) (map[string]bool, error)
	Correct(ctx context.Context, id, version string, d correct.Draft) (correct.Correction, store.Document, error)
	Undo(ctx context.Context, id, version string, n int, by string) (correct.Correction, store.Document, error)
	Redo(ctx context.Context, id, version string, n int, by string) (correct.Correction, store.Document, error)
}

type editPage struct {
	Doc    store.Document
	Op     correct.Op // change or add
	Item   itemRow    // that holds the fact; its ID is "" where it is yet to be made
	Source source
	Form   editForm
	Bad    map[string]string // name of a field, "form" for the whole, → message "bad.…"
	Stale  *correctionRow    // what was changed while the form was open
	Who    string            // the name of a reader who is signed in

	Roles       []extract.Role
	Kinds       []extract.TargetKind
	Comparators []extract.Comparator
	Changes     []extract.NullString
	Directions  []extract.NullString
	Periods     []extract.NullString
}

// source is the text that a fact is picked from.
type source struct {
	Start                 int // of Before, in the document's text
	Before, Marked, After string
}

const (
	editBytes   = 64 << 10 // bounds what is read of a form
	sourceRunes = 6000     // of text shown beside the form
	whoCookie   = "who"
)

// toEdit leads from the short links of a document's page, of which a long one
// holds thousands, to the form.
func (s *site) toEdit(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/documents/"+url.PathEscape(c.Param("id"))+"/edit?"+c.Request.URL.RawQuery)
}

// edit shows the form for one fact: to change the one at span, or to add one
// to the item named by edit, or from the stretch of text that was selected.
func (s *site) edit(c *gin.Context) {
	f := editForm{Fact: c.Query("fact"), Item: c.Query("edit"), Span: c.Query("span"), Who: signedBefore(c)}
	p, err := s.editPage(c, &f, readSpan(c.Query("from")), true)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.render(c, http.StatusOK, "edit.html", p)
}

// correct makes the correction that a form asks for. What cannot be shows the
// form again with what was written in it.
func (s *site) correct(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, editBytes)
	if err := c.Request.ParseForm(); err != nil {
		s.fail(c, err)
		return
	}
	post := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	f := editForm{Version: post("version"), Fact: post("fact"), Item: post("item"), Span: post("span"), Text: post("text"), Start: post("start"), End: post("end"),
		Role: post("role"), Kind: post("kind"), Action: post("action"), Indicator: post("indicator"), Value: post("value"), ValueMax: post("value_max"), Unit: post("unit"),
		Comparator: post("comparator"), Change: post("change"), Direction: post("direction"), Baseline: post("baseline"), Period: post("period"), Due: post("due"), Who: post("who")}
	draft, bad := f.draft(post("op"))
	if who := s.Visitor(c.Request.Context()); who.SignedIn {
		draft.By = who.Name
	}
	id := c.Param("id")
	if len(bad) == 0 {
		made, _, err := s.Corrections.Correct(c.Request.Context(), id, f.Version, draft)
		if err == nil {
			if draft.By == f.Who {
				http.SetCookie(c.Writer, &http.Cookie{Name: whoCookie, Value: url.QueryEscape(f.Who), Path: "/documents", MaxAge: int((365 * 24 * time.Hour).Seconds()),
					HttpOnly: true, SameSite: http.SameSiteLaxMode})
			}
			c.Redirect(http.StatusSeeOther, "/documents/"+id+"?saved="+strconv.Itoa(made.Seq)+"#item-"+made.Item.ID)
			return
		}
		var refused *correct.Invalid
		switch {
		case errors.As(err, &refused):
			bad = refusal(refused)
		case errors.Is(err, store.ErrStale):
			s.editAgain(c, &f, nil, http.StatusPreconditionFailed)
			return
		default:
			s.fail(c, err)
			return
		}
	}
	s.editAgain(c, &f, bad, http.StatusUnprocessableEntity)
}

// editAgain shows a form that was not taken, with what was written in it.
func (s *site) editAgain(c *gin.Context, f *editForm, bad map[string]string, status int) {
	p, err := s.editPage(c, f, nil, false)
	if err != nil {
		s.fail(c, err)
		return
	}
	if p.Bad = bad; status == http.StatusPreconditionFailed {
		p.Stale = &correctionRow{}
		cs, err := s.Corrections.Corrections(c.Request.Context(), p.Doc.ID)
		if err != nil {
			s.fail(c, err)
			return
		}
		if last := lastChanged(cs); last != nil {
			row := rowOfCorrection(last, languageOf(c.Request))
			p.Stale = &row
		}
	}
	s.render(c, status, "edit.html", p)
}

// lastChanged is the correction made, taken back or put back last.
func lastChanged(cs []correct.Correction) *correct.Correction {
	var last *correct.Correction
	when := func(c *correct.Correction) time.Time {
		switch {
		case c.Gone != nil:
			return *c.Gone
		case c.Back != nil:
			return *c.Back
		}
		return c.At
	}
	for i := range cs {
		if last == nil || !when(&cs[i]).Before(when(last)) {
			last = &cs[i]
		}
	}
	return last
}

// editPage finds what a form is about in the plan as it stands. With fill, the
// form gets the fact's present values, or what the selected text suggests.
func (s *site) editPage(c *gin.Context, f *editForm, from *extract.Span, fill bool) (*editPage, error) {
	ctx := c.Request.Context()
	doc, err := s.Documents.Get(ctx, c.Param("id"))
	if err != nil {
		return nil, err
	}
	plan, err := s.Documents.Plan(ctx, doc.ID)
	if err != nil {
		return nil, err
	}
	p := &editPage{Doc: doc, Op: correct.Add, Roles: correct.Roles, Kinds: correct.Kinds, Comparators: correct.Comparators,
		Changes: correct.Changes, Directions: correct.Directions, Periods: correct.Periods}
	if who := s.Visitor(ctx); who.SignedIn {
		p.Who = who.Name
	}
	text := []rune(plan.Text)
	if from != nil && (from.Start < 0 || from.Start >= from.End || from.End > len(text)) {
		from = nil
	}
	item := slices.IndexFunc(plan.Items, func(it extract.Item) bool { return it.ID == f.Item })
	if f.Item == "" && from != nil {
		item = within(plan, *from)
	}
	heading := f.Fact == string(correct.Heading)
	if item < 0 && (from == nil && f.Start == "" || f.Item != "" || heading) {
		return nil, store.ErrStale // the item is gone since the link was shown
	}
	region := extract.Span{End: len(text)}
	if len(plan.Items) > 0 {
		region.End = plan.Items[0].Span.Start
	}
	if item >= 0 {
		it := plan.Items[item]
		p.Item = itemRows(&extract.Plan{Text: plan.Text, Items: plan.Items[item : item+1]}, languageOf(c.Request))[0]
		f.Item = it.ID
		region = plan.Own(item)
		if f.Fact == string(correct.Office) {
			region = it.Span
		}
	}
	mark := readSpan(f.Start + "-" + f.End)
	switch {
	case heading:
		it := plan.Items[item]
		if it.TitleSpan != nil {
			p.Op = correct.Change
		}
		if fill {
			if mark = it.TitleSpan; from != nil {
				mark = from
			}
		}
	case f.Span != "":
		p.Op = correct.Change
		if mark, err = f.find(&plan.Items[item], fill); err != nil {
			return nil, err
		}
	case fill:
		if mark = from; from != nil && f.Fact == string(correct.Target) {
			f.fill(suggest(ctx, plan, string(text[from.Start:from.End])))
		}
	}
	if fill {
		f.Version = doc.Version()
		if mark != nil {
			f.place(text, *mark)
		}
	} else if f.Version != doc.Version() {
		f.Version = doc.Version()
	}
	p.Source = sourceOf(text, region, mark)
	p.Form = *f
	return p, nil
}

// within is the index of the innermost item around a span, -1 outside all.
func within(p *extract.Plan, s extract.Span) int {
	for i := len(p.Items) - 1; i >= 0; i-- {
		if p.Items[i].Span.Start <= s.Start && s.End <= p.Items[i].Span.End {
			return i
		}
	}
	return -1
}

// sourceOf cuts the text to pick from, with the fact in it marked. Of a long
// one it is what stands around the fact.
func sourceOf(text []rune, region extract.Span, mark *extract.Span) source {
	at := extract.Span{Start: region.Start, End: region.Start}
	if mark != nil && region.Start <= mark.Start && mark.End <= region.End {
		at = *mark
	}
	if region.Len() > sourceRunes {
		region.Start = max(region.Start, at.Start-sourceRunes/2)
		region.End = min(region.End, at.End+sourceRunes/2)
	}
	return source{Start: region.Start, Before: string(text[region.Start:at.Start]), Marked: string(text[at.Start:at.End]), After: strings.TrimRight(string(text[at.End:region.End]), "\n")}
}

// signedBefore is the name that a reader wrote under the last correction.
func signedBefore(c *gin.Context) string {
	w, err := c.Request.Cookie(whoCookie)
	if err != nil {
		return ""
	}
	name, _ := url.QueryUnescape(w.Value) // what cannot be read is no name
	return name
}

// author is who takes a correction back or puts it back: who is signed in, or
// by their own word who they were last.
func (s *site) author(c *gin.Context) string {
	if who := s.Visitor(c.Request.Context()); who.SignedIn {
		return who.Name
	}
	name := []rune(strings.TrimSpace(signedBefore(c)))
	return string(name[:min(len(name), correct.MaxBy)])
}

// undo takes a correction back, redo puts it back.
func (s *site) undo(c *gin.Context) { s.toggle(c, s.Corrections.Undo, "undone") }

func (s *site) redo(c *gin.Context) { s.toggle(c, s.Corrections.Redo, "saved") }

func (s *site) toggle(c *gin.Context, do func(ctx context.Context, id, version string, n int, by string) (correct.Correction, store.Document, error), said string) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, editBytes)
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 {
		s.fail(c, store.ErrNotFound)
		return
	}
	id := c.Param("id")
	made, _, err := do(c.Request.Context(), id, c.PostForm("version"), n, s.author(c))
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/documents/"+id+"?"+said+"="+strconv.Itoa(made.Seq)+"#item-"+made.Item.ID)
}
