package store

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"sync"

	"github.com/klauspost/compress/s2"
)

// Sources and plans are kept as S2 blocks, which cost a fifth of the processor
// time that zstd takes. A packed value is its form, the CRC-32C of what it
// unpacks to, big endian, and the block. A plan quotes its source from end to
// end: with the source as dictionary it is a third as long as alone. Values
// that begin otherwise are zstd frames, as this program wrote them before.
const (
	packedAlone  = 'S'
	packedBeside = 'P' // the document's source is the dictionary
)

const packedHead = 1 + crc32.Size

// maxUnpacked bounds what a packed value may claim to hold, in bytes.
const maxUnpacked = 1 << 30

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	blocks     = sync.Pool{New: func() any { return new([]byte) }}
	errPacked  = errors.New("the packed value is damaged")
)

// pack packs a value, with source, or nothing, as dictionary.
func pack(b, source []byte) []byte {
	scratch := blocks.Get().(*[]byte)
	defer blocks.Put(scratch)
	if n := s2.MaxEncodedLen(len(b)); cap(*scratch) < n {
		*scratch = make([]byte, n)
	}
	form, block := byte(packedAlone), []byte(nil)
	if d := dictionary(source); d != nil {
		form, block = packedBeside, d.Encode(*scratch, b)
	} else {
		block = s2.Encode(*scratch, b)
	}
	out := make([]byte, packedHead, packedHead+len(block))
	out[0] = form
	binary.BigEndian.PutUint32(out[1:], crc32.Checksum(b, castagnoli))
	return append(out, block...)
}

// dictionary is S2's of a source, nil for one that is too short.
func dictionary(source []byte) *s2.Dict {
	return s2.MakeDictManual(source[:min(len(source), s2.MaxDictSize)], 0)
}

// unpack reverses pack. source is what was packed with; a value that was packed
// alone does not look at it.
func (s *Store) unpack(b, source []byte) ([]byte, error) {
	out, err := s.unpacked(b, source)
	if err != nil {
		return nil, refuse(CodeCorrupt, "a stored value cannot be unpacked; restore the database from a backup", err)
	}
	return out, nil
}

func (s *Store) unpacked(b, source []byte) ([]byte, error) {
	if len(b) == 0 || b[0] != packedAlone && b[0] != packedBeside {
		return s.dec.DecodeAll(b, nil)
	}
	if len(b) < packedHead {
		return nil, errPacked
	}
	form, sum, block := b[0], binary.BigEndian.Uint32(b[1:]), b[packedHead:]
	if n, err := s2.DecodedLen(block); err != nil || n > maxUnpacked {
		return nil, errPacked
	}
	var out []byte
	var err error
	if form == packedBeside {
		d := dictionary(source)
		if d == nil {
			return nil, errPacked
		}
		out, err = d.Decode(nil, block)
	} else {
		out, err = s2.Decode(nil, block)
	}
	if err == nil && crc32.Checksum(out, castagnoli) != sum {
		err = errPacked
	}
	return out, err
}
