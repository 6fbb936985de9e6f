package parser

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yaodian/parser/format"
	"yaodian/parser/format/text"
)

// Zones, in blocks: furniture stands in them and nowhere else.
const (
	headZone = 60
	tailZone = 80
)

// bodyRunes is the length from which a paragraph is the document's own.
const bodyRunes = 80

// trimFurniture removes what a site prints around a document: breadcrumbs,
// buttons and lines of source and time at its head, addresses, licences and
// neighbours at its foot, and the lists of labelled values that sites and
// scrapers put before it. The values become facts where the container states
// none itself. Between the first and the last line of the document nothing is
// touched.
func trimFurniture(c *format.Content) {
	c.Blocks = trimTail(c, trimHead(c, c.Blocks))
	if src := c.Facts[format.FactSource]; c.Facts[format.FactIssuer] == "" && office.MatchString(src) {
		c.SetFact(format.FactIssuer, src)
	}
}

// office matches a source that can have issued the document; papers, sites and
// accounts print what others issued.
var office = regexp.MustCompile(`^\p{Han}{2,20}(政府|局|厅|委|委员会|办|办公室|办公厅|院|部|总署|管委会|联合会|中心)(（\p{Han}+）)?$`)

func trimHead(c *format.Content, blocks []format.Block) []format.Block {
	zone := blocks[:min(len(blocks), headZone)]
	grades := make([]grade, len(zone))
	found := false
	for i, b := range zone {
		g, _ := judge(b.Text, true)
		if g != sure && b.Kind == format.Para && len(b.Text) > 3*bodyRunes && utf8.RuneCountInString(b.Text) > bodyRunes && !stated(b.Text) {
			zone = zone[:i] // the body ends the zone
			break
		}
		grades[i] = g
		found = found || g != content
	}
	cut := make([]bool, len(zone))
	top := true // nothing of the document came yet
	for i := 0; i < len(zone); i++ {
		s := zone[i].Text
		before := i > 0 && cut[i-1]
		switch {
		case grades[i] == sure:
			cut[i] = true
			record(c, s)
			if labelOnly(s) && i+1 < len(zone) && grades[i+1] == content && utf8.RuneCountInString(zone[i+1].Text) <= 15 && !strings.ContainsAny(zone[i+1].Text, "：:") {
				record(c, s+zone[i+1].Text)
				cut[i+1] = true
				i++
			}
		case grades[i] == weak:
			cut[i] = before || top && (found || i == 0) || i+1 < len(zone) && grades[i+1] == sure
		case before && crumb(zone, cut, i):
			cut[i] = true
		case i+1 < len(zone) && top && before && s == zone[i+1].Text && utf8.RuneCountInString(s) >= 8:
			cut[i] = true // databases print the title twice
			i++
			top = false
		default:
			if n := statements(zone[i:]); n >= 2 || n == 1 && before && !top {
				for k := range n {
					record(c, zone[i+k].Text)
					cut[i+k] = true
				}
				i += n - 1
				continue
			}
			top = false
		}
	}
	if !slices.Contains(cut, true) {
		return blocks
	}
	if !slices.Contains(cut, false) && len(zone) == len(blocks) {
		return blocks // a page of nothing but furniture is shown as it is
	}
	out := make([]format.Block, 0, len(blocks))
	for i, b := range blocks {
		if i >= len(cut) || !cut[i] {
			out = append(out, b)
		}
	}
	return out
}

// crumb reports that block i goes on with a breadcrumb: it follows its
// separator, or repeats a part of it.
func crumb(zone []format.Block, cut []bool, i int) bool {
	s := zone[i].Text
	if utf8.RuneCountInString(s) > 20 {
		return false
	}
	switch zone[i-1].Text {
	case ">", "＞", "»", ">>":
		return true
	}
	for k := range i {
		if cut[k] && zone[k].Text == s {
			return true
		}
	}
	return false
}

func labelOnly(s string) bool {
	return strings.HasSuffix(s, "：") || strings.HasSuffix(s, ":")
}

// statements counts the lines from the first that state labelled values:
// "发布日期: 2025-05-27", "索引号\t000\t主题分类\t综合". A line of an unknown label
// counts between known ones when all of them are list-like.
func statements(zone []format.Block) int {
	n, strong := 0, false
	for i, b := range zone {
		if stated(b.Text) {
			n = i + 1
			label, _, _ := cutLabel(b.Text)
			strong = strong || !commonLabels[label]
			continue
		}
		key, _, ok := cutLabel(b.Text)
		if !ok || i == 0 || utf8.RuneCountInString(key) > 16 || strings.ContainsAny(key, "，。、") || i-n >= 3 {
			break
		}
	}
	if !strong {
		return 0
	}
	return n
}

// commonLabels also stand before lines of documents; a list of nothing but
// these is taken for the document's.
var commonLabels = map[string]bool{
	"标题": true, "名称": true, "主题": true, "来源": true, "分类": true, "栏目": true, "有效期": true, "链接": true,
	"id": true, "url": true, "date": true, "title": true, "source": true, "author": true, "tags": true, "关键词": true, "实施日期": true, "生效日期": true,
}

// stated reports a line of labelled values of the kinds that sites state.
func stated(s string) bool {
	if strings.Contains(s, "\t") {
		known, cells := 0, 0
		for i, cell := range strings.Split(s, "\t") {
			if cell == "" {
				continue
			}
			cells++
			if key, _, _ := cutLabel(cell + "："); key != "" && i%2 == 0 {
				if _, ok := format.FactLabel(key); ok {
					known++
				}
			}
		}
		return known > 0 && known*2 >= cells-1
	}
	key, value, ok := cutLabel(s)
	if !ok || utf8.RuneCountInString(value) > 200 {
		return false
	}
	_, ok = format.FactLabel(key)
	return ok
}

// cutLabel parts "label：value" and takes list and emphasis marks off.
func cutLabel(s string) (label, value string, ok bool) {
	s = strings.TrimLeft(s, "-*•# \u3000")
	i := colon(s)
	if i <= 0 {
		return "", "", false
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return strings.Trim(s[:i], "* "), strings.Trim(s[i+n:], "* \u3000"), true
}

// colon is where the first colon of s stands, -1 without one.
func colon(s string) int {
	i := strings.IndexByte(s, ':')
	if i < 0 {
		return strings.Index(s, "：")
	}
	if wide := strings.Index(s[:i], "："); wide >= 0 {
		return wide
	}
	return i
}

// infoFields finds the labelled values in a line that strings several
// together: 来源:X 发布时间:Y 浏览次数:Z.
var infoFields = regexp.MustCompile(`(\p{Han}{2,6})\s*[:：]\s*([^\s:：]+(?:\s+\d{1,2}:\d\d(?::\d\d)?)?)`)

// record keeps what a line of furniture says about the document.
func record(c *format.Content, s string) {
	if strings.Contains(s, "\t") {
		cells := strings.Split(s, "\t")
		for i := 0; i+1 < len(cells); i += 2 {
			if f, ok := format.FactLabel(cells[i]); ok {
				c.SetFact(f, cells[i+1])
			}
		}
		return
	}
	if label, value, ok := cutLabel(strings.Trim(s, "（）()【】[]")); ok && !strings.ContainsAny(value, "：:") {
		if f, ok := format.FactLabel(label); ok {
			c.SetFact(f, value)
		}
		return
	}
	for _, m := range infoFields.FindAllStringSubmatch(s[:min(len(s), longestFixture)], 8) {
		if f, ok := format.FactLabel(m[1]); ok {
			c.SetFact(f, m[2])
		}
	}
}

// longestLink is the length up to which a line without a full stop, below
// furniture, is taken for a link to something else, in characters.
const longestLink = 60

// trimTail cuts from the first sure line of furniture after which nothing of
// the document comes: only furniture, short lines without a full stop, and
// repetitions. Above that line weak furniture goes too, and short lines that
// are repeated in what is cut.
func trimTail(c *format.Content, blocks []format.Block) []format.Block {
	from := max(0, len(blocks)-tailZone)
	at := len(blocks)
	var opening string // of the document, squeezed, for repetitions
	for i := len(blocks) - 1; i >= from; i-- {
		s := blocks[i].Text
		if blocks[i].Kind == format.Row || len(s) > longestFixture || text.OpensUnit(s) && !strings.HasPrefix(s, "--") && !strings.HasPrefix(s, "**") {
			break
		}
		if g, _ := judge(s, false); g == sure {
			at = i
			continue
		} else if g == weak {
			continue
		}
		if utf8.RuneCountInString(s) <= longestLink && !strings.ContainsAny(s, "。；") && !closes(s) {
			continue
		}
		if opening == "" {
			opening = squeeze(blocks[:min(20, i)])
		}
		if t := squeeze(blocks[i : i+1]); t == "" || !strings.Contains(opening, t) {
			break
		}
	}
	if at == len(blocks) {
		return blocks
	}
	cut := map[string]bool{}
	for _, b := range blocks[at:] {
		record(c, b.Text)
		cut[b.Text] = true
	}
	for at > from {
		s := blocks[at-1].Text
		// A list of files is cut below a line of furniture only: above one it
		// can be the document's annexes.
		if g, rule := judge(s, false); (g == content || rule == "file") && !cut[s] && !repeated(blocks[max(from, at-6):at], s) {
			break
		}
		cut[s] = true
		at--
	}
	return blocks[:at]
}

// repeated reports a short line, a name without punctuation, that stands
// several times among the lines just above: the captions of icons do.
func repeated(lines []format.Block, s string) bool {
	if utf8.RuneCountInString(s) > 20 || strings.ContainsAny(s, "。，；：、:,;") || closes(s) {
		return false
	}
	n := 0
	for _, b := range lines {
		if b.Text == s {
			n++
		}
	}
	return n >= 2
}

// closing matches short lines that end documents: dates, annexes, notes on
// publicity and distribution.
var closing = regexp.MustCompile(`[\d〇零○一二三四五六七八九]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日[印发）)]*$|^\s*(附件|附表|抄送|抄报|主送|印发|联系人|[（(](此件|联系人))`)

// closes asks closing, of lines only that it can match.
func closes(s string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\t\n\f\r "))
	switch first {
	case '附', '抄', '主', '印', '联', '（', '(':
	default:
		if !strings.Contains(s, "年") {
			return false
		}
	}
	return closing.MatchString(s)
}

func squeeze(blocks []format.Block) string {
	var b strings.Builder
	size := 0
	for _, k := range blocks {
		size += min(len(k.Text), longestFixture)
	}
	b.Grow(size)
	for _, k := range blocks {
		s := k.Text[:min(len(k.Text), longestFixture)]
		for {
			i := strings.IndexFunc(s, apartInSqueezed)
			if i < 0 {
				b.WriteString(s)
				break
			}
			b.WriteString(s[:i])
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError {
				b.WriteRune(r)
			}
			s = s[i+n:]
		}
	}
	return b.String()
}

// apartInSqueezed reports what squeeze does not take over as it is: blanks, of
// which U+3000 is the last, and a character that is cut.
func apartInSqueezed(r rune) bool {
	return r <= 0x3000 && unicode.IsSpace(r) || r == utf8.RuneError
}
