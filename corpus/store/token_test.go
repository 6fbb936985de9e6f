package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yaodian/corpus/store"
	"yaodian/corpus/store/storetest"
)

func addToken(t *testing.T, s *store.Store, name string, role store.Role) (string, store.Token) {
	t.Helper()
	secret, tok, err := s.AddToken(ctx, name, role)
	if err != nil {
		t.Fatal(err)
	}
	return secret, tok
}

func TestTokenLifetime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if has, err := s.HasTokens(ctx, store.Reader); has || err != nil {
			t.Error(has, err)
		}
		secret, made := addToken(t, s, "张三", store.Writer)
		if !strings.HasPrefix(secret, "yd_"+made.ID+"_") || len(secret) < len("yd_")+16+1+52 {
			t.Errorf("token %q of id %q", secret, made.ID)
		}
		for role, want := range map[store.Role]bool{store.Reader: true, store.Writer: true, store.Admin: false} {
			if has, err := s.HasTokens(ctx, role); has != want || err != nil {
				t.Error(role, has, err)
			}
		}
		got, err := s.Authenticate(ctx, secret)
		if err != nil || got.ID != made.ID || got.Name != "张三" || got.Role != store.Writer || !got.CreatedAt.Equal(made.CreatedAt) || got.RevokedAt != nil {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := s.InForce(ctx, made.ID); err != nil {
			t.Error(err)
		}
		if _, _, err := s.AddToken(ctx, "张三", store.Reader); code(err) != store.CodeBadToken {
			t.Errorf("a second token of the name: %v", err)
		}
		if id, err := s.RevokeToken(ctx, "张三"); err != nil || id != made.ID {
			t.Fatal(id, err)
		}
		for what, err := range map[string]error{
			"authenticate": second(s.Authenticate(ctx, secret)), "in force": second(s.InForce(ctx, made.ID)),
		} {
			if !errors.Is(err, store.ErrUnauthorized) {
				t.Errorf("%s after revocation: %v", what, err)
			}
		}
		if _, err := s.RevokeToken(ctx, "张三"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("revoked twice: %v", err)
		}
		again, _ := addToken(t, s, "张三", store.Reader) // the name is free again
		if got, err := s.Authenticate(ctx, again); err != nil || got.Role != store.Reader {
			t.Errorf("%+v %v", got, err)
		}
		all, err := s.Tokens(ctx)
		if err != nil || len(all) != 2 || all[0].RevokedAt == nil || all[1].RevokedAt != nil {
			t.Errorf("%+v %v", all, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestWrongTokensAreRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		secret, tok := addToken(t, s, "a", store.Admin)
		other, _ := addToken(t, s, "b", store.Admin)
		for _, wrong := range []string{"", "yd_", "yd__", "yd_x", secret[:len(secret)-1], secret + "a", strings.ToUpper(secret), secret[3:], "yd_" + tok.ID + "_",
			"yd_" + tok.ID + other[strings.LastIndex(other, "_"):], tok.ID, "yd_" + tok.ID + "_\x00\xff", "yd_\x00_x", strings.Repeat("yd_a_", 1<<16)} {
			if got, err := s.Authenticate(ctx, wrong); !errors.Is(err, store.ErrUnauthorized) {
				t.Errorf("%.80q: %+v %v", wrong, got, err)
			}
			if got, err := s.Session(ctx, wrong); !errors.Is(err, store.ErrUnauthorized) {
				t.Errorf("session %.80q: %+v %v", wrong, got, err)
			}
		}
		if _, err := s.Session(ctx, secret); !errors.Is(err, store.ErrUnauthorized) {
			t.Error("a token is not a session", err)
		}
	})
}

func TestTokenNamesAndRoles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, name := range []string{"", " a", "a\n", "a\x00b", "a\xff", strings.Repeat("长", 65), "local", "anonymous"} {
			if _, _, err := s.AddToken(ctx, name, store.Reader); code(err) != store.CodeBadToken {
				t.Errorf("name %q: %v", name, err)
			}
		}
		for _, role := range []store.Role{"", "root", "Admin"} {
			if _, _, err := s.AddToken(ctx, "x", role); code(err) != store.CodeBadToken {
				t.Errorf("role %q: %v", role, err)
			}
		}
		if all, err := s.Tokens(ctx); err != nil || len(all) != 0 {
			t.Errorf("%v %v", all, err)
		}
	})
}

func TestRolesAreOrdered(t *testing.T) {
	got := ""
	for _, r := range []store.Role{"", "root", store.Reader, store.Writer, store.Admin} {
		for _, need := range []store.Role{"", store.Reader, store.Writer, store.Admin} {
			got += map[bool]string{true: "y", false: "-"}[r.Allows(need)]
		}
		got += " "
	}
	if want := "---- ---- yy-- yyy- yyyy "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The last use is written at most once a minute.
func TestLastUse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := time.Date(2025, 3, 12, 8, 0, 0, 0, time.UTC)
		s.SetNow(func() time.Time { return now })
		secret, _ := addToken(t, s, "a", store.Reader)
		used := func() string {
			t.Helper()
			if _, err := s.Authenticate(ctx, secret); err != nil {
				t.Fatal(err)
			}
			s.WaitBeside()
			all, err := s.Tokens(ctx)
			if err != nil || all[0].UsedAt == nil {
				t.Fatal(all, err)
			}
			return all[0].UsedAt.Format("15:04:05")
		}
		got := used()
		now = now.Add(59 * time.Second)
		got += " " + used()
		now = now.Add(time.Second)
		got += " " + used()
		if want := "08:00:00 08:00:00 08:01:00"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func TestSessions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := time.Date(2025, 3, 12, 8, 0, 0, 0, time.UTC)
		s.SetNow(func() time.Time { return now })
		_, a := addToken(t, s, "a", store.Reader)
		_, b := addToken(t, s, "b", store.Writer)
		start := func(id string) string {
			t.Helper()
			v, ends, err := s.StartSession(ctx, id)
			if err != nil || !ends.Equal(now.Add(store.SessionLife)) {
				t.Fatal(ends, err)
			}
			return v
		}
		first, second, third := start(a.ID), start(a.ID), start(b.ID)
		if got, err := s.Session(ctx, first); err != nil || got.ID != a.ID {
			t.Errorf("%+v %v", got, err)
		}
		if err := s.EndSession(ctx, first); err != nil {
			t.Error(err)
		}
		want := func(v string, ok bool, when string) {
			t.Helper()
			if _, err := s.Session(ctx, v); (err == nil) != ok || err != nil && !errors.Is(err, store.ErrUnauthorized) {
				t.Errorf("%s: %v", when, err)
			}
		}
		want(first, false, "after signing out")
		want(second, true, "another session of the token")
		if _, err := s.RevokeToken(ctx, "a"); err != nil {
			t.Fatal(err)
		}
		want(second, false, "after revocation")
		if _, _, err := s.StartSession(ctx, a.ID); !errors.Is(err, store.ErrUnauthorized) {
			t.Errorf("a session of a revoked token: %v", err)
		}
		now = now.Add(store.SessionLife - time.Second)
		want(third, true, "just before its end")
		now = now.Add(time.Second)
		want(third, false, "at its end")
		want(start(b.ID), true, "anew")
		if err := s.Update(ctx, func(tx *store.Tx) error {
			n, err := tx.Exec(ctx, `DELETE FROM sessions`)
			if n != 1 {
				t.Errorf("%d sessions kept, want the one in force", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Of those who add a token of one name at once, one succeeds.
func TestConcurrentTokens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { _, _, errs[i] = s.AddToken(ctx, "same", store.Reader) })
		}
		wg.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
			} else if code(err) != store.CodeBadToken {
				t.Error(err)
			}
		}
		if made != 1 {
			t.Errorf("%d made", made)
		}
	})
}

func TestAudit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := time.Date(2025, 3, 12, 8, 0, 0, 0, time.UTC)
		s.SetNow(func() time.Time { return now })
		for i := range 5 {
			a := store.Act{Who: []string{"张三", store.WhoLocal}[i%2], Action: "DELETE /v1/documents/:id", Object: new(fmt.Sprint("doc", i)), Status: new(204), Request: new("r")}
			if i == 4 {
				a = store.Act{Who: store.WhoLocal, Action: "token add"}
			}
			if err := s.Finish(ctx, &store.Deed{Act: a}); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Minute)
		}
		all := func(f store.ActFilter) (got string) {
			t.Helper()
			for {
				acts, next, err := s.Acts(ctx, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range acts {
					got += a.At.Format("04") + a.Who
					if a.Object != nil {
						got += *a.Object + fmt.Sprint(*a.Status)
					}
					got += " "
				}
				if f.Cursor = next; next == "" {
					return got
				}
			}
		}
		start := time.Date(2025, 3, 12, 8, 0, 0, 0, time.UTC)
		for _, c := range []struct {
			name string
			f    store.ActFilter
			want string
		}{
			{"all by twos", store.ActFilter{Limit: 2}, "04local 03localdoc3204 02张三doc2204 01localdoc1204 00张三doc0204 "},
			{"who", store.ActFilter{Who: "张三", Limit: 1}, "02张三doc2204 00张三doc0204 "},
			{"object", store.ActFilter{Object: "doc3"}, "03localdoc3204 "},
			{"time", store.ActFilter{From: start.Add(time.Minute), To: start.Add(3 * time.Minute)}, "02张三doc2204 01localdoc1204 "},
			{"nothing", store.ActFilter{Who: "李四\x00"}, ""},
		} {
			if got := all(c.f); got != c.want {
				t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
		}
		if _, _, err := s.Acts(ctx, store.ActFilter{Cursor: "nonsense"}); code(err) != store.CodeBadCursor {
			t.Error(err)
		}
		if _, _, err := s.Acts(ctx, store.ActFilter{Limit: store.MaxLimit + 1}); code(err) != store.CodeBadFilter {
			t.Error(err)
		}
	})
}

// What a token costs each request.
func BenchmarkAuthenticate(b *testing.B) {
	s := storetest.Open(b, filepath.Join(b.TempDir(), "test.db"))
	secret, _, err := s.AddToken(ctx, "a", store.Reader)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Authenticate(ctx, secret); err != nil {
			b.Fatal(err)
		}
	}
}
