# The few commands people and CI share. `make help` prints them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
HARDTECH_HOME ?= $(CURDIR)/var
export PORT HARDTECH_HOME

LOCK = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
       --no-emit-find-links --custom-compile-command "make lock" --quiet

# The command `hardtech` in .venv/bin, running the code in this folder.
OURSELVES = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index \
            --editable . 2>$(VENV)/editable.log || { cat $(VENV)/editable.log; exit 1; }

.PHONY: help run test room check fmt lock bench messages install install-dev install-bench clean
.DEFAULT_GOAL := help

help:  ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 12

run: install  ## install, start PostgreSQL, load the demo zone and serve (PORT, HARDTECH_HOME, ARGS=--empty)
	@exec $(BIN)/python -m hardtech up $(ARGS)

test: install-dev  ## install what tests need and run all checks and tests
	@$(BIN)/python -m tests.run $(ARGS)

room: install-dev  ## the tests of one room, on a database that is kept (ROOM=facts, ARGS="-k year")
	@HARDTECH_TEST_DATABASE=$(CURDIR)/.test-database $(BIN)/python -m pytest -q hardtech/zone/$(ROOM) $(ARGS)

check: install-dev  ## format, lint, types, floors, migrations, translations: no tests
	@$(BIN)/python -m tests.run --checks-only

fmt: install-dev  ## format the code
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

lock: install-dev  ## pin every dependency with its hashes, and record what each requires
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) -c requirements/base.txt requirements/base.in requirements/cluster.in -o requirements/cluster.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/bench.in -o requirements/bench.txt
	@$(BIN)/python -m tests.locks.record

bench: install-bench  ## measure quality and speed beside what a user would pick instead (ARGS=--million: half an hour)
	@$(BIN)/python -m tests.benchmarks $(ARGS)

messages: install-dev  ## collect sentences to translate into hardtech/zone/locale
	@$(BIN)/python -m hardtech manage messages

install: $(VENV)/.base

install-dev: $(VENV)/.dev

install-bench: $(VENV)/.bench

# pip comes last into a virtual environment, so that one half made is not taken for whole.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null \
	  || { echo "Hardtech runs on Python 3.11 to 3.14; $(PYTHON) is $$($(PYTHON) -V 2>/dev/null || echo not there)." \
	            "Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.base: WHAT = what Hardtech runs on (1.1 GB on disk, about a minute)
$(VENV)/.dev: WHAT = what the tests need (1.7 GB on disk, about two minutes)
$(VENV)/.dev: PART = $(VENV)/.base
$(VENV)/.bench: WHAT = what the benchmarks compare with (2.2 GB on disk, about three minutes)
$(VENV)/.bench: PART = $(VENV)/.base $(VENV)/.dev

$(VENV)/.%: requirements/%.txt | $(BIN)/pip
	@echo "Installing $(WHAT) ..."
	@$(BIN)/python requirements/install.py $<
	@$(OURSELVES)
	@touch $(PART) $@

clean:  ## remove the virtual environment and caches (not your data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
