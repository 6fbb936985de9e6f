package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	pdf "github.com/ledongthuc/pdf"

	"yaodian/parser/format"
)

// document is one open file: the library's objects, and what is kept between
// pages because resolving it again is dear (the library caches nothing).
type document struct {
	ctx       context.Context
	r         *pdf.Reader
	lim       format.Limits
	expanded  int64 // bytes that streams may still expand to
	ops       int   // operators that may still be run on this page
	forms     map[string]*form
	resources map[string]*resources
	fonts     map[string]*font
	fontCount int
	cut       bool // a stream broke off
	images    int  // image XObjects and inline images drawn
}

// Budgets of one document, far above what a page of text needs.
const (
	maxOperators = 5_000_000 // of one page
	maxTreeDepth = 64
	maxStream    = 64 << 20 // bytes of one expanded stream
	maxFormDepth = 16
	maxGState    = 256
)

var errBudget = errors.New("the document expands beyond the limits")

// openLibrary opens data with the library. The caller has checked the hazards
// that it does not survive.
func openLibrary(ctx context.Context, data []byte, lim format.Limits) (*document, error) {
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	return &document{ctx: ctx, r: r, lim: lim, expanded: lim.Expanded, ops: maxOperators,
		forms: map[string]*form{}, resources: map[string]*resources{}, fonts: map[string]*font{}}, nil
}

// read expands a stream, at most limit bytes of it. It panics on a budget or
// a broken stream, as the library does; the engine recovers.
func (d *document) read(v pdf.Value, limit int64) []byte {
	if v.Kind() != pdf.Stream {
		return nil
	}
	limit = min(limit, d.expanded, maxStream)
	rd := v.Reader()
	var b bytes.Buffer
	for {
		n, err := io.CopyN(&b, rd, 64<<10)
		d.expanded -= n
		if int64(b.Len()) > limit {
			panic(errBudget)
		}
		if ctxErr := d.ctx.Err(); ctxErr != nil {
			panic(ctxErr)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			// A stream cut short or with a bad checksum has told its text.
			if b.Len() == 0 {
				panic(fmt.Errorf("stream: %w", err))
			}
			d.cut = true
			break
		}
	}
	return b.Bytes()
}

// pageDict is a page with what it inherits.
type pageDict struct {
	v      pdf.Value
	res    pdf.Value
	resKey string // identity of res, "" when unknown
	box    rect
	rotate int
}

// pages walks the page tree, each node once, whatever /Count and /Parent say.
func (d *document) pages() ([]pageDict, error) {
	root := d.r.Trailer().Key("Root").Key("Pages")
	var out []pageDict
	seen := map[string]bool{}
	var walk func(v pdf.Value, in pageDict, depth int) error
	walk = func(v pdf.Value, in pageDict, depth int) error {
		if depth > maxTreeDepth {
			return fmt.Errorf("page tree deeper than %d", maxTreeDepth)
		}
		if err := d.ctx.Err(); err != nil {
			return err
		}
		if res := v.Key("Resources"); res.Kind() == pdf.Dict {
			in.res, in.resKey = res, reference(v, "Resources")
		}
		for _, name := range []string{"MediaBox", "CropBox"} {
			if b, ok := boxOf(v.Key(name)); ok {
				in.box = b
			}
		}
		if r := v.Key("Rotate"); r.Kind() == pdf.Integer {
			in.rotate = (int(r.Int64()%360) + 360) % 360
		}
		kids := v.Key("Kids")
		if kids.Kind() != pdf.Array {
			if v.Kind() == pdf.Dict {
				in.v = v
				out = append(out, in)
			}
			return nil
		}
		refs := strings.Split(strings.Trim(kids.String(), "[]"), " R")
		for i := range kids.Len() {
			if len(out) >= d.lim.Pages {
				return nil
			}
			if i < len(refs) {
				ref := strings.TrimSpace(refs[i])
				if seen[ref] {
					continue
				}
				seen[ref] = true
			}
			if err := walk(kids.Index(i), in, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	err := walk(root, pageDict{box: rect{0, 0, 595, 842}}, 0)
	return out, err
}

func boxOf(v pdf.Value) (rect, bool) {
	if v.Len() != 4 {
		return rect{}, false
	}
	a, b, c, e := v.Index(0).Float64(), v.Index(1).Float64(), v.Index(2).Float64(), v.Index(3).Float64()
	r := rect{min(a, c), min(b, e), max(a, c), max(b, e)}
	return r, r.x1 > r.x0 && r.y1 > r.y0
}

// reference returns the "12 0 R" that stands under a key of a dictionary, the
// identity of what it points to; "" for a direct object. The library resolves
// references silently and shows them only in the printed form of a value.
func reference(v pdf.Value, key string) string {
	_, rest, ok := strings.Cut(v.String(), "/"+key+" ")
	if !ok {
		return ""
	}
	f := strings.SplitN(rest, " ", 3)
	if len(f) < 3 || !strings.HasPrefix(f[2], "R") || !digits(f[0]) || !digits(f[1]) {
		return ""
	}
	return f[0] + " " + f[1]
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// resources is a resource dictionary, its fonts loaded on first use.
type resources struct {
	v     pdf.Value
	fonts map[string]*font
	dict  pdf.Value // /Font
	props pdf.Value // /Properties
	forms pdf.Value // /XObject
}

func (d *document) resourcesOf(v pdf.Value, key string) *resources {
	if r, ok := d.resources[key]; ok && key != "" {
		return r
	}
	r := &resources{v: v, fonts: map[string]*font{}, dict: v.Key("Font"), props: v.Key("Properties"), forms: v.Key("XObject")}
	if key != "" {
		d.resources[key] = r
	}
	return r
}

// font returns the font of a resource name. Fonts are shared by the object
// they are, not by name: two pages may mean two fonts by one name.
func (d *document) font(r *resources, name string) *font {
	if f, ok := r.fonts[name]; ok {
		return f
	}
	id := reference(r.dict, name)
	f := d.fonts[id]
	if f == nil || id == "" {
		if v := r.dict.Key(name); v.Kind() == pdf.Dict {
			f = d.loadFont(v)
			if id != "" {
				d.fonts[id] = f
			}
		}
	}
	r.fonts[name] = f
	return f
}

// form is a form XObject, expanded.
type form struct {
	data   []byte
	matrix matrix
	res    pdf.Value
	resKey string
	image  bool
}

func (d *document) form(r *resources, name string) *form {
	id := reference(r.forms, name)
	if f, ok := d.forms[id]; ok && id != "" {
		return f
	}
	v := r.forms.Key(name)
	if v.Kind() != pdf.Stream {
		return nil
	}
	f := &form{matrix: identity}
	if v.Key("Subtype").Name() == "Image" {
		f.image = true
	} else {
		f.data = d.read(v, d.lim.Expanded)
		if m := v.Key("Matrix"); m.Len() == 6 {
			for i := range f.matrix {
				f.matrix[i] = m.Index(i).Float64()
			}
		}
		f.res, f.resKey = v.Key("Resources"), reference(v, "Resources")
	}
	if id != "" {
		d.forms[id] = f
	}
	return f
}
