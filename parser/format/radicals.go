package format

// The radicals that PDF producers write in place of ideographs: fonts map one
// glyph to both code points and the writer picks the wrong one. NFKC folds the
// Kangxi block only; the supplement's pairs are those of the Unicode file
// EquivalentUnifiedIdeograph.txt. '　' holds the place of unassigned points
// and of radicals without a twin.
const (
	// U+2E80–U+2EF3, CJK Radicals Supplement.
	supplement = "　厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄㣺扌攵　旡日月歺母" +
		"民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁㓁𦉪羊𦍌𦍌耂肀聿肉臼艹" +
		"艹艹虎衤覀西见角角讠贝𧾷车辶辶辶阝钅長镸长门𨸏阝雨青韦页风飞食𩙿" +
		"飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
	// U+2F00–U+2FD5, Kangxi Radicals.
	kangxi = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土" +
		"士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手" +
		"支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉" +
		"瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳" +
		"聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛" +
		"辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯" +
		"鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠"
)

var (
	supplementTable = []rune(supplement)
	kangxiTable     = []rune(kangxi)
)

// FoldRadical maps a CJK radical (U+2E80–2EF3, U+2F00–2FD5) to the ideograph
// it stands for, and any other rune to itself.
func FoldRadical(r rune) rune {
	var t []rune
	switch {
	case r < 0x2E80 || r > 0x2FD5:
		return r
	case r <= 0x2EF3:
		t, r = supplementTable, r-0x2E80
		if t[r] == '　' {
			return r + 0x2E80
		}
		return t[r]
	case r >= 0x2F00:
		return kangxiTable[r-0x2F00]
	}
	return r
}
