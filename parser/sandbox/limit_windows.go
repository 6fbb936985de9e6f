package sandbox

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// limitMemory puts the process into a job of its own that bounds its committed
// memory. Windows fails the allocation beyond it, which ends the process.
// Where a job cannot be made the process is bounded by its own watch alone.
func limitMemory(bytes int64) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return
	}
	var info windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	info.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY
	info.ProcessMemoryLimit = uintptr(bytes)
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		windows.CloseHandle(job)
		return
	}
	windows.AssignProcessToJobObject(job, windows.CurrentProcess())
}
