package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"time"

	"bytes"

	"github.com/gin-gonic/gin"
)

// assets are the embedded files with the hash that their address carries, so
// that browsers may keep them for ever.
type assets struct {
	data    map[string][]byte
	version string
}

func loadAssets() (assets, error) {
	a := assets{data: map[string][]byte{}}
	dir := sub("assets")
	h := sha256.New()
	err := fs.WalkDir(dir, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(dir, p)
		h.Write(b)
		a.data[p] = b
		return err
	})
	a.version = hex.EncodeToString(h.Sum(nil))[:12]
	return a, err
}

func (a assets) url(name string) string { return "/assets/" + a.version + "/" + name }

// asset serves one file; a version that is not ours is answered all the same,
// but not to be kept.
func (s *site) asset(c *gin.Context) {
	name := c.Param("file")
	b, ok := s.assets.data[name]
	if !ok {
		c.Status(http.StatusNotFound)
		return
	}
	if c.Param("version") == s.assets.version {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	}
	c.Header("Content-Type", mime.TypeByExtension(path.Ext(name)))
	http.ServeContent(c.Writer, c.Request, name, time.Time{}, bytes.NewReader(b))
}
