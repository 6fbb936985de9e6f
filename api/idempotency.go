package api

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"strings"

	"yaodian/corpus/store"
)

// idempotencyKey reads the header of draft-ietf-httpapi-idempotency-key-header:
// a quoted string, or bare as many clients send it, of 1 to 255 visible
// characters of ASCII. It is "" where none was sent.
func idempotencyKey(header string) (string, error) {
	key := strings.TrimSpace(header)
	if key == "" {
		return "", nil
	}
	if n := len(key); n > 1 && key[0] == '"' && key[n-1] == '"' {
		key = key[1 : n-1]
	}
	bad := key == "" || len(key) > 255
	for i := 0; i < len(key); i++ {
		bad = bad || key[i] <= ' ' || key[i] > '~' || key[i] == '"' || key[i] == '\\'
	}
	if bad {
		return "", problemFor(codeBadKey, "an Idempotency-Key has 1 to 255 visible characters of ASCII, such as a UUID")
	}
	return key, nil
}

// fingerprint sums up what a request asks for, whatever way its form is
// written: names and bytes of the files in their order.
type fingerprint struct{ hash.Hash }

func newFingerprint(name string) fingerprint {
	f := fingerprint{sha256.New()}
	f.text(name)
	return f
}

func (f fingerprint) text(s string) {
	f.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
	io.WriteString(f, s)
}

// file adds a file while it is read; call the result when that is done.
func (f fingerprint) file(name string, r io.Reader) (tee io.Reader, done func()) {
	f.text(name)
	own := sha256.New()
	return io.TeeReader(r, own), func() { f.Write(own.Sum(nil)) }
}

func (f fingerprint) String() string { return hex.EncodeToString(f.Sum(nil)) }

// once adds a batch, or where the key of the request was seen before, answers
// as it was answered then and adds nothing.
func (s *server) once(ctx context.Context, in *batchInput, add func(fingerprint) (*batchOutput, error)) (*batchOutput, error) {
	sum := newFingerprint(in.Name)
	key, err := idempotencyKey(in.Key)
	if err != nil {
		return nil, err
	}
	if key == "" {
		return add(sum)
	}
	scoped := sha256.Sum256([]byte(visitorOf(ctx).token + "\n" + key)) // nobody meets the keys of others
	key = hex.EncodeToString(scoped[:])
	kept, err := s.Batches.Claim(ctx, key)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		return s.again(in, sum, kept)
	}
	// The client may leave; what becomes of the key must not hang on that.
	after := context.WithoutCancel(ctx)
	answered := false
	defer func() {
		if !answered {
			if err := s.Batches.Release(after, key); err != nil {
				s.Log.ErrorContext(ctx, "an Idempotency-Key stays taken", "err", err, "request_id", requestIDOf(ctx))
			}
		}
	}()
	out, err := add(sum)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(out.Body)
	if err != nil {
		return nil, err
	}
	err = s.Batches.Keep(after, key, store.Answer{Fingerprint: sum.String(), Status: out.Status, Location: out.Location, Body: body})
	answered = err == nil
	return out, err
}

// again answers a request whose key has an answer, provided that it asks for
// the same.
func (s *server) again(in *batchInput, sum fingerprint, kept *store.Answer) (*batchOutput, error) {
	err := s.eachUpload(in, func(name string, r io.Reader) error {
		tee, done := sum.file(name, r)
		_, err := io.Copy(io.Discard, tee)
		done()
		return err
	})
	if err != nil {
		return nil, err
	}
	if sum.String() != kept.Fingerprint {
		return nil, problemFor(store.CodeKeyReused, "this Idempotency-Key came with other files before; send a new key with a new request")
	}
	out := &batchOutput{Status: kept.Status, Location: kept.Location}
	return out, json.Unmarshal(kept.Body, &out.Body)
}
