package pdf

import (
	"context"
	"errors"

	"yaodian/parser/format"
)

var errPassword = errors.New("a password is needed")

func secondEngine(ctx context.Context, data []byte, lim format.Limits, only []int) ([]*pageText, error) {
	return nil, errors.New("no second engine yet")
}
