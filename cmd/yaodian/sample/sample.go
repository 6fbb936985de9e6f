// Package sample holds two plans of an invented city, written for this
// project with the traps of real ones, so that a newcomer has something to
// read and compare at once. 2025 differs from 2024 by items added, dropped,
// moved, split and reworded, by changed numbers and by an office renamed.
package sample

import "embed"

//go:embed *.txt *.html
var files embed.FS

// Names lists the files, the older plan first.
var Names = []string{"yunxi-edu-2024.txt", "yunxi-edu-2025.html"}

// Read returns the bytes of one of Names.
func Read(name string) ([]byte, error) { return files.ReadFile(name) }
