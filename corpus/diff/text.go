package diff

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yaodian/extract/words"
)

// edits turns old into new: clauses that stand in both are kept whole, what
// lies between is compared word by word, and the result is made readable.
// Years that roll forward by roll are marked.
func edits(old, new string, roll rollover) []Edit {
	if old == new {
		return appendEdit(nil, Equal, old)
	}
	a, b := clauses(old), clauses(new)
	var out []Edit
	for _, h := range hunks(a, b) {
		if h.same {
			out = appendEdit(out, Equal, strings.Join(a[h.a0:h.a1], ""))
			continue
		}
		out = append(out, byWord(strings.Join(a[h.a0:h.a1], ""), strings.Join(b[h.b0:h.b1], ""))...)
	}
	return roll.markEdits(tidy(out))
}

// clauses cuts a text after each mark that closes a clause; the marks stay.
func clauses(s string) []string {
	var out []string
	start := 0
	for i, r := range s {
		if r == ',' && i > 0 && i+1 < len(s) && digitByte(s[i-1]) && digitByte(s[i+1]) {
			continue // 1,200
		}
		switch r {
		case '，', ',', '。', '；', ';', '：', ':', '！', '？', '\n', '【', '】', '（', '）', '(', ')':
			end := i + utf8.RuneLen(r)
			out = append(out, s[start:end])
			start = end
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

func digitByte(c byte) bool { return c >= '0' && c <= '9' }

// maxWordText bounds, in bytes, what is compared word by word; longer stretches
// without a common clause are no revision of each other.
const maxWordText = 64 << 10

func byWord(old, new string) []Edit {
	switch {
	case old == "" || new == "" || len(old)+len(new) > maxWordText:
		return appendEdit(appendEdit(nil, Delete, old), Insert, new)
	}
	a, b := tokens(old), tokens(new)
	var out []Edit
	for _, h := range hunks(a, b) {
		if h.same {
			out = appendEdit(out, Equal, strings.Join(a[h.a0:h.a1], ""))
			continue
		}
		out = appendEdit(out, Delete, strings.Join(a[h.a0:h.a1], ""))
		out = appendEdit(out, Insert, strings.Join(b[h.b0:h.b1], ""))
	}
	return out
}

// tokens are words and whole numbers: 2025-2026, 3.5, 1,200 and 80% never
// fall apart.
func tokens(s string) []string {
	var out []string
	flush := func(t string) {
		if t == "" {
			return
		}
		if utf8.RuneCountInString(t) == 1 {
			out = append(out, t)
			return
		}
		for _, w := range words.Segment(t) {
			out = append(out, w.Text)
		}
	}
	start := 0
	for i := 0; i < len(s); {
		n := numberLen(s[i:])
		if n == 0 {
			_, w := utf8.DecodeRuneInString(s[i:])
			i += w
			continue
		}
		flush(s[start:i])
		out = append(out, s[i:i+n])
		i += n
		start = i
	}
	flush(s[start:])
	return out
}

// numberLen is the length of the number that s starts with, 0 for none. A
// single Chinese digit is left to the words, which know 统一 and 一批.
func numberLen(s string) int {
	i := 0
	for i < len(s) && digitByte(s[i]) {
		i++
	}
	if i == 0 {
		n := 0
		for _, r := range s {
			if !strings.ContainsRune(hanDigits, r) {
				break
			}
			i += utf8.RuneLen(r)
			n++
		}
		if n < 2 {
			return 0
		}
		return i
	}
	for i+1 < len(s) && strings.IndexByte(".,-", s[i]) >= 0 && digitByte(s[i+1]) {
		for i++; i < len(s) && digitByte(s[i]); {
			i++
		}
	}
	if i < len(s) && s[i] == '%' {
		i++
	}
	return i
}

const hanDigits = "〇零一二两三四五六七八九十百千万亿"

func appendEdit(es []Edit, op Op, text string) []Edit {
	if text == "" {
		return es
	}
	if n := len(es); n > 0 && es[n-1].Op == op {
		es[n-1].Text += text
		return es
	}
	return append(es, Edit{Op: op, Text: text})
}

// hunk is a stretch that both sequences share, or one where they differ.
type hunk struct {
	same           bool
	a0, a1, b0, b1 int
}

// maxSteps bounds the edit distance that is searched; beyond it the middle is
// one replacement. It bounds memory to its square.
const maxSteps = 1200

// hunks partitions two sequences by a shortest edit script (Myers 1986).
func hunks(a, b []string) []hunk {
	ids := map[string]int32{}
	id := func(s string) int32 {
		n, ok := ids[s]
		if !ok {
			n = int32(len(ids))
			ids[s] = n
		}
		return n
	}
	x, y := make([]int32, len(a)), make([]int32, len(b))
	for i, s := range a {
		x[i] = id(s)
	}
	for j, s := range b {
		y[j] = id(s)
	}
	head := 0
	for head < len(x) && head < len(y) && x[head] == y[head] {
		head++
	}
	tail := 0
	for tail < len(x)-head && tail < len(y)-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	var out []hunk
	if head > 0 {
		out = append(out, hunk{true, 0, head, 0, head})
	}
	ax, ay := len(x)-tail, len(y)-tail
	i, j := head, head
	for _, m := range shortest(x[head:ax], y[head:ay]) {
		m.a0, m.b0 = m.a0+head, m.b0+head
		if m.a0 > i || m.b0 > j {
			out = append(out, hunk{false, i, m.a0, j, m.b0})
		}
		i, j = m.a0+m.n, m.b0+m.n
		out = append(out, hunk{true, m.a0, i, m.b0, j})
	}
	if i < ax || j < ay {
		out = append(out, hunk{false, i, ax, j, ay})
	}
	if tail > 0 {
		out = append(out, hunk{true, ax, len(x), ay, len(y)})
	}
	return out
}

type run struct{ a0, b0, n int }

// shortest returns the runs that x and y share along a shortest edit script,
// in order; none where the script would be longer than maxSteps.
func shortest(x, y []int32) []run {
	n, m := len(x), len(y)
	if n == 0 || m == 0 {
		return nil
	}
	limit := min(n+m, maxSteps)
	v := make([]int32, 2*limit+3)
	at := limit + 1
	var trace [][]int32
	found := false
search:
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			var i int
			if k == -d || k != d && v[at+k-1] < v[at+k+1] {
				i = int(v[at+k+1])
			} else {
				i = int(v[at+k-1]) + 1
			}
			j := i - k
			for i < n && j >= 0 && j < m && x[i] == y[j] {
				i++
				j++
			}
			v[at+k] = int32(i)
			if i >= n && j >= m {
				trace = append(trace, slices.Clone(v[at-d-1:at+d+2]))
				found = true
				break search
			}
		}
		trace = append(trace, slices.Clone(v[at-d-1:at+d+2]))
	}
	if !found {
		return nil
	}
	var out []run
	i, j := n, m
	for d := len(trace) - 1; d >= 0 && (i > 0 || j > 0); d-- {
		k := i - j
		i0, j0 := 0, 0
		if d > 0 {
			p := trace[d-1]
			get := func(k int) int32 { return p[k+d] } // p covers -d..d
			pk := k - 1
			if k == -d || k != d && get(k-1) < get(k+1) {
				pk = k + 1
			}
			i0 = int(get(pk))
			j0 = i0 - pk
			if pk == k-1 {
				if s := i - (i0 + 1); s > 0 {
					out = append(out, run{i0 + 1, j0, s})
				}
			} else if s := i - i0; s > 0 {
				out = append(out, run{i0, j0 + 1, s})
			}
		} else if i > 0 {
			out = append(out, run{0, 0, i})
		}
		i, j = i0, j0
	}
	slices.Reverse(out)
	return out
}
