package doc

// fib is the file information block ([MS-DOC] 2.5): where everything is.
type fib struct {
	old       bool // Word 95 or older
	complex   bool // fast-saved
	encrypted bool
	tableOne  bool // the table stream is 1Table
	table     []byte
	word      []byte

	// Lengths in characters of the parts that follow each other in the text:
	// the main text first.
	text, notes, headers, macros, comments, endnotes, boxes int

	fcMin, fcMac int // the text's bytes, in old files
	rgFcLcb      int // offset of the pairs
	pairs        int
}

// Indexes of the pairs fc, lcb in fibRgFcLcb97.
const (
	fcStshf       = 1
	fcPlcfBteChpx = 12
	fcPlcfBtePapx = 13
	fcPlcSpaMom   = 40
	fcPlcftxbxTxt = 56
	fcPlfLst      = 73
	fcPlfLfo      = 74
	fcClx         = 33
)

// firstNew is the nFib of Word 97; smaller ones are older formats.
const firstNew = 0xC1

func readFIB(w []byte) (*fib, error) {
	if len(w) < 0x60 {
		return nil, damaged("the Word file is cut off; fetch or save it again", nil)
	}
	f := &fib{word: w}
	ident, version, flags := u16(w, 0), u16(w, 2), u16(w, 0x0A)
	if ident != 0xA5EC && ident != 0xA5DC && ident != 0xA5DB {
		return nil, damaged("the file says it is a Word document but does not begin as one", nil)
	}
	f.complex = flags&0x0004 != 0
	f.encrypted = flags&0x0100 != 0
	f.tableOne = flags&0x0200 != 0
	f.fcMin, f.fcMac = u32(w, 0x18), u32(w, 0x1C)
	if f.old = version < firstNew; f.old {
		f.text = u32(w, 0x34)
		return f, nil
	}
	// The blocks state their lengths: later versions append to each.
	at := 32
	at += 2 + 2*u16(w, at)
	lw := at + 2
	at = lw + 4*u16(w, at)
	f.pairs, f.rgFcLcb = u16(w, at), at+2
	for i, n := range []*int{&f.text, &f.notes, &f.headers, &f.macros, &f.comments, &f.endnotes, &f.boxes} {
		if *n = i32(w, lw+4*(3+i)); *n < 0 {
			return nil, damaged("the Word file's header is broken; open and save it again with Word or WPS", nil)
		}
	}
	return f, nil
}

// part returns the bytes in the table stream that pair i points to, and their
// offset; nil when there are none.
func (f *fib) part(i int) ([]byte, int) {
	if i >= f.pairs {
		return nil, 0
	}
	fc, lcb := u32(f.word, f.rgFcLcb+8*i), u32(f.word, f.rgFcLcb+8*i+4)
	if lcb == 0 {
		return nil, 0
	}
	return bytesAt(f.table, fc, lcb), fc
}
