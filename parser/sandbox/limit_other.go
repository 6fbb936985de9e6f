//go:build !linux && !windows

package sandbox

// limitMemory does nothing here: macOS does not enforce RLIMIT_DATA or
// RLIMIT_AS on what the Go runtime maps. The process is bounded by its own
// watch (see Main), which may be late for a single huge allocation, and by
// the wall clock.
func limitMemory(int64) {}
