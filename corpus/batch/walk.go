package batch

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"yaodian/parser/archive"
	"yaodian/parser/format"
)

// Walk names every file below the paths, each path in turn and within a folder
// in the order of names; hidden files and what is not a regular file are left
// out. Archives are opened, and their members named "a.zip/member". What cannot
// be opened is named with its Err. Walk ends early with f's error or ctx's.
func Walk(ctx context.Context, paths []string, f func(File) error) error {
	return walk(ctx, paths, f, func(path string) error { return file(ctx, path, f) })
}

// Count tells how many files Walk will find, an archive counted as one.
func Count(ctx context.Context, paths []string) (n int, err error) {
	err = walk(ctx, paths, func(File) error { n++; return nil }, func(string) error { n++; return nil })
	return n, err
}

func walk(ctx context.Context, paths []string, refused func(File) error, found func(path string) error) error {
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			switch {
			case err != nil:
				return refused(refusal(path, err))
			case path != root && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case path == root && d.Type()&fs.ModeSymlink != 0: // named outright, so meant
				if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
					return refused(refusal(path, errors.New("a link that leads to no file")))
				}
			case !d.Type().IsRegular():
				return nil
			}
			return found(path)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func refusal(path string, err error) File {
	return File{Name: path, Origin: origin(path), Err: &format.Error{Code: CodeMissing, Message: "it cannot be opened: " + reason(err), Err: err}}
}

// file names a file, or the members of the archive that it is.
func file(ctx context.Context, path string, f func(File) error) error {
	r, err := os.Open(path)
	if err != nil {
		return f(refusal(path, err))
	}
	defer r.Close()
	is, err := isArchive(r)
	if err != nil {
		return f(refusal(path, err))
	}
	if !is {
		return f(File{Name: path, Origin: origin(path), Path: origin(path)})
	}
	return Unpack(ctx, path, r, func(m File) error {
		m.Origin = origin(path) + strings.TrimPrefix(m.Name, path)
		return f(m)
	})
}

// isArchive looks at the head of a file, and where that may be a document that
// is a ZIP inside, at the whole.
func isArchive(r *os.File) (bool, error) {
	head := make([]byte, 512)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF || !archive.Is(head[:n]) {
		return false, noEOF(err)
	}
	st, err := r.Stat()
	if err != nil {
		return false, err
	}
	if st.Size() > format.DefaultLimits.Bytes {
		return true, nil // larger than any document may be
	}
	data := make([]byte, st.Size())
	if _, err := r.ReadAt(data, 0); err != nil && err != io.EOF {
		return false, err
	}
	return archive.Is(data), nil
}

func noEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// Unpack names the members of an archive, as "name/member", with their bytes;
// one that cannot be unpacked with its Err, and so the archive itself where it
// breaks off. It ends early with f's error or ctx's. r is read in place when
// it is an io.ReaderAt and io.Seeker.
func Unpack(ctx context.Context, name string, r io.Reader, f func(File) error) error {
	var stopped error
	err := archive.Walk(ctx, filepath.Base(name), r, archive.Limits{}, func(m archive.Member) error {
		file := File{Name: name + "/" + m.Name, Data: m.Data, Err: m.Err}
		if m.Err == nil && m.Data == nil {
			file.Data = []byte{}
		}
		stopped = f(file)
		return stopped
	})
	if stopped != nil || err == nil {
		return stopped
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return f(File{Name: name, Err: err})
}

func origin(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
