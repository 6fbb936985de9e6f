package pdf

// table is a ruled table of one page, cells as text.
type table struct {
	box    rect
	xs     []float64 // edges of its columns
	rows   [][]string
	goesOn bool // continues the table before it
}
