// Package markdown reads Markdown as the text it stands for.
package markdown

import (
	"context"

	"yaodian/parser/format"
	"yaodian/parser/format/text"
)

func Read(ctx context.Context, data []byte, lim format.Limits) (*format.Content, error) {
	return text.Read(ctx, data, lim)
}

func Sniff(data []byte) bool { return false }
