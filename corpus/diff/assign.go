package diff

import (
	"container/heap"
	"math"
)

// edge offers column to a row for a gain.
type edge struct {
	col  int
	gain float64
}

// assign picks for each row at most one column and for each column at most
// one row so that the sum of gains is as large as can be: the Hungarian
// method by shortest augmenting paths, on the edges given only. Edges of no
// gain are never taken. It returns the column of each row, -1 for none.
//
// Cost grows with rows × (edges log edges) in the worst case and is far less
// when most rows find a free column at once.
func assign(rows [][]edge, cols int) []int {
	n := len(rows)
	top := 0.0
	for _, es := range rows {
		for _, e := range es {
			top = max(top, e.gain)
		}
	}
	a := assigner{rows: rows, cols: cols, top: top,
		price: make([]float64, cols+n), dist: make([]float64, cols+n), from: make([]int, cols+n), done: make([]bool, cols+n)}
	rowOf, colOf := make([]int, cols+n), make([]int, n)
	for j := range rowOf {
		rowOf[j], a.from[j], a.dist[j] = -1, -1, math.Inf(1)
	}
	for r := range rows {
		a.relax(r, 0, 0)
		sink, reach := -1, 0.0
		for a.Len() > 0 {
			near := heap.Pop(&a).(node)
			if a.done[near.col] || near.dist > a.dist[near.col] {
				continue
			}
			a.done[near.col] = true
			i := rowOf[near.col]
			if i < 0 {
				sink, reach = near.col, near.dist
				break
			}
			a.relax(i, near.dist, a.cost(i, near.col)-a.price[near.col])
		}
		for _, j := range a.touched {
			if a.done[j] {
				a.price[j] += a.dist[j] - reach
			}
		}
		for j := sink; ; {
			i := a.from[j]
			rowOf[j] = i
			j, colOf[i] = colOf[i], j
			if i == r {
				break
			}
		}
		a.reset()
	}
	for i, j := range colOf {
		if j >= cols {
			colOf[i] = -1
		}
	}
	return colOf
}

// assigner is one search for a shortest augmenting path after another.
// Column cols+i is row i's own way out, at the cost of no gain.
type assigner struct {
	rows    [][]edge
	cols    int
	top     float64
	price   []float64 // dual prices of columns
	dist    []float64 // of this search; +Inf when not reached
	from    []int     // the row that reached a column, -1 when none
	done    []bool
	touched []int
	nodes   []node
}

// relax offers every column of row i at distance d; held is the reduced cost
// of the column that the row has now.
func (a *assigner) relax(i int, d, held float64) {
	for _, e := range a.rows[i] {
		if e.gain > 0 {
			a.reach(i, e.col, d+a.top-e.gain-a.price[e.col]-held)
		}
	}
	a.reach(i, a.cols+i, d+a.top-a.price[a.cols+i]-held)
}

func (a *assigner) reach(i, j int, d float64) {
	if a.done[j] || d >= a.dist[j] {
		return
	}
	if a.from[j] < 0 {
		a.touched = append(a.touched, j)
	}
	a.dist[j], a.from[j] = d, i
	heap.Push(a, node{j, d})
}

func (a *assigner) cost(i, col int) float64 {
	if col >= a.cols {
		return a.top
	}
	for _, e := range a.rows[i] {
		if e.col == col {
			return a.top - e.gain
		}
	}
	return math.Inf(1)
}

func (a *assigner) reset() {
	for _, j := range a.touched {
		a.dist[j], a.from[j], a.done[j] = math.Inf(1), -1, false
	}
	a.touched, a.nodes = a.touched[:0], a.nodes[:0]
}

type node struct {
	col  int
	dist float64
}

// The heap holds columns to settle; ties go to the lower column so that the
// result never depends on chance.
func (a *assigner) Len() int { return len(a.nodes) }
func (a *assigner) Less(i, j int) bool {
	x, y := a.nodes[i], a.nodes[j]
	return x.dist < y.dist || x.dist == y.dist && x.col < y.col
}
func (a *assigner) Swap(i, j int) { a.nodes[i], a.nodes[j] = a.nodes[j], a.nodes[i] }
func (a *assigner) Push(x any)    { a.nodes = append(a.nodes, x.(node)) }
func (a *assigner) Pop() any {
	n := len(a.nodes) - 1
	x := a.nodes[n]
	a.nodes = a.nodes[:n]
	return x
}
