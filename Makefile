# Everything starts here: `make run` serves Hallway, `make test` runs every test.
# Both do all set-up themselves (tools/setup), again only when a lock has changed.

SHELL := /bin/sh
BIN := .venv/bin
UV := $(BIN)/uv
LISTEN ?= 127.0.0.1:8000
# Two test processes; `make test JOBS=0` runs in one, for a debugger.
JOBS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist worksteal
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
# In the order written, also with -j: two suites at once would fight for the cores.
.NOTPARALLEL:
.PHONY: help setup run test test-sqlite test-postgres check lint fix bench soak messages lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' Makefile

setup: ## the virtual environment, and the packages of the tests
	@tools/setup

run: setup ## serve the demo on LISTEN (127.0.0.1:8000), data in ./hallway-data
	@if test ! -e hallway-data/hallway.sqlite3 || test -e hallway-data/demo; then \
		mkdir -p -m 700 hallway-data && touch hallway-data/demo && \
		HALLWAY_LISTEN=$(LISTEN) $(BIN)/hallway demo; fi
	@$(BIN)/hallway serve --listen $(LISTEN)

test: test-sqlite test-postgres ## every test, on SQLite, then on PostgreSQL

test-sqlite: setup
	HALLWAY_TEST_DB=sqlite $(PYTEST)

test-postgres: setup
	HALLWAY_TEST_DB=postgres $(PYTEST)

check: lint test ## what a change has to pass: layers, style, types, tests

lint: setup ## layers, style and types, without the tests
	$(BIN)/lint-imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

fix: setup ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: ## benchmarks beside their peers; ONLY=files for one
	@tools/setup bench
	@$(BIN)/python -m bench $(ONLY)

soak: setup ## the tests that take minutes or hours
	HALLWAY_TEST_DB=sqlite $(BIN)/python -m pytest -m soak
	HALLWAY_TEST_DB=postgres $(BIN)/python -m pytest -m soak

messages: setup ## collect the strings for people, compile their translations
	$(BIN)/python tools/messages.py

lock: setup ## pin the dependencies of pyproject.toml; UPGRADE=1 takes newer ones
	$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/run.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --group dev \
		-c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) requirements/bench.in -o requirements/bench.txt
	@tools/setup

clean: ## remove what was made, but no data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
