package extract

import (
	"bytes"
	"encoding/json"
	"testing"
)

// A NullString is written as encoding/json writes the string, without escapes
// for HTML.
func FuzzNullString(f *testing.F) {
	for _, s := range []string{"校园阅读角", "“五育”并举", `引"号`, `a\b`, "\u2028\u2029", "\xe2\x80", "\xe2\x80\xa8\xff", "a<b>&c", "tab\t", "\x7f", "坏\xe4字节", " 𠮷"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" {
			return
		}
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		got, err := NullString(s).MarshalJSON()
		if err != nil || !bytes.Equal(got, bytes.TrimSuffix(want.Bytes(), []byte("\n"))) {
			t.Errorf("%q: %s, %v; want %s", s, got, err, want.Bytes())
		}
	})
}
