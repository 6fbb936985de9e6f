package extract

import (
	"slices"
	"strings"
	"unicode"

	"yaodian/extract/lexicon"
)

// plausible keeps out of a labelled list what is a date, a deadline or a
// sentence rather than a name.
func (f *officeFinder) plausible(s Span) bool {
	if s.Len() < 2 || s.Len() > maxName {
		return false
	}
	digits, letters := 0, 0
	for i := s.Start; i < s.End; i++ {
		switch r := f.t[i]; {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		case r == '。' || r == ':' || r == '%':
			return false
		}
	}
	if letters < 2 || digits >= 5 && !f.isOffice(s) {
		return false
	}
	last := f.t[s.End-1]
	if digits > 0 && strings.ContainsRune("年月日前底", last) {
		return false
	}
	if f.isOffice(s) || f.isCollective(s) {
		return true
	}
	return lexicon.OfficeWords().Part("deed").Before(f.t[:s.End], s.End) == nil
}

// isOffice reports that s ends as names of offices do. A bracket at its end
// (云溪市教育局（教育工委）) does not count.
func (f *officeFinder) isOffice(s Span) bool {
	s = f.withoutBracket(s)
	if s.Len() < 2 || s.Len() > maxName {
		return false
	}
	for i := s.Start; i < s.End; i++ {
		if r := f.t[i]; r == '。' || r == ':' || r == '?' || r == '!' || r == '《' {
			return false
		}
	}
	e := lexicon.OfficeSuffixes().Before(f.t[:s.End], s.End)
	if e == nil || e.Len() > s.Len() {
		return false
	}
	if before := s.End - e.Len() - 1; before >= s.Start && unicode.IsDigit(f.t[before]) {
		return false // 5所, 3处
	}
	switch e.Class {
	case "office":
		return e.Len() < s.Len() || e.Len() > 2
	case "group":
		return f.isCollective(s)
	}
	return false
}

// isCollective reports a collective that counts as one name: 各有关股室,
// 有关部门, 国务院相关部门, 各县（市、区）.
func (f *officeFinder) isCollective(s Span) bool {
	s = f.withoutBracket(s)
	if s.Len() < 2 || s.Len() > 24 {
		return false
	}
	e := lexicon.OfficeSuffixes().Before(f.t[:s.End], s.End)
	if e == nil || e.Class == "not" {
		return false
	}
	words := lexicon.OfficeWords().Part("collective")
	for i := s.Start; i < s.End; i++ {
		if e := words.At(f.t[:s.End], i); e != nil && (i == s.Start || !e.Is("first")) {
			return true
		}
	}
	// 市级各部门
	return s.Len() <= 12 && f.t[s.End-1] != '各' && slices.Contains(f.t[s.Start:s.End], '各')
}

func (f *officeFinder) withoutBracket(s Span) Span {
	s = trim(f.t, s)
	for s.Len() > 2 && (f.t[s.End-1] == ')' || f.t[s.End-1] == ']') {
		i := f.opening(s.End - 1)
		if i <= s.Start {
			break
		}
		s.End = i
	}
	return s
}

// goesOnBare reports a collective s that a mark and a bare word for offices follow:
// 有关部门、单位.
func (f *officeFinder) goesOnBare(s Span, end int) bool {
	next := f.upToSeparator(s.End+1, end)
	bare := lexicon.OfficeWords().Part("bare")
	e := bare.At(f.t[:next.End], next.Start)
	return e != nil && e.Len() == next.Len() && f.isCollective(trim(f.t, s)) && bare.Before(f.t[:s.End], s.End) != nil
}

// bare reports a word for offices at large that continues a collective:
// 有关部门和单位 is one name.
func (f *officeFinder) bare(s Span) bool {
	e := lexicon.OfficeWords().Part("bare").At(f.t[:s.End], s.Start)
	return e != nil
}
