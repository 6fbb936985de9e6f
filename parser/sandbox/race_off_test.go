//go:build !race

package sandbox

// smallMemory is the limit of a child that tests exhaust.
const smallMemory = 256 << 20
