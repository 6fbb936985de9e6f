package api

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"yaodian/parser/format"
)

// Patience is how slow a client may be before its connection ends. A field
// that is zero means the default.
type Patience struct {
	Form   time.Duration // to send a request that is no upload: 10 s
	Upload time.Duration // to send a file or two to be compared: 2 min
	Batch  time.Duration // to send a batch: 30 min
	Answer time.Duration // to take an answer, of a stream each event: 5 min
	Drain  time.Duration // to send what nobody wants to read of a body: 5 s
	Beat   time.Duration // how long a stream may be silent: 15 s
}

// orDefaults fills in the defaults.
func (p Patience) orDefaults() Patience {
	for _, f := range []struct {
		at *time.Duration
		d  time.Duration
	}{{&p.Form, 10 * time.Second}, {&p.Upload, 2 * time.Minute}, {&p.Batch, 30 * time.Minute},
		{&p.Answer, 5 * time.Minute}, {&p.Drain, 5 * time.Second}, {&p.Beat, 15 * time.Second}} {
		if *f.at <= 0 {
			*f.at = f.d
		}
	}
	return p
}

// bounded ends connections of clients that hold them by being slow. A writer
// without deadlines, as of a test, is left as it is.
func (s *server) bounded(c *gin.Context) {
	rc := http.NewResponseController(c.Writer)
	_ = rc.SetWriteDeadline(time.Now().Add(s.Patience.Answer))
	if c.Request.Body != nil && c.Request.Body != http.NoBody {
		// The limit is there from the start and holds where no handler reads:
		// net/http takes in the rest of a body before it answers. At the
		// body's end net/http lifts it.
		_ = rc.SetReadDeadline(time.Now().Add(s.Patience.Form))
		c.Request.Body = body{c.Request.Body}
	}
	c.Next()
	_ = rc.SetReadDeadline(time.Now().Add(s.Patience.Drain))
}

// longer lets a client take longer to send the body of a request, and to take
// its answer after that.
func (s *server) longer(w http.ResponseWriter, r *http.Request, d time.Duration) {
	if r.Body == nil || r.Body == http.NoBody {
		return // net/http waits on the connection for the client to leave
	}
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(d))
	_ = rc.SetWriteDeadline(time.Now().Add(d + s.Patience.Answer))
}

// body is the body of a request. It marks its errors as the client's.
type body struct{ io.ReadCloser }

// Read implements io.Reader.
func (b body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = &bodyError{err}
	}
	return n, err
}

// bodyError says that a client did not send what it announced, or not in time.
type bodyError struct{ cause error }

// Error implements error.
func (e *bodyError) Error() string { return "body: " + e.cause.Error() }

// Unwrap serves errors.Is.
func (e *bodyError) Unwrap() error { return e.cause }

// problem is the answer to it, which a client that left does not see.
func (e *bodyError) problem() *Problem {
	if errors.Is(e.cause, os.ErrDeadlineExceeded) {
		return problemFor(codeSlow, "the request was not sent in the time that it may take; send it again, over a better connection or in smaller parts")
	}
	return problemFor(codeInvalid, "the request broke off")
}

// rest takes in what follows a form, so that the end of the body is seen: then
// the limit for sending is lifted, and the client's leaving noticed.
func rest(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// formError says what is wrong with a multipart form that cannot be read.
func formError(err error) error {
	var big *http.MaxBytesError
	var ours *format.Error
	var theirs *bodyError
	if errors.As(err, &big) || errors.As(err, &ours) || errors.As(err, &theirs) {
		return err
	}
	return problemFor(codeInvalid, "the upload is no multipart form, or only the beginning of one")
}
