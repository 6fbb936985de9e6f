package pdf

import (
	"strconv"
	"strings"
	"sync"
)

// glyphNames is the part of the Adobe Glyph List (BSD-3-Clause, Adobe) that
// simple fonts of Chinese notices name in /Differences: Latin, punctuation,
// marks. Ideographs are named uni and their code point in hexadecimal digits.
const glyphNames = `space=20
A=41 AE=C6 Aacute=C1 Abreve=102 Acircumflex=C2 Adieresis=C4 Agrave=C0 Amacron=100 Aogonek=104 Aring=C5 Atilde=C3 B=42 C=43 Cacute=106 Ccaron=10C
Ccedilla=C7 Ccircumflex=108 Cdot=10A Cdotaccent=10A D=44 Dcaron=10E Dcroat=110 Dslash=110 E=45 Eacute=C9 Ebreve=114 Ecaron=11A Ecircumflex=CA
Edieresis=CB Edot=116 Edotaccent=116 Egrave=C8 Emacron=112 Eng=14A Eogonek=118 Eth=D0 Euro=20AC F=46 G=47 Gbreve=11E Gcedilla=122 Gcircumflex=11C
Gcommaaccent=122 Gdot=120 Gdotaccent=120 H=48 Hbar=126 Hcircumflex=124 I=49 IJ=132 Iacute=CD Ibreve=12C Icircumflex=CE Idieresis=CF Idot=130
Idotaccent=130 Igrave=CC Imacron=12A Iogonek=12E Itilde=128 J=4A Jcircumflex=134 K=4B Kcedilla=136 Kcommaaccent=136 L=4C Lacute=139 Lcaron=13D
Lcedilla=13B Lcommaaccent=13B Ldot=13F Ldotaccent=13F Lslash=141 M=4D N=4E Nacute=143 Ncaron=147 Ncedilla=145 Ncommaaccent=145 Ntilde=D1 O=4F OE=152
Oacute=D3 Obreve=14E Ocircumflex=D4 Odblacute=150 Odieresis=D6 Ograve=D2 Omacron=14C Oslash=D8 Otilde=D5 P=50 Q=51 R=52 Racute=154 Rcaron=158
Rcedilla=156 Rcommaaccent=156 S=53 Sacute=15A Scaron=160 Scedilla=15E Scircumflex=15C T=54 Tbar=166 Tcaron=164 Tcedilla=162 Tcommaaccent=162 Thorn=DE
U=55 Uacute=DA Ubreve=16C Ucircumflex=DB Udblacute=170 Udieresis=DC Ugrave=D9 Umacron=16A Uogonek=172 Uring=16E Utilde=168 V=56 W=57 Wcircumflex=174
X=58 Y=59 Yacute=DD Ycircumflex=176 Ydieresis=178 Z=5A Zacute=179 Zcaron=17D Zdot=17B Zdotaccent=17B a=61 aacute=E1 abreve=103 acircumflex=E2 acute=B4
acutelowmod=2CF adieresis=E4 ae=E6 agrave=E0 alpha=3B1 amacron=101 ampersand=26 aogonek=105 approxequal=2248 aring=E5 arrowdown=2193 arrowleft=2190
arrowright=2192 arrowup=2191 asciicircum=5E asciitilde=7E asterisk=2A at=40 atilde=E3 b=62 backslash=5C bar=7C beta=3B2 blackcircle=25CF
blacksquare=25A0 blackstar=2605 braceleft=7B braceright=7D bracketleft=5B bracketright=5D breve=2D8 brokenbar=A6 bullet=2022 c=63 cacute=107 caron=2C7
ccaron=10D ccedilla=E7 ccircumflex=109 cdot=10B cdotaccent=10B cedilla=B8 cent=A2 circle=25CB circumflex=2C6 colon=3A colontriangularhalfmod=2D1
colontriangularmod=2D0 comma=2C copyright=A9 currency=A4 d=64 dagger=2020 daggerdbl=2021 dbllowline=2017 dblverticalbar=2016 dcaron=10F dcroat=111
degree=B0 dieresis=A8 divide=F7 dmacron=111 dollar=24 dotaccent=2D9 dotlessi=131 downtackmod=2D5 e=65 eacute=E9 ebreve=115 ecaron=11B ecircumflex=EA
edieresis=EB edot=117 edotaccent=117 egrave=E8 eight=38 ellipsis=2026 emacron=113 emdash=2014 endash=2013 eng=14B eogonek=119 equal=3D eth=F0
exclam=21 exclamdbl=203C exclamdown=A1 f=66 fi=FB01 figuredash=2012 filledbox=25A0 firsttonechinese=2C9 five=35 fl=FB02 florin=192 four=34
fourthtonechinese=2CB g=67 gbreve=11F gcedilla=123 gcircumflex=11D gcommaaccent=123 gdot=121 gdotaccent=121 germandbls=DF grave=60 gravelowmod=2CE
greater=3E greaterequal=2265 guillemotleft=AB guillemotright=BB guilsinglleft=2039 guilsinglright=203A h=68 hbar=127 hcircumflex=125
horizontalbar=2015 hungarumlaut=2DD hyphen=2D hyphentwo=2010 i=69 iacute=ED ibreve=12D icircumflex=EE idieresis=EF igrave=EC ij=133 ilde=2DC
imacron=12B infinity=221E iogonek=12F itilde=129 j=6A jcircumflex=135 k=6B kcedilla=137 kcommaaccent=137 kgreenlandic=138 l=6C lacute=13A lcaron=13E
lcedilla=13C lcommaaccent=13C ldot=140 ldotaccent=140 less=3C lessequal=2264 logicalnot=AC longs=17F lslash=142 m=6D macron=AF macronlowmod=2CD
middot=B7 minus=2212 minusmod=2D7 minute=2032 mu=B5 mu1=B5 multiply=D7 n=6E nacute=144 napostrophe=149 nbspace=A0 ncaron=148 ncedilla=146
ncommaaccent=146 nine=39 nonbreakingspace=A0 notequal=2260 ntilde=F1 numbersign=23 numero=2116 o=6F oacute=F3 obreve=14F ocircumflex=F4 odblacute=151
odieresis=F6 oe=153 ogonek=2DB ograve=F2 omacron=14D one=31 onedotenleader=2024 onehalf=BD onequarter=BC onesuperior=B9 ordfeminine=AA ordmasculine=BA
oslash=F8 otilde=F5 overline=203E overscore=AF p=70 paragraph=B6 parenleft=28 parenright=29 percent=25 period=2E periodcentered=B7 perthousand=2030
pi=3C0 plus=2B plusminus=B1 plusmod=2D6 primereversed=2035 q=71 question=3F questiondown=BF quotedbl=22 quotedblbase=201E quotedblleft=201C
quotedblright=201D quoteleft=2018 quoteleftreversed=201B quotereversed=201B quoteright=2019 quoterightn=149 quotesinglbase=201A quotesingle=27 r=72
racute=155 rcaron=159 rcedilla=157 rcommaaccent=157 referencemark=203B registered=AE ring=2DA ringhalfleftcentered=2D3 ringhalfrightcentered=2D2 s=73
sacute=15B scaron=161 scedilla=15F scircumflex=15D second=2033 secondtonechinese=2CA section=A7 semicolon=3B seven=37 sfthyphen=AD six=36 slash=2F
slong=17F softhyphen=AD sterling=A3 t=74 tbar=167 tcaron=165 tcedilla=163 tcommaaccent=163 thorn=FE three=33 threequarters=BE threesuperior=B3
tilde=2DC trademark=2122 two=32 twodotenleader=2025 twodotleader=2025 twosuperior=B2 u=75 uacute=FA ubreve=16D ucircumflex=FB udblacute=171
udieresis=FC ugrave=F9 umacron=16B underscore=5F underscoredbl=2017 uogonek=173 uptackmod=2D4 uring=16F utilde=169 v=76 verticalbar=7C
verticallinelowmod=2CC verticallinemod=2C8 w=77 wcircumflex=175 whitecircle=25CB whitesquare=25A1 whitestar=2606 x=78 y=79 yacute=FD ycircumflex=177
ydieresis=FF yen=A5 z=7A zacute=17A zcaron=17E zdot=17C zdotaccent=17C zero=30`

var glyphTable = sync.OnceValue(func() map[string]rune {
	t := map[string]rune{}
	for _, pair := range strings.Fields(glyphNames) {
		name, hex, _ := strings.Cut(pair, "=")
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil {
			t[name] = rune(v)
		}
	}
	return t
})

// glyphText returns the characters of a glyph name after the rules of the
// Adobe Glyph List: a listed name; uni and four hexadecimal digits, or u and
// four to six; the parts of a ligature joined by '_'; anything after '.'
// ignored. Unknown names give nil.
func glyphText(name string) []rune {
	name, _, _ = strings.Cut(name, ".")
	if strings.Contains(name, "_") {
		var out []rune
		for part := range strings.SplitSeq(name, "_") {
			r := glyphText(part)
			if r == nil {
				return nil
			}
			out = append(out, r...)
		}
		return out
	}
	if r, ok := glyphTable()[name]; ok {
		return []rune{r}
	}
	if hex, ok := strings.CutPrefix(name, "uni"); ok && len(hex) >= 4 && len(hex)%4 == 0 {
		var out []rune
		for ; len(hex) >= 4; hex = hex[4:] {
			v, err := strconv.ParseUint(hex[:4], 16, 32)
			if err != nil {
				return nil
			}
			out = append(out, rune(v))
		}
		return out
	}
	if hex, ok := strings.CutPrefix(name, "u"); ok && len(hex) >= 4 && len(hex) <= 6 {
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil && v <= 0x10FFFF {
			return []rune{rune(v)}
		}
	}
	return nil
}
