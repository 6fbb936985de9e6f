package numeral

// class is what a rune can do inside a numeral.
type class uint8

const (
	none   class = iota
	arabic       // 0-9, also full-width
	digit        // 一 两 〇
	formal       // 壹 贰: the anti-forgery forms
	tens         // 廿 卅 卌: a digit and its 十 in one character
	low          // 十 百 千, which combine below 万
	high         // 万 亿 兆, which multiply all that stands before them
	half         // 半
	point        // 点
	over         // 余 多: more than the number before it
	some         // 几 数: an unnamed digit
	orso         // 来: about the number before it
	minus        // 负
)

// glyph is one line of the table.
type glyph struct {
	class  class
	value  int64
	formal bool // a 大写 form, see class formal
}

// glyphOf is the table of characters. 兆 is 10^12, as the older cases of peers
// have it and as the few public texts that write it mean it; before units of
// measure (兆瓦) it is SI's mega and no numeral, see unitWords.
func glyphOf(r rune) glyph {
	switch r {
	case '零', '〇', '○':
		return glyph{class: digit, value: 0}
	case '一':
		return glyph{class: digit, value: 1}
	case '二', '两', '兩':
		return glyph{class: digit, value: 2}
	case '三':
		return glyph{class: digit, value: 3}
	case '四':
		return glyph{class: digit, value: 4}
	case '五':
		return glyph{class: digit, value: 5}
	case '六':
		return glyph{class: digit, value: 6}
	case '七':
		return glyph{class: digit, value: 7}
	case '八':
		return glyph{class: digit, value: 8}
	case '九':
		return glyph{class: digit, value: 9}
	case '壹':
		return glyph{class: formal, value: 1, formal: true}
	case '贰', '貳', '弍', '倆':
		return glyph{class: formal, value: 2, formal: true}
	case '叁', '參', '叄':
		return glyph{class: formal, value: 3, formal: true}
	case '肆':
		return glyph{class: formal, value: 4, formal: true}
	case '伍':
		return glyph{class: formal, value: 5, formal: true}
	case '陆', '陸':
		return glyph{class: formal, value: 6, formal: true}
	case '柒':
		return glyph{class: formal, value: 7, formal: true}
	case '捌':
		return glyph{class: formal, value: 8, formal: true}
	case '玖':
		return glyph{class: formal, value: 9, formal: true}
	case '廿':
		return glyph{class: tens, value: 20}
	case '卅':
		return glyph{class: tens, value: 30}
	case '卌':
		return glyph{class: tens, value: 40}
	case '十':
		return glyph{class: low, value: 10}
	case '百':
		return glyph{class: low, value: 100}
	case '千':
		return glyph{class: low, value: 1000}
	case '拾':
		return glyph{class: low, value: 10, formal: true}
	case '佰':
		return glyph{class: low, value: 100, formal: true}
	case '仟':
		return glyph{class: low, value: 1000, formal: true}
	case '万', '萬':
		return glyph{class: high, value: 1e4}
	case '亿', '億':
		return glyph{class: high, value: 1e8}
	case '兆':
		return glyph{class: high, value: 1e12}
	case '半':
		return glyph{class: half}
	case '点', '點':
		return glyph{class: point}
	case '余', '多', '餘':
		return glyph{class: over}
	case '几', '數', '数', '幾':
		return glyph{class: some}
	case '来':
		return glyph{class: orso}
	case '负', '負':
		return glyph{class: minus}
	}
	if d, ok := arabicDigit(r); ok {
		return glyph{class: arabic, value: int64(d)}
	}
	return glyph{}
}

func arabicDigit(r rune) (int, bool) {
	if r >= '0' && r <= '9' {
		return int(r - '0'), true
	}
	if r >= '０' && r <= '９' {
		return int(r - '０'), true
	}
	return 0, false
}

// stop names a character that ends the numeral when one of next follows it,
// because the two are a word of their own.
type stop struct {
	char rune
	next string
}

// stops guard characters that count and also begin words. One line a
// character; a new word is a character more.
var stops = []stop{
	{'千', "米克瓦卡赫伏帕焦安字比吨位升牛巴"}, // SI kilo: 5千米 is five of 千米
	{'兆', "瓦帕赫欧比字位焦宽伏头"},      // SI mega
	{'百', "帕"},
	{'多', "样媒边维式极语党"},
	{'余', "额热粮量数缺杭姚干震款姓"},
	{'成', "员立为果本功熟长效都年品人分绩交型套片就了因全份材像语文行形龙"},
	{'几', "何乎内"},
	{'半', "导岛径"},
}

// stopped reports whether the character at i is the head of a word in stops.
func stopped(t []rune, i int) bool {
	if i+1 >= len(t) {
		return false
	}
	for _, s := range stops {
		if s.char != t[i] {
			continue
		}
		for _, r := range s.next {
			if r == t[i+1] {
				return true
			}
		}
	}
	return false
}

// orsoNext are the counters after which 来 means "about": 十来个, 二十来万.
const orsoNext = "个人家年天岁次项名万亿所种位条户里公分"

// dash reports the characters that join the ends of a range (5—8).
func dash(r rune) bool {
	switch r {
	case '-', '—', '–', '―', '－', '─', '~', '～', '〜', '∼':
		return true
	}
	return false
}

func blank(r rune) bool {
	return r == ' ' || r == '\u3000' || r == '\u00a0' || r == '\u2009' || r == '\u2002' || r == '\u2003'
}

func percent(r rune) bool { return r == '%' || r == '％' || r == '﹪' }
