# Everything a developer does here, with nothing but python3 (3.11 or newer) and make installed.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
READY := .venv/.set-up
TEST_PROCESSES ?= auto

# Behind a mirror or proxy with a certificate of its own, only the system's store knows that one.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS ?= 1
export UV_NATIVE_TLS ?= 1
endif
export UV_PYTHON_DOWNLOADS := never

# Otherwise every process would compile the program again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run stop test test-long test-module snapshots check check-api lock docs bench bench-long

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## install the locked packages into .venv

run: $(READY) ## start everything: servers, migrations, demo data, API, worker, relay, scheduler
	@exec $(BIN)/tradepost up

stop: $(READY) ## end what a killed `make run` left behind
	@exec $(BIN)/tradepost stop

test: $(READY) ## the whole suite against a real PostgreSQL and Valkey, in random order
	@exec $(BIN)/python -I -m pytest -q -n $(TEST_PROCESSES) --dist worksteal $(ARGS)

test-long: $(READY) ## the attacks and sequences of the suite again, without the bounds that make it quick
	@exec $(BIN)/python -I -m pytest -q -n $(TEST_PROCESSES) --dist worksteal --long $(ARGS)

test-module: $(READY) ## one module alone, its neighbors replaced by fakes: make test-module M=inventory
	@test -d "tests/modules/$(M)" || { echo "say which: make test-module M=inventory"; exit 2; }
	@exec $(BIN)/pytest -q tests/modules/$(M) $(ARGS)

snapshots: $(READY) ## rewrite what the tests know of what each module offers: routes, consumers, jobs
	@exec $(BIN)/python -m tests.snapshots

check: $(READY) ## style, words, types, contracts on imports, dependencies, migrations, lock file
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell modules shared entrypoints benchmarks deploy docs tests README.md CONTRIBUTING.md
	$(BIN)/python -m docs.words
	$(BIN)/mypy
	$(BIN)/lint-imports --config importlinter.cfg
	$(BIN)/deptry .
	$(BIN)/tradepost migrate --check --scratch
	$(BIN)/python deploy/lock.py check

check-api: $(READY) ## what outside tools say of the API's document (needs node and npm)
	@exec $(BIN)/python -m tests.openapi.check $(ARGS)

lock: $(UV) ## resolve the packages again and keep registries out of the lock file: make lock ARGS=--upgrade
	$(UV) lock --python $(BIN)/python $(ARGS)
	$(BIN)/python deploy/lock.py hide

docs: $(READY) ## bring what the pages show of the code up to date: settings, state diagrams, metrics
	$(BIN)/tradepost settings --write docs/settings.md
	$(BIN)/python -m docs.states
	$(BIN)/python -m docs.metrics
	$(BIN)/python -m deploy.environment_file
	$(BIN)/python -I -m pytest -q tests/docs/test_walkthrough.py --write-docs

bench: $(READY) ## measure orders, reads and events beside pgbench and other apps
	@exec $(BIN)/python -m benchmarks $(ARGS)

bench-long: $(READY) ## orders, lists and reports among 10,000 and a million orders, and five minutes at half of the peak
	@exec $(BIN)/python -m benchmarks.growth $(ARGS)

# The lock file names no registry, so that it works behind any mirror: versions and hashes come
# from it, the place to fetch them from is whatever uv is configured with.
$(READY): $(UV) uv.lock pyproject.toml
	@echo "installing the locked packages into .venv"
	@$(UV) export --quiet --frozen --python $(BIN)/python --all-extras --all-groups \
		--no-emit-project --no-emit-index-url --output-file .venv/locked.txt >/dev/null
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes .venv/locked.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tradepost needs Python 3.11 or newer")'
	@if command -v uv >/dev/null; then \
		uv venv --quiet --clear --python $(PYTHON) .venv && ln -s "$$(command -v uv)" $@; \
	else \
		$(PYTHON) -m venv --clear .venv && $(BIN)/python -m pip install --quiet uv; \
	fi
