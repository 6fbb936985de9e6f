package series

import (
	"regexp"
	"strings"

	"yaodian/parser"
)

// What differs between the editions of one plan. Each pattern is tested with
// titles that it must make equal and titles that it must not.
var (
	// 2025年, 2025—2027年, 二〇二五年度, 2025 (printed without 年)
	years = regexp.MustCompile(`(?:[12][09]\d\d|[一二][〇零○九][〇零○一二三四五六七八九]{2})(?:[—~至到-](?:[12][09]\d\d|[一二][〇零○九][〇零○一二三四五六七八九]{2}))?(?:学年|年)?(?:度)?`)
	// 第三版, 修订版, 试行: which edition of a year's text
	editions = regexp.MustCompile(`[(](?:第[一二三四五六七八九十\d]+版|\d*年?(?:修订|修正)(?:版|本|稿)?|修改稿|更新版|试行|暂行|征求意见稿|送审稿|公开稿|全文|摘要)[)]|第[一二三四五六七八九十\d]+版$`)
	// 第十五届人民代表大会第三次会议: the occasion, not the plan
	session = regexp.MustCompile(`第[一二三四五六七八九十百\d]+(?:届|次)`)
	// 省人民政府 without a name says nothing about which
	anonymous = regexp.MustCompile(`^(?:本|全)?(?:省|市|县|区|自治区|自治州|州)政府$`)
	// 关于印发《…》的通知 around the plan's own title
	wrapper = regexp.MustCompile(`^.*?关于(?:印发|发布|公布|下达|转发)[^《]*《([^》]+)》.*$`)
)

// key is what the documents of one series have in common, and the folded
// title to show. A title that begins with the issuer's place names it once.
func key(d Document) (k, title string) {
	t := foldTitle(string(d.Title))
	issuer := foldIssuer(string(d.Issuer))
	place := placeOf(issuer)
	if place == "" {
		place = placeOf(t)
	}
	rest := t
	// 广东省政府工作报告 and 政府工作报告 of 广东省人民政府 are one.
	for _, p := range []string{place, strings.TrimRight(place, "省市县区"), issuer} {
		if p != "" && strings.HasPrefix(rest, p) && len(rest) > len(p) {
			rest = strings.TrimPrefix(rest, p)
			break
		}
	}
	owner := issuer
	// Where a government speaks by its report, the place is the issuer, also
	// when the page named none.
	if owner == "" || owner == place+"政府" {
		owner = place
	}
	// 政府工作报告 of nobody knows whom continues nothing.
	if owner == "" && len([]rune(rest)) <= 8 {
		owner = d.ID
	}
	return owner + "\x00" + rest, t
}

// foldTitle takes years, editions and widths out of a title.
func foldTitle(s string) string {
	var b strings.Builder
	for _, r := range s {
		r = parser.Fold(r)
		if r == ' ' || r == '\t' || r == '\n' {
			continue
		}
		b.WriteRune(r)
	}
	t := b.String()
	if m := wrapper.FindStringSubmatch(t); m != nil {
		t = m[1]
	}
	t = strings.Trim(t, "《》")
	t = editions.ReplaceAllString(t, "")
	t = session.ReplaceAllString(t, "")
	t = years.ReplaceAllString(t, "")
	t = strings.ReplaceAll(t, "人民政府", "政府")
	t = strings.ReplaceAll(t, "政府政府", "政府")
	t = shortNames.Replace(t)
	return strings.Trim(t, "()—-_·")
}

func foldIssuer(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r = parser.Fold(r); r != ' ' && r != '\n' {
			b.WriteRune(r)
		}
	}
	t := b.String()
	t = strings.TrimSuffix(t, "办公室")
	t = strings.TrimSuffix(t, "办公厅")
	t = shortNames.Replace(strings.Replace(t, "人民政府", "政府", 1))
	if anonymous.MatchString(t) {
		return ""
	}
	return t
}

// shortNames are the everyday names of the autonomous regions, as reports use
// them in one year and the full name in the next.
var shortNames = strings.NewReplacer("内蒙古自治区", "内蒙古", "广西壮族自治区", "广西", "西藏自治区", "西藏", "宁夏回族自治区", "宁夏", "新疆维吾尔自治区", "新疆")

var regions = []string{"内蒙古", "广西", "西藏", "宁夏", "新疆"}

var place = regexp.MustCompile(`^(?:[\p{Han}]{2,12}?(?:自治区|自治州|自治县|特别行政区|省|市|县|旗|州|盟|区|镇|乡))+`)

// placeOf is the name of the place that a text begins with, "" for none.
func placeOf(s string) string {
	if s == "国务院" || strings.HasPrefix(s, "国务院") {
		return "国务院"
	}
	if p := place.FindString(s); p != "" {
		return p
	}
	for _, r := range regions {
		if strings.HasPrefix(s, r) {
			return r
		}
	}
	return ""
}
