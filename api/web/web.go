// Package web is the page for people who would never open a terminal: plain
// HTML made on the server, Chinese first, with little script and nothing from
// other hosts.
package web

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"yaodian/corpus/series"
	"yaodian/corpus/store"
	"yaodian/extract"
)

//go:embed templates/*.html assets messages.tsv
var files embed.FS

// Documents is what the page needs of a store.
type Documents interface {
	Get(ctx context.Context, id string) (store.Document, error)
	Plan(ctx context.Context, id string) (*extract.Plan, error)
	List(ctx context.Context, f store.Filter) (list []store.Document, next string, err error)
	Search(ctx context.Context, q store.Query) (hits []store.Hit, next string, err error)
	Targets(ctx context.Context, q store.TargetQuery) (rows []store.TargetRow, next string, err error)
	Delete(ctx context.Context, id string) error
}

// Failure is an error as a reader of the page should meet it.
type Failure struct {
	Code                   string
	Status                 int
	Title, TitleZ          string
	Detail, Help, HelpZ    string
	RequestID, Type, Retry string
}

// Service is what the page asks of the service around it.
type Service struct {
	Documents Documents
	Version   string
	MaxUpload int64
	// Upload reads and keeps the file of a form's field "file".
	Upload func(c *gin.Context) (id string, created bool, err error)
	// Sample stores documents to try the page with; nil offers none.
	Sample func(ctx context.Context) error
	// Corrections keeps what readers correct; nil takes none.
	Corrections Corrections
	// Series groups the documents; History compares the plans of one series.
	Series  func(ctx context.Context) ([]series.Series, error)
	History func(ctx context.Context, id string) (series.Series, *series.History, error)
	// Visitor says who looks. SignIn gives a browser a session for a token,
	// SignOut ends it.
	Visitor func(ctx context.Context) Visitor
	SignIn  func(c *gin.Context, token string) error
	SignOut func(c *gin.Context) error
	// Explain says how an error is shown; it logs what must not be.
	Explain func(ctx context.Context, err error) Failure
	// Failures lists every kind of failure, for scripts and for the pages
	// that explain them.
	Failures []Failure
	// Describe returns the OpenAPI description.
	Describe func() ([]byte, error)
}

type site struct {
	Service
	pages  pages
	assets assets
}

// Register adds the page's addresses to a router. It returns what shows an
// error as a page.
func Register(r gin.IRouter, svc Service) (fail func(*gin.Context, error), err error) {
	s := &site{Service: svc}
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(s.assets); err != nil {
		return nil, err
	}
	r.GET("/assets/:version/:file", s.asset)
	r.GET("/favicon.ico", func(c *gin.Context) { c.Redirect(http.StatusMovedPermanently, s.assets.url("icon.svg")) })
	r.GET("/docs", s.docs)
	r.GET("/problems/:code", s.problem)
	r.GET("/lang/:lang", s.language)
	r.GET("/signin", s.signInForm)
	r.POST("/signin", s.signIn)
	r.POST("/signout", s.signOut)
	if s.Documents == nil {
		return s.fail, nil
	}
	r.GET("/", s.home)
	r.POST("/upload", s.upload)
	if s.Sample != nil {
		r.POST("/sample", s.sample)
	}
	r.GET("/documents/:id", s.document)
	r.GET("/documents/:id/offices", s.offices)
	r.GET("/documents/:id/delete", s.confirmDelete)
	r.POST("/documents/:id/delete", s.delete)
	if s.Corrections != nil {
		r.GET("/documents/:id/edit", s.edit)
		r.POST("/documents/:id/corrections", s.correct)
		// Where switching the language leads from a form that was refused.
		r.GET("/documents/:id/corrections", func(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/documents/"+c.Param("id")) })
		r.POST("/documents/:id/corrections/:n/undo", s.undo)
		r.POST("/documents/:id/corrections/:n/redo", s.redo)
	}
	r.GET("/compare", s.compare)
	r.GET("/search", s.search)
	r.GET("/series", s.seriesList)
	r.GET("/series/:id", s.series)
	return s.fail, nil
}

// fail shows an error as a page.
func (s *site) fail(c *gin.Context, err error) {
	f := s.Explain(c.Request.Context(), err)
	if f.Retry != "" {
		c.Header("Retry-After", f.Retry)
	}
	s.render(c, f.Status, "error.html", f)
}

// read returns a document with its plan; not ok when it showed an error.
func (s *site) read(c *gin.Context, id string) (doc store.Document, plan *extract.Plan, ok bool) {
	doc, err := s.Documents.Get(c.Request.Context(), id)
	if err == nil {
		plan, err = s.Documents.Plan(c.Request.Context(), id)
	}
	if err != nil {
		s.fail(c, err)
	}
	return doc, plan, err == nil
}

// language remembers the reader's choice and goes back to where they were.
func (s *site) language(c *gin.Context) {
	lang := c.Param("lang")
	if lang != "en" {
		lang = "zh"
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode})
	c.Redirect(http.StatusSeeOther, localPath(c.Query("to")))
}

// localPath returns a path within the service, so that a link to /lang cannot
// lead readers elsewhere.
func localPath(p string) string {
	if len(p) == 0 || p[0] != '/' || (len(p) > 1 && (p[1] == '/' || p[1] == '\\')) {
		return "/"
	}
	for _, r := range p {
		if r < 0x20 || r == 0x7f {
			return "/"
		}
	}
	return p
}

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // dir is a constant of this package
	}
	return f
}
