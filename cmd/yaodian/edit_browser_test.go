package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
)

// fill sets a field of the form as a person typing or choosing would.
func (s *site) fill(name, value string) {
	s.t.Helper()
	q := func(v string) string { b, _ := json.Marshal(v); return string(b) }
	if !eval[bool](s, `(() => { const e = document.getElementById("edit").elements[`+q(name)+`]; e.focus(); e.value = `+q(value)+`;
		for (const t of ["input", "change"]) e.dispatchEvent(new Event(t, {bubbles: true})); return e.value === `+q(value)+` })()`) {
		s.t.Fatalf("field %s does not take %s", name, value)
	}
}

// selectWords selects words of an element's text as a mouse would.
func (s *site) selectWords(selector, words string) {
	s.t.Helper()
	b, _ := json.Marshal([]string{selector, words})
	if !eval[bool](s, `(([selector, words]) => {
		const box = document.querySelector(selector), walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT), r = document.createRange();
		const at = box.textContent.indexOf(words);
		if (at < 0) return false;
		let seen = 0, n, started = false;
		while ((n = walk.nextNode())) {
			if (!started && at < seen + n.data.length) { r.setStart(n, at - seen); started = true; }
			if (at + words.length <= seen + n.data.length) { r.setEnd(n, at + words.length - seen); break; }
			seen += n.data.length;
		}
		getSelection().removeAllRanges(); getSelection().addRange(r);
		return true;
	})(`+string(b)+`)`) {
		s.t.Fatalf("%s does not hold %s", selector, words)
	}
}

// A wrong target, office and heading are put right, seen as edited, exported,
// and taken back.
func TestBrowserCorrect(t *testing.T) {
	s := startSite(t, false)
	s.open("/")
	s.click("a.title", ".panes")
	doc := eval[string](s, `location.pathname`)

	// A target: its value, by the form.
	s.run(chromedp.Click(chromedp.CSS(`.targets li[data-kind=count] .pen`)), chromedp.WaitReady(chromedp.CSS("#edit")))
	old := eval[string](s, `document.getElementById("edit").elements.value.value`)
	indicator := eval[string](s, `document.getElementById("edit").elements.indicator.value`)
	s.picture("edit-target", 1360, 900)
	s.picture("edit-target-narrow", 390, 1200)
	s.fill("value", "1,234")
	s.fill("comparator", "ge")
	s.fill("who", "王芳")
	s.click("#edit .primary", ".done")
	s.picture("edited", 1360, 900)
	row := `[...document.querySelectorAll(".targets li")].find(e => e.querySelector(".byhand-mark"))`
	if got := eval[string](s, row+`.textContent`); !strings.Contains(got, "≥ 1,234") || !strings.Contains(got, "已改") {
		t.Errorf("the corrected target reads %q", got)
	}
	if got := eval[string](s, row+`.querySelector(".byhand-mark").title`); !strings.HasPrefix(got, "王芳 ") {
		t.Errorf("edited by %q", got)
	}
	if n := eval[int](s, `document.querySelectorAll(".text .f.target.byhand").length`); n == 0 {
		t.Error("the text does not mark what was edited")
	}
	if got := eval[string](s, `document.querySelector(".done").textContent`); !strings.Contains(got, indicator) || !strings.Contains(got, old) {
		t.Errorf("the page says %q", got)
	}

	// An office: another role; the name is remembered.
	s.run(chromedp.Click(chromedp.CSS(`.chips .pen`)), chromedp.WaitReady(chromedp.CSS("#edit")))
	if who := eval[string](s, `document.getElementById("edit").elements.who.value`); who != "王芳" {
		t.Errorf("the form has forgotten the reader's name: %q", who)
	}
	office := eval[string](s, `document.getElementById("edit").elements.text.value`)
	s.fill("role", "support")
	s.picture("edit-office", 1360, 700)
	s.click("#edit .primary", ".done")
	if n := eval[int](s, `document.querySelectorAll(".chip.support .byhand-mark").length`); n != 1 {
		t.Errorf("%d supporting offices marked as edited", n)
	}

	// A heading: picked from the text.
	s.run(chromedp.Click(chromedp.CSS(`.item.lv2 h2 .pen`)), chromedp.WaitReady(chromedp.CSS("#edit")))
	heading := eval[string](s, `document.getElementById("edit").elements.text.value`)
	short := string([]rune(heading)[:4])
	s.selectWords("#source", short)
	s.until(`document.getElementById("edit").elements.text.value === ` + inJS(short))
	s.click(`[data-step="1"]`)
	s.click(`[data-step="-1"]`)
	s.picture("edit-heading", 1360, 700)
	s.click("#edit .primary", ".done")
	if got := eval[string](s, `document.querySelector(".item h2 .byhand-mark").closest("h2").querySelector("a").textContent`); !strings.HasSuffix(strings.TrimSpace(got), short) {
		t.Errorf("the corrected heading reads %q", got)
	}

	// Words that are not in the text are refused with the form as it was.
	s.run(chromedp.Click(chromedp.CSS(`.item.lv2 h2 .pen`)), chromedp.WaitReady(chromedp.CSS("#edit")))
	s.fill("text", "不在文中的标题")
	s.click("#edit .primary", ".alert")
	if got := eval[string](s, `document.querySelector(".alert").textContent + document.getElementById("edit").elements.text.value`); !strings.Contains(got, "原文中没有这段文字") || !strings.HasSuffix(got, "不在文中的标题") {
		t.Errorf("refused with %q", got)
	}
	s.picture("edit-refused", 1360, 700)

	// Selected words of the document become a target.
	s.open(doc)
	s.selectWords(".text", short)
	s.until(`!document.getElementById("pickbar").hidden`)
	s.picture("edit-select", 1360, 900)
	s.click("#pickbar a", "#edit")
	if got := eval[string](s, `document.getElementById("edit").elements.text.value`); got != short {
		t.Errorf("selected %q, the form has %q", short, got)
	}
	s.fill("kind", "other")
	s.fill("value", "二十")
	s.click("#edit .primary", ".done")
	if n := eval[int](s, `Number(document.querySelector(".corrections summary b").textContent)`); n != 4 {
		t.Errorf("%d corrections listed", n)
	}
	eval[bool](s, `(document.querySelector(".corrections").open = true, scrollTo(0, 0), true)`)
	s.picture("corrections", 1360, 900)
	s.picture("corrections-narrow", 390, 844)

	// The workbook holds them.
	book := s.workbook(doc)
	for sheet, want := range map[string]string{"指标表": "1234", "单位汇总": "配合", "任务分解表": "含人工修订"} {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, r := range rows {
			found = found || strings.Contains(strings.Join(r, "|"), want)
		}
		if !found {
			t.Errorf("%s does not hold %s", sheet, want)
		}
	}

	// A form that was open while somebody else corrected says so, keeps what
	// was written and can then be saved.
	s.run(chromedp.Click(chromedp.CSS(`.targets li[data-kind=count] .pen`)), chromedp.WaitReady(chromedp.CSS("#edit")))
	s.fill("unit", "户")
	if status := eval[int](s, `fetch("/v1" + `+inJS(doc)+` + "/corrections/last", {method: "DELETE"}).then(r => r.status)`); status != 200 {
		t.Fatalf("the other's undo: %d", status)
	}
	s.click("#edit .primary", ".alert")
	if got := eval[string](s, `document.querySelector(".alert").textContent + document.getElementById("edit").elements.unit.value`); !strings.Contains(got, "又有改动") || !strings.HasSuffix(got, "户") {
		t.Errorf("a stale form says %q", got)
	}
	s.picture("edit-stale", 1360, 900)
	s.click("#edit .primary", ".done")

	// Undo of everything, by the list; redo of one.
	for n := 4; n > 0; n-- {
		eval[bool](s, `document.querySelector(".corrections").open = true`)
		s.click(`.corrections li:not(.undone) button`, ".done")
		s.until(`Number(document.querySelector(".corrections summary b").textContent) === ` + string(rune('0'+n-1)))
	}
	if n := eval[int](s, `document.querySelectorAll(".byhand-mark, .byhand").length`); n != 0 {
		t.Errorf("%d facts still marked as edited", n)
	}
	same := `Promise.all(["", "?corrected=false"].map(q => fetch("/v1" + ` + inJS(doc) + ` + q).then(r => r.text()))).then(([a, b]) => a === b)`
	if !eval[bool](s, same) {
		t.Error("all undone, the plan is not the one extracted")
	}
	s.click(".done button", ".byhand-mark")
	if office == "" || eval[bool](s, same) {
		t.Error("redo changes nothing")
	}

	// English, and dark.
	s.click(".lang", ".panes")
	s.run(chromedp.Click(chromedp.CSS(`.targets li .pen`)), chromedp.WaitReady(chromedp.CSS("#edit")))
	s.media("prefers-color-scheme", "dark")
	s.picture("edit-en-dark", 1360, 900)
	s.checkForeign()
}

func inJS(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// workbook opens what the page's Excel button gives.
func (s *site) workbook(doc string) *excelize.File {
	s.t.Helper()
	data := eval[string](s, `fetch("/v1" + `+inJS(doc)+` + "/export?format=xlsx").then(r => r.arrayBuffer()).then(b => btoa(Array.from(new Uint8Array(b), c => String.fromCharCode(c)).join("")))`)
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		s.t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { f.Close() })
	return f
}

// The forms of each kind, and a document that has been corrected, pass axe.
func TestBrowserEditAccessibility(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatalf("%v; `make needs` fetches it", err)
	}
	s := startSite(t, false)
	s.open("/")
	s.click("a.title", ".panes")
	doc := eval[string](s, `location.pathname`)
	s.run(chromedp.Click(chromedp.CSS(`.targets li .pen`)), chromedp.WaitReady(chromedp.CSS("#edit")))
	s.fill("value", "77")
	s.click("#edit .primary", ".done")
	pages := eval[[]string](s, `[".item.lv2 h2 .pen", ".targets .pen", ".chips .pen", ".addfact a"].map(q => { const u = new URL(document.querySelector(q).href); return u.pathname + u.search })`)
	for _, scheme := range []string{"light", "dark"} {
		s.media("prefers-color-scheme", scheme)
		for _, path := range append(pages, doc+"?saved=1") {
			s.open(path)
			eval[bool](s, `(document.querySelectorAll("details").forEach(d => d.open = true), true)`)
			s.checkAxe(axe, path+" ("+scheme+")")
		}
	}
}

// Selected words are found in the text whatever stands before them: cells of a
// table, characters outside the BMP, marked facts.
func TestBrowserSelectedWords(t *testing.T) {
	s := startSite(t, true)
	page := `<!doctype html><meta charset="utf-8"><title>云溪市柳河区2026年任务分解表</title><h1>云溪市柳河区2026年任务分解表</h1>
<p>一、𠮷祥社区建设。新建站点30个，整治背街小巷。</p>
<table><tr><th>序号</th><th>任务</th><th>责任单位</th></tr><tr><td>1</td><td>修缮𠮷祥老屋</td><td>城建科</td></tr><tr><td>2</td><td>疏通沟渠</td><td>水务站</td></tr></table>`
	p := filepath.Join(t.TempDir(), "a.html")
	if err := os.WriteFile(p, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	s.open("/")
	s.choose(p)
	s.until(`location.pathname.startsWith("/documents/") && document.querySelector(".panes") !== null`)
	doc := eval[string](s, `location.pathname`)
	for _, words := range []string{"整治背街小巷", "修缮𠮷祥老屋", "水务站", "祥社区建设。新建站点30个，整"} {
		s.selectWords(".text", words)
		s.until(`document.querySelector("#pickbar .quote").textContent === "「" + ` + inJS(words) + ` + "」"`)
		got := eval[string](s, `fetch("/v1" + `+inJS(doc)+`).then(r => r.json()).then(p => {
			const [a, b] = new URL(document.querySelector("#pickbar a").href).searchParams.get("from").split("-"); return [...p.text].slice(a, b).join("") })`)
		if got != words {
			t.Errorf("selected %q, asks for %q", words, got)
		}
	}
	// What is selected is read for what it probably asks.
	s.selectWords(".text", "新建站点30个")
	s.until(`document.querySelector("#pickbar .quote").textContent === "「新建站点30个」"`)
	s.click("#pickbar a", "#edit")
	if got := eval[string](s, `(f => [f.kind.value, f.value.value, f.unit.value].join(" "))(document.getElementById("edit").elements)`); got != "count 30 个" {
		t.Errorf("the form suggests %q", got)
	}
	s.checkForeign()
}

// A correction needs no script: words are typed as they stand in the text.
func TestBrowserCorrectWithoutScript(t *testing.T) {
	s := startSite(t, false)
	send(s, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	s.open("/")
	s.click("a.title", ".panes")
	s.click(`.item.lv2 .addfact a + a`, "#edit")
	s.run(chromedp.SendKeys(chromedp.CSS("#f-text"), "第一议题"))
	s.click("#edit .primary", ".done")
	s.click(".done button", `.done form[action$="/redo"]`)
}

// A correction needs no mouse.
func TestBrowserCorrectByKeyboard(t *testing.T) {
	s := startSite(t, false)
	s.open("/")
	s.click("a.title", ".panes")
	focused := func(sel string) bool { return eval[bool](s, `document.activeElement.matches(`+inJS(sel)+`)`) }
	tab := func(sel string) {
		t.Helper()
		for range 80 {
			s.run(chromedp.KeyEvent("\t"))
			if focused(sel) {
				return
			}
		}
		t.Fatalf("no way to %s by Tab", sel)
	}
	eval[bool](s, `(document.querySelector(".item.lv2 h2 a").focus(), true)`)
	tab(".item.lv2 h2 .pen")
	s.run(chromedp.KeyEvent("\r"), chromedp.WaitReady(chromedp.CSS("#edit")))
	before := eval[string](s, `document.getElementById("edit").elements.text.value`)
	tab("[data-step='-1']")
	s.run(chromedp.KeyEvent("\r"))
	tab("#edit .primary")
	s.run(chromedp.KeyEvent("\r"), chromedp.WaitReady(chromedp.CSS(".done")))
	want := string([]rune(before)[:len([]rune(before))-1])
	if got := eval[string](s, `document.querySelector(".item h2 .byhand-mark").closest("h2").querySelector("a").textContent`); !strings.HasSuffix(strings.TrimSpace(got), want) {
		t.Errorf("the heading reads %q, want %q", got, want)
	}
}

// Scripts stay small: those of all pages together.
func TestScriptBytes(t *testing.T) {
	st, err := os.Stat("../../api/web/assets/app.js")
	if err != nil {
		t.Fatal(err)
	}
	if st.Size() > 60<<10 {
		t.Errorf("%d bytes of script", st.Size())
	}
}
