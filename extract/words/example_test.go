package words_test

import (
	"fmt"

	"yaodian/extract/words"
)

func ExampleSegment() {
	for _, w := range words.Segment("提升教育水平") {
		fmt.Println(w.Text, w.Start, w.End, w.Pos)
	}
	// Output:
	// 提升 0 2 v
	// 教育 2 4 vn
	// 水平 4 6 n
}
