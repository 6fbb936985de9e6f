package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Visitor is who looks at a page.
type Visitor struct {
	Name     string
	SignedIn bool // with a token, on the page
	Writes   bool // may add, correct and delete
}

type signInPage struct {
	To    string // where to go then, a path
	Wrong bool   // the token was not valid
}

// signInForm bounds what is read of a form with a token.
const signInBytes = 8 << 10

func (s *site) signInForm(c *gin.Context) {
	s.render(c, http.StatusOK, "signin.html", signInPage{To: localPath(c.Query("to"))})
}

// signIn takes a token from the form and goes back to where the reader was.
func (s *site) signIn(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, signInBytes)
	to := localPath(c.PostForm("to"))
	err := s.SignIn(c, c.PostForm("token"))
	if err == nil {
		c.Redirect(http.StatusSeeOther, to)
		return
	}
	if f := s.Explain(c.Request.Context(), err); f.Status == http.StatusUnauthorized {
		s.render(c, http.StatusUnauthorized, "signin.html", signInPage{To: to, Wrong: true})
		return
	}
	s.fail(c, err)
}

func (s *site) signOut(c *gin.Context) {
	if err := s.SignOut(c); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/signin")
}
