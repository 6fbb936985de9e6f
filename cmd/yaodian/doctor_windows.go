package main

import (
	"golang.org/x/sys/windows"
)

// freeBytes is the room that this user has where a folder lies.
func freeBytes(dir string) (int64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0, err
	}
	return int64(free), nil
}

// openFiles has nothing to check: Windows sets no such limit.
func openFiles() (string, error) { return "no limit on open files", nil }
