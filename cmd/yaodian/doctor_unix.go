//go:build unix

package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// freeBytes is the room that this user has where a folder lies.
func freeBytes(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}

// openFiles checks how many files and connections the process may have open.
func openFiles() (string, error) {
	var l unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &l); err != nil {
		return "", err
	}
	if l.Cur < leastFiles {
		return "", fmt.Errorf("only %d files and connections may be open at once; raise it to %d or more (ulimit -n, or LimitNOFILE= of systemd)", l.Cur, leastFiles)
	}
	return fmt.Sprintf("%d files and connections may be open at once", l.Cur), nil
}
