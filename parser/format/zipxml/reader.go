package zipxml

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"yaodian/parser/format"
)

// maxToken bounds the bytes of one tag or one stretch of text: encoding/xml
// holds a token in memory whole.
const maxToken = 4 << 20

// maxTokens bounds the tags and stretches of text of one part: some seconds of
// work. A thousand pages have about two million.
const maxTokens = 6_000_000

// Kind is the kind of a Token.
type Kind uint8

const (
	Start Kind = iota
	End
	Text
)

// Token is one event of the XML stream. Its Text is valid until the next call
// of Next.
type Token struct {
	Kind  Kind
	Space string // short key of the namespace from the caller's table, else the prefix as written
	Local string
	attr  []xml.Attr
	Text  []byte
}

// Attr returns the value of the attribute with that local name, "" when absent.
func (t *Token) Attr(local string) string {
	v, _ := t.Lookup(local)
	return v
}

// Lookup returns the value of the attribute with that local name and whether
// it is there.
func (t *Token) Lookup(local string) (string, bool) {
	for i := range t.attr {
		if t.attr[i].Name.Local == local && t.attr[i].Name.Space != "xmlns" {
			return t.attr[i].Value, true
		}
	}
	return "", false
}

// Is reports whether the token is the start of the element space:local.
func (t *Token) Is(space, local string) bool {
	return t.Kind == Start && t.Local == local && t.Space == space
}

// Reader walks one XML part. Every start has its end: a part that breaks off
// or is not well nested ends in CodeDamaged.
type Reader struct {
	ctx    context.Context
	src    *guard
	rc     io.Closer
	dec    *xml.Decoder
	spaces map[string]string
	open   []string // local names of the open elements
	scopes []scope  // prefixes declared, innermost last
	limit  int
	count  int
}

type scope struct {
	depth       int
	prefix, key string
}

// Reader opens a part as XML. spaces maps namespace URIs to the short keys
// that the caller wants in Token.Space. The caller must Close it.
func (p *Package) Reader(ctx context.Context, name string, spaces map[string]string) (*Reader, error) {
	rc, err := p.open(name)
	if err != nil {
		return nil, err
	}
	r := NewReader(ctx, rc, spaces, p.lim.Depth)
	r.rc = rc
	return r, nil
}

// NewReader walks XML from any stream; depth bounds the nesting.
func NewReader(ctx context.Context, src io.Reader, spaces map[string]string, depth int) *Reader {
	g := &guard{r: bufio.NewReaderSize(decodeUTF16(src), 32<<10)}
	r := &Reader{ctx: ctx, src: g, spaces: spaces, limit: depth}
	r.dec = xml.NewDecoder(g)
	// Not strict: an entity that is not predefined stays as written; none is
	// ever expanded.
	r.dec.Strict = false
	r.dec.CharsetReader = charsetReader
	return r
}

// Close releases the part.
func (r *Reader) Close() error {
	if r.rc != nil {
		return r.rc.Close()
	}
	return nil
}

// Depth is the number of open elements.
func (r *Reader) Depth() int { return len(r.open) }

// Next returns the next start, end or text. After the last it returns io.EOF.
func (r *Reader) Next() (Token, error) {
	for {
		if r.count++; r.count&0xfff == 0 {
			if err := r.ctx.Err(); err != nil {
				return Token{}, &format.Error{Code: format.CodeTimeout, Message: "reading took longer than allowed", Err: err}
			}
		}
		if r.count > maxTokens {
			return Token{}, tooLarge("the document holds more elements than any honest document does")
		}
		r.src.taken = 0
		raw, err := r.dec.RawToken()
		if err == io.EOF && len(r.open) == 0 {
			return Token{}, io.EOF
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF // elements are open
		}
		if err != nil {
			return Token{}, AsError(err)
		}
		switch t := raw.(type) {
		case xml.StartElement:
			r.open = append(r.open, t.Name.Local)
			if len(r.open) > r.limit {
				return Token{}, tooLarge("the document nests elements deeper than any honest document does")
			}
			r.declare(t.Attr)
			return Token{Kind: Start, Space: r.key(t.Name.Space), Local: t.Name.Local, attr: t.Attr}, nil
		case xml.EndElement:
			n := len(r.open) - 1
			if n < 0 || r.open[n] != t.Name.Local {
				return Token{}, damaged("the document's XML is not well formed; save it again with its program", nil)
			}
			tok := Token{Kind: End, Space: r.key(t.Name.Space), Local: t.Name.Local}
			r.open = r.open[:n]
			for len(r.scopes) > 0 && r.scopes[len(r.scopes)-1].depth > n {
				r.scopes = r.scopes[:len(r.scopes)-1]
			}
			return tok, nil
		case xml.Directive:
			if bytes.Contains(t, []byte("ENTITY")) {
				return Token{}, damaged("the document defines XML entities, which no office program does; save it again with Word or WPS", nil)
			}
		case xml.CharData:
			if len(r.open) > 0 {
				return Token{Kind: Text, Text: t}, nil
			}
		}
	}
}

// Skip reads past the end of the element whose start was returned last.
func (r *Reader) Skip() error {
	for depth := 1; depth > 0; {
		t, err := r.Next()
		if err != nil {
			return AsError(err)
		}
		switch t.Kind {
		case Start:
			depth++
		case End:
			depth--
		}
	}
	return nil
}

// Children calls f for each child element of the element whose start was
// returned last, and returns past its end. f must consume the child to its
// end, or return false to have it skipped.
func (r *Reader) Children(f func(t *Token) (bool, error)) error {
	for {
		t, err := r.Next()
		if err != nil {
			return AsError(err)
		}
		switch t.Kind {
		case End:
			return nil
		case Start:
			used, err := f(&t)
			if err != nil {
				return err
			}
			if !used {
				if err := r.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

// InnerText returns the text directly and indirectly inside the element whose
// start was returned last, and reads past its end.
func (r *Reader) InnerText() (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := r.Next()
		if err != nil {
			return "", AsError(err)
		}
		switch t.Kind {
		case Start:
			depth++
		case End:
			depth--
		case Text:
			b.Write(t.Text)
		}
	}
	return b.String(), nil
}

func (r *Reader) declare(attr []xml.Attr) {
	for _, a := range attr {
		prefix := ""
		switch {
		case a.Name.Space == "xmlns":
			prefix = a.Name.Local
		case a.Name.Space == "" && a.Name.Local == "xmlns":
		default:
			continue
		}
		k, known := r.spaces[a.Value]
		if !known {
			k = prefix
			// An unknown namespace must not pass for a known one by its prefix.
			for _, v := range r.spaces {
				if v == prefix {
					k = "?" + prefix
				}
			}
		}
		r.scopes = append(r.scopes, scope{len(r.open), prefix, k})
	}
}

func (r *Reader) key(prefix string) string {
	for i := len(r.scopes) - 1; i >= 0; i-- {
		if r.scopes[i].prefix == prefix {
			return r.scopes[i].key
		}
	}
	return prefix
}

// guard stops a token that grows beyond maxToken; taken is set back before
// each token.
type guard struct {
	r     *bufio.Reader
	taken int
}

func (g *guard) ReadByte() (byte, error) {
	if g.taken++; g.taken > maxToken {
		return 0, tooLarge("the document holds a single stretch of text or a tag of absurd length")
	}
	return g.r.ReadByte()
}

func (g *guard) Read(b []byte) (int, error) {
	n, err := g.r.Read(b)
	if g.taken += n; g.taken > maxToken {
		return 0, tooLarge("the document holds a single stretch of text or a tag of absurd length")
	}
	return n, err
}

// decodeUTF16 turns UTF-16, by its BOM or by "<\0", into UTF-8 and drops a
// UTF-8 BOM.
func decodeUTF16(src io.Reader) io.Reader {
	br := bufio.NewReader(src)
	head, _ := br.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = br.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return transform.NewReader(br, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder())
	case bytes.HasPrefix(head, []byte{'<', 0}):
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case bytes.HasPrefix(head, []byte{0, '<'}):
		return transform.NewReader(br, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	}
	return br
}

// charsetReader serves parts that declare an encoding of their own; some OFD
// producers write GBK.
func charsetReader(label string, in io.Reader) (io.Reader, error) {
	label = strings.ToLower(strings.TrimSpace(label))
	if label == "" || strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf16") || label == "utf8" || strings.HasPrefix(label, "ucs") {
		return in, nil // decoded before the parser saw it
	}
	if strings.HasPrefix(label, "gb") || label == "cp936" || label == "936" {
		label = "gb18030"
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return in, nil
	}
	return transform.NewReader(in, enc.NewDecoder()), nil
}
