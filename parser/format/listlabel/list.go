package listlabel

import "strings"

// MaxLevels is the number of levels a list has in Word's and Writer's formats
// (Writer has ten).
const MaxLevels = 10

// Suffix says what Word sets between the label and the text.
type Suffix uint8

const (
	SuffixTab Suffix = iota
	SuffixSpace
	SuffixNone
)

// Level defines how one level of a list numbers.
type Level struct {
	Start int
	Style Style
	// Text is the template: %1 … %9 stand for the numbers of the levels.
	Text string
	// Restart is the 1-based level whose paragraphs start this level anew;
	// deeper ones than it do not. 0: never; -1: the level directly above.
	Restart int
	Suffix  Suffix
	// Legal prints every number of the template in decimals.
	Legal bool
	// Bold is the label's own setting; nil leaves it to the paragraph.
	Bold *bool
}

// Levels are the levels of a list, the outermost first.
type Levels [MaxLevels]Level

// Counter counts the paragraphs of one list.
type Counter struct {
	n       [MaxLevels]int
	started [MaxLevels]bool
}

// Set makes n the number that the next paragraph at lvl prints.
func (c *Counter) Set(lvl, n int) {
	if lvl >= 0 && lvl < MaxLevels {
		c.n[lvl], c.started[lvl] = n-1, true
	}
}

// Next counts a paragraph at lvl and returns its label as printed, without
// what separates it from the text.
func (c *Counter) Next(levels *Levels, lvl int) string {
	lvl = min(max(lvl, 0), MaxLevels-1)
	if c.started[lvl] {
		c.n[lvl]++
	} else {
		c.n[lvl], c.started[lvl] = levels[lvl].Start, true
	}
	for k := lvl + 1; k < MaxLevels; k++ {
		above := levels[k].Restart
		if above < 0 {
			above = k
		}
		if lvl+1 <= above {
			c.started[k] = false
		}
	}
	return c.label(levels, lvl)
}

func (c *Counter) label(levels *Levels, lvl int) string {
	l := &levels[lvl]
	if l.Style == "bullet" {
		return Symbol("", l.Text)
	}
	var b strings.Builder
	for i := 0; i < len(l.Text); i++ {
		ch := l.Text[i]
		if ch != '%' || i+1 >= len(l.Text) || l.Text[i+1] < '1' || l.Text[i+1] > '9' {
			b.WriteByte(ch)
			continue
		}
		i++
		k := int(l.Text[i] - '1')
		n := c.n[k]
		if !c.started[k] {
			n = levels[k].Start
		}
		style := levels[k].Style
		if l.Legal && style != "none" {
			style = "decimal"
		}
		b.WriteString(style.Render(n))
	}
	return b.String()
}

// Gap is what stands in running text between a label and the text it numbers.
// A tab shows as a gap on paper; in text it is needed only where label and
// text would run into each other.
func Gap(label string, s Suffix) string {
	switch {
	case label == "", s == SuffixNone:
		return ""
	case s == SuffixSpace:
		return " "
	}
	r := []rune(label)
	if strings.ContainsRune("、.．,，)）:：;；。」』】〕]》>-—", r[len(r)-1]) || r[len(r)-1] >= 0x2460 && r[len(r)-1] <= 0x24FF {
		return ""
	}
	return " "
}
