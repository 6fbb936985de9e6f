package api

import (
	"math"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"yaodian/corpus/store"
)

// maxLimited bounds how many tokens and addresses are remembered; whoever was
// not heard of for longest is forgotten. That is some 4 MB at most.
const maxLimited = 16384

// limits holds each asker to a rate.
type limits struct {
	rate  rate.Limit
	burst int
	known *lru.Cache[string, *rate.Limiter]
}

// newLimits returns nil, which limits nothing, for a rate of 0.
func newLimits(perSecond float64, burst int) *limits {
	if perSecond <= 0 {
		return nil
	}
	if burst <= 0 {
		burst = int(math.Ceil(2 * perSecond))
	}
	known, err := lru.New[string, *rate.Limiter](maxLimited)
	if err != nil {
		panic(err) // only for sizes below 1
	}
	return &limits{rate.Limit(perSecond), burst, known}
}

// wait counts a request of key and returns 0 when it may go on, else how long
// it should wait.
func (l *limits) wait(key string) time.Duration {
	one, ok := l.known.Get(key)
	if !ok {
		one = rate.NewLimiter(l.rate, l.burst)
		if before, had, _ := l.known.PeekOrAdd(key, one); had {
			one = before
		}
	}
	r := one.Reserve()
	d := r.Delay()
	if d > 0 {
		r.Cancel()
	}
	return d
}

// limited answers 429 to who asks too often. Probes of health are let be, and
// so is whoever needs no token on this machine.
func (s *server) limited(c *gin.Context) {
	v := visitorOf(c.Request.Context())
	path := c.FullPath()
	if s.limits == nil || path == "/livez" || path == "/readyz" || v.name == store.WhoLocal {
		c.Next()
		return
	}
	key := "token " + v.token
	if v.token == "" {
		key = "address " + network(c.ClientIP())
	}
	if d := s.limits.wait(key); d > 0 {
		p := problemFor(codeTooOften, "more requests than this service takes from one token or address; wait as Retry-After says")
		p.retry = int(math.Ceil(d.Seconds()))
		s.refuse(c, p)
		return
	}
	c.Next()
}

// network is an address as it is counted: of IPv6 the first 64 bits, since
// whoever has one such address has all of them.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
