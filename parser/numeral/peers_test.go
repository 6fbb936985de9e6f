//go:build shared

package numeral_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/shopspring/decimal"

	"yaodian/parser/numeral"
)

// TestPeers reads every numeral on which the public suites of other libraries
// agree. The rows are not ours to ship: NUMERALS names the file, and .ci/run
// sets it.
func TestPeers(t *testing.T) {
	f, err := os.Open(os.Getenv("NUMERALS"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for sc := bufio.NewScanner(f); sc.Scan(); rows++ {
		var r struct {
			Text  string
			Value float64
		}
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		n, err := numeral.Parse(r.Text)
		if n.Percent {
			n.Value = n.Value.Shift(-2)
		}
		want := decimal.NewFromFloat(r.Value)
		// Rows hold fractions to 15 digits.
		if err != nil || n.Value.Sub(want).Abs().GreaterThan(want.Abs().Mul(decimal.New(1, -12))) {
			t.Errorf("%s: %s, want %s (%v)", r.Text, n.Value, want, err)
		}
	}
	if rows < 500 {
		t.Errorf("only %d rows", rows)
	}
}
