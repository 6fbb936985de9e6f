# The two commands of the README: `make run` and `make test`.
ADDR ?= 127.0.0.1:8080
DB   ?= yaodian.db
GO   ?= go
# No cgo anywhere: one static binary, and one build cache for it and its tests.
export CGO_ENABLED = 0

.PHONY: run build test needs lint pictures release clean

run: build ## start the service with an embedded database and the sample plans
	./yaodian serve --addr $(ADDR) --db $(DB) --sample

build:
	$(GO) build -o yaodian ./cmd/yaodian

test: needs ## run every test, after installing what they need
	$(GO) test ./...

needs: ## chromium, fonts and PostgreSQL, through the system's package manager
	@bash .ci/needs

lint:
	bash .ci/lint

pictures: needs ## the screenshots of the page, README's among them
	YAODIAN_PICTURES=$(CURDIR)/.ci/pictures $(GO) test -count=1 -run TestBrowser ./cmd/yaodian

release: ## binaries of the three systems in dist/
	bash .ci/release

clean:
	rm -rf yaodian dist
