package lexicon

// lists holds the entries of a table by one of their runes, each list with the
// longest term first. It is asked about every rune of a text, and most are not
// there.
type lists struct {
	runes sieve  // that are there
	alone sieve  // that are terms by themselves
	pairs sieve  // of a rune and the one beside it
	slots []slot // hashed by rune; their number is a power of two
	used  int
}

// slot holds the list of one rune; it is free while the list is empty.
type slot struct {
	rune    rune
	entries []listed
}

// listed is an entry with the rune that stands beside the one it is listed by,
// 0 when it has no other: most that are asked about differ there already.
type listed struct {
	*Entry
	beside rune
}

// may reports false for most runes that are not there, or not beside the other.
func (l *lists) may(r, beside rune) bool {
	return l.runes.has(r) && (l.alone.has(r) || l.pairs.has(pair(r, beside)))
}

// sieve holds at least the runes that were added, and few others.
type sieve [64]uint64

func (s *sieve) has(r rune) bool { return s[r>>6&63]>>(r&63)&1 != 0 }
func (s *sieve) add(r rune)      { s[r>>6&63] |= 1 << (r & 63) }

// pair makes one of two runes, for a sieve.
func pair(r, beside rune) rune { return r*37 + beside }

// of returns the entries of a rune.
func (l *lists) of(r rune) []listed {
	if len(l.slots) == 0 {
		return nil
	}
	return l.find(r).entries
}

// find returns the slot of a rune, or the free one where it would be.
func (l *lists) find(r rune) *slot {
	for at := uint32(r) * 0x9E3779B1 >> 7; ; at++ {
		s := &l.slots[at&uint32(len(l.slots)-1)]
		if s.rune == r || len(s.entries) == 0 {
			return s
		}
	}
}

func (l *lists) add(r rune, e listed) {
	if 2*(l.used+1) > len(l.slots) { // at most half full
		old := l.slots
		l.slots = make([]slot, max(8, 2*len(old)))
		for _, s := range old {
			if len(s.entries) > 0 {
				*l.find(s.rune) = s
			}
		}
	}
	s := l.find(r)
	if len(s.entries) == 0 {
		l.used++
	}
	s.rune, s.entries = r, insert(s.entries, e)
	l.runes.add(r)
	if e.beside == 0 {
		l.alone.add(r)
	} else {
		l.pairs.add(pair(r, e.beside))
	}
}

// insert keeps the list longest term first, in table order among equals.
func insert(list []listed, e listed) []listed {
	i := len(list)
	for i > 0 && list[i-1].Len() < e.Len() {
		i--
	}
	list = append(list, listed{})
	copy(list[i+1:], list[i:])
	list[i] = e
	return list
}
