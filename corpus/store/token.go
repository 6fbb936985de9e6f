package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yaodian/parser/format"
)

// Role is what a token may do; each role may do what those before it may.
type Role string

const (
	Reader Role = "reader" // look, and read or compare uploads without keeping them
	Writer Role = "writer" // add, correct and delete
	Admin  Role = "admin"  // see who did what, and the service's measures
)

// Roles lists the roles, the least first.
var Roles = []Role{Reader, Writer, Admin}

// Allows reports whether a holder of the role may do what needs another. No
// role at all allows nothing, not even what needs none.
func (r Role) Allows(need Role) bool { return rank(r) >= 0 && rank(r) >= rank(need) }

func rank(r Role) int {
	for i, known := range Roles {
		if r == known {
			return i
		}
	}
	return -1
}

// Token is what is known of a token; its secret is not among it.
type Token struct {
	ID        string     `json:"id"` // the public part of the token
	Name      string     `json:"name"`
	Role      Role       `json:"role"`
	CreatedAt time.Time  `json:"created_at"`
	UsedAt    *time.Time `json:"used_at"` // to about a minute; nil before the first use
	RevokedAt *time.Time `json:"revoked_at"`
}

// Codes of what may go wrong with tokens.
const (
	CodeUnauthorized format.Code = "unauthorized" // no such token, or revoked, or a session that is over
	CodeBadToken     format.Code = "bad_token"    // a name or role that no token can have, or a name that is taken
)

// ErrUnauthorized says that a secret opens nothing; it does not say why.
var ErrUnauthorized error = &format.Error{Code: CodeUnauthorized, Message: "the token is not valid: mistyped, revoked or of another database"}

// SessionLife is how long a browser stays signed in.
const SessionLife = 7 * 24 * time.Hour

// usePrecision is how old the stored last use may grow before it is renewed.
const usePrecision = time.Minute

// A token is TokenPrefix, id, "_", secret. The prefix lets people and scanners
// of leaked secrets see what it is.
const (
	TokenPrefix  = "yd_"
	tokenIDBytes = 10 // 16 characters, and no two alike
)

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// secret returns 256 random bits, 52 characters.
func secret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return base32Lower.EncodeToString(b)
}

// digest is how secrets are stored. One round of SHA-256 suffices: slow hashes
// shield passwords, which can be guessed; nobody guesses 256 random bits.
func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// AddToken makes a token and returns it whole, for the only time. Names are of
// 1 to 64 printable characters and, among tokens in force, unique; CodeBadToken
// says what is wrong with one.
func (s *Store) AddToken(ctx context.Context, name string, role Role) (string, Token, error) {
	if err := checkTokenName(name); err != nil {
		return "", Token{}, err
	}
	if rank(role) < 0 {
		return "", Token{}, refuse(CodeBadToken, "a token's role is reader, writer or admin", nil)
	}
	raw := make([]byte, tokenIDBytes)
	rand.Read(raw)
	t := Token{ID: base32Lower.EncodeToString(raw), Name: name, Role: role, CreatedAt: s.now().UTC().Truncate(time.Microsecond)}
	whole := TokenPrefix + t.ID + "_" + secret()
	return whole, t, s.Update(ctx, func(tx *Tx) error {
		tx.about(name)
		tx.token = t.ID
		n, err := tx.exec(ctx, `INSERT INTO tokens (id, name, role, hash, created_at) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING`, t.ID, t.Name, string(t.Role), digest(whole), t.CreatedAt.UnixMicro())
		if err == nil && n == 0 {
			return refuse(CodeBadToken, "a token of this name is in force already; revoke it or choose another name", nil)
		}
		return err
	})
}

func checkTokenName(name string) error {
	bad := !utf8.ValidString(name) || name == "" || utf8.RuneCountInString(name) > 64 || strings.TrimSpace(name) != name ||
		strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
	if bad {
		return refuse(CodeBadToken, "a token's name has 1 to 64 printable characters and no spaces at its ends", nil)
	}
	if name == WhoLocal || name == WhoAnyone {
		return refuse(CodeBadToken, "the audit log calls those by this name who come without a token; choose another", nil)
	}
	return nil
}

// RevokeToken ends a token and the sessions begun with it, at once and for
// good, and returns its id. ErrNotFound when no token of this name is in force.
func (s *Store) RevokeToken(ctx context.Context, name string) (id string, err error) {
	return id, s.Update(ctx, func(tx *Tx) error {
		tx.about(name)
		id, err = one[string](ctx, tx, `UPDATE tokens SET revoked_at=$2 WHERE name=$1 AND revoked_at IS NULL RETURNING id`, name, s.now().UnixMicro())
		if err != nil {
			return err
		}
		tx.token = id
		_, err = tx.exec(ctx, `DELETE FROM sessions WHERE token=$1`, id)
		return err
	})
}

const tokenColumns = `t.id, t.name, t.role, t.created_at, t.used_at, t.revoked_at`

func scanToken(scan func(...any) error, more ...any) (t Token, err error) {
	var role string
	var created int64
	var used, revoked *int64
	err = scan(append([]any{&t.ID, &t.Name, &role, &created, &used, &revoked}, more...)...)
	t.Role, t.CreatedAt, t.UsedAt, t.RevokedAt = Role(role), time.UnixMicro(created).UTC(), moment(used), moment(revoked)
	return t, err
}

func moment(micros *int64) *time.Time {
	if micros == nil {
		return nil
	}
	t := time.UnixMicro(*micros).UTC()
	return &t
}

// micros writes a time as columns hold it, none as NULL.
func micros(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMicro()
}

// Tokens returns every token, revoked ones too, the oldest first.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	out := []Token{}
	err := each(ctx, s.db.reader(), `SELECT `+tokenColumns+` FROM tokens t ORDER BY t.created_at, t.id`, nil, func(scan func(...any) error) error {
		t, err := scanToken(scan)
		out = append(out, t)
		return err
	})
	return out, err
}

// Authenticate returns the token in force that a secret is, or
// ErrUnauthorized; other errors are the database's.
func (s *Store) Authenticate(ctx context.Context, whole string) (Token, error) {
	id, rest, ok := strings.Cut(strings.TrimPrefix(whole, TokenPrefix), "_")
	if !ok || len(whole) > 128 || !strings.HasPrefix(whole, TokenPrefix) || id == "" || rest == "" {
		return Token{}, ErrUnauthorized
	}
	var hash []byte
	t, err := s.token(ctx, `SELECT `+tokenColumns+`, t.hash FROM tokens t WHERE t.id=$1`, []any{clean(id)}, &hash)
	if err != nil {
		return Token{}, err
	}
	if subtle.ConstantTimeCompare(hash, digest(whole)) != 1 {
		return Token{}, ErrUnauthorized
	}
	s.noteUse(t)
	return t, nil
}

// InForce returns a token by its id while it is in force, else
// ErrUnauthorized: for work that outlasts the check at its beginning.
func (s *Store) InForce(ctx context.Context, id string) (Token, error) {
	return s.token(ctx, `SELECT `+tokenColumns+` FROM tokens t WHERE t.id=$1`, []any{id})
}

// token reads the one token of a query, if it is in force.
func (s *Store) token(ctx context.Context, query string, args []any, more ...any) (t Token, err error) {
	err = each(ctx, s.db.reader(), query, args, func(scan func(...any) error) (err error) {
		t, err = scanToken(scan, more...)
		return err
	})
	if err == nil && (t.ID == "" || t.RevokedAt != nil) {
		err = ErrUnauthorized
	}
	return t, err
}

// noteUse renews a token's last use where that is a minute old. It goes on
// beside the request, which must not wait for whoever is writing; a failure
// leaves it to the next use.
func (s *Store) noteUse(t Token) {
	now := s.now()
	if t.UsedAt != nil && now.Sub(*t.UsedAt) < usePrecision || !s.noting.CompareAndSwap(false, true) {
		return
	}
	s.beside.Go(func() {
		defer s.noting.Store(false)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = s.Update(ctx, func(tx *Tx) error {
			_, err := tx.exec(ctx, `UPDATE tokens SET used_at=$2 WHERE id=$1 AND (used_at IS NULL OR used_at <= $3)`,
				t.ID, now.UnixMicro(), now.Add(-usePrecision).UnixMicro())
			return err
		})
	})
}

// StartSession begins a session of a token and returns its secret, for a
// cookie. Sessions that are over are forgotten on the way.
func (s *Store) StartSession(ctx context.Context, token string) (secretValue string, ends time.Time, err error) {
	secretValue, ends = secret(), s.now().Add(SessionLife)
	return secretValue, ends, s.Update(ctx, func(tx *Tx) error {
		if _, err := tx.exec(ctx, `DELETE FROM sessions WHERE expires_at <= $1`, s.now().UnixMicro()); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `INSERT INTO sessions (hash, token, expires_at) SELECT $1, id, $3 FROM tokens WHERE id=$2 AND revoked_at IS NULL`,
			digest(secretValue), token, ends.UnixMicro())
		if err == nil && n == 0 {
			return ErrUnauthorized
		}
		return err
	})
}

// Session returns the token of a session that is neither over nor revoked, or
// ErrUnauthorized. Sessions are looked up by their hash: what can be learnt
// from how long that takes is the hash, which opens nothing.
func (s *Store) Session(ctx context.Context, secretValue string) (Token, error) {
	t, err := s.token(ctx, `SELECT `+tokenColumns+` FROM sessions s JOIN tokens t ON t.id=s.token WHERE s.hash=$1 AND s.expires_at > $2`,
		[]any{digest(secretValue), s.now().UnixMicro()})
	if err == nil {
		s.noteUse(t)
	}
	return t, err
}

// EndSession ends a session; one that is over already is none.
func (s *Store) EndSession(ctx context.Context, secretValue string) error {
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, `DELETE FROM sessions WHERE hash=$1`, digest(secretValue))
		return err
	})
}

// HasTokens reports whether any token is in force whose holder may do what
// needs a role.
func (s *Store) HasTokens(ctx context.Context, need Role) (bool, error) {
	all, err := s.Tokens(ctx)
	return slices.ContainsFunc(all, func(t Token) bool { return t.RevokedAt == nil && t.Role.Allows(need) }), err
}
