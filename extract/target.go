package extract

import (
	"slices"
	"sort"

	"yaodian/extract/lexicon"
	"yaodian/parser"
)

// extractor carries one document through the passes that look at its numbers.
type extractor struct {
	d     *parser.Document
	p     *Plan
	text  []rune // d.Folded: match here, slice from d.Runes
	gloss Span   // where terms are explained
	turn  int    // what stands before it reviews the past
	// announced holds, by item, the deadline of a head whose list is its sub-units:
	// 到2027年实现以下目标：
	announced map[string]*date
	trace     func(Decision) // nil when nobody asks

	// Of the sentence at hand, kept for the room that they have taken.
	coveredBuffer    []Span
	quantitiesBuffer []quantity
	targetsBuffer    []Target // of the item
	reading          reading
}

// Decision is one step of the extraction, for people who ask why: which rule
// took a candidate, or which guard turned it down.
type Decision struct {
	Item  string `json:"item"`
	Fact  string `json:"fact"` // title | office | quantity | milestone
	Span  Span   `json:"span"`
	Text  string `json:"text"`
	Rule  string `json:"rule"`  // "" when turned down
	Guard string `json:"guard"` // "" when taken
}

// year is the year that undated deadlines are resolved with: the plan's, or
// else the year of issue.
func (x *extractor) year() int {
	if x.p.Year != 0 {
		return int(x.p.Year)
	}
	if s := string(x.p.IssuedOn); len(s) >= 4 {
		y := 0
		for _, r := range s[:4] {
			y = y*10 + int(r-'0')
		}
		return y
	}
	return 0
}

func newExtractor(d *parser.Document, p *Plan, trace func(Decision)) *extractor {
	x := &extractor{d: d, p: p, text: d.Folded, trace: trace, announced: map[string]*date{}}
	x.gloss = x.findGlossary()
	x.turn = x.findTurn()
	return x
}

// targets finds the targets and mentions of every item. Items stand in the
// order of d.Outline.
func (x *extractor) targets() {
	scopes := x.scopes()
	for i := range x.p.Items {
		u := x.d.Outline[i]
		x.read(&x.p.Items[i], scopes[i], Span{Start: u.LabelSpan.End, End: u.Own.End})
	}
	x.dropCarried()
}

// dropCarried takes out targets in what a row repeats of a merged cell: they
// were counted in the row where the cell begins. Its deadline still holds for
// each row's own targets.
func (x *extractor) dropCarried() {
	var carried []Span
	for i := range x.d.Paragraphs {
		carried = append(carried, x.d.Paragraphs[i].Carried...)
	}
	if carried == nil {
		return
	}
	for i := range x.p.Items {
		it := &x.p.Items[i]
		it.Targets = slices.DeleteFunc(it.Targets, func(t Target) bool {
			k := sort.Search(len(carried), func(k int) bool { return carried[k].End > t.Span.Start })
			return k < len(carried) && carried[k].Contains(t.Span)
		})
	}
}

// read fills an item's targets and mentions from its own text.
func (x *extractor) read(item *Item, s scope, own Span) {
	t := &task{extractor: x, item: item, scope: s, people: x.servesPeople(item), own: own}
	t.whole = t.closingDeadline(own)
	if d := x.announced[string(item.Parent)]; d != nil {
		t.carried, t.lapse = d, len(x.text)
	}
	if s := item.TitleSpan; s != nil && item.BodySpan != nil && s.End > own.Start && s.End < own.End {
		t.title = s.End
	}
	item.Targets = x.targetsBuffer[:0]
	for s := range sentencesOf(t.text, own) {
		t.sentence(s)
	}
	if t.whole != nil {
		t.rowMilestone(own)
	}
	x.targetsBuffer = item.Targets
	item.Targets = append([]Target{}, item.Targets...)
	t.announces(own)
	byStart := func(a, b Target) int { return a.Span.Start - b.Span.Start }
	if !slices.IsSortedFunc(item.Targets, byStart) {
		slices.SortStableFunc(item.Targets, byStart)
	}
}

// announces notes the deadline that the end of an item's own text hands to the items
// below it.
func (t *task) announces(own Span) {
	end := own.End
	for end > own.Start && (t.text[end-1] == '\n' || t.text[end-1] == ' ') {
		end--
	}
	if end > own.Start && t.text[end-1] == ':' && t.carried != nil && t.lapse == len(t.text) {
		t.extractor.announced[t.item.ID] = t.carried
	}
}

// task reads the own text of one item.
type task struct {
	*extractor
	item   *Item
	scope  scope
	people bool // 民生实事
	own    Span // the text that is read
	// title is where a heading ends that its body may be glued to; 0 without one.
	title int
	// carried is the deadline of a goals list: it holds for the targets that
	// follow in the same item.
	carried *date
	// lapse is where carried ends; a head that ends in a colon holds to the end.
	lapse int
	// lookback is where a paragraph ends that has begun to tell of the past.
	lookback int
	// whole is the deadline of a closing tag （6月底完成，牵头单位：…）.
	whole *date
}

// sentence finds the quantities and dated deeds of one sentence and decides
// what each is.
func (t *task) sentence(s Span) {
	if t.carried != nil && s.Start >= t.lapse && !t.goesOn(s.Start) {
		t.carried = nil
	}
	t.setsOut(s)
	if !t.hasNumeral(s) {
		return
	}
	dates := t.dates(s)
	covered := t.covered(s, dates)
	list := t.quantities(s, covered)
	c := &t.reading
	*c = reading{task: t, scope: t.scope, sentence: s, dates: dates, list: list, taken: c.taken[:0], barred: c.barred[:0], shapes: c.shapes[:0]}
	for range list {
		c.taken = append(c.taken, nil)
	}
	if s.Start < t.turn {
		c.scope = review
	}
	for k := range list {
		c.decide(k)
	}
	c.milestones()
	for _, d := range dates {
		if d.deadline && t.isGoalsHead(s, d) {
			t.carried, t.lapse = &d, t.lapseOf(s)
		}
	}
}

func (t *task) hasNumeral(s Span) bool {
	for i := s.Start; i < s.End; i++ {
		if r := t.text[i]; numeralStart(r) || r == '年' {
			return true
		}
	}
	return false
}

// covered lists the spans of a sentence whose numerals are no quantities: set
// phrases, dates, ordinals, names in quotes and book titles. What it returns is
// good until the next call.
func (t *task) covered(s Span, dates []date) []Span {
	out := t.coveredBuffer[:0]
	for _, d := range dates {
		out = append(out, d.span)
	}
	phrases, text := lexicon.SetPhrases(), t.text[:s.End]
	for i := s.Start; i < s.End; i++ {
		switch r := t.text[i]; r {
		case '“', '《', '"', '‘':
			if e := t.closing(i, s.End); e > 0 {
				out = append(out, Span{Start: i, End: e})
				i = e - 1
			}
		case '第':
			if e := t.ordinal(i, s.End); e > i {
				out = append(out, Span{Start: i, End: e})
				i = e - 1
			}
		case '[':
			// 〔2025〕12号: the number of a document.
			if i+5 < s.End && t.text[i+5] == ']' && isDigit(t.text[i+1]) {
				k := i + 6
				for k < s.End && isDigit(t.text[k]) {
					k++
				}
				out = append(out, Span{Start: i, End: k})
				i = k - 1
			}
		case '每':
			if e := lexicon.Periods().At(t.text[:s.End], i); e != nil {
				out = append(out, Span{Start: i, End: i + e.Len()})
				i += e.Len() - 1
			}
		default:
			if t.eachItsOwn(i, s.End) {
				out = append(out, Span{Start: i, End: i + 4})
				i += 3
				continue
			}
			if e := phrases.At(text, i); e != nil && !(e.Negative != "" && t.inNegative(e, i)) {
				out = append(out, Span{Start: i, End: i + e.Len()})
				i += e.Len() - 1
			}
		}
	}
	slices.SortFunc(out, func(a, b Span) int { return a.Start - b.Start })
	t.coveredBuffer = out
	return out
}

// eachItsOwn reports 一户一档, 一校一策 at i; 一季一次 says how often.
func (t *task) eachItsOwn(i, end int) bool {
	return t.text[i] == '一' && i+3 < end && t.text[i+2] == '一' && isHan(t.text[i+1]) && isHan(t.text[i+3]) && !lexicon.Units().At(t.text[:end], i+3).Is("freq")
}

// closing returns the end of the quotation or title that opens at i when it is
// a name (short, one clause), or 0.
func (t *task) closing(i, end int) int {
	const longestName = 40
	want := t.text[i]
	switch want {
	case '“':
		want = '”'
	case '《':
		want = '》'
	case '‘':
		want = '’'
	}
	for k := i + 1; k < end && k-i <= longestName; k++ {
		if t.text[k] == want || want == '”' && t.text[k] == '"' {
			return k + 1
		}
	}
	return 0
}

// ordinal returns the end of 第十二, 第3 with its counter, or i.
func (t *task) ordinal(i, end int) int {
	n, k := t.smallNumber(i+1, end)
	if k == i+1 || n == 0 {
		return i
	}
	if e := lexicon.Units().At(t.text[:end], k); e != nil {
		k += e.Len()
	}
	return k
}
