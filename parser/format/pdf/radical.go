package pdf

import (
	"sync"

	"golang.org/x/text/unicode/norm"
)

// radicalPairs lists CJK radicals (U+2E80–2EFF), each followed by the
// ideograph it stands for, after Unicode's EquivalentUnifiedIdeograph.txt.
// Producers that look a glyph up backwards write them for the ideograph;
// normalisation forms do not undo it.
const radicalPairs = "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"

var radicals = sync.OnceValue(func() map[rune]rune {
	t := map[rune]rune{}
	p := []rune(radicalPairs)
	for i := 0; i+1 < len(p); i += 2 {
		t[p[i]] = p[i+1]
	}
	return t
})

// plain folds what a producer's backward lookup made of an ideograph: CJK
// and Kangxi radicals and compatibility ideographs.
func plain(r rune) rune {
	switch {
	case r < 0x2E80:
		return r
	case r <= 0x2EFF:
		if to, ok := radicals()[r]; ok {
			return to
		}
	case r <= 0x2FDF:
		return single(norm.NFKC, r)
	case r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F:
		return single(norm.NFC, r)
	}
	return r
}

func single(f norm.Form, r rune) rune {
	if to := []rune(f.String(string(r))); len(to) == 1 {
		return to[0]
	}
	return r
}
