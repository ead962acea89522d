# LeadGen's commands. `make help` lists them; nothing is needed but Python 3.11+, make and a package index.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install --root-user-action=ignore
INSTALL := $(PIP) --require-hashes --requirement
LOCKED := .venv/.locked
READY := .venv/.ready
READY_DEV := .venv/.ready-dev
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix frontend --no-fund --no-audit --no-update-notifier --loglevel=error
MODULES := frontend/node_modules/.ready
WEB := backend/web/index.html

.DEFAULT_GOAL := help
# The whole suite in four processes, since some tests wait for the clock; with ARGS only what they say, in one.
SIDE_BY_SIDE := --numprocesses 4 --dist loadgroup --no-loadscope-reorder

.PHONY: help setup run dev test check format generated lock bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) $(WEB) ## Make .venv with the locked dependencies, and the web pages

run: setup ## Start PostgreSQL, the API, the pages and the worker on http://localhost:8000
	@exec $(BIN)/leadgen serve --demo

test: $(READY_DEV) $(WEB) ## Run every test; installs what only tests need (PostgreSQL 15, Chromium)
	@sh scripts/test-machine.sh
	@$(NPM) run --silent test
	@$(BIN)/python -m pytest $(or $(ARGS),$(SIDE_BY_SIDE))

check: $(READY_DEV) $(WEB) ## Lint, types, import order, migrations, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.check_migrations
	$(BIN)/python -m scripts.generated --check
	$(NPM) run --silent check

format: $(READY_DEV) $(MODULES) ## Put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run --silent format

generated: $(READY_DEV) $(MODULES) ## Write the files that are made from the code (docs/settings.md, the pages' client, …)
	$(BIN)/python -m scripts.generated

lock: $(READY_DEV) ## Resolve the dependencies of pyproject.toml again
	$(BIN)/uv pip compile $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		--no-emit-index-url --no-emit-find-links --extra build pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		--no-emit-index-url --no-emit-find-links --extra build --extra dev pyproject.toml --output-file requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

dev: $(READY_DEV) $(MODULES) ## Serve the pages with hot reload on http://localhost:5173, for an API that runs on PORT
	@LEADGEN_API="http://localhost:$${PORT:-8000}" $(NPM) run dev

bench: $(READY_DEV) $(WEB) ## Measure, and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks $(ARGS)

clean: ## Remove what make made; your data folder stays
	rm -rf .venv backend/web frontend/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	@sh scripts/make-venv.sh "$(PYTHON)"

$(LOCKED): requirements.lock | .venv/bin/python
	@echo "Installing dependencies…"
	@$(INSTALL) requirements.lock
	@touch $@

$(READY): pyproject.toml $(LOCKED)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	@echo "Installing what development needs…"
	@$(INSTALL) requirements-dev.lock
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json | $(READY)
	@echo "Installing what the pages are built with…"
	@$(NPM) ci --ignore-scripts
	@touch $@

$(WEB): $(MODULES) $(shell find frontend/src frontend/public -type f 2>/dev/null) frontend/index.html frontend/vite.config.ts frontend/tsconfig.json
	@echo "Building the pages…"
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
