package main

import (
	"archive/zip"
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	devtools "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"yaodian/api"
	"yaodian/cmd/yaodian/sample"
	"yaodian/corpus/batch"
	"yaodian/corpus/store"
)

// served gives a site what `yaodian serve` has beyond documents: batches and
// the offer of the samples.
func served(t *testing.T) func(*api.Options) {
	return func(opt *api.Options) {
		docs := opt.Documents.(*store.Store)
		env := &environment{ctx: context.Background()}
		queue, err := batch.Open(env.ctx, docs, batch.Options{Read: env.readFunc(), Jobs: 1, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), pageLimit)
			defer cancel()
			if err := queue.Close(ctx); err != nil {
				t.Error(err)
			}
		})
		opt.Batches, opt.Sample = queue, env.sampler(docs)
	}
}

// A newcomer who starts the service without the samples is offered them, and
// stands before the comparison after the second click. Times are printed, not
// judged.
func TestBrowserNewcomerWithNothing(t *testing.T) {
	start := time.Now()
	s := startSite(t, true, served(t))
	step := func(what string) { t.Logf("%6.2f s  %s", time.Since(start).Seconds(), what) }
	step("the service answers and the browser runs")
	s.open("/")
	step("the first page, empty, is there")
	s.click(".empty button", ".pair")
	step("click 1 loaded the samples")
	s.click(".pair", "article.link")
	step("click 2 compared the two years")
	s.click(`.tile.unchanged input`)
	s.until(`[...document.querySelectorAll("article.link.unchanged")].every(e => !e.hidden)`)
	step("click 3 showed what did not change")
	s.checkForeign()
}

// samplesIn writes the samples and a file that no one can read into a folder.
func samplesIn(t *testing.T, dir string) {
	t.Helper()
	files := map[string][]byte{"junk.bin": []byte("\x7fELF\x00\x01\x02\xff\xfe\x00"), ".hidden": []byte("x")}
	for _, name := range sample.Names {
		b, err := sample.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = b
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// drop lets files or folders fall onto an element as a person's hand does.
func (s *site) drop(selector string, paths ...string) {
	s.t.Helper()
	box := eval[[]float64](s, `(() => { const r = document.querySelector("`+selector+`").getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()`)
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		send(s, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: box[0], Y: box[1],
			Data: &input.DragData{Items: []*input.DragDataItem{}, Files: paths, DragOperationsMask: 1}})
	}
}

// A dropped folder is walked: each file tells how it went.
func TestBrowserFolder(t *testing.T) {
	s := startSite(t, true, served(t))
	s.open("/")
	dir := filepath.Join(t.TempDir(), "plans")
	deep := filepath.Join(dir, "2025", "教育")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	samplesIn(t, deep)
	s.drop("#drop", dir)
	s.until(`document.querySelectorAll("#uploads .good a").length === 2 && document.querySelectorAll("#uploads .bad").length === 1`)
	if n := eval[int](s, `document.querySelectorAll("#uploads .name").length`); n != 3 {
		t.Errorf("%d files of the folder are listed, want 3: hidden ones are left out", n)
	}
	s.click("#uploads li:last-child a", ".list tbody tr")
	if n := eval[int](s, `document.querySelectorAll(".list tbody tr").length`); n != 2 {
		t.Errorf("%d documents after the folder", n)
	}
}

// An archive's files come one by one, as the service's events tell.
func TestBrowserArchive(t *testing.T) {
	s := startSite(t, true, served(t))
	s.open("/")
	dir := t.TempDir()
	samplesIn(t, dir)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range append(slices.Clone(sample.Names), "junk.bin") {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create("云溪市/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	p := filepath.Join(dir, "plans.zip")
	if err := os.WriteFile(p, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	s.drop("#drop", p)
	s.until(`document.querySelectorAll("#uploads .member .good a").length === 2 && document.querySelectorAll("#uploads .member .bad").length === 1`)
	if got := eval[string](s, `document.querySelector("#uploads .member .bad").textContent`); !strings.Contains(got, "不支持的格式") {
		t.Errorf("a bad file of the archive says %q", got)
	}
	s.until(`document.querySelector("#uploads li:not(.member) .bad") !== null`) // the archive as a whole
	s.picture("archive", 1360, 800)
	s.click("#uploads .member .good a", ".panes")
	s.checkForeign()
}

// download clicks and returns the path of the file that comes.
func (s *site) download(selector string) string {
	s.t.Helper()
	dir := s.t.TempDir()
	ctx, cancel := context.WithTimeout(s.ctx, pageLimit)
	defer cancel()
	progress := chromedp.Events(ctx, devtools.DownloadProgress)
	yes := true
	send(s, devtools.SetDownloadBehavior, devtools.SetDownloadBehaviorParams{Behavior: devtools.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: dir, EventsEnabled: &yes})
	s.click(selector)
	for ev, err := range progress {
		if err != nil {
			s.t.Fatal(err)
		}
		if ev.State == devtools.DownloadProgressStateCompleted {
			return filepath.Join(dir, ev.GUID)
		}
	}
	s.t.Fatal("no file came")
	return ""
}

// workbook opens a downloaded workbook and returns the rows of its sheets,
// which must be these, in this order.
func workbook(t *testing.T, path string, sheets ...string) map[string][][]string {
	t.Helper()
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got := book.GetSheetList(); !slices.Equal(got, sheets) {
		t.Fatalf("sheets %v, want %v", got, sheets)
	}
	out := map[string][][]string{}
	for _, name := range sheets {
		if out[name], err = book.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// pick returns the cells of some columns of the first row below the header
// that has a value in one column; empty where none has.
func pick(rows [][]string, header int, column, value string, columns ...string) []string {
	at := func(row []string, name string) string {
		if i := slices.Index(rows[header], name); i >= 0 && i < len(row) {
			return row[i]
		}
		return ""
	}
	for _, row := range rows[header+1:] {
		if at(row, column) != value {
			continue
		}
		var out []string
		for _, c := range columns {
			out = append(out, at(row, c))
		}
		return out
	}
	return nil
}

// The page's buttons give workbooks that open and hold what the page shows.
func TestBrowserWorkbook(t *testing.T) {
	s := startSite(t, false)
	s.open("/")
	s.click(`.list tbody tr:first-child a.title`, ".panes")
	words := eval[string](s, `document.querySelector(".text .f.target").textContent`)
	rows := workbook(t, s.download(`.actions a[href$="xlsx"]`), "任务分解表", "指标表", "单位汇总")
	if got, want := pick(rows["指标表"], 1, "原文", words, "指标", "目标值", "单位", "频次", "责任单位"), []string{"中心组学习研讨", "2", "次", "每季度", "机关党委（责任）"}; !slices.Equal(got, want) {
		t.Errorf("the target %s stands as %q, want %q", words, got, want)
	}
	if got, want := pick(rows["任务分解表"], 1, "任务", "建强基层组织体系", "责任单位", "完成时限"), []string{"机关党委、人事科", "2025-06-30"}; !slices.Equal(got, want) {
		t.Errorf("the task stands as %q, want %q", got, want)
	}
	if got, want := pick(rows["单位汇总"], 1, "单位", "机关党委", "职责", "任务"), []string{"责任", "强化思想政治建设"}; !slices.Equal(got, want) {
		t.Errorf("the office stands as %q, want %q", got, want)
	}

	s.open("/")
	s.click(".pair", "article.link")
	rows = workbook(t, s.download(`.actions a[href$="xlsx"]`), "年度对比", "指标变化", "责任单位变化")
	if got, want := pick(rows["指标变化"], 0, "指标", "培育党建示范校", "变化", "旧值", "新值"), []string{"上调", "6所", "10所"}; !slices.Equal(got, want) {
		t.Errorf("the changed target stands as %q, want %q", got, want)
	}
	if got, want := pick(rows["责任单位变化"], 0, "增加", "教育数字化中心", "减少"), []string{"教育装备与信息中心"}; !slices.Equal(got, want) {
		t.Errorf("the renamed office stands as %q, want %q", got, want)
	}
}

// A warning stands in the list and at its place in the text.
func TestBrowserWarnings(t *testing.T) {
	s := startSite(t, true)
	s.open("/")
	p := filepath.Join(t.TempDir(), "gap.txt")
	if err := os.WriteFile(p, []byte("云溪市园林局2025年工作要点\n一、建好公园\n1.新建口袋公园12个。\n2.栽植乔木3000株。\n4.修缮步道6公里。\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.choose(p)
	s.until(`location.pathname.startsWith("/documents/") && document.querySelector(".warnings li") !== null`)
	if got := eval[string](s, `document.querySelector(".warnings li").innerText`); !strings.Contains(got, "编号不连续") {
		t.Errorf("the warning says %q", got)
	}
	s.click(".warnings li a")
	at := `document.querySelector(".text p.noted")`
	if got := eval[string](s, at+`.textContent`); !strings.Contains(got, "修缮步道") {
		t.Errorf("the line %q is remarked on", got)
	}
	if got := eval[string](s, at+`.nextElementSibling.textContent`); !strings.Contains(got, "编号不连续") {
		t.Errorf("below the line stands %q", got)
	}
	s.until(`(() => { const r = ` + at + `.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()`)
	s.picture("warnings", 1360, 800)
}
