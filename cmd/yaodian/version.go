package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"yaodian/extract"
)

// release is set by the linker: -X main.release=v1.2.3.
var release = ""

type versionCmd struct{}

// Run prints the program's version and that of the extraction rules, on which
// the JSON of a plan depends.
func (versionCmd) Run(env *environment) error {
	_, err := fmt.Fprintf(env.stdout, "yaodian %s (rules %s, %s, %s/%s)\n",
		version(), extract.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is the release, or the commit that the program was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	rev, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			rev = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+"
		}
	}
	if rev == "" {
		return "devel"
	}
	return "devel-" + rev + dirty
}
