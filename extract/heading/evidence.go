package heading

import (
	"math"
	"slices"
)

// evidence sums up what the members of a group, alone, say about having
// headings.
type evidence struct {
	open, known    float64 // members that print left open, and that it decided
	sure, sharp    float64 // sums over the open ones: log odds of a heading, probability of the best end
	agreed         float64 // belief in the best end
	length, sqrd   float64 // of the best ends
	seam           float64 // … their seams
	against, plain float64 // open members that alone are rather without heading, and that surely have one
	single, size   float64 // … that are one sentence; their length in windows
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
		best, at, sharp := float32(0), 0, float32(0)
		for k := 1; k < len(u.cands); k++ {
			sharp = max(sharp, u.prob[k])
			if u.belief[k] > best {
				best, at = u.belief[k], k
			}
		}
		e.sharp += float64(sharp)
		e.agreed += float64(best)
		if none > 0.5 {
			e.against++
		}
		if none < 0.1 {
			e.plain++
		}
		e.size += float64(len(u.text)) / (2 * window)
		if i := slices.Index(u.text, '。'); i < 0 || i >= len(u.text)-2 {
			e.single++
		}
		e.seam += float64(u.cands[at].at.seam) / 16
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
	e.agreed += sign * o.agreed
	e.against += sign * o.against
	e.plain += sign * o.plain
	e.single += sign * o.single
	e.size += sign * o.size
	e.seam += sign * o.seam
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
		sure, sharp, agreed, against, plain := own.sure/n, own.sharp/n, own.agreed/n, own.against/n, own.plain/n
		many := math.Log(n)
		f[1] = float32(sure)
		f[2] = float32(sure * math.Sqrt(min(n, 16)))
		f[3] = float32(sharp)
		f[4] = float32(sharp * many)
		f[5] = float32(many)
		if n > 1 {
			length := own.length / n
			f[7] = float32(math.Sqrt(max(own.sqrd/n-length*length, 0)) / (length + 1))
		} else {
			f[24] = 1
			f[25] = float32(sure)
			f[26] = float32(sharp)
		}
		f[13] = float32(agreed)
		f[14] = float32(agreed * many)
		f[16] = float32(against)
		f[17] = float32(plain)
		f[18] = float32(own.single / n)
		f[19] = float32(own.size / n)
		f[20] = float32(own.seam / n)
		f[21] = float32(against * many)
		f[22] = float32(plain * many)
		f[23] = float32(own.single / n * own.size / n)
		f[27] = float32(sure * agreed)
	}
	if n := cousins.open; n > 0.5 {
		f[8] = float32(cousins.sure / n)
		f[9] = float32(cousins.sure / n * math.Sqrt(min(n, 16)))
		f[10] = float32(cousins.sharp / n)
		f[11] = 1
		f[15] = float32(cousins.agreed / n)
		f[28] = float32(cousins.against / n)
		f[29] = float32(cousins.plain / n)
		f[30] = float32(cousins.seam / n)
	}
	if n := cousins.known; n > 0.5 {
		f[12] = float32(n / (n + cousins.open))
	}
	return f
}
