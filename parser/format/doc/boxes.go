package doc

import "yaodian/parser/format"

// boxes are the text boxes of the main text: they lie in a part of the text of
// their own, and the drawings that anchor them name their shape.
type boxes struct {
	base  int         // first character of the part
	shape map[int]int // anchor's character → shape
	text  map[int]span
	order []int // shapes in the order of their text
	done  map[int]bool
}

type span struct{ from, to int }

const (
	spaSize  = 26 // [MS-DOC] 2.9.253
	ftxbSize = 22 // 2.9.101
	maxBoxes = 4096
)

func (d *document) readBoxes() *boxes {
	f := d.fib
	b := &boxes{shape: map[int]int{}, text: map[int]span{}, done: map[int]bool{}}
	b.base = f.text + f.notes + f.headers + f.macros + f.comments + f.endnotes
	if spa, _ := f.part(fcPlcSpaMom); spa != nil {
		n := (len(spa) - 4) / (4 + spaSize)
		for i := range max(min(n, maxBoxes), 0) {
			b.shape[u32(spa, 4*i)] = u32(spa, 4*(n+1)+spaSize*i)
		}
	}
	if txbx, _ := f.part(fcPlcftxbxTxt); txbx != nil {
		n := (len(txbx) - 4) / (4 + ftxbSize)
		for i := range max(min(n, maxBoxes), 0) {
			s := span{u32(txbx, 4*i), u32(txbx, 4*i+4)}
			id := u32(txbx, 4*(n+1)+ftxbSize*i+14)
			if _, have := b.text[id]; have || id == 0 || s.from < 0 || s.to <= s.from || s.to > f.boxes {
				continue
			}
			b.text[id] = s
			b.order = append(b.order, id)
		}
	}
	return b
}

// at returns the text of the box anchored at a character of the main text.
func (b *boxes) at(d *document, cp int) ([]format.Block, error) {
	id, ok := b.shape[cp]
	if !ok {
		return nil, nil
	}
	return b.read(d, id)
}

func (b *boxes) read(d *document, id int) ([]format.Block, error) {
	s, ok := b.text[id]
	if !ok || b.done[id] {
		return nil, nil
	}
	b.done[id] = true
	fields, pending := d.fields, d.pending
	d.fields.Reset()
	d.pending = nil
	out, err := d.story(b.base+s.from, b.base+s.to)
	d.fields, d.pending = fields, pending
	return out, err
}

// rest returns the boxes that no drawing of the main text named, such as those
// in groups of shapes.
func (b *boxes) rest(d *document) ([]format.Block, error) {
	var out []format.Block
	for _, id := range b.order {
		blocks, err := b.read(d, id)
		if err != nil {
			return nil, err
		}
		out = append(out, blocks...)
	}
	return out, nil
}
