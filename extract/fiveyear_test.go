package extract

import "testing"

func TestFiveYearPlans(t *testing.T) {
	for _, c := range []struct {
		year, plan, last int
		name             string
	}{
		{1966, 3, 1970, ""}, {1981, 6, 1985, ""}, {1985, 6, 1985, ""}, {2005, 10, 2005, ""}, {2006, 11, 2010, "十一五"}, {2020, 13, 2020, ""}, {2021, 14, 2025, "十四五"}, {2025, 14, 2025, ""}, {2026, 15, 2030, "十五五"},
	} {
		if n := FiveYearPlan(c.year); n != c.plan || lastOfFiveYears(n) != c.last || nameOfFiveYears(c.year) != c.name {
			t.Errorf("%d: plan %d until %d, named %q", c.year, n, lastOfFiveYears(n), nameOfFiveYears(c.year))
		}
	}
}
