package rtf

import (
	"yaodian/parser/format"
	"yaodian/parser/format/flow"
)

// control reads a control word or symbol; the backslash is behind.
func (r *reader) control() error {
	if r.at >= len(r.data) {
		return nil
	}
	c := r.data[r.at]
	if c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
		r.at++
		return r.symbol(c)
	}
	start := r.at
	for r.at < len(r.data) && isLetter(r.data[r.at]) && r.at-start < 32 {
		r.at++
	}
	word := string(r.data[start:r.at])
	n, has := r.parameter()
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	switch word {
	case "u":
		r.unicode(n)
		return nil
	case "bin":
		r.at += min(max(n, 0), len(r.data)-r.at)
		return nil
	}
	if err := r.flush(); err != nil {
		return err
	}
	r.skip = 0
	star := r.star
	r.star = false
	return r.word(word, n, has, star)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func (r *reader) parameter() (n int, has bool) {
	i, neg := r.at, false
	if i < len(r.data) && r.data[i] == '-' {
		neg = true
		i++
	}
	digits := i
	for i < len(r.data) && r.data[i] >= '0' && r.data[i] <= '9' {
		if n < 1<<31 {
			n = n*10 + int(r.data[i]-'0')
		}
		i++
	}
	if i == digits {
		return 0, false
	}
	r.at = i
	if neg {
		n = -n
	}
	return n, true
}

func (r *reader) symbol(c byte) error {
	switch c {
	case '\'':
		if r.at+2 > len(r.data) {
			r.at = len(r.data)
			return nil
		}
		hi, lo := unhex(r.data[r.at]), unhex(r.data[r.at+1])
		if hi < 0 || lo < 0 {
			return nil
		}
		r.at += 2
		r.byte(byte(hi<<4 | lo))
		return nil
	case '*':
		r.star = true
		return nil
	case '\\', '{', '}':
		r.byte(c)
		return nil
	case '\r', '\n':
		if err := r.flush(); err != nil {
			return err
		}
		return r.endParagraph(false)
	}
	if r.skip > 0 {
		r.skip--
		return nil
	}
	switch c {
	case '~':
		return r.addFlushed("\u00a0")
	case '_':
		return r.addFlushed("-")
	case '\t':
		r.story.tab = true
		return r.addFlushed(" ")
	}
	return nil
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// skipped are destinations without text of the page.
var skipped = words(
	"colortbl", "filetbl", "listtable", "listoverridetable", "info", "pict", "nonshppict", "shppict", "objdata",
	"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
	"footnote", "annotation", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn",
	"xe", "tc", "tcn", "rxe", "bkmkstart", "bkmkend", "revtbl", "rsidtbl", "generator", "template",
	"shprslt", "nonesttables", "nesttableprops", "pnseclvl", "themedata", "colorschememapping", "datastore", "latentstyles",
	"sp", "background", "keycode", "userprops", "xmlnstbl", "fchars", "lchars", "falt", "panose", "fontemb",
)

// shown are destinations of text on the page, though marked as ones that older
// readers skip.
var shown = words("moMath", "moMathPara", "mr")

func words(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, w := range list {
		m[w] = true
	}
	return m
}

// chars are the control words that stand for a character.
var chars = map[string]string{
	"emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•",
	"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}

// word acts on a control word; n is its parameter, has whether it has one.
func (r *reader) word(word string, n int, has, star bool) error {
	on := !has || n != 0
	if r.dest == destFonts || r.dest == destStyles {
		r.headerWord(word, n)
	}
	switch word {
	case "shptxt", "dptxbxtext":
		if !r.hard {
			r.beginBox()
		}
		return nil
	case "fldinst":
		if r.dest == destText {
			r.dest = destCode
		}
		return nil
	case "fldrslt":
		if r.dest == destText {
			r.fields.Separate()
			r.story.toc = r.story.toc || r.fields.InTOC()
		}
		return nil
	case "field":
		if r.dest == destText {
			r.field = true
			r.fields.Begin()
		}
		return nil
	case "fonttbl":
		r.dest = destFonts
		return nil
	case "stylesheet":
		r.dest = destStyles
		return nil
	case "listtext", "pntext":
		if r.dest == destText {
			r.dest = destLabel
		}
		return nil
	case "shpinst", "do", "upr":
		r.dest = destSkip // but for the text inside
		return nil
	case "ud":
		if !r.hard {
			r.dest = destText
		}
		return nil
	}
	if !shown[word] && (skipped[word] || star && r.dest != destCode && r.dest != destStyles) {
		r.dest, r.hard = destSkip, true
		return nil
	}
	switch word {
	case "ansicpg":
		r.page = n
	case "uc":
		r.uc = min(max(n, 0), 16)
	case "f":
		r.font = n
		if r.db {
			r.dbFont = n
		}
	case "af":
		if r.db && !r.rtl {
			r.dbFont = n
		}
	case "plain":
		r.bold, r.dbBold, r.hidden, r.deleted, r.rtl, r.db = false, false, false, false, false, false
	case "rtlch":
		r.rtl, r.db = true, false
	case "ltrch":
		r.rtl, r.db = false, false
	case "loch", "hich":
		r.db = false
	case "dbch":
		r.db, r.rtl = true, false
	case "b":
		if !r.rtl {
			r.bold = on
		}
	case "ab":
		if r.db && !r.rtl {
			r.dbBold = on
		}
	case "v":
		r.hidden = on
	case "deleted":
		r.deleted = on
	case "pard":
		r.style, r.outline, r.centered, r.inTable = 0, 9, false, false
	case "s":
		r.style = n
	case "outlinelevel":
		r.outline = n
	case "qc":
		r.centered = true
	case "ql", "qr", "qj", "qd":
		r.centered = false
	case "intbl":
		r.inTable = true
	default:
		return r.layout(word, n)
	}
	return nil
}

// headerWord gathers fonts and styles.
func (r *reader) headerWord(word string, n int) {
	switch {
	case r.dest == destFonts && word == "f" && len(r.fonts) < maxFonts:
		r.curFnt = n
		r.fonts[n] = font{}
	case r.dest == destFonts && word == "fcharset":
		f := r.fonts[r.curFnt]
		f.charset = n
		r.fonts[r.curFnt] = f
	case r.dest == destFonts && word == "cpg":
		f := r.fonts[r.curFnt]
		f.page = n
		r.fonts[r.curFnt] = f
	case r.dest == destStyles && word == "s":
		r.styleID = n
	case r.dest == destStyles && (word == "cs" || word == "ts" || word == "ds"):
		r.styleID = -1
	}
}

// layout acts on the words that end something or stand for a character.
func (r *reader) layout(word string, n int) error {
	if r.dest == destLabel && word == "tab" {
		r.story.label.Add("\t", false)
		return nil
	}
	if r.dest != destText {
		return nil
	}
	s := r.story
	switch word {
	case "par", "sect":
		return r.endParagraph(r.deleted)
	case "line", "lbr", "softline":
		r.breakLine(false)
	case "page", "column":
		r.breakLine(true)
	case "tab":
		s.tab = true
		return r.add(" ")
	case "cell":
		blocks, err := r.takeParagraph(true)
		if err != nil {
			return err
		}
		s.table.Add(blocks)
		s.table.EndCell()
	case "nestcell":
		blocks, err := r.takeParagraph(true)
		if err != nil {
			return err
		}
		s.table.Add(blocks)
	case "row":
		s.table.EndRow(append([]flow.CellDef(nil), s.defs...))
	case "trowd":
		s.defs, s.down = s.defs[:0], flow.DownNone
	case "clvmgf":
		s.down = flow.DownRestart
	case "clvmrg":
		s.down = flow.DownContinue
	case "cellx":
		left := min(0, n-1)
		if k := len(s.defs); k > 0 {
			left = s.defs[k-1].Right
		}
		if len(s.defs) < 4*flow.MaxSpan {
			s.defs = append(s.defs, flow.CellDef{Left: left, Right: n, Down: s.down})
		}
		s.down = flow.DownNone
	default:
		if c := chars[word]; c != "" {
			return r.add(c)
		}
	}
	return nil
}

func (r *reader) breakLine(page bool) {
	if r.hidden || r.deleted || !r.fields.Shown() {
		return
	}
	s := r.story
	s.done = append(s.done, flow.Segment{Line: s.line, Page: page})
	s.line = format.Line{}
}
