// Package export writes plans in the forms that offices and programs work
// with: JSONL, CSV that Excel opens right, workbooks with the sheets that an
// office keeps of a yearly plan, and Markdown.
package export

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"yaodian/extract"
	"yaodian/parser/format"
)

// CodeFormat is the code of a wish for a form that is not written.
const CodeFormat format.Code = "bad_format"

// Form describes a form of export.
type Form struct {
	Name      string // as --format and ?format= take it
	MediaType string
	Extension string // with the dot
	write     func(w io.Writer, plans iter.Seq2[*extract.Plan, error]) error
}

// Forms are what Write knows, in the order to offer them.
var Forms = []Form{
	{"json", "application/json", ".json", writeJSONL}, // of one plan; of many it is JSONL
	{"jsonl", "application/jsonl", ".jsonl", writeJSONL},
	{"csv", "text/csv; charset=utf-8", ".csv", writeCSV},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", writeXLSX},
	{"md", "text/markdown; charset=utf-8", ".md", writeMarkdown},
	{Gold, "application/jsonl", ".gold.jsonl", writeGold},
}

// Find returns a form by its name, or an error with CodeFormat that lists the
// names.
func Find(name string) (Form, error) {
	var names []string
	for _, f := range Forms {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Form{}, &format.Error{Code: CodeFormat, Message: "the format must be one of " + strings.Join(names, ", ")}
}

// Write writes plans in the named form, one after another: memory is bounded
// except that a workbook keeps, on disk or in memory, what it has been given.
// It ends with the first error of plans or of w; what has been written of w by
// then is not a whole.
func Write(w io.Writer, name string, plans iter.Seq2[*extract.Plan, error]) error {
	f, err := Find(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 64<<10)
	if err := f.write(b, plans); err != nil {
		return err
	}
	return b.Flush()
}

// One makes a sequence of a single plan.
func One(p *extract.Plan) iter.Seq2[*extract.Plan, error] {
	return func(yield func(*extract.Plan, error) bool) { yield(p, nil) }
}

func writeJSONL(w io.Writer, plans iter.Seq2[*extract.Plan, error]) error {
	for p, err := range plans {
		if err != nil {
			return err
		}
		if err := p.Encode(w); err != nil {
			return err
		}
	}
	return nil
}
