//go:build race

package sandbox

// smallMemory is the limit of a child that tests exhaust. The race detector's
// own maps count too, and are several times what the program has.
const smallMemory = 2 << 30
