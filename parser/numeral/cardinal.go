package numeral

// cardinal is one number without sign, fraction bar or range.
type cardinal struct {
	v     val
	max   *val // upper end of a pair of digits: 两三, 七八十
	end   int
	bound Bound
	// top is the last multiplier of 万, 亿 or 兆 (1 without one) and coef what
	// stands before it, so that 3—5万 can lend its 万 to the 3.
	top  int64
	coef val

	arabic, chinese, formal, unit bool
	bare                          bool
}

// entry is a finished part, as 三百 of 三百五十, with the unit that closed it.
type entry struct {
	v    val
	unit int64
}

// reader sums the parts of one numeral. Parts wait on a stack until a larger
// unit multiplies those below it (一千一百 万) or the numeral ends.
type reader struct {
	t       []rune
	c       cardinal
	stack   [12]entry
	n       int
	pend    val  // a number that waits for its unit
	has     bool // pend is set
	isArab  bool // pend is in Arabic figures
	single  bool // pend is one digit, so 一百二 may be short for 120
	zero    bool // 零 stands before pend
	last    int64
	spread  int64 // upper minus lower of a pair of digits, as multiplied so far
	pairAt  int   // stack index of the pair, -1 while pending or absent
	decimal bool
	doubled bool // 万万 was read; a third 万 ends the numeral
	pendAt  int  // where pend starts
	back    int  // where the numeral ends after a retreat, -1 without one
}

// readCardinal reads the longest cardinal that starts at i.
func readCardinal(t []rune, i int) (cardinal, bool) {
	r := reader{t: t, pairAt: -1, back: -1}
	r.c.top = 1
	end, ok := r.run(i)
	if !ok {
		return cardinal{}, false
	}
	r.finish()
	r.c.end = end
	return r.c, true
}

// run consumes tokens from i and returns where the numeral ends.
func (r *reader) run(i int) (int, bool) {
	j := i
	for j < len(r.t) {
		g := glyphOf(r.t[j])
		next, ok := j, false
		switch g.class {
		case arabic:
			next, ok = r.arabic(j)
		case digit, formal:
			next, ok = r.digits(j)
		case tens:
			if ok = !r.has && !r.decimal && (r.n == 0 || r.last >= 100 || r.zero); ok {
				r.push(whole(g.value), 10)
				r.c.chinese, next = true, j+1
			}
		case low:
			next, ok = r.low(j, g)
		case high:
			next, ok = r.high(j, g)
		case point:
			next, ok = r.point(j)
		case over:
			next, ok = r.over(j)
		case some:
			next, ok = r.some(j)
		case orso:
			if ok = !r.has && r.n > 0 && r.last < 1e4 && r.last > 0 && r.c.bound == Exact && j+1 < len(r.t) && in(orsoNext, r.t[j+1]); ok {
				r.c.bound, next = About, j+1
			}
		case none:
			// 3.5 亿: web pages set figures off by a blank.
			if k := j + 1; blank(r.t[j]) && r.has && r.isArab && r.n == 0 && k < len(r.t) && glyphOf(r.t[k]).class == high {
				next, ok = r.high(k, glyphOf(r.t[k]))
			}
		}
		if !ok {
			break
		}
		j = next
		if r.c.bound == Over && glyphClass(r.t, j) != low && glyphClass(r.t, j) != high {
			break
		}
	}
	if r.back >= 0 {
		j = r.back
	}
	return j, j > i && (r.has || r.n > 0)
}

func glyphClass(t []rune, i int) class {
	if i >= len(t) {
		return none
	}
	return glyphOf(t[i]).class
}

func (r *reader) push(v val, unit int64) bool {
	if r.n == len(r.stack) {
		return false
	}
	r.stack[r.n] = entry{v, unit}
	r.n++
	r.last, r.has, r.zero, r.single = unit, false, false, false
	return true
}

// low reads 十, 百 or 千 at j.
func (r *reader) low(j int, g glyph) (int, bool) {
	if r.decimal || stopped(r.t, j) {
		return j, false
	}
	if g.value == 100 && j+2 < len(r.t) && r.t[j+1] == '分' && (r.t[j+2] == '点' || r.t[j+2] == '點') {
		return j, false // 百分点 is a unit
	}
	if r.n > 0 && g.value >= r.stack[r.n-1].unit {
		return r.retreat(j)
	}
	v := whole(g.value)
	switch {
	case r.has && r.pend.zero() && r.single && r.n == 0: // 零十
	case r.has:
		if r.isArab && r.n > 0 && !r.pend.times(g.value).less(whole(r.stack[r.n-1].unit)) || !r.isArab && !r.single {
			return r.retreat(j)
		}
		v = r.pend.times(g.value)
	case r.n == 0:
		r.c.bare = g.value > 10
	case r.c.bound == Over: // 五百余千 is nothing
		return j, false
	case g.value > 10 && !r.zero: // after a unit only 十 does without a digit: 一百十一
		return j, false
	}
	if r.spread > 0 && r.pairAt < 0 {
		r.spread *= g.value
		r.pairAt = r.n
	}
	if !r.push(v, g.value) {
		return j, false
	}
	r.c.chinese, r.c.unit = true, true
	r.c.formal = r.c.formal || g.formal
	return j + 1, true
}

// retreat gives a pending digit back when the unit after it cannot close it
// (三百五百 is 三百 and 五百); the numeral then ends before that digit.
func (r *reader) retreat(j int) (int, bool) {
	if r.has && r.n > 0 {
		r.has, r.back = false, r.pendAt
		if r.pairAt < 0 {
			r.spread = 0
		}
	}
	return j, false
}

// high reads 万, 亿 or 兆 at j: it multiplies every smaller part before it.
func (r *reader) high(j int, g glyph) (int, bool) {
	if stopped(r.t, j) {
		return j, false
	}
	for _, e := range r.stack[:r.n] {
		if e.unit == g.value && (r.has || r.t[j-1] != r.t[j]) {
			return r.retreat(j) // 三万五万
		}
	}
	if r.has {
		if r.spread > 0 && r.pairAt < 0 {
			r.pairAt = r.n
		}
		at := r.last
		v := r.pend
		if r.n > 0 && r.single && !r.zero && at >= 100 && at < g.value && !r.isArab {
			v = v.times(at / 10)
			if r.pairAt == r.n {
				r.spread *= at / 10
			}
		}
		if !r.push(v, 1) {
			return j, false
		}
	}
	if r.n == 0 {
		r.c.bare = true
		r.push(whole(1), 1)
	}
	cut := r.n
	for cut > 0 && r.stack[cut-1].unit < g.value {
		cut--
	}
	if cut == r.n {
		if r.stack[r.n-1].unit != g.value || r.t[j-1] != r.t[j] || r.doubled {
			return j, false
		}
		cut, r.doubled = cut-1, true // 四万万
	}
	sum := val{}
	if r.n-cut == 1 {
		sum = r.stack[cut].v
	} else {
		for _, e := range r.stack[cut:r.n] {
			sum = sum.plus(e.v)
		}
	}
	if r.spread > 0 && r.pairAt >= cut {
		r.spread *= g.value
		r.pairAt = cut
	}
	r.n = cut
	r.c.coef, r.c.top = sum, g.value
	if cut > 0 {
		r.c.top = 1
	}
	r.push(sum.times(g.value), g.value)
	r.c.chinese, r.c.unit, r.decimal = true, true, false
	return j + 1, true
}

// over reads 余 or 多 after a round number.
func (r *reader) over(j int) (int, bool) {
	if r.c.bound != Exact || stopped(r.t, j) || r.spread > 0 {
		return j, false
	}
	if r.has && !(r.isArab && r.n == 0 && r.pend.multipleOfTen()) || !r.has && r.n == 0 {
		return j, false
	}
	r.c.bound = Over
	r.c.chinese = true
	return j + 1, true
}

// some reads 几 or 数 in place of a digit. It counts as nothing after a larger
// unit (二十几 → 20) and as one before its own (数百 → 100): the least it can be.
func (r *reader) some(j int) (int, bool) {
	if r.has || r.decimal || r.c.bound != Exact || stopped(r.t, j) {
		return j, false
	}
	next := glyphClass(r.t, j+1)
	if r.n == 0 {
		if next != low && next != high || stopped(r.t, j+1) {
			return j, false
		}
		r.pend, r.has, r.single = whole(1), true, true
		r.c.bound, r.c.chinese = About, true
		return j + 1, true
	}
	if r.t[j] == '数' || r.t[j] == '數' || r.last < 10 || r.last > 1000 && !r.zero {
		return j, false
	}
	r.c.bound = About
	if next == low {
		if u := glyphOf(r.t[j+1]).value; u < r.last {
			r.last = u
			return j + 2, true
		}
		r.c.bound = Exact
		return j, false
	}
	return j + 1, true
}

// finish adds up the stack and what still waits.
func (r *reader) finish() {
	sum := val{}
	for k, e := range r.stack[:r.n] {
		if k == 0 {
			sum = e.v
			continue
		}
		sum = sum.plus(e.v)
	}
	if r.has {
		v := r.pend
		if r.n > 0 && r.single && !r.zero && r.last >= 100 {
			v = v.times(r.last / 10) // 一百二, 三万五
			r.spread *= r.last / 10
		}
		if r.n == 0 {
			sum = v
		} else {
			sum = sum.plus(v)
			r.c.top = 1
		}
	} else if r.n > 1 {
		r.c.top = 1
	}
	r.c.v = sum
	if r.spread > 0 {
		m := sum.plus(whole(r.spread))
		r.c.max = &m
	}
}
