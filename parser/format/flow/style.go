package flow

import "strings"

// HeadingLevel reads the built-in names of heading styles ("heading 1", 标题 1),
// which stand for their level where a file leaves the outline level out; 0 for
// any other name.
func HeadingLevel(name string) int {
	n := strings.ToLower(strings.TrimSpace(name))
	for _, p := range []string{"heading ", "标题 "} {
		if rest, ok := strings.CutPrefix(n, p); ok && len(rest) == 1 && rest[0] >= '1' && rest[0] <= '9' {
			return int(rest[0] - '0')
		}
	}
	return 0
}

// IsTOCStyle holds for the built-in styles of the entries and the title of a
// table of contents, WPS's among them.
func IsTOCStyle(name string) bool {
	n := strings.ToLower(strings.TrimSpace(name))
	if n == "toc heading" || n == "toc 标题" || n == "contents heading" || n == "目录标题" {
		return true
	}
	for _, p := range []string{"toc ", "目录 ", "contents ", "wpsoffice手动目录 "} {
		if rest, ok := strings.CutPrefix(n, p); ok && len(rest) == 1 && rest[0] >= '1' && rest[0] <= '9' {
			return true
		}
	}
	return false
}
