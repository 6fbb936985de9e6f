package heading

// shape describes the heading that ends at a candidate to its siblings.
type shape struct {
	length int
	commas int
	traits [traits]uint32
}

// What siblings share.
const (
	traitFirst = iota // part of speech of the first word
	traitLast         // … of the last word
	traitWord         // the first word
	traitTail         // the last two characters
	traitNext         // the word after the end
	traitAfter        // its part of speech
	traitPart         // length of the part before the first comma
	traitEnds         // parts of speech of the last two words
	traitStart        // parts of speech of the first two words
	traitClose        // the last character
	traitList         // marks of enumeration
	traits
)

// shapeOf describes the heading that ends at end, behind the first n tokens.
func (b *builder) shapeOf(n, end int) shape {
	t := b.p.text[:end]
	s := shape{length: end}
	lists, part := 0, 0
	for i, r := range t {
		switch r {
		case ',':
			if s.commas == 0 {
				part = i
			}
			s.commas++
		case '、':
			lists++
		}
	}
	w0, w1, z1, z0 := b.token(0), b.token(1), b.token(n-2), b.token(n-1)
	s.traits[traitFirst], s.traits[traitLast], s.traits[traitWord] = w0.pos, z0.pos, w0.word
	s.traits[traitPart] = uint32(part)
	s.traits[traitEnds] = mix(z1.pos, z0.pos)
	s.traits[traitStart] = mix(w0.pos, w1.pos)
	s.traits[traitList] = uint32(lists)
	if end >= 2 {
		s.traits[traitTail] = mix(uint32(t[end-1]), uint32(t[end-2]))
		s.traits[traitClose] = uint32(t[end-1])
	}
	return s
}
