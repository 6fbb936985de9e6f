package diff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/extract"
)

// aim reads a target from "text kind unit value key=value…".
func aim(s string) *extract.Target {
	f := strings.Fields(s)
	t := &extract.Target{Text: f[0], Kind: extract.TargetKind(f[1]), Comparator: extract.EQ}
	number := func(s string) *extract.Number {
		d, err := decimal.NewFromString(s)
		if err != nil {
			panic(err)
		}
		return &extract.Number{Decimal: d}
	}
	for _, kv := range f[2:] {
		k, v, _ := strings.Cut(kv, "=")
		switch k {
		case "unit":
			t.Unit = extract.NullString(v)
		case "value":
			t.Value = number(v)
		case "max":
			t.ValueMax = number(v)
		case "what":
			t.Indicator = extract.NullString(v)
		case "period":
			t.Period = extract.NullString(v)
		case "by":
			t.By = extract.NullString(v)
		case "cmp":
			t.Comparator = extract.Comparator(v)
		case "change":
			t.Change = extract.NullString(v)
		case "dir":
			t.Direction = extract.NullString(v)
		default:
			panic(kv)
		}
	}
	return t
}

func TestCompareTarget(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     TargetStatus
		delta    string
		ratio    string
	}{
		{"新增50个 count unit=个 value=50", "新增80个 count unit=个 value=80", Raised, "30", "0.6"},
		{"6所 count unit=所 value=6", "4所 count unit=所 value=4", Lowered, "-2", "-0.3333"},
		{"85% ratio unit=% value=85", "85% ratio unit=% value=85", Kept, "0", "0"},
		// An upper bound that rises is raised, whatever a reader thinks of it.
		{"5.5%以内 ratio unit=% value=5.5 cmp=le", "6%以内 ratio unit=% value=6 cmp=le", Raised, "0.5", "0.0909"},
		{"不少于5% ratio unit=% value=5 cmp=ge", "不超过5% ratio unit=% value=5 cmp=le", Changed, "0", "0"},
		{"每月一次 frequency unit=次 value=1 period=month", "每月两次 frequency unit=次 value=2 period=month", Raised, "1", "1"},
		{"每月一次 frequency unit=次 value=1 period=month", "每周一次 frequency unit=次 value=1 period=week", Changed, "", ""},
		{"5—8 count unit=个 value=5 max=8", "6—8 count unit=个 value=6 max=8", Raised, "1", "0.2"},
		{"5—8 count unit=个 value=5 max=8", "4—9 count unit=个 value=4 max=9", Changed, "-1", "-0.2"},
		{"提高到85% ratio unit=% value=85 change=to", "提高5个百分点 ratio unit=个百分点 value=5 change=by", Changed, "", ""},
		// The deadline of the same day in the plan's year stays.
		{"6月底前建成2025 milestone by=2025-06-30", "6月底前建成2026 milestone by=2026-06-30", Kept, "", ""},
		{"6月底前建成2025 milestone by=2025-06-30", "9月底前建成2026 milestone by=2026-09-30", Changed, "", ""},
		{"2025年通过中期验收 milestone by=2025-12-31", "2026年通过终期验收 milestone by=2026-12-31", Changed, "", ""},
		{"2月底前完成2025 milestone by=2025-02-28", "2月底前完成2026 milestone by=2026-02-28", Kept, "", ""},
		{"0个 count unit=个 value=0", "3个 count unit=个 value=3", Raised, "3", ""},
	} {
		item := &extract.Item{ID: "1"}
		got := compareTarget(&held{t: aim(c.old), item: item}, &held{t: aim(c.new), item: item}, rollover{years: 1})
		text := func(n *extract.Number) string {
			if n == nil {
				return ""
			}
			return n.String()
		}
		if got.Status != c.want || text(got.Delta) != c.delta || text(got.Ratio) != c.ratio {
			t.Errorf("%s → %s: %s %s %s, want %s %s %s", c.old, c.new, got.Status, text(got.Delta), text(got.Ratio), c.want, c.delta, c.ratio)
		}
	}
}

func TestAmount(t *testing.T) {
	for in, want := range map[string]string{
		"x count unit=人 value=150 cmp=ge":             "≥150人",
		"x money unit=元 value=32000000":               "3200万元",
		"x money unit=元 value=150000000":              "1.5亿元",
		"x money unit=元 value=740":                    "740元",
		"x area unit=平方米 value=12345.5":               "12345.5平方米",
		"x frequency unit=次 value=2 period=month":     "每月2次",
		"x ratio unit=% value=5 max=6":                "5%—6%",
		"x ratio unit=% value=3 change=by dir=down":   "降3%",
		"x milestone by=2026-06-30":                   "2026-06-30前",
		"x count unit=所 value=5 by=2026-06-30 cmp=gt": "＞5所，2026-06-30前",
	} {
		if got := amount(aim(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestShortFor(t *testing.T) {
	for _, c := range []struct {
		x, y string
		want bool
	}{
		{"规上工业增加值", "规模以上工业增加值", true}, {"规模以上工业增加值", "规上工业增加值", true},
		{"新增就业", "城镇新增就业人数", false}, {"阅读角", "校园阅读角", false}, {"规上服务业营业收入", "规模以上工业增加值", false},
	} {
		if got := shortFor(c.x, c.y); got != c.want {
			t.Errorf("%s for %s: %v", c.x, c.y, got)
		}
	}
}

// TestRenamedOnce: a name that changed throughout is reported once and not as
// a change of each item.
func TestRenamedOnce(t *testing.T) {
	build := func(office string) *extract.Plan {
		d := &draft{year: 2025, sections: []draftSection{{title: "聚焦民生"}}}
		for i := range 4 {
			it := &draftItem{key: fmt.Sprint(i), title: fmt.Sprint("推进", strings.Fields(topics[i])[0], "工作"), sentences: []string{topics[i]}, offices: []string{office}}
			if i == 3 {
				it.offices = append(it.offices, "办公室")
			}
			d.sections[0].items = append(d.sections[0].items, it)
		}
		p, _ := d.print()
		return p
	}
	d := Compare(build("规划与数据股"), build("规划股"))
	if len(d.Renamed) != 1 || d.Renamed[0].Old != "规划与数据股" || d.Renamed[0].New != "规划股" || len(d.Renamed[0].Items) != 4 {
		t.Fatalf("renamed %+v", d.Renamed)
	}
	if o := d.Summary.Offices; o.Added != 0 || o.Removed != 0 || o.Renamed != 1 {
		t.Errorf("summary %+v", o)
	}
	// Each link still tells what its tags say.
	if l := d.Links[0]; len(l.Offices.Added) != 1 || len(l.Offices.Removed) != 1 {
		t.Errorf("link %+v", l.Offices)
	}
	if rows := d.officeRows(); len(rows) != 0 {
		t.Errorf("rows %+v", rows)
	}
	if d := Compare(build("规划与数据股"), build("宣传组")); len(d.Renamed) != 0 {
		t.Errorf("names without a common character are no renaming: %+v", d.Renamed)
	}
}
