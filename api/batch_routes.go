package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"yaodian/corpus/batch"
	"yaodian/corpus/store"
	"yaodian/parser/archive"
)

// Batches is what the service needs to read many files; *batch.Service is one.
type Batches interface {
	Create(ctx context.Context, label string, priority int) (id string, err error)
	Adder(ctx context.Context, batch string) (*batch.Adder, error)
	Seal(ctx context.Context, batch string) error
	Status(ctx context.Context, batch string) (store.Batch, error)
	Files(ctx context.Context, batch string, state store.FileState, limit int, cursor string) ([]store.File, string, error)
	Cancel(ctx context.Context, batch string) error
	Retry(ctx context.Context, batch string) (int, error)
	Watch(ctx context.Context, batch string, every time.Duration, f func(store.Batch)) error
	// Claim, Keep and Release mind the keys of requests; see store.ClaimKey.
	Claim(ctx context.Context, key string) (*store.Answer, error)
	Keep(ctx context.Context, key string, a store.Answer) error
	Release(ctx context.Context, key string) error
}

// batchInput is a request for a batch.
type batchInput struct {
	Name string `query:"name" maxLength:"1024" doc:"Name of the file, where the body is the file itself."`
	Key  string `header:"Idempotency-Key" doc:"Names the request, so that sending it again adds nothing: the same key with the same files gets the first answer for 24 hours. A quoted string, or bare."`
	c    *gin.Context
}

// Resolve implements huma.Resolver.
func (in *batchInput) Resolve(ctx huma.Context) []error {
	in.c = humagin.Unwrap(ctx)
	return nil
}

type batchPath struct {
	ID string `path:"id" pattern:"^[0-9a-z]{1,64}$"`
}

type batchOutput struct {
	Status   int
	Location string `header:"Location"`
	Body     store.Batch
}

type batchFilesInput struct {
	ID     string `path:"id" pattern:"^[0-9a-z]{1,64}$"`
	Status string `query:"status" enum:"queued,running,done,failed,skipped,cancelled" doc:"Only files in this state."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Cursor string `query:"cursor" maxLength:"500"`
}

type batchFilesOutput struct {
	Body struct {
		Files []store.File `json:"files" nullable:"false"`
		Next  *string      `json:"next_cursor"`
	}
}

type watchInput struct {
	ID   string `path:"id" pattern:"^[0-9a-z]{1,64}$"`
	Last string `header:"Last-Event-ID" maxLength:"100" doc:"Id of the last event that the client saw; an event that says the same is not sent again."`
	c    *gin.Context
}

// Resolve implements huma.Resolver.
func (in *watchInput) Resolve(ctx huma.Context) []error {
	in.c = humagin.Unwrap(ctx)
	return nil
}

// batchRoutes registers what reads many files at once.
func (s *server) batchRoutes(h huma.API) {
	const base, one = "/v1/batches", "/v1/batches/{id}"
	tags := []string{"batches"}

	register(s, h, huma.Operation{OperationID: "add-batch", Method: http.MethodPost, Path: base, Tags: tags, DefaultStatus: 202,
		Summary:     "Read many files",
		Description: "A multipart form with any number of files in `file`, archives (ZIP, TAR) among them, or one archive as the body. Answers 202 with Location when the files are taken; reading goes on. Follow …/events, or ask again. With an Idempotency-Key it is safe to send again: 409 while the first request is in hand, 422 for a key that came with other files.",
		Errors:      append([]int{409}, uploadErrors...),
	}, func(ctx context.Context, in *batchInput) (*batchOutput, error) {
		return s.once(ctx, in, func(sum fingerprint) (*batchOutput, error) {
			id, err := s.Batches.Create(ctx, CleanName(in.Name), 1)
			if err != nil {
				return nil, err
			}
			err = s.takeBatch(ctx, in, id, sum)
			// What was taken is read in any case; the batch ends when it is.
			if sealErr := s.Batches.Seal(context.WithoutCancel(ctx), id); err == nil {
				err = sealErr
			}
			if err != nil {
				return nil, err
			}
			st, err := s.Batches.Status(ctx, id)
			return &batchOutput{Status: http.StatusAccepted, Location: base + "/" + id, Body: st}, err
		})
	})
	oneFile(h, base)

	register(s, h, huma.Operation{OperationID: "get-batch", Method: http.MethodGet, Path: one, Tags: tags, Summary: "How far a batch is",
		Description: "Counts of its files by state. A batch is finished when none is queued or running.", Errors: []int{404, 422}},
		func(ctx context.Context, in *batchPath) (*batchOutput, error) {
			st, err := s.Batches.Status(ctx, in.ID)
			return &batchOutput{Status: http.StatusOK, Body: st}, err
		})

	register(s, h, huma.Operation{OperationID: "list-batch-files", Method: http.MethodGet, Path: one + "/documents", Tags: tags,
		Summary:     "The files of a batch and what became of each",
		Description: "In the order in which they came; `status=failed` lists those that could not be read, each with a code and a message.", Errors: []int{400, 404, 422}},
		func(ctx context.Context, in *batchFilesInput) (*batchFilesOutput, error) {
			if _, err := s.Batches.Status(ctx, in.ID); err != nil {
				return nil, err
			}
			list, next, err := s.Batches.Files(ctx, in.ID, store.FileState(in.Status), in.Limit, in.Cursor)
			if err != nil {
				return nil, err
			}
			out := &batchFilesOutput{}
			out.Body.Files = append([]store.File{}, list...)
			out.Body.Next = nullable(next)
			return out, nil
		})

	register(s, h, huma.Operation{OperationID: "cancel-batch", Method: http.MethodPost, Path: one + "/cancel", Tags: tags,
		Summary:     "Drop what has not been begun",
		Description: "Files that are being read are finished; those that wait become cancelled.", Errors: []int{404, 422}},
		func(ctx context.Context, in *batchPath) (*batchOutput, error) {
			if err := s.Batches.Cancel(ctx, in.ID); err != nil {
				return nil, err
			}
			st, err := s.Batches.Status(ctx, in.ID)
			return &batchOutput{Status: http.StatusOK, Body: st}, err
		})

	register(s, h, huma.Operation{OperationID: "retry-batch", Method: http.MethodPost, Path: one + "/retry", Tags: tags,
		Summary:     "Read the failed files again",
		Description: "Puts every failed file of the batch back into the queue.", Errors: []int{404, 422}},
		func(ctx context.Context, in *batchPath) (*batchOutput, error) {
			if _, err := s.Batches.Retry(ctx, in.ID); err != nil {
				return nil, err
			}
			st, err := s.Batches.Status(ctx, in.ID)
			return &batchOutput{Status: http.StatusOK, Body: st}, err
		})

	register(s, h, huma.Operation{OperationID: "watch-batch", Method: http.MethodGet, Path: one + "/events", Tags: tags,
		Summary: "Follow a batch (server-sent events)",
		Description: "An event `batch` with the state at once and at every change, an event `end` after the last. A state is whole in itself, so a client that reconnects misses nothing; " +
			"with Last-Event-ID it gets no state that it has seen, and 204 after the end, so that an EventSource stops. A comment every 15 seconds keeps the connection.",
		Errors: []int{404, 422},
		Responses: map[string]*huma.Response{"200": {Description: "Events whose data is a Batch.",
			Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}}},
			"204": {Description: "The batch has ended, and the client has seen it end."}},
	}, func(ctx context.Context, in *watchInput) (*huma.StreamResponse, error) {
		st, err := s.Batches.Status(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(huma.Context) {
			if !st.Open() && in.Last == eventID("end", st) {
				in.c.Status(http.StatusNoContent)
				return
			}
			s.watch(in.c, in.ID, in.Last)
		}}, nil
	})
}

// takeBatch adds the files of a request to a batch, one chunk in memory at a
// time, and sums them up.
func (s *server) takeBatch(ctx context.Context, in *batchInput, id string, sum fingerprint) error {
	adder, err := s.Batches.Adder(ctx, id)
	if err != nil {
		return err
	}
	add := func(f batch.File) error { return adder.Add(ctx, f) }
	err = s.eachUpload(in, func(name string, r io.Reader) error {
		tee, done := sum.file(name, r)
		defer done()
		return s.addUpload(ctx, name, tee, add)
	})
	if err != nil {
		return err
	}
	return adder.Flush(ctx)
}

// eachUpload calls f for the files of a request in their order: those of a
// form's field "file", or the body itself.
func (s *server) eachUpload(in *batchInput, f func(name string, r io.Reader) error) error {
	w, r := in.c.Writer, in.c.Request
	s.longer(w, r, s.Patience.Batch)
	r.Body = http.MaxBytesReader(w, r.Body, s.MaxBatch)
	mt, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if mt != "multipart/form-data" {
		return f(CleanName(in.Name), r.Body)
	}
	form, err := r.MultipartReader()
	if err != nil {
		return problemFor(codeInvalid, "the multipart form cannot be read")
	}
	for n := 0; ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) && n == 0 {
			return problemFor(codeInvalid, `the form has no file in the field "file"`)
		} else if errors.Is(err, io.EOF) {
			return rest(r.Body)
		}
		if err != nil {
			return formError(err)
		}
		if part.FormName() != "file" {
			continue
		}
		n++
		if err := f(CleanName(part.FileName()), part); errors.Is(err, io.ErrUnexpectedEOF) {
			return formError(err)
		} else if err != nil {
			return err
		}
	}
}

// addUpload adds one uploaded file, or the members of the archive that it is.
// It goes to disk first: an archive may be larger than memory should hold.
func (s *server) addUpload(ctx context.Context, name string, r io.Reader, add func(batch.File) error) error {
	tmp, err := os.CreateTemp("", "yaodian-upload-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	size, err := io.Copy(tmp, r)
	if err != nil {
		return err
	}
	head := make([]byte, min(size, 4096))
	if _, err := tmp.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	whole := head
	if size > int64(len(head)) && size <= s.MaxUpload {
		if whole, err = io.ReadAll(tmp); err != nil {
			return err
		}
		if _, err := tmp.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	// Office files are ZIPs too; only a whole file tells.
	if archive.Is(whole) {
		return batch.Unpack(ctx, name, tmp, add)
	}
	if size > s.MaxUpload {
		return add(batch.File{Name: name, Err: tooLarge(s.MaxUpload)})
	}
	return add(batch.File{Name: name, Data: whole})
}
