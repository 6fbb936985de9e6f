package numeral

// maxDigits bounds one run of digits; a longer run is no number anyone reads.
const maxDigits = 48

func in(set string, r rune) bool {
	for _, s := range set {
		if s == r {
			return true
		}
	}
	return false
}

// arabic reads a figure, grouped or decimal: 1,200 3.5 ０８.
func (r *reader) arabic(j int) (int, bool) {
	if r.has || r.decimal {
		return j, false
	}
	v, end, ok := figure(r.t, j)
	if !ok {
		return j, false
	}
	if r.n > 0 {
		// After a unit a figure fills the places below it: 3万4000, 1百01.
		if v.e != 0 || r.last < 10 && !r.zero || r.last > 0 && !v.less(whole(r.last)) {
			return j, false
		}
	}
	r.pend, r.has, r.isArab, r.pendAt = v, true, true, j
	r.single = end-j == 1
	r.c.arabic = true
	return end, true
}

// figure reads Arabic digits at j with their grouping commas and decimals.
// A full-width comma groups only full-width digits: between half-width ones it
// is the comma of a sentence.
func figure(t []rune, j int) (val, int, bool) {
	k := j
	v := val{}
	digits := 0
	var wide []rune
	add := func(d int) {
		digits++
		if digits > 18 {
			if wide == nil {
				wide = []rune(v.decimal().Coefficient().String())
			}
			wide = append(wide, rune('0'+d))
			return
		}
		v.c = v.c*10 + int64(d)
	}
	for k < len(t) && digits <= maxDigits {
		if d, ok := arabicDigit(t[k]); ok {
			add(d)
			k++
			continue
		}
		break
	}
	if digits == 0 || digits > maxDigits {
		return v, j, false
	}
	if digits <= 3 && t[j] != '0' {
		for group(t, k) && digits <= maxDigits-3 {
			for _, c := range t[k+1 : k+4] {
				d, _ := arabicDigit(c)
				add(d)
			}
			k += 4
		}
	}
	places := int32(0)
	if k+1 < len(t) && (t[k] == '.' || t[k] == '．') {
		if _, ok := arabicDigit(t[k+1]); ok {
			m := k + 1
			for m < len(t) && digits <= maxDigits {
				d, ok := arabicDigit(t[m])
				if !ok {
					break
				}
				add(d)
				places++
				m++
			}
			// 1.2.3 numbers a section or a version and measures nothing.
			if m+1 < len(t) && (t[m] == '.' || t[m] == '．') {
				if _, ok := arabicDigit(t[m+1]); ok {
					return v, j, false
				}
			}
			k = m
		}
	}
	if digits > maxDigits {
		return v, j, false
	}
	if wide != nil {
		d, err := parseCoefficient(string(wide), -places)
		if err != nil {
			return v, j, false
		}
		return wideVal(d), k, true
	}
	v.e = -places
	return v, k, true
}

// group reports a comma with exactly three digits after it at k.
func group(t []rune, k int) bool {
	if k+3 >= len(t) || t[k] != ',' && !(t[k] == '，' && t[k-1] > 0xFF00) {
		return false
	}
	for _, c := range t[k+1 : k+4] {
		if _, ok := arabicDigit(c); !ok {
			return false
		}
	}
	if k+4 < len(t) {
		if _, ok := arabicDigit(t[k+4]); ok {
			return false
		}
	}
	return true
}

// digits reads a run of Chinese digits: one digit of a place (五), a string of
// them (二〇二五), a pair of neighbours (两三), 零 as the filler of places.
func (r *reader) digits(j int) (int, bool) {
	if r.has || r.decimal {
		return j, false
	}
	k := j
	for k < len(r.t) && k-j <= maxDigits {
		if g := glyphOf(r.t[k]); g.class == digit || g.class == formal {
			k++
			continue
		}
		break
	}
	if k-j > maxDigits || r.t[j] == '○' && r.n == 0 {
		return j, false
	}
	run := r.t[j:k]
	zero := r.zero
	if r.n > 0 {
		for len(run) > 0 && glyphOf(run[0]).value == 0 {
			run, zero = run[1:], true
		}
		if len(run) == 0 {
			// 一百零 needs a place to fill: 一千零十, 200亿零230, 一百零几.
			switch g := glyphClass(r.t, k); {
			case g == arabic || g == low || g == tens, g == some && r.t[k] != '数':
				if g == low && r.last > 0 && glyphOf(r.t[k]).value >= r.last {
					return j, false
				}
				r.zero = true
				return k, true
			case g == point:
				return j, false
			}
			return j, false
		}
	}
	single, spread := len(run) == 1, int64(0)
	first := glyphOf(run[0]).value
	if len(run) == 2 && first > 0 {
		second := glyphOf(run[1]).value
		if second == first+1 || first == 3 && second == 5 && run[0] == '三' {
			single, spread = true, second-first
		}
	}
	if !single && r.n > 0 {
		return j, false
	}
	if single {
		r.pend = whole(first)
	} else {
		v, ok := digitString(run)
		if !ok {
			return j, false
		}
		r.pend = v
	}
	for _, c := range run {
		if glyphOf(c).formal {
			r.c.formal = true
		}
	}
	r.has, r.isArab, r.single, r.zero, r.pendAt = true, false, single, zero, j
	r.c.chinese = true
	if spread > 0 {
		r.spread, r.pairAt = spread, -1
	}
	return k, true
}

// digitString reads digits written one by one.
func digitString(run []rune) (val, bool) {
	if len(run) <= 18 {
		v := val{}
		for _, c := range run {
			v.c = v.c*10 + glyphOf(c).value
		}
		return v, true
	}
	b := make([]byte, len(run))
	for i, c := range run {
		b[i] = byte('0' + glyphOf(c).value)
	}
	d, err := parseCoefficient(string(b), 0)
	return wideVal(d), err == nil
}

// point reads 点 and the digits after it. Between Arabic figures, and before a
// number of minutes (三点五十分), it tells the time instead.
func (r *reader) point(j int) (int, bool) {
	if r.decimal || r.spread > 0 || r.c.bound != Exact || r.zero && !r.has {
		return j, false
	}
	k := j + 1
	var frac []rune
	for k < len(r.t) && len(frac) <= 18 {
		g := glyphOf(r.t[k])
		if g.class != digit && g.class != formal && g.class != arabic {
			break
		}
		frac = append(frac, rune('0'+g.value))
		k++
	}
	if len(frac) == 0 || len(frac) > 18 {
		return j, false
	}
	if r.has && r.isArab && glyphClass(r.t, j+1) == arabic {
		return j, false
	}
	if g := glyphClass(r.t, k); g == low || g == tens || k < len(r.t) && (r.t[k] == '刻' || r.t[k] == '分' && !(k+1 < len(r.t) && r.t[k+1] == '之')) {
		return j, false
	}
	r.finish()
	d, err := parseCoefficient(string(frac), -int32(len(frac)))
	if err != nil {
		return j, false
	}
	sum := r.c.v.decimal().Add(d)
	r.pend = wideVal(sum)
	if c := sum.Coefficient(); c.IsInt64() && sum.Exponent() <= 0 {
		r.pend = val{c: c.Int64(), e: sum.Exponent()}
	}
	r.n, r.has, r.isArab, r.single, r.decimal, r.c.chinese = 0, true, false, false, true, true
	r.c.top = 1
	return k, true
}
