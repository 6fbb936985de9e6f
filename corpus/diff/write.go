package diff

import (
	"fmt"
	"io"
)

// Format is a form that a comparison can be written in.
type Format struct {
	Name      string // as the command line and the API call it
	MediaType string
	Ext       string
	write     func(*Diff, io.Writer) error
}

// formats lists the forms, JSON first.
var formats = []Format{
	{"json", "application/json", ".json", (*Diff).Encode},
	{"md", "text/markdown; charset=utf-8", ".md", (*Diff).Markdown},
	{"html", "text/html; charset=utf-8", ".html", (*Diff).HTML},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", (*Diff).XLSX},
}

// FormatNamed finds a form by its name.
func FormatNamed(name string) (Format, bool) {
	for _, f := range formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Write writes the comparison in a named form: json, md, html or xlsx.
func (d *Diff) Write(w io.Writer, name string) error {
	f, ok := FormatNamed(name)
	if !ok {
		return fmt.Errorf("diff: no format %q; use json, md, html or xlsx", name)
	}
	return f.write(d, w)
}
