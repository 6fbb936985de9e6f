package store

import "time"

// SetNow gives a store a clock of the test's.
func (s *Store) SetNow(now func() time.Time) { s.now = now }

// WaitBeside waits for the writes that no caller waits for.
func (s *Store) WaitBeside() { s.beside.Wait() }
