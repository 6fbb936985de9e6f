package sandbox

import (
	"os"

	"golang.org/x/sys/unix"
)

// limitMemory bounds what the process may map writable (RLIMIT_DATA, which
// counts all private writable memory since Linux 4.7). RLIMIT_AS would not do:
// Go reserves address space far beyond what it uses. An allocation beyond the
// limit ends the process. No core is dumped, and where the whole system runs
// out of memory the kernel is asked to take this process first.
func limitMemory(bytes int64) {
	unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)})
	unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	os.WriteFile("/proc/self/oom_score_adj", []byte("800"), 0)
}
