package heading

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"sync"
)

//go:embed model.gz
var modelFile []byte

// Sizes of the hashed tables, powers of two.
const (
	weightBits = 18
	wordBits   = 14
	pairBits   = 16
	// Features of the second step and of the decision on a whole group.
	rounds  = 2
	grouped = 31
)

// Model is what training found out. It is read-only once loaded.
type Model struct {
	// Weights of hashed features of the first step, in units of Scale, for
	// the questions.
	Weights [][questions]int8
	Scale   [questions]float32
	// Dense weights of the second step.
	Dense [rounds][dense]float32
	// Group decides whether a group has headings at all.
	Group [grouped]float32
	Lex   Lexis
}

// Lexis holds statistics of words in running text, hashed. They are learned
// from text without any labels: what opens sentences, what closes clauses,
// and which words stand next to each other more often than chance.
type Lexis struct {
	Count []uint8 // 8·log2(1+occurrences)
	Open  []int8  // 4·ln of how much likelier than average the word opens a sentence
	Close []int8  // … closes a clause
	Pair  []int8  // 4·ln(observed/expected)+1 of two neighbours; 0 = never seen
	Open2 []int8  // Open of two neighbours together
	Shut2 []int8  // Close of two neighbours together
	Total float32 // words counted
}

// load reads the embedded model once. A file that does not fit this program
// is a defect of the build, found by the package's tests.
var load = sync.OnceValue(func() *Model {
	m, err := ReadModel(bytes.NewReader(modelFile))
	if err != nil {
		panic("heading: embedded model: " + err.Error())
	}
	return m
})

// The questions of the first step.
const (
	existence = iota // is there a heading
	place            // where does it end
	glance           // where, by the first look alone
	questions
)

const modelMagic = "yaodian.heading/2\n"

// ReadModel reads what Write wrote.
func ReadModel(r io.Reader) (*Model, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	magic := make([]byte, len(modelMagic))
	if _, err := io.ReadFull(z, magic); err != nil {
		return nil, err
	}
	if string(magic) != modelMagic {
		return nil, errors.New("a model of another version")
	}
	m := NewModel()
	planes := m.planes()
	for _, part := range m.parts(planes) {
		if err := binary.Read(z, binary.LittleEndian, part); err != nil {
			return nil, err
		}
	}
	for i := range m.Weights {
		m.Weights[i] = [questions]int8{planes[existence][i], planes[place][i], planes[glance][i]}
	}
	return m, nil
}

// Write writes the model compressed; equal models give equal bytes.
func (m *Model) Write(w io.Writer) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(z, modelMagic); err != nil {
		return err
	}
	for _, part := range m.parts(m.planes()) {
		if err := binary.Write(z, binary.LittleEndian, part); err != nil {
			return err
		}
	}
	return z.Close()
}

// planes are the weights by question, as files hold them.
func (m *Model) planes() [questions][]int8 {
	var out [questions][]int8
	for q := range out {
		out[q] = make([]int8, len(m.Weights))
		for i := range m.Weights {
			out[q][i] = m.Weights[i][q]
		}
	}
	return out
}

func (m *Model) parts(planes [questions][]int8) []any {
	return []any{&m.Scale, &m.Dense, &m.Group, &m.Lex.Total, planes[existence], planes[place], planes[glance],
		m.Lex.Count, m.Lex.Open, m.Lex.Close, m.Lex.Pair, m.Lex.Open2, m.Lex.Shut2}
}

// NewModel returns a model that knows nothing.
func NewModel() *Model {
	return &Model{Weights: make([][questions]int8, 1<<weightBits), Lex: newLexis()}
}

func newLexis() Lexis {
	return Lexis{
		Count: make([]uint8, 1<<wordBits), Open: make([]int8, 1<<wordBits), Close: make([]int8, 1<<wordBits),
		Pair: make([]int8, 1<<pairBits), Open2: make([]int8, 1<<pairBits), Shut2: make([]int8, 1<<pairBits),
	}
}

// score adds up the weights of features.
func (m *Model) score(features []uint32) (s [questions]int32) {
	for _, f := range features {
		for q, w := range m.Weights[f] {
			s[q] += int32(w)
		}
	}
	return s
}

// look scores the candidates of a unit by the features they were kept with, as
// builders score them on the way.
func (m *Model) look(u *member) {
	cs := slices.Clone(u.cands)
	for i := range cs {
		cs[i].score = m.score(cs[i].features[:cs[i].look])
	}
	u.cands = m.prune(cs, 1)
	for i := range u.cands {
		u.cands[i].score = m.score(u.cands[i].features)
	}
}

// opens, closes and tie look a word or a pair of neighbours up, in steps of
// a quarter of ln. unknown reports a word that the statistics lack.
func (l *Lexis) opens(w uint32) int  { return int(l.Open[w&(1<<wordBits-1)]) }
func (l *Lexis) closes(w uint32) int { return int(l.Close[w&(1<<wordBits-1)]) }

func (l *Lexis) opens2(a, b uint32) int  { return int(l.Open2[pairHash(a, b)]) }
func (l *Lexis) closes2(a, b uint32) int { return int(l.Shut2[pairHash(a, b)]) }

func (l *Lexis) tie(a, b uint32) int {
	if p := l.Pair[pairHash(a, b)]; p != 0 {
		if p > 0 {
			return int(p) - 1
		}
		return int(p)
	}
	ca, cb := l.count(a), l.count(b)
	if l.Total == 0 {
		return 0
	}
	e := ca * cb / float64(l.Total)
	return int(math.Round(4 * math.Log(0.3/(e+0.3))))
}

func (l *Lexis) count(w uint32) float64 {
	return math.Exp2(float64(l.Count[w&(1<<wordBits-1)])/8) - 1
}

func pairHash(a, b uint32) uint32 { return mix(a, b) & (1<<pairBits - 1) }
