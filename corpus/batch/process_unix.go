//go:build unix

package batch

import "syscall"

// processExists asks with signal 0; a process of another user exists too.
func processExists(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || err == syscall.EPERM
}
