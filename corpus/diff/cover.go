package diff

import (
	"cmp"
	"slices"
)

// Thresholds of the second pass. Shares are of rarity weight.
const (
	partInside = 0.42 // of a part's text found in the whole that it joins
	partGain   = 0.12 // of the whole's text that only this part explains
)

// cover finds splits and merges among what the assignment left over: an
// unlinked unit whose text lies in a linked unit of the other side, and
// explains a part of it that its partner does not, joins that link.
func (al *aligner) cover(links []pair) []pair {
	links = al.join(links, false)
	links = al.join(links, true)
	usedA, usedB := make([]bool, len(al.a.units)), make([]bool, len(al.b.units))
	for _, p := range links {
		for _, i := range p.old {
			usedA[i] = true
		}
		for _, j := range p.new {
			usedB[j] = true
		}
	}
	for i, u := range usedA {
		if !u {
			links = append(links, pair{old: []int{i}})
		}
	}
	for j, u := range usedB {
		if !u {
			links = append(links, pair{new: []int{j}})
		}
	}
	return links
}

// join attaches unlinked units of one side (the new one, or with flip the
// old) to links whose other side holds their text.
func (al *aligner) join(links []pair, flip bool) []pair {
	parts, wholes := al.bagB, al.bagA
	partMass, wholeMass := al.massB, al.massA
	own := func(p *pair) *[]int { return &p.new }
	far := func(p *pair) []int { return p.old }
	if flip {
		parts, wholes = wholes, parts
		partMass, wholeMass = wholeMass, partMass
		own = func(p *pair) *[]int { return &p.old }
		far = func(p *pair) []int { return p.new }
	}
	linked := make([]bool, len(parts))
	for k := range links {
		for _, x := range *own(&links[k]) {
			linked[x] = true
		}
	}
	// Only candidates can share enough: near lists them by old unit.
	linkOf := filled(len(wholes), -1)
	for k := range links {
		if len(far(&links[k])) == 1 && len(*own(&links[k])) > 0 {
			linkOf[far(&links[k])[0]] = k // a merger is not split again
		}
	}
	hosts := make([][]int, len(parts))
	for i, cs := range al.near {
		for _, c := range cs {
			y, w := c.j, i
			if flip {
				y, w = w, y
			}
			if k := linkOf[w]; k >= 0 && !linked[y] {
				hosts[y] = append(hosts[y], k)
			}
		}
	}
	type offer struct {
		part, link int
		inside     float64
	}
	var offers []offer
	for y := range parts {
		if linked[y] || partMass[y] == 0 {
			continue
		}
		for _, k := range hosts[y] {
			p := &links[k]
			w := far(p)[0]
			both := shared(parts[y], wholes[w])
			if both < partInside*partMass[y] || both < partGain*wholeMass[w] {
				continue
			}
			held := bag(nil)
			for _, x := range *own(p) {
				held = sum(held, parts[x])
			}
			gain := shared(sum(held, parts[y]), wholes[w]) - shared(held, wholes[w])
			if gain < partGain*wholeMass[w] || gain < partInside*partMass[y]*0.7 {
				continue
			}
			offers = append(offers, offer{y, k, both / partMass[y]})
		}
	}
	slices.SortStableFunc(offers, func(x, y offer) int {
		return cmp.Or(cmp.Compare(y.inside, x.inside), cmp.Compare(x.part, y.part), cmp.Compare(x.link, y.link))
	})
	for _, o := range offers {
		if linked[o.part] {
			continue
		}
		linked[o.part] = true
		p := &links[o.link]
		*own(p) = append(*own(p), o.part)
		slices.Sort(*own(p))
		if !slices.Contains(p.evidence, "coverage") {
			p.evidence = append(p.evidence, "coverage")
		}
	}
	return links
}
