# Every command of Scalpwise. Plain `make` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench attack picture mutants sbom lock clean
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
READY := $(VENV)/.ready

help:  ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 18

setup: $(READY)  ## build the Python environment in .venv, and nothing else
	@echo "The environment in $(VENV) is ready."

$(READY): requirements-dev.lock dev/uv.lock
	@echo "Setting up the Python environment in $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Scalpwise needs Python 3.11 or later; $(PYTHON) is older. Try: make setup PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment here. On Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r dev/uv.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

run: $(READY)  ## start Scalpwise with its demo clinic on http://127.0.0.1:8000/ (PORT= for another port)
	@exec $(BIN)/python -m dev.run

# A whole run is judged by its coverage too; `make test ARGS=tests/clinic` is not.
WHOLE_RUN := --durations=10 --cov --cov-report=json:var/coverage.json -p dev.coverage_floors
test: $(READY)  ## run every test, on a private PostgreSQL and in a real Chromium
	@$(BIN)/python -m dev.chromium
	@$(BIN)/python -m pytest $(or $(ARGS),$(WHOLE_RUN))

check: $(READY)  ## format, lint, types, imports, migrations, settings; changes nothing
	@$(BIN)/python -m dev.check

fix: $(READY)  ## repair what can be repaired by itself
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@git ls-files -co --exclude-standard 'templates/*.html' | xargs -r $(BIN)/djade --target-version 5.2 || true

bench: $(READY)  ## measure speed as ratios against the rulers in bench/
	@exec $(BIN)/python -m bench $(ARGS)

attack: $(READY)  ## the long runs: random patients against the rules, attacks against the site
	@$(BIN)/python -m pytest --slow -m slow $(ARGS)

picture: $(READY)  ## make the README's picture of the review page anew
	@KEEP_PICTURE=1 $(BIN)/python -m pytest tests/journeys/test_picture.py

mutants: $(READY)  ## mutation tests of the risk engine; takes a long while
	@exec $(BIN)/python -m dev.mutants

sbom: $(READY)  ## list everything the site is made of in var/sbom.json (CycloneDX)
	@exec $(BIN)/python -m dev.sbom

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate
lock: $(READY)  ## remake the lock files from the requirements files
	@$(LOCK) requirements.txt -o requirements.lock
	@$(LOCK) -c requirements.lock requirements-dev.txt -o requirements-dev.lock
	@$(LOCK) requirements-embedded.txt -o requirements-embedded.lock

clean:  ## remove the demo clinic and everything else the tools made, but not .venv
	@$(PYTHON) -m dev.clean
