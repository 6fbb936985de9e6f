package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"yaodian/api"
	"yaodian/cmd/yaodian/sample"
	"yaodian/corpus/store"
)

// pageLimit is how long any one step of the browser may take; far more than
// it needs, since CI's machines are slow and busy.
const pageLimit = 60 * time.Second

// site is the service with a browser in front of it.
type site struct {
	t        *testing.T
	base     string
	ctx      context.Context
	pictures string
	mu       sync.Mutex
	foreign  []string // requests that left the service
}

// startSite serves a fresh database, with the samples unless bare, and opens
// a browser.
func startSite(t *testing.T, bare bool, change ...func(*api.Options)) *site {
	t.Helper()
	docs, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { docs.Close() })
	env := &environment{ctx: context.Background(), stdout: io.Discard, stderr: io.Discard}
	if !bare {
		if err := env.loadSample(env.ctx, docs); err != nil {
			t.Fatal(err)
		}
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	opt := api.Options{Version: "test", Documents: docs, Corrections: docs, Parser: env.options(), Log: slog.New(slog.DiscardHandler)}
	for _, c := range change {
		c(&opt)
	}
	srv := api.Server(api.New(opt))
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	t.Cleanup(func() { srv.Close(); <-done })

	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.ExecPath(browser(t)), chromedp.UserDataDir(t.TempDir()))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	s := &site{t: t, base: "http://" + ln.Addr().String(), ctx: ctx, pictures: os.Getenv("YAODIAN_PICTURES")}
	if s.pictures == "" {
		s.pictures = t.TempDir()
	}
	// The first call starts the browser and must not be the one with a limit.
	err = chromedp.Listen(ctx, func(ev any) {
		e, ok := ev.(*network.EventRequestWillBeSent)
		if !ok || strings.HasPrefix(e.Request.URL, s.base) || strings.HasPrefix(e.Request.URL, "data:") || e.Request.URL == "about:blank" {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.foreign = append(s.foreign, e.Request.URL)
	})
	if err != nil {
		t.Fatal(err)
	}
	send(s, network.Enable, network.EnableParams{})
	s.media("prefers-color-scheme", "light")
	s.resize(1360, 900)
	return s
}

// send gives the browser one command.
func send[P, R any](s *site, c cdp.Command[P, R], params P) {
	s.t.Helper()
	s.run(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, c, params)
		return chromedp.Void{}, err
	})
}

// media sets a preference of the reader's beside that for less motion: a click
// aimed while the page still glides to its target misses.
func (s *site) media(name, value string) {
	s.t.Helper()
	send(s, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-reduced-motion", Value: "reduce"}, {Name: name, Value: value}}})
}

func (s *site) resize(width, height int64) {
	s.t.Helper()
	send(s, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

func browser(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	t.Fatal("no Chromium; `make test` installs it")
	return ""
}

func (s *site) run(actions ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, pageLimit)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) open(path string) {
	s.t.Helper()
	s.run(chromedp.Navigate(s.base+path), chromedp.WaitReady(chromedp.CSS("main")))
}

// click clicks an element and, when the click leads to another page, waits
// for an element of that page.
func (s *site) click(selector string, then ...string) {
	s.t.Helper()
	s.run(chromedp.Click(chromedp.CSS(selector)))
	for _, sel := range then {
		s.run(chromedp.WaitReady(chromedp.CSS(sel)))
	}
}

func (s *site) choose(files ...string) {
	s.t.Helper()
	s.run(chromedp.SetUploadFiles(chromedp.CSS("#file"), files))
}

// get runs an action for its value.
func get[T any](s *site, a chromedp.Action[T]) T {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, pageLimit)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// eval returns the value of an expression in the page.
func eval[T any](s *site, js string) T {
	s.t.Helper()
	return get(s, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
}

// until waits for an expression to become true, also across a change of page,
// which a poll of the browser's does not survive.
func (s *site) until(js string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, pageLimit)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](js, chromedp.WithPollingTimeout(0)))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			s.t.Fatalf("never true: %s: %v", js, err)
		}
	}
}

// picture writes a screenshot and checks that nothing sticks out sideways.
func (s *site) picture(name string, width, height int64) {
	s.t.Helper()
	s.resize(width, height)
	if over := eval[int](s, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		s.t.Errorf("%s sticks out sideways by %d px at a width of %d", name, over, width)
	}
	s.save(name+".png", get(s, chromedp.CaptureScreenshot()))
	s.resize(1360, 900)
}

// save writes a file beside the screenshots.
func (s *site) save(name string, data []byte) {
	s.t.Helper()
	if err := os.MkdirAll(s.pictures, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.pictures, name), data, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// A newcomer's path: three clicks from the first page to what changed.
func TestBrowserNewcomer(t *testing.T) {
	s := startSite(t, false)
	s.open("/")
	s.picture("home", 1360, 760)
	s.click(".pair", "article.link")
	if got := eval[string](s, `document.querySelector(".tile.split b").textContent`); got == "0" {
		t.Error("the samples hold a split item")
	}
	if n := eval[int](s, `document.querySelectorAll(".side.new mark").length`); n == 0 {
		t.Error("no changed words are marked")
	}
	if !eval[bool](s, `[...document.querySelectorAll(".officechanges del")].some(e => e.textContent === "教育装备与信息中心")`) {
		t.Error("the renamed office is missing")
	}
	s.picture("compare", 1360, 1000)
	s.picture("compare-narrow", 390, 844)

	// Tiles filter: unchanged items are hidden until asked for.
	hidden := `[...document.querySelectorAll("article.link.unchanged")].every(e => e.hidden)`
	if !eval[bool](s, hidden) {
		t.Error("unchanged items show at first")
	}
	s.click(`.tile.unchanged input`)
	if eval[bool](s, hidden) {
		t.Error("the tile does not bring unchanged items in")
	}
	s.checkForeign()
}

func (s *site) checkForeign() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.foreign) > 0 {
		s.t.Errorf("the page asked other hosts: %v", s.foreign)
	}
}

func TestBrowserDocument(t *testing.T) {
	s := startSite(t, false)
	s.open("/")
	s.click(`a.title`, ".panes")
	s.picture("document", 1360, 900)
	s.picture("document-narrow", 390, 844)

	// Click both ways: a fact marks its row, a row marks its fact.
	s.click(".text .f.target")
	s.until(`document.querySelector(".item.here .flash") !== null`)
	if !eval[bool](s, `(() => { const a = document.querySelector(".text .f.target"), r = document.getElementById("r-" + a.dataset.f); return r.classList.contains("flash") })()`) {
		t.Error("a click on a target does not mark its row")
	}
	s.click(`.item[data-i="8"] h2 a`)
	s.until(`document.querySelector("#i-8").classList.contains("here")`)
	s.until(`(() => { const r = document.querySelector("#i-8").getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()`)

	// Keys walk through the items.
	at := `Number(document.querySelector(".item.here").dataset.i)`
	before := eval[int](s, at)
	s.run(chromedp.KeyEvent("j"))
	if after := eval[int](s, at); after != before+1 {
		t.Errorf("j leads from item %d to %d", before, after)
	}

	// Filters: by office, by kind, by show.
	all := eval[int](s, `document.querySelectorAll(".item").length`)
	eval[bool](s, `(() => { const o = document.querySelector("#by-office"); o.value = "机关党委"; return o.dispatchEvent(new Event("change")) })()`)
	left := eval[int](s, `document.querySelectorAll(".item:not([hidden])").length`)
	if left == 0 || left >= all {
		t.Errorf("the office filter leaves %d of %d items", left, all)
	}
	if got := eval[string](s, `document.querySelector("#shown").textContent`); !strings.Contains(got, fmt.Sprint(left)) {
		t.Errorf("the filter says %q", got)
	}

	// By office, and back into the text.
	s.click(`.actions a[href$="/offices"]`, ".load")
	s.picture("offices", 1360, 900)
	s.click(".duties a", ".panes")

	// Search leads to the item in its text.
	doc := eval[string](s, `location.pathname`)
	s.open("/series")
	s.click(".serieslist .title", ".ledger")
	if n := eval[int](s, `document.querySelectorAll(".ledger .spark polyline").length`); n == 0 {
		t.Error("the ledger draws no values")
	}
	s.picture("series", 1360, 900)
	s.open("/search?q=" + "%E5%BF%83%E7%90%86%E5%81%A5%E5%BA%B7") // 心理健康
	if n := eval[int](s, `document.querySelectorAll(".hits mark").length`); n == 0 {
		t.Error("no words are marked in the search's snippets")
	}
	s.picture("search", 1360, 900)
	s.click(".hits a", ".panes")
	s.until(`document.querySelector(".item.here") !== null`)
	s.open(doc)

	// The other language has no Chinese of its own in the page's furniture.
	s.click(".lang", ".panes")
	if got := eval[string](s, `document.documentElement.lang`); got != "en" {
		t.Errorf("language %q after the switch", got)
	}
	if got := eval[string](s, `document.querySelector(".top").innerText + document.querySelector(".dochead .actions").innerText`); strings.ContainsAny(strings.ReplaceAll(got, "中文", ""), "文件对比导出删除") {
		t.Errorf("Chinese left in the English page: %q", got)
	}
	s.picture("document-en", 1360, 900)

	// Dark.
	s.media("prefers-color-scheme", "dark")
	s.picture("document-dark", 1360, 900)
	s.checkForeign()
}

func TestBrowserUpload(t *testing.T) {
	s := startSite(t, true)
	s.open("/")
	if !eval[bool](s, `document.querySelector(".empty") !== null`) {
		t.Error("an empty corpus has no empty state")
	}
	s.picture("home-empty", 1360, 700)
	dir := t.TempDir()
	var paths []string
	for _, name := range sample.Names {
		b, err := sample.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b, 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	bad := filepath.Join(dir, "junk.bin")
	if err := os.WriteFile(bad, []byte("\x7fELF\x00\x01\x02\xff\xfe\x00"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.choose(append(slices.Clone(paths), bad)...)
	s.until(`document.querySelectorAll("#uploads .good").length === 2 && document.querySelectorAll("#uploads .bad").length === 1`)
	if got := eval[string](s, `document.querySelector("#uploads .bad").textContent`); !strings.Contains(got, "不支持的格式") {
		t.Errorf("a bad file says %q", got)
	}
	s.picture("upload", 1360, 760)
	s.open("/")
	if n := eval[int](s, `document.querySelectorAll(".list tbody tr").length`); n != 2 {
		t.Errorf("%d documents listed after two uploads", n)
	}
	// One good file leads straight to its document.
	s.choose(paths[:1]...)
	s.until(`location.pathname.startsWith("/documents/")`)

	// Delete asks first.
	s.click(".actions .quiet", ".danger")
	s.click(".danger", ".list")
	if n := eval[int](s, `document.querySelectorAll(".list tbody tr").length`); n != 1 {
		t.Errorf("%d documents listed after one was deleted", n)
	}
	s.checkForeign()
}

// The page does its work without script.
func TestBrowserWithoutScript(t *testing.T) {
	s := startSite(t, true)
	send(s, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	s.open("/")
	p := filepath.Join(t.TempDir(), sample.Names[0])
	b, err := sample.Read(sample.Names[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, b, 0o644); err != nil {
		t.Fatal(err)
	}
	s.choose(p)
	s.click("#send", ".panes")
	s.click(".item h2 a")
	if url := get(s, chromedp.Location()); !strings.Contains(url, "#i-") {
		t.Errorf("an item's heading leads to %s", url)
	}
}
