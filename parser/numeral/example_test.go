package numeral_test

import (
	"fmt"

	"yaodian/parser/numeral"
)

func ExampleParse() {
	for _, s := range []string{"一千二百", "3万4000", "１，２００", "三分之二", "八成五", "两三百", "2000余", "壹佰元整"} {
		n, err := numeral.Parse(s)
		if err != nil {
			fmt.Println(s, err)
			continue
		}
		fmt.Print(s, " = ", n.Value)
		if n.Max != nil {
			fmt.Print(" to ", n.Max)
		}
		if n.Percent {
			fmt.Print(" hundredths")
		}
		if n.Bound == numeral.Over {
			fmt.Print(" and more")
		}
		fmt.Println()
	}
	// Output:
	// 一千二百 = 1200
	// 3万4000 = 34000
	// １，２００ = 1200
	// 三分之二 = 0.6666666666666667
	// 八成五 = 85 hundredths
	// 两三百 = 200 to 300
	// 2000余 = 2000 and more
	// 壹佰元整 = 100
}

func ExampleAt() {
	text := []rune("力争投入1.5亿元，覆盖百分之八十以上的村")
	for i := 0; i < len(text); i++ {
		if n, ok := numeral.At(text, i); ok {
			fmt.Println(string(text[n.Start:n.End]), n.Value, n.Percent)
			i = n.End - 1
		}
	}
	// Output:
	// 1.5亿 150000000 false
	// 百分之八十 80 true
}
