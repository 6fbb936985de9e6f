package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"yaodian/parser/numeral"
)

// pages lists an address of every page, with the samples as data.
func (s *site) pages() []string {
	s.t.Helper()
	var list struct{ Documents []struct{ ID string } }
	s.open("/")
	if err := json.Unmarshal([]byte(eval[string](s, `fetch("/v1/documents").then(r => r.text())`)), &list); err != nil || len(list.Documents) != 2 {
		s.t.Fatal(err, list)
	}
	newer, older := list.Documents[0].ID, list.Documents[1].ID
	series := eval[string](s, `fetch("/v1/series").then(r => r.json()).then(s => s.series[0].id)`)
	return []string{"/", "/documents/" + newer, "/documents/" + newer + "/offices", "/documents/" + newer + "/delete",
		"/compare", "/compare?old=" + older + "&new=" + newer, "/series", "/series/" + series,
		"/search", "/search?q=" + url.QueryEscape("学校"), "/docs", "/problems/empty", "/documents/" + strings.Repeat("0", 64)}
}

// scriptLimit is how many bytes of script, unpacked, a page may have.
const scriptLimit = 60 << 10

// figures are what the browser says of a page that it has loaded.
type figures struct {
	Paint, Largest, Shift float64 // ms, ms, layout shift score
	Script, Page, Sent    int     // bytes: unpacked script, unpacked and packed page
	Requests              int
}

func (s *site) figures() figures {
	s.t.Helper()
	s.until(`performance.getEntriesByName("first-contentful-paint").length > 0 && document.readyState === "complete"`)
	return eval[figures](s, `(() => {
		const seen = (type) => { const o = new PerformanceObserver(() => {}); o.observe({type, buffered: true}); return o.takeRecords(); };
		const got = performance.getEntriesByType("resource"), page = performance.getEntriesByType("navigation")[0], large = seen("largest-contentful-paint");
		return {
			Paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
			Largest: large.length ? large[large.length - 1].startTime : 0,
			Shift: seen("layout-shift").reduce((n, e) => n + (e.hadRecentInput ? 0 : e.value), 0),
			Script: got.filter(e => e.initiatorType === "script").reduce((n, e) => n + e.decodedBodySize, 0),
			Page: page.decodedBodySize, Sent: page.encodedBodySize, Requests: got.length + 1,
		};
	})()`)
}

// checkFigures asks what Lighthouse would of the open page. Times are printed,
// not judged: they are the machine's as much as the page's.
func (s *site) checkFigures(path string) {
	s.t.Helper()
	f := s.figures()
	s.t.Logf("%-28.28s first paint %4.0f ms, largest %4.0f ms, shift %.3f, script %d bytes, page %d bytes (%d sent), %d requests",
		path, f.Paint, f.Largest, f.Shift, f.Script, f.Page, f.Sent, f.Requests)
	if f.Script == 0 || f.Script > scriptLimit {
		s.t.Errorf("%s has %d bytes of script, want some and at most %d", path, f.Script, scriptLimit)
	}
}

// hugeNotice is an invented notice of 200,000 characters: chapters of twenty
// items each.
func hugeNotice() string {
	var b strings.Builder
	b.WriteString("云溪市2025年工作要点\n")
	for i := range 999 {
		if i%20 == 0 {
			fmt.Fprintf(&b, "%s、抓好第%d类建设\n", numeral.Format(uint64(i/20+1)), i/20+1)
		}
		fmt.Fprintf(&b, "%d.推进片区建设。%s新建充电桩%d个，培训社区工作者%d人。【责任科室：办公室、规划科】\n", i+1,
			strings.Repeat("加强统筹协调，压实工作责任，", 11), i+10, 2*i+20)
	}
	return b.String()
}

// A document of 200,000 characters. Times are printed, not judged.
func TestBrowserHugeDocument(t *testing.T) {
	s := startSite(t, true)
	p := filepath.Join(t.TempDir(), "huge.txt")
	if err := os.WriteFile(p, []byte(hugeNotice()), 0o644); err != nil {
		t.Fatal(err)
	}
	s.open("/")
	s.choose(p)
	s.until(`location.pathname.startsWith("/documents/") && document.querySelectorAll(".text p").length > 1000`)
	s.run(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS(".foot")))
	f := s.figures()
	t.Logf("200,000 characters: first paint %.0f ms, largest %.0f ms, shift %.3f, page %d bytes (%d sent)", f.Paint, f.Largest, f.Shift, f.Page, f.Sent)
	frames := eval[[]float64](s, `new Promise(done => {
		const frames = []; let last = performance.now(), y = 0;
		const step = () => {
			const now = performance.now(); frames.push(now - last); last = now; y += innerHeight / 2; scrollTo(0, y);
			y < document.documentElement.scrollHeight && frames.length < 400 ? requestAnimationFrame(step) : done(frames.sort((a, b) => a - b));
		};
		requestAnimationFrame(step);
	})`)
	long := 0
	for _, ms := range frames {
		if ms > 50 {
			long++
		}
	}
	t.Logf("scrolling by half a screen a frame: %d frames, median %.0f ms, 95th percentile %.0f ms, longest %.0f ms, %d longer than 50 ms",
		len(frames), frames[len(frames)/2], frames[len(frames)*95/100], frames[len(frames)-1], long)

	// The far end is reached by its row, whatever has been laid out by then.
	last := eval[int](s, `(() => { scrollTo(0, 0); const all = document.querySelectorAll(".item"), r = all[all.length - 1]; r.querySelector("h2 a").click(); return Number(r.dataset.i) })()`)
	s.until(fmt.Sprintf(`(() => { const r = document.querySelector("#i-%d").getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()`, last))
}
