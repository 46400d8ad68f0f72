# The commands of the house. `make` alone lists them; each one prepares what it needs by itself.
# Variables: PORT=8000  PYTHON=/path/to/python3.11  INSTALL=1 (may install system packages)
#            PYTEST_ARGS="-k search -x"  ENGINES="sqlite postgresql"  UPGRADE=1 (for lock)

PORT ?= 8000
BIN := .venv/bin
TEMPLATES := templates
export PORT PYTEST_ARGS ENGINES INSTALL UPGRADE

.PHONY: help setup run test lint format bench relevance lock clean

help:
	@echo 'make run      serve the portal with the real SMARTY data (PORT=8000)'
	@echo 'make test     run the whole suite on SQLite and PostgreSQL, browser journeys included'
	@echo 'make lint     check style, templates, migrations, settings, locks and licences'
	@echo 'make format   put Python and templates into the house style'
	@echo 'make bench    measure pages and API against an empty view'
	@echo 'make relevance  measure the search on judged queries, beside plain FTS5'
	@echo 'make setup    only make .venv with everything a developer needs'
	@echo 'make lock     compile the pinned requirements again (UPGRADE=1 takes newer versions)'
	@echo 'make clean    remove .venv, caches and collected static files; keeps the database in var/'

setup:
	@.ci/install tests
	@echo 'Ready. Next: make run, make test.'

run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run:
	@.ci/install
	@deploy/serve

test:
	@.ci/install tests
	@.ci/test

lint:
	@.ci/install tests
	@.ci/lint

format:
	@.ci/install tests
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djhtml --tabwidth 2 $(TEMPLATES) >/dev/null

bench:
	@.ci/install
	@$(BIN)/python -m benchmarks.run

relevance:
	@.ci/install
	@for set in $$($(BIN)/python -m benchmarks.relevance --names); do \
	  $(BIN)/python -m benchmarks.relevance --set $$set || exit 1; \
	done

lock:
	@.ci/install tests
	@.ci/lock

clean:
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis var/static var/static.key var/tables
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo 'Removed. The database and what else is in var/ were kept.'
