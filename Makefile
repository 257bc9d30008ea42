# Every target does its own set-up: `make demo` and `make test` work in a fresh clone.
.DEFAULT_GOAL := help
SHELL := /bin/sh
RUN := .venv/bin
PYTEST := $(RUN)/pytest -q
JOBS ?= 2
# Calls take their time whatever the machine: more of them at once than it has cores.
CALLING ?= 4
SECONDS ?= 60
TARGETS ?= sip stream sdp rtp spool
export UV_PYTHON_PREFERENCE := only-system

.PHONY: help setup hooks preflight check test test-all demo fuzz bench lock messages api screenshots clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.ready: pyproject.toml uv.lock tools/bootstrap
	@tools/bootstrap
	@touch $@

setup: .venv/.ready ## Make .venv with everything the product and its tests import

hooks: .venv/.ready ## Run make check and the house tests before each commit of yours
	@$(RUN)/pre-commit install

demo: .venv/.ready ## One caller, from ringing to proven deletion; ONCE=1 ends afterwards
	@$(RUN)/rufschutz demo $(if $(ONCE),--once,)

check: .venv/.ready ## Format, lint, types, import walls
	@$(RUN)/ruff format --check .
	@$(RUN)/ruff check .
	@$(RUN)/lint-imports --no-cache
	@RUFSCHUTZ_DJANGO_BARE=1 $(RUN)/mypy

preflight: .venv/.ready
	@$(RUN)/python tools/preflight.py

test: preflight ## All tests, on SQLite and on PostgreSQL (ALLOW_MISSING=1 leaves out what the machine lacks)
	@$(PYTEST) -n $(JOBS) -m "not long and not system" tests
	@$(PYTEST) -n $(CALLING) --dist loadfile --no-loadscope-reorder -m "system and not long" tests
	@$(RUN)/python tools/with_postgres.py $(PYTEST) -n $(JOBS) -m "not long and not system" tests/core tests/console/calls

test-all: test ## As `make test`, then the long proofs
	@$(PYTEST) -m long tests

fuzz: .venv/.ready ## Feed the parsers what coverage finds, SECONDS=60 each (TARGETS="sip stream sdp rtp spool")
	@for target in $(TARGETS); do nice -n 5 $(RUN)/python tests/fuzz/fuzz.py $$target $(SECONDS) || exit 1; done

bench: .venv/.ready ## Measure on this machine (NAME="media deletion sealing")
	@$(RUN)/rufschutz bench $(NAME)

lock: .venv/.ready ## Resolve the dependencies anew
	@.uv/bin/uv lock --upgrade

messages: .venv/.ready ## Collect the console's German texts, and name those without English
	@$(RUN)/python tools/messages.py

api: .venv/.ready ## Write docs/api/openapi.json as the code says it
	@RUFSCHUTZ_DJANGO_BARE=1 $(RUN)/python tools/openapi.py

screenshots: preflight ## Take the pictures in docs/guide anew
	@$(RUN)/python tools/screenshots.py

clean: ## Remove what the targets made
	@rm -rf demo .venv .uv .cache .mypy_cache .ruff_cache .hypothesis .coverage
