package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/store"
)

type homePage struct {
	Documents []store.Document
	Pairs     []pair // consecutive years among the documents shown
	Filter    store.Filter
	Filtered  bool
	Next      string // address of the next page
	MaxUpload int64
	Failures  []Failure
	Sample    bool // the samples may be loaded
}

// pair is two editions of one plan, offered for comparison.
type pair struct{ Old, New store.Document }

// home lists the documents below a place to drop files.
func (s *site) home(c *gin.Context) {
	year, _ := strconv.Atoi(c.Query("year")) // an unreadable year filters nothing
	f := store.Filter{Query: strings.TrimSpace(c.Query("q")), Issuer: c.Query("issuer"), Kind: c.Query("kind"), Year: max(0, min(year, 9999)),
		Limit: 100, Cursor: c.Query("cursor")}
	list, next, err := s.Documents.List(c.Request.Context(), f)
	if err != nil {
		s.fail(c, err)
		return
	}
	p := homePage{Documents: list, Filter: f, Filtered: f.Query != "" || f.Issuer != "" || f.Kind != "" || f.Year != 0 || f.Cursor != "",
		MaxUpload: s.MaxUpload, Failures: s.Failures, Sample: s.Sample != nil}
	if next != "" {
		q := c.Request.URL.Query()
		q.Set("cursor", next)
		p.Next = "/?" + q.Encode()
	}
	if !p.Filtered {
		p.Pairs = pairs(list)
	}
	s.render(c, http.StatusOK, "home.html", p)
}

// pairs finds consecutive editions, the newest first, at most three.
func pairs(list []store.Document) []pair {
	var out []pair
	for _, d := range list {
		if old, ok := edition(list, d, -1); ok && len(out) < 3 {
			out = append(out, pair{old, d})
		}
	}
	return out
}

// edition finds among list the plan of the same series as d whose year lies
// nearest to d's, before it (step < 0) or after it (step > 0).
func edition(list []store.Document, d store.Document, step int) (best store.Document, ok bool) {
	if d.Year == 0 || d.Issuer == "" {
		return best, false
	}
	for _, o := range list {
		if o.ID == d.ID || o.Issuer != d.Issuer || o.Kind != d.Kind || o.Year == 0 || (int(o.Year)-int(d.Year))*step <= 0 {
			continue
		}
		if seriesName(o) != seriesName(d) {
			continue
		}
		if !ok || (int(best.Year)-int(o.Year))*step > 0 {
			best, ok = o, true
		}
	}
	return best, ok
}

// seriesName is a plan's title without its years: what its editions share.
func seriesName(d store.Document) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || strings.ContainsRune("年度—-至〇一二三四五六七八九", r) {
			return -1
		}
		return r
	}, string(d.Title))
}

// upload takes a file from a form, for readers without script.
func (s *site) upload(c *gin.Context) {
	id, _, err := s.Upload(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/documents/"+id)
}

func (s *site) confirmDelete(c *gin.Context) {
	d, err := s.Documents.Get(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.render(c, http.StatusOK, "delete.html", d)
}

func (s *site) delete(c *gin.Context) {
	if err := s.Documents.Delete(c.Request.Context(), c.Param("id")); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/")
}

// sample loads the samples, for who has nothing to read at hand.
func (s *site) sample(c *gin.Context) {
	if err := s.Sample(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/")
}
