// Command load puts a yaodian of its own under load on this machine and says
// whether it holds what is promised: at a steady rate no error, answers in time
// and a flat memory; at many times what it can do 429 for the rest, and life
// afterwards. Its notices are invented, each another, of the size of a real
// plan. It lives in a module of its own, so that the service does not depend on
// vegeta.
//
//	cd api/load && go run . -binary ../../yaodian
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

func main() {
	binary := flag.String("binary", "../../yaodian", "the yaodian to test")
	rate := flag.Int("rate", 100, "requests a second, half of them uploads and half reads")
	duration := flag.Duration("duration", time.Minute, "how long the steady load lasts")
	p99 := flag.Duration("p99", 150*time.Millisecond, "the most that 99 of 100 answers may take")
	grow := flag.Float64("grow", 1.25, "the most that memory may grow from the first to the last quarter")
	over := flag.Int("over", 1500, "uploads a second of the overload, several times what two cores read")
	overFor := flag.Duration("over-for", 15*time.Second, "how long the overload lasts")
	flag.Parse()
	if err := run(*binary, *rate, *duration, *p99, *grow, *over, *overFor); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(binary string, rate int, duration, p99 time.Duration, grow float64, over int, overFor time.Duration) (err error) {
	dir, err := os.MkdirTemp("", "yaodian-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := start(binary, filepath.Join(dir, "load.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	var known []string
	for range 100 {
		at, err := s.upload()
		if err != nil {
			return err
		}
		known = append(known, at)
	}

	var failed []string
	want := func(ok bool, format string, args ...any) {
		if !ok {
			failed = append(failed, fmt.Sprintf(format, args...))
		}
	}
	watch := s.watchMemory(duration)
	before, _ := s.measure("process_cpu_seconds_total")
	m := s.attack(rate, duration, s.mixed(known))
	memory := <-watch
	after, _ := s.measure("process_cpu_seconds_total")
	fmt.Printf("steady    %d requests/s for %s: %s\n", rate, duration, summary(m))
	fmt.Printf("processor %.1f ms a request\n", 1000*(after-before)/float64(max(1, m.Requests)))
	fmt.Printf("memory    %s\n", memory)
	want(m.Success == 1, "%.2f %% of the steady load failed", 100*(1-m.Success))
	want(m.Latencies.P99 <= p99, "p99 is %s, over %s", m.Latencies.P99, p99)
	want(memory.growth() <= grow, "memory grew by %.2f", memory.growth())

	m = s.attack(over, overFor, s.uploads)
	fmt.Printf("overload  %d uploads/s for %s: %s\n", over, overFor, summary(m))
	for code, n := range m.StatusCodes {
		want(code == "201" || code == "429", "%d answers of the overload were %s", n, code)
	}
	want(m.StatusCodes["429"] > 0, "the overload was none: nothing was turned away")
	want(m.StatusCodes["201"] > 0, "nothing was read during the overload")
	_, err = s.upload()
	want(err == nil, "after the overload: %v", err)
	res, err := http.Get(s.base + "/readyz")
	want(err == nil && res.StatusCode == http.StatusNoContent, "not ready after the overload: %v", err)
	if len(failed) > 0 {
		return errors.New(strings.Join(failed, "; "))
	}
	fmt.Println("all as promised")
	return nil
}

func summary(m *vegeta.Metrics) string {
	return fmt.Sprintf("%d answers %v, p50 %s p95 %s p99 %s max %s, %v", m.Requests, m.StatusCodes,
		m.Latencies.P50.Round(time.Millisecond/10), m.Latencies.P95.Round(time.Millisecond/10), m.Latencies.P99.Round(time.Millisecond/10), m.Latencies.Max.Round(time.Millisecond/10), m.Errors)
}

// service is a yaodian under test.
type service struct {
	cmd         *exec.Cmd
	base, admin string
	n           atomic.Int64 // notices made
}

var admin = regexp.MustCompile(`"msg":"administration","addr":"([^"]+)"`)

// start runs a service on free ports of this machine.
func start(binary, db string) (*service, error) {
	s := &service{cmd: exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--db", db)}
	lines, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		r := bufio.NewScanner(lines)
		for r.Scan() { // to its end, or the service would wait for us
			if m := admin.FindStringSubmatch(r.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the service does not start: %w", err)
	}
	s.base = strings.TrimSpace(strings.TrimPrefix(line, "yaodian listens on "))
	s.admin = "http://" + <-found
	return s, nil
}

func (s *service) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// notice is one plan, of the size of a real one, and no two alike.
func (s *service) notice() []byte {
	n := s.n.Add(1)
	var b strings.Builder
	fmt.Fprintf(&b, "云溪市水务局%d年工作要点\n云水〔%d〕%d号\n", 2000+n%30, 2000+n%30, n)
	for i := range 8 {
		fmt.Fprintf(&b, "%s、推进第%d片区水务建设\n", []string{"一", "二", "三", "四", "五", "六", "七", "八"}[i], n)
		for j := range 8 {
			fmt.Fprintf(&b, "%d.抓好%d号河段治理。全面落实河长责任，完善巡查台账，推动岸线清理与生态修复，新建节水型小区%d个，改造老旧管网%d.%d公里，"+
				"每月开展%d次水源地巡查，水质达标率保持在%d%%以上，力争12月底前完成验收。加强部门协作，健全长效机制，严防安全事故发生。【责任科室：水资源科、河湖管理科】\n",
				i*8+j+1, n+int64(j), n%97+int64(i)+1, n%41+3, j, j+1, 80+(i+j)%20)
		}
	}
	return []byte(b.String())
}

func (s *service) upload() (at string, err error) {
	res, err := http.Post(s.base+"/v1/documents?name=plan.txt", "application/octet-stream", bytes.NewReader(s.notice()))
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("%s: %s", res.Status, b)
	}
	return res.Header.Get("Location"), nil
}

// uploads makes one request after another that stores a new notice.
func (s *service) uploads(t *vegeta.Target) error {
	*t = vegeta.Target{Method: http.MethodPost, URL: s.base + "/v1/documents?name=plan.txt", Body: s.notice(),
		Header: http.Header{"Content-Type": {"application/octet-stream"}}}
	return nil
}

// mixed makes uploads and reads in turn: plans, lists, searches, targets.
func (s *service) mixed(known []string) vegeta.Targeter {
	var n atomic.Int64
	return func(t *vegeta.Target) error {
		i := n.Add(1)
		at := known[i%int64(len(known))]
		reads := []string{at, "/v1/documents?limit=50", "/v1/search?q=%E8%8A%82%E6%B0%B4%E5%9E%8B%E5%B0%8F%E5%8C%BA", "/v1/targets?indicator=%E8%8A%82%E6%B0%B4%E5%9E%8B%E5%B0%8F%E5%8C%BA", at + "/source"}
		if i%2 == 0 {
			return s.uploads(t)
		}
		*t = vegeta.Target{Method: http.MethodGet, URL: s.base + reads[i/2%int64(len(reads))]}
		return nil
	}
}

// attack sends requests at a rate, whatever becomes of the ones before.
func (s *service) attack(rate int, d time.Duration, t vegeta.Targeter) *vegeta.Metrics {
	a := vegeta.NewAttacker(vegeta.Timeout(30*time.Second), vegeta.Workers(16), vegeta.MaxWorkers(400), vegeta.Connections(400), vegeta.MaxBody(0))
	m := &vegeta.Metrics{}
	for r := range a.Attack(t, vegeta.Rate{Freq: rate, Per: time.Second}, d, "load") {
		m.Add(r)
	}
	m.Close()
	return m
}

// memory is what a service's process held, in MiB, every second.
type memory []float64

// growth compares the highest of the last quarter with that of the first after
// the beginning, when caches fill.
func (m memory) growth() float64 {
	q := len(m) / 4
	if q == 0 {
		return 1
	}
	high := func(part []float64) (h float64) {
		for _, v := range part {
			h = max(h, v)
		}
		return h
	}
	return high(m[len(m)-q:]) / high(m[q:2*q])
}

func (m memory) String() string {
	if len(m) == 0 {
		return "not measured"
	}
	q := len(m) / 4
	return fmt.Sprintf("%.0f MiB at first, %.0f %.0f %.0f at the quarters, %.0f at last; growth %.2f", m[0], m[q], m[2*q], m[3*q], m[len(m)-1], m.growth())
}

// measure is a measure without labels, of those that the service tells.
func (s *service) measure(name string) (float64, error) {
	res, err := http.Get(s.admin + "/metrics")
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, errors.Join(lines.Err(), errors.New("no measure "+name))
}

// watchMemory looks at the service's memory every second.
func (s *service) watchMemory(d time.Duration) <-chan memory {
	out := make(chan memory, 1)
	ctx, cancel := context.WithTimeout(context.Background(), d)
	go func() {
		defer cancel()
		var m memory
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				out <- m
				return
			case <-tick.C:
			}
			if v, err := s.measure("process_resident_memory_bytes"); err == nil {
				m = append(m, v/(1<<20))
			}
		}
	}()
	return out
}
