package extract

// The five-year plans of the state have followed one another every five years since
// the third began in 1966.
const (
	thirdPlan      = 3
	thirdPlanBegan = 1966
	planYears      = 5
)

// FiveYearPlan is the number of the five-year plan that a year from 1966 on belongs
// to: 15 for 2026 to 2030.
func FiveYearPlan(year int) int { return (year-thirdPlanBegan)/planYears + thirdPlan }

// lastOfFiveYears is the last year of a five-year plan by its number.
func lastOfFiveYears(plan int) int { return thirdPlanBegan + (plan-thirdPlan+1)*planYears - 1 }

// nameOfFiveYears names the five-year plan that begins in that year (十五五 in 2026),
// "" where none of the eleventh to the nineteenth does.
func nameOfFiveYears(year int) string {
	n := FiveYearPlan(year)
	if year != lastOfFiveYears(n)-planYears+1 || n <= 10 || n >= 20 {
		return ""
	}
	return "十" + string([]rune("一二三四五六七八九")[n-11]) + "五"
}
