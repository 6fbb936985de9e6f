package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"

	"yaodian/api"
	"yaodian/corpus/store"
)

// accessFlags say who may use the service.
type accessFlags struct {
	RequireTokens bool     `env:"YAODIAN_REQUIRE_TOKENS" help:"Ask for a token on this machine too."`
	Public        bool     `env:"YAODIAN_PUBLIC" help:"Ask nobody for a token: whoever reaches the address may read, add and delete."`
	Proxy         []string `env:"YAODIAN_PROXY" placeholder:"ADDRESS" help:"Proxies in front, by address or network (10.0.0.0/8), that are believed about whom they forward for and whether those came by TLS."`
	Origin        []string `env:"YAODIAN_ORIGIN" placeholder:"https://HOST" help:"Other sites whose pages may use the API, with a token (CORS)."`
	Rate          float64  `env:"YAODIAN_RATE" default:"100" help:"Requests a second that one token, or one address without a token, may make, and twice as many at once; 0 for any number. This machine without a token may make any number."`
}

// mode is who may come without a token: those on this machine where only they
// can, nobody where others can, unless all are meant to.
func (c *serveCmd) mode() (api.Mode, error) {
	near, err := local("--addr", c.Addr)
	if err != nil {
		return 0, err
	}
	near = near && len(c.Proxy) == 0
	switch {
	case c.Public && c.RequireTokens:
		return 0, usageError("--public asks nobody for a token and --require-tokens everybody; choose one")
	case c.Public:
		return api.Anyone, nil
	case near && !c.RequireTokens:
		return api.ThisMachine, nil
	}
	if !store.IsPostgres(c.DB) {
		if _, err := os.Stat(c.DB); errors.Is(err, fs.ErrNotExist) {
			return 0, c.noTokens() // and make no database that nobody can use
		}
	}
	return api.TokensOnly, nil
}

// local reports whether only this machine reaches an address; flag is what
// chose it.
func local(flag, addr string) (bool, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, usageError(fmt.Sprintf("%s %s: %v; write HOST:PORT", flag, addr, err))
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback(), nil
}

// access checks the flags and that somebody could come in.
func (c *serveCmd) access(ctx context.Context, mode api.Mode, docs *store.Store) (api.Access, error) {
	a := api.Access{Mode: mode, Accounts: docs, Origins: c.Origin, Rate: c.Rate}
	for _, o := range c.Origin {
		if err := api.CheckOrigin(o); err != nil {
			return a, usageError("--origin " + err.Error())
		}
	}
	for _, p := range c.Proxy {
		prefix, err := netip.ParsePrefix(p)
		if ip, e := netip.ParseAddr(p); e == nil {
			prefix, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return a, usageError(fmt.Sprintf("--proxy %s: write an address, such as 10.0.0.7, or a network, such as 10.0.0.0/8", p))
		}
		a.Proxies = append(a.Proxies, prefix)
	}
	if mode == api.TokensOnly {
		has, err := docs.HasTokens(ctx, store.Reader)
		if err != nil {
			return a, err
		}
		if !has {
			return a, c.noTokens()
		}
	}
	return a, nil
}

func (c *serveCmd) noTokens() error {
	return usageError(fmt.Sprintf("%s asks everybody for a token, and the database has none yet: run\n  yaodian token add NAME --role admin --db %s\nfirst "+
		"(--role reader and writer for others), or add --public if everyone who reaches the address may read, add and delete", c.Addr, shown("db", c.DB)))
}
