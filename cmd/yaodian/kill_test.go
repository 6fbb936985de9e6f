//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"sync"
	"testing"
)

// killRounds is how often the service is killed.
const killRounds = 50

// killed keeps what a service was sent and what it acknowledged, over all the
// processes that served it.
type killed struct {
	mu      sync.Mutex
	sent    map[string]bool // ids of every notice that was ever on its way
	alone   map[string]bool // those of them that were sent as documents, not in a batch
	held    []string        // ids of documents that were acknowledged
	batches map[string]int  // acknowledged batches and their numbers of files
	serial  int
}

// notice makes a notice that is like no other and notes that it is sent.
func (k *killed) notice() []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.serial++
	b := fmt.Appendf(nil, "云溪市水务局2025年工作要点\n一、节水\n1.新建节水型小区%d个。【责任科室：水资源科】\n", k.serial)
	sum := sha256.Sum256(b)
	k.sent[hex.EncodeToString(sum[:])] = true
	return b
}

// upload adds a document and returns whether it was acknowledged.
func (k *killed) upload(base string) bool {
	body := k.notice()
	sum := sha256.Sum256(body)
	id := hex.EncodeToString(sum[:])
	k.mu.Lock()
	k.alone[id] = true
	k.mu.Unlock()
	res, err := http.Post(base+"/v1/documents?name=a.txt", "application/octet-stream", bytes.NewReader(body))
	if err != nil {
		return false
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held = append(k.held, id)
	return true
}

// batch adds a batch of n files and notes whether it was acknowledged.
func (k *killed) batch(base string, n int) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := range n {
		if f, err := w.CreateFormFile("file", fmt.Sprintf("%d.txt", i)); err == nil {
			f.Write(k.notice())
		}
	}
	w.Close()
	res, err := http.Post(base+"/v1/batches", w.FormDataContentType(), &b)
	if err != nil {
		return
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusAccepted {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.batches[res.Header.Get("Location")] = n
	}
}

// round sends documents and a batch until enough are acknowledged, then kills
// the process with the rest on their way.
func (k *killed) round(p *process, enough int) {
	acks := make(chan struct{}, enough+8)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { k.batch(p.base, 3) })
	for range 4 {
		wg.Go(func() {
			for k.upload(p.base) {
				select {
				case acks <- struct{}{}:
				case <-stop:
					return
				}
			}
		})
	}
	for range enough {
		<-acks
	}
	p.cmd.Process.Kill()
	close(stop)
	wg.Wait()
	p.cmd.Wait()
}

// TestKilledWhileServing kills the service with SIGKILL again and again in the
// middle of uploads and batches. Whatever it acknowledged is there afterwards,
// and nothing that nobody sent; the audit log has a line for each document and
// batch that is there, acknowledged or not, and for none that is not.
func TestKilledWhileServing(t *testing.T) {
	db := filepath.Join(t.TempDir(), "y.db")
	k := &killed{sent: map[string]bool{}, alone: map[string]bool{}, batches: map[string]int{}}
	for n := range killRounds {
		k.round(startService(t, "--db", db, "--rate", "0"), 2+n%7)
	}
	p := startService(t, "--db", db, "--rate", "0")
	for at, files := range k.batches {
		if st := p.follow(t, at); st.Failed != 0 || st.Done+st.Skipped != files {
			t.Errorf("batch %s of %d files: %+v", at, files, st)
		}
	}
	stored := p.documents(t)
	for id := range stored {
		if !k.sent[id] {
			t.Errorf("nobody sent %s", id)
		}
	}
	for _, id := range k.held {
		if !stored[id] {
			t.Errorf("%s was acknowledged and is gone", id)
		}
	}
	logged, cutOff := p.audited(t)
	for id := range stored {
		if k.alone[id] && !logged[id] {
			t.Errorf("%s is there and the audit log does not know of it", id)
		}
	}
	for at := range k.batches {
		if !logged[path.Base(at)] {
			t.Errorf("the audit log does not know of %s", at)
		}
	}
	for id := range logged {
		if k.alone[id] && !stored[id] {
			t.Errorf("the audit log tells of %s, which is not there", id)
		}
	}
	t.Logf("%d changes were made whose answers never went out", cutOff)
	t.Logf("%d kills: %d documents and %d batches acknowledged, %d notices sent, %d stored", killRounds, len(k.held), len(k.batches), len(k.sent), len(stored))
	if len(k.held) < killRounds || len(k.batches) == 0 {
		t.Error("too little was acknowledged to say anything")
	}
	if code := p.stop(t); code != 0 {
		t.Errorf("exit code %d: %s", code, p.stderr.String())
	}
}

// documents lists the ids of all stored documents.
func (p *process) documents(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for cursor := ""; ; {
		res, err := http.Get(p.base + "/v1/documents?limit=100&cursor=" + url.QueryEscape(cursor))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		var page struct {
			Documents []struct{ ID string }
			Next      *string `json:"next_cursor"`
		}
		if err := json.Unmarshal(body, &page); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%d %v %s", res.StatusCode, err, body)
		}
		for _, d := range page.Documents {
			out[d.ID] = true
		}
		if page.Next == nil {
			return out
		}
		cursor = *page.Next
	}
}

// audited lists the objects in the audit log, and counts the lines without a
// status.
func (p *process) audited(t *testing.T) (objects map[string]bool, cutOff int) {
	t.Helper()
	objects = map[string]bool{}
	for cursor := ""; ; {
		res, err := http.Get(p.base + "/v1/audit?limit=500&cursor=" + url.QueryEscape(cursor))
		if err != nil {
			t.Fatal(err)
		}
		var page struct {
			Acts []struct {
				Object string
				Status *int
			}
			Next *string `json:"next_cursor"`
		}
		err = json.NewDecoder(res.Body).Decode(&page)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res.StatusCode, err)
		}
		for _, a := range page.Acts {
			objects[a.Object] = true
			if a.Status == nil {
				cutOff++
			}
		}
		if page.Next == nil {
			return objects, cutOff
		}
		cursor = *page.Next
	}
}
