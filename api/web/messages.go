package web

import (
	"fmt"
	"net/http"
	"strings"
)

// languages of the page; Chinese is the one that readers get unless they, by
// the switch, ask for English.
var languages = []string{"zh", "en"}

// messages maps a key to its wording in each language.
type messages map[string]map[string]string

// loadMessages reads messages.tsv: key, Chinese, English; # starts a comment.
func loadMessages() (messages, error) {
	b, err := files.ReadFile("messages.tsv")
	if err != nil {
		return nil, err
	}
	out := messages{}
	for n, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 || f[0] == "" || f[1] == "" || f[2] == "" {
			return nil, fmt.Errorf("messages.tsv:%d: want key, Chinese and English, tabs between", n+1)
		}
		if out[f[0]] != nil {
			return nil, fmt.Errorf("messages.tsv:%d: %s stands there twice", n+1, f[0])
		}
		out[f[0]] = map[string]string{"zh": f[1], "en": f[2]}
	}
	return out, nil
}

// languageOf is the reader's choice; a browser's own preference is not asked,
// since notices are Chinese and so are most who read them.
func languageOf(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil && c.Value == "en" {
		return "en"
	}
	return "zh"
}
