package batch

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"yaodian/parser/format"
)

// Walk names every file below the paths, each path in turn and within a folder
// in the order of names; hidden files and what is not a regular file are left
// out. A path or folder that cannot be opened is named with its Err. It ends
// early with f's error or ctx's.
func Walk(ctx context.Context, paths []string, f func(File) error) error {
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			switch {
			case err != nil:
				return f(File{Name: path, Origin: origin(path), Err: &format.Error{Code: CodeMissing, Message: "it cannot be opened: " + reason(err), Err: err}})
			case path != root && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case path == root && d.Type()&fs.ModeSymlink != 0: // named outright, so meant
				if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
					return nil
				}
			case !d.Type().IsRegular():
				return nil
			}
			return f(File{Name: path, Origin: origin(path), Path: origin(path)})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func origin(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
