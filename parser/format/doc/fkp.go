package doc

import "slices"

// run maps stored bytes [fc, end) to a list of property modifiers.
type run struct {
	fc, end int
	props   []byte
	style   int // of paragraphs
}

const pageSize = 512

// readRuns reads the pages of formatted runs ([MS-DOC] 2.9.30 and 2.9.174)
// that the bin table pair points to: of characters, or of paragraphs.
func (d *document) readRuns(pair int, paragraphs bool) []run {
	plc, _ := d.fib.part(pair)
	n := (len(plc) - 4) / 8
	var out []run
	seen := map[int]bool{}
	for i := range max(n, 0) {
		number := u32(plc, 4*(n+1)+4*i) & 0x3F_FFFF
		if seen[number] {
			continue
		}
		seen[number] = true
		page := bytesAt(d.fib.word, number*pageSize, pageSize)
		if page == nil {
			continue
		}
		count := int(page[pageSize-1])
		size := 1
		if paragraphs {
			size = 13
		}
		if 4*(count+1)+size*count > pageSize-1 {
			continue
		}
		for k := range count {
			r := run{fc: u32(page, 4*k), end: u32(page, 4*k+4)}
			at := 2 * int(page[4*(count+1)+size*k])
			if r.end <= r.fc {
				continue
			}
			if at > 0 && at < pageSize-1 {
				r.props = grpprlAt(page, at, paragraphs)
			}
			if paragraphs && len(r.props) >= 2 {
				r.style, r.props = u16(r.props, 0), r.props[2:]
			}
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b run) int { return a.fc - b.fc })
	return out
}

func grpprlAt(page []byte, at int, paragraphs bool) []byte {
	n := int(page[at])
	switch {
	case !paragraphs:
		return bytesAt(page, at+1, n)
	case n > 0:
		return bytesAt(page, at+1, 2*n-1)
	case at+1 < len(page):
		return bytesAt(page, at+2, 2*int(page[at+1]))
	}
	return nil
}

// find returns the run that holds offset fc, nil if none does. hint is the
// index found last: text is mostly stored in order.
func find(runs []run, fc int, hint *int) *run {
	if i := *hint; i < len(runs) && runs[i].fc <= fc && fc < runs[i].end {
		return &runs[i]
	}
	i, ok := slices.BinarySearchFunc(runs, fc, func(r run, fc int) int { return r.fc - fc })
	if !ok {
		i--
	}
	if i < 0 || fc >= runs[i].end {
		return nil
	}
	*hint = i
	return &runs[i]
}
