package numeral

import "strings"

// Format writes a integer up to 10^16 as a Chinese numeral in the
// form that official texts use: 十二, 一百零五, 两 never. Parse reads it back.
func Format(n uint64) string {
	if n == 0 {
		return "零"
	}
	var b strings.Builder
	write(&b, n, true)
	return b.String()
}

var formatUnits = []struct {
	size uint64
	name string
}{{1e8, "亿"}, {1e4, "万"}, {1000, "千"}, {100, "百"}, {10, "十"}}

// write writes n; first is true where a leading 一十 may shorten to 十.
func write(b *strings.Builder, n uint64, first bool) {
	for _, u := range formatUnits {
		if n < u.size {
			continue
		}
		if head := n / u.size; head != 1 || u.size != 10 || !first {
			write(b, head, first)
		}
		b.WriteString(u.name)
		rest := n % u.size
		if rest > 0 {
			if rest < u.size/10 {
				b.WriteString("零")
			}
			write(b, rest, false)
		}
		return
	}
	b.WriteString(string([]rune("零一二三四五六七八九")[n]))
}
