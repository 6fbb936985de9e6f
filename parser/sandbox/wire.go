package sandbox

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"yaodian/parser/format"
)

// The protocol on a child's standard input and output: a frame is its length
// in four bytes, big-endian, and that many bytes of JSON. A request's frame is
// followed by the Size bytes of the document; each is answered by one frame.

// request asks for one document.
type request struct {
	Media   string
	Limits  format.Limits
	Timeout time.Duration // from the receipt of the document
	Size    int64
}

// answer is the Content, or an error by its code.
type answer struct {
	Content *format.Content
	Code    format.Code
	Message string
	Cause   string
	// Retire asks the parent to end this child: it leaked, or holds much memory.
	Retire bool
}

const (
	maxRequest = 1 << 20   // bytes of a request's frame
	maxAnswer  = 256 << 20 // bytes of an answer's frame
)

func writeFrame(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var head [4]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(b)))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func readFrame(r io.Reader, limit int, v any) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint32(head[:]))
	if n > limit {
		return fmt.Errorf("a frame of %d bytes is over the limit of %d", n, limit)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
