package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
)

// progress shows how far a batch is: a bar on a terminal, elsewhere a plain
// line now and then, such as a log can keep.
type progress struct {
	w     io.Writer
	bar   *progressbar.ProgressBar // nil where there is no terminal
	every time.Duration            // how often it is worth looking
	next  time.Time
	begun time.Time
}

const lineEvery = 10 * time.Second

func newProgress(w io.Writer) *progress {
	now := time.Now()
	p := &progress{w: w, every: 250 * time.Millisecond, begun: now, next: now.Add(lineEvery)}
	if f, ok := w.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		p.bar = progressbar.NewOptions(1, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionFullWidth(), progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription("reading"))
	}
	return p
}

func (p *progress) update(done, total, failed int) {
	if p.bar != nil {
		if failed > 0 {
			p.bar.Describe(fmt.Sprintf("reading (%d failed)", failed))
		}
		p.bar.ChangeMax(max(total, 1))
		p.bar.Set(done)
		return
	}
	if now := time.Now(); now.After(p.next) {
		p.next = now.Add(lineEvery)
		fmt.Fprintf(p.w, "yaodian: %d of %d files, %d failed, after %.0f s\n", done, total, failed, now.Sub(p.begun).Seconds())
	}
}

func (p *progress) end() {
	if p.bar != nil {
		p.bar.Clear()
	}
}

// warnings logs what a command's user should know besides its results.
func warnings(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelError}))
}
