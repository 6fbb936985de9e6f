package docx

import (
	"context"

	"yaodian/parser/format/listlabel"
	"yaodian/parser/format/zipxml"
)

// numbering is numbering.xml: lists (w:num) that use abstract ones.
type numbering struct {
	abstract map[string]*abstractNum
	nums     map[string]*num
}

type abstractNum struct {
	levels listlabel.Levels
	have   [listlabel.MaxLevels]bool
	styles [listlabel.MaxLevels]string // paragraph style tied to the level
	link   string                      // w:numStyleLink: the definition is in that style's list
}

type num struct {
	abstractID string
	levels     *listlabel.Levels // of the abstract list with overrides laid over it
	override   map[int]listlabel.Level
	start      map[int]int
}

// counter is the count that all lists of one abstract list share.
type counter struct {
	listlabel.Counter
	seen map[string]bool // lists whose start overrides have been applied
}

// maxLists bounds the lists of one document.
const maxLists = 50_000

func readNumbering(ctx context.Context, pkg *zipxml.Package, part string, n *numbering) error {
	n.abstract, n.nums = map[string]*abstractNum{}, map[string]*num{}
	if !pkg.Has(part) {
		return nil
	}
	r, err := pkg.Reader(ctx, part, spaces)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := root(r); err != nil {
		return err
	}
	return r.Children(func(t *zipxml.Token) (bool, error) {
		switch {
		case t.Is("w", "abstractNum") && len(n.abstract) < maxLists:
			a := &abstractNum{}
			n.abstract[t.Attr("abstractNumId")] = a
			return true, r.Children(func(t *zipxml.Token) (bool, error) {
				switch {
				case t.Is("w", "lvl"):
					i := atoi(t.Attr("ilvl"), -1)
					l, style, err := readLevel(r)
					if err == nil && i >= 0 && i < listlabel.MaxLevels {
						a.levels[i], a.have[i], a.styles[i] = l, true, style
					}
					return true, err
				case t.Is("w", "numStyleLink"):
					a.link = t.Attr("val")
				}
				return false, nil
			})
		case t.Is("w", "num") && len(n.nums) < maxLists:
			m := &num{override: map[int]listlabel.Level{}, start: map[int]int{}}
			n.nums[t.Attr("numId")] = m
			return true, r.Children(func(t *zipxml.Token) (bool, error) {
				switch {
				case t.Is("w", "abstractNumId"):
					m.abstractID = t.Attr("val")
				case t.Is("w", "lvlOverride"):
					i := atoi(t.Attr("ilvl"), -1)
					return true, r.Children(func(t *zipxml.Token) (bool, error) {
						switch {
						case t.Is("w", "startOverride"):
							m.start[i] = atoi(t.Attr("val"), 1)
						case t.Is("w", "lvl"):
							l, _, err := readLevel(r)
							m.override[i] = l
							return true, err
						}
						return false, nil
					})
				}
				return false, nil
			})
		}
		return false, nil
	})
}

func readLevel(r *zipxml.Reader) (l listlabel.Level, style string, err error) {
	l = listlabel.Level{Style: "decimal", Restart: -1}
	picture := false
	var prop func(t *zipxml.Token) (bool, error)
	prop = func(t *zipxml.Token) (bool, error) {
		if t.Space == "mc" {
			// A custom format (01, 02, 03) has its plain twin in the Fallback.
			return true, r.Children(prop)
		}
		if t.Space != "w" {
			return false, nil
		}
		switch t.Local {
		case "start":
			l.Start = atoi(t.Attr("val"), 0)
		case "numFmt":
			l.Style = listlabel.Style(t.Attr("val"))
		case "lvlText":
			l.Text = t.Attr("val")
		case "lvlRestart":
			l.Restart = atoi(t.Attr("val"), -1)
		case "suff":
			switch t.Attr("val") {
			case "space":
				l.Suffix = listlabel.SuffixSpace
			case "nothing":
				l.Suffix = listlabel.SuffixNone
			}
		case "isLgl":
			l.Legal = on(t)
		case "pStyle":
			style = t.Attr("val")
		case "lvlPicBulletId":
			picture = true
		case "rPr":
			p, err := readRunProps(r)
			l.Bold = p.bold
			return true, err
		}
		return false, nil
	}
	err = r.Children(prop)
	if picture {
		l.Style = "bullet"
	}
	return l, style, err
}

// resolve follows the links between lists and numbering styles and lays
// overrides over the levels. A cycle of links ends in an empty list.
func (n *numbering) resolve(s *styleSheet) {
	for _, m := range n.nums {
		const maxLinks = 8
		a := n.abstract[m.abstractID]
		for i := 0; a != nil && a.link != "" && i < maxLinks; i++ {
			st := s.byID[a.link]
			if st == nil || n.nums[st.para.numID] == nil {
				break
			}
			m.abstractID = n.nums[st.para.numID].abstractID
			a = n.abstract[m.abstractID]
		}
		if a == nil {
			continue
		}
		m.levels = &a.levels
		if len(m.override)+len(m.start) > 0 {
			own := a.levels
			for i, l := range m.override {
				if i >= 0 && i < listlabel.MaxLevels {
					own[i] = l
				}
			}
			for i, start := range m.start {
				if i >= 0 && i < listlabel.MaxLevels {
					own[i].Start = start
				}
			}
			m.levels = &own
		}
	}
}

// levelOfStyle is the level that a list ties to a paragraph style, -1 if none.
func (n *numbering) levelOfStyle(numID, style string) int {
	m := n.nums[numID]
	if m == nil || n.abstract[m.abstractID] == nil {
		return -1
	}
	for i, s := range n.abstract[m.abstractID].styles {
		if s == style && s != "" {
			return i
		}
	}
	return -1
}

// label counts a paragraph of the list and returns its label, what separates
// it from the text, and the level's definition; "" when the list is unknown.
func (b *body) label(numID string, ilvl int) (label, gap string, def *listlabel.Level) {
	m := b.numbering.nums[numID]
	if m == nil || m.levels == nil || ilvl >= listlabel.MaxLevels {
		return "", "", nil
	}
	c := b.counters[m.abstractID]
	if c == nil {
		c = &counter{seen: map[string]bool{}}
		b.counters[m.abstractID] = c
	}
	if !c.seen[numID] {
		c.seen[numID] = true
		for lvl, start := range m.start {
			c.Set(lvl, start)
		}
	}
	def = &m.levels[ilvl]
	label = c.Next(m.levels, ilvl)
	return label, listlabel.Gap(label, def.Suffix), def
}
