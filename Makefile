# The two commands of the README: `make run` and `make test`.
ADDR ?= 127.0.0.1:8080
DB   ?= yaodian.db
GO   ?= go

.PHONY: run build test needs lint pictures release clean

run: build ## start the service with an embedded database and the sample plans
	./yaodian serve --addr $(ADDR) --db $(DB) --sample

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o yaodian ./cmd/yaodian

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
