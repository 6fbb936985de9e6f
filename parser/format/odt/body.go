package odt

import (
	"strconv"

	"yaodian/parser/format"
	"yaodian/parser/format/flow"
	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// body walks content.xml.
type body struct {
	lim      format.Limits
	r        *zipxml.Reader
	styles   styles
	counters map[string]*listlabel.Counter // by list
	blocks   []format.Block
	inTable  int
	tables   int
	spent    int
	tocLost  bool
	lists    int // lists met, to name those without an id
	last     map[string]string
}

// sink receives the blocks of the body, of a cell or of a frame.
type sink = *[]format.Block

// numbering is what a list says about a paragraph in it.
type numbering struct {
	list    string // its counter
	levels  *listlabel.Levels
	level   int
	pending bool // the item's number has not been printed yet
	start   int  // text:start-value of the item, 0 none
}

func (b *body) read() error {
	b.last = map[string]string{}
	for {
		t, err := b.r.Next()
		if err != nil {
			return zipxml.AsError(err)
		}
		if t.Kind == zipxml.Start {
			break
		}
	}
	return b.r.Children(func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("office", "automatic-styles"), t.Is("office", "styles"):
			return true, b.styles.read(b.r)
		case t.Is("office", "body"):
			return true, b.r.Children(func(t *zipxml.Token) (bool, error) {
				if t.Is("office", "text") {
					return true, b.content(&b.blocks, nil)
				}
				return false, nil
			})
		}
		return false, nil
	})
}

func (b *body) spend(n int) error {
	if b.spent += n; b.spent > b.lim.TextRunes {
		return &format.Error{Code: format.CodeTooLarge, Message: "the document holds more text than the limit allows"}
	}
	return nil
}

// content reads the children of a container of blocks; in is the list item
// they stand in.
func (b *body) content(out sink, in *numbering) error {
	return b.r.Children(func(t *zipxml.Token) (bool, error) { return b.block(t, out, in) })
}

func (b *body) block(t *zipxml.Token, out sink, in *numbering) (bool, error) {
	switch t.Space {
	case "text":
	case "table":
		if t.Local == "table" {
			return true, b.table(out)
		}
		return false, nil
	case "draw":
		var boxes []format.Block
		used, err := b.shape(t, &boxes)
		*out = append(*out, boxes...)
		return used, err
	default:
		return false, nil
	}
	switch t.Local {
	case "p", "h":
		return true, b.paragraph(t, out, in)
	case "list":
		return true, b.list(t, out, in)
	case "numbered-paragraph":
		n := b.open(t, nil)
		n.level = max(atoi(t.Attr("level")), 1) - 1
		n.pending, n.start = true, atoi(t.Attr("start-value"))
		return true, b.content(out, n)
	case "section":
		if t.Attr("display") == "none" {
			return false, nil
		}
		return true, b.content(out, in)
	case "table-of-content", "illustration-index", "table-index", "object-index":
		b.tocLost = true
		return false, nil
	case "user-index", "alphabetical-index", "bibliography", "index-body":
		return true, b.content(out, in)
	}
	return false, nil
}

// open resolves which list a text:list is: its own, or one it continues.
func (b *body) open(t *zipxml.Token, in *numbering) *numbering {
	n := &numbering{}
	name := t.Attr("style-name")
	if in != nil {
		n.level = in.level + 1
		n.list, n.levels = in.list, in.levels
	}
	if name != "" && b.styles.lists[name] != nil {
		n.levels = b.styles.lists[name]
	}
	id := t.Attr("id")
	if id == "" {
		id = t.Attr("list-id")
	}
	if in == nil {
		b.lists++
		n.list = id
		if n.list == "" {
			n.list = "\x00" + strconv.Itoa(b.lists)
		}
		switch prev := t.Attr("continue-list"); {
		case prev != "" && b.counters[prev] != nil:
			b.counters[n.list] = b.counters[prev]
		case t.Attr("continue-numbering") == "true" && b.counters[b.last[name]] != nil:
			b.counters[n.list] = b.counters[b.last[name]]
		}
		b.last[name] = n.list
	}
	return n
}

func (b *body) list(t *zipxml.Token, out sink, in *numbering) error {
	n := b.open(t, in)
	return b.r.Children(func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("text", "list-item"):
			n.pending, n.start = true, 0
			if v, ok := t.Lookup("start-value"); ok {
				n.start = atoi(v)
			}
			return true, b.content(out, n)
		case t.Is("text", "list-header"):
			n.pending = false
			return true, b.content(out, n)
		}
		return false, nil
	})
}

// label counts a paragraph and returns what numbers it.
func (b *body) label(n *numbering) (label, gap string, def *listlabel.Level) {
	if n.levels == nil || n.level >= listlabel.MaxLevels {
		return "", "", nil
	}
	c := b.counters[n.list]
	if c == nil {
		c = &listlabel.Counter{}
		b.counters[n.list] = c
	}
	if n.start > 0 {
		c.Set(n.level, n.start)
	}
	def = &n.levels[n.level]
	label = c.Next(n.levels, n.level)
	return label, listlabel.Gap(label, def.Suffix), def
}

func (b *body) paragraph(t *zipxml.Token, out sink, in *numbering) error {
	st := b.styles.paragraph(t.Attr("style-name"))
	level := 0
	if t.Local == "h" {
		level = max(atoi(t.Attr("outline-level")), 1)
	}
	_, noNumber := t.Lookup("is-list-header")
	x := &text{b: b}
	if err := x.children(st.look); err != nil {
		return err
	}
	segments := append(x.done, flow.Segment{Line: x.line})
	if st.toc && flow.IsContentsEntry(segments, x.tab) {
		b.tocLost = b.tocLost || !flow.Blank(segments)
		return nil
	}
	p := flow.Paragraph{Segments: segments, Level: level, Centered: st.centered, InTable: b.inTable > 0}
	n := in
	if n == nil && level > 0 && b.styles.lists[outlineID] != nil && !noNumber {
		n = &numbering{list: outlineID, levels: b.styles.lists[outlineID], level: level - 1, pending: true}
	}
	if n != nil && n.levels == nil && b.styles.lists[st.list] != nil {
		n.levels = b.styles.lists[st.list]
	}
	if n != nil && n.pending && !noNumber {
		n.pending = false
		var def *listlabel.Level
		p.Label, p.Gap, def = b.label(n)
		p.LabelBold = st.isBold()
		if def != nil {
			p.Bullet = def.Style == "bullet"
			if def.Bold != nil {
				p.LabelBold = *def.Bold
			}
		}
	}
	blocks := p.Blocks()
	*out = append(*out, blocks...)
	*out = append(*out, x.boxes...)
	return b.spend(flow.Size(blocks))
}
