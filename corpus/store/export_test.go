package store

import "time"

// SetNow gives a store a clock of the test's.
func (s *Store) SetNow(now func() time.Time) { s.now = now }

// WaitBeside waits for the writes that no caller waits for.
func (s *Store) WaitBeside() { s.beside.Wait() }

// Pack and Unpack are pack and unpack.
func Pack(b, source []byte) []byte { return pack(b, source) }

func (s *Store) Unpack(b, source []byte) ([]byte, error) { return s.unpack(b, source) }
