package heading

import "math"

// evidence sums up what the members of a group, alone, say about having
// headings.
type evidence struct {
	open, known  float64 // members that print left open, and that it decided
	sure, sharp  float64 // sums over the open ones: log odds of a heading, probability of the best end
	length, sqrd float64 // of the best ends
}

func weighAll(ms []member) evidence {
	var e evidence
	for i := range ms {
		u := &ms[i]
		if u.known >= 0 {
			e.known++
			continue
		}
		if len(u.cands) < 2 {
			continue
		}
		e.open++
		none := float64(u.none)
		e.sure += min(max(math.Log((1-none+1e-4)/(none+1e-4)), -6), 6)
		best, at := float32(0), 0
		for k := 1; k < len(u.cands); k++ {
			if u.prob[k] > best {
				best, at = u.prob[k], k
			}
		}
		e.sharp += float64(best)
		l := float64(u.cands[at].end)
		e.length += l
		e.sqrd += l * l
	}
	return e
}

func (e evidence) plus(o evidence, sign float64) evidence {
	e.open += sign * o.open
	e.known += sign * o.known
	e.sure += sign * o.sure
	e.sharp += sign * o.sharp
	e.length += sign * o.length
	e.sqrd += sign * o.sqrd
	return e
}

// headed returns the features by which a group is taken to have headings:
// its own evidence and that of its cousins, the units of the same numbering
// and level under other parents.
func headed(own, cousins evidence) [grouped]float32 {
	var f [grouped]float32
	f[0] = 1
	f[6] = float32(min(own.known, 3))
	if n := own.open; n > 0 {
		sure, sharp, length, square := own.sure/n, own.sharp/n, own.length/n, own.sqrd/n
		f[1] = float32(sure)
		f[2] = float32(sure * math.Sqrt(min(n, 16)))
		f[3] = float32(sharp)
		f[4] = float32(sharp * math.Log(n))
		f[5] = float32(math.Log(n))
		if n > 1 {
			f[7] = float32(math.Sqrt(max(square-length*length, 0)) / (length + 1))
		}
	}
	if n := cousins.open; n > 0.5 {
		f[8] = float32(cousins.sure / n)
		f[9] = float32(cousins.sure / n * math.Sqrt(min(n, 16)))
		f[10] = float32(cousins.sharp / n)
		f[11] = 1
	}
	if n := cousins.known; n > 0.5 {
		f[12] = float32(n / (n + cousins.open))
	}
	return f
}
