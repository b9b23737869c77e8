# make demo   see it work, on a machine with only Python 3.11+ and make
# make quick  what a change of one line needs, in half a minute: lint, types, the fast tests
# make test   lint (and how dense the code is), types, tests: all that need Python alone
# make coverage  what of the package the tests run through, which takes them twice the time
# make test-heavy  the tests that need a browser or another program, each where it is installed
# make bench  the figures of docs/benchmarks.md
# make scale  an archive of a million articles, made once (scale.db: 14 GB, half an hour), and how soon it answers
# make docs   what the program itself says in docs/: commands, options, schema, answers of examples
# make pywb   the program that replays what --wacz writes, for its test: GPL, so in an environment of its own
# make explore  the property tests with examples that nobody saw yet, again and again, MINUTES=20
# make fuzz   what a fuzzer makes of pages, dumps, records, lists, spreadsheets, WARC and addresses, MINUTES=20

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHOWN := $(VENV)/.shown
# each process begins with tests that stand together, so that what modules share is made once; who is done takes over
PARALLEL := --numprocesses auto --dist worksteal
CHEAP := 'not slow and not heavy'

.PHONY: demo quick test test-heavy lint types pytest coverage pywb replaywebpage test-lowest bench scale explore fuzz golden docs clean

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "wxarchive needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

# who looks for the first time waits for no linter and no test's library
$(SHOWN): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
	touch $(SHOWN)

demo: $(SHOWN)
	$(BIN)/python -m demo

FAST := tests/models tests/formats tests/parse tests/render tests/fetch tests/sources tests/store \
	$(wildcard tests/test_*.py) tests/whole/test_layers.py

quick: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(PARALLEL) -m $(CHEAP) $(FAST)

test: lint types pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tools.density --check

# everything here, and the package once more as Windows and macOS have it: tests need POSIX in places, and say so
types: $(READY)
	$(BIN)/mypy
	$(BIN)/mypy --package wxarchive --platform win32 --cache-dir .mypy_cache/win32
	$(BIN)/mypy --package wxarchive --platform darwin --cache-dir .mypy_cache/darwin

pytest: $(READY)
	$(BIN)/python -m pytest $(PARALLEL) -m 'not heavy'

# without what is slow: the others reach nearly all
coverage: $(READY)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(PARALLEL) -m $(CHEAP)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Chromium, Node, epubcheck, Hugo, poppler, newsboat, wget, pywb, Ray: what is not installed is said and left out
test-heavy: $(READY)
	$(BIN)/python -m pytest $(PARALLEL) -m heavy

PYWB := .venv-pywb/bin/wayback
$(PYWB):
	$(PYTHON) -m venv .venv-pywb
	.venv-pywb/bin/python -m pip install --quiet --disable-pip-version-check 'pywb>=2.9' 'setuptools<81'

pywb: $(PYWB)

# AGPL, and for tests alone: two files of the package, without what it is built of
tests/node/replaywebpage/sw.js:
	mkdir -p tests/node/replaywebpage
	npm pack --silent --pack-destination tests/node/replaywebpage 'replaywebpage@>=2.4.6'
	tar -xzf tests/node/replaywebpage/*.tgz -C tests/node/replaywebpage --strip-components 1 package/ui.js package/sw.js package/LICENSE

replaywebpage: tests/node/replaywebpage/sw.js

# the lower bounds of pyproject.toml, installed and tested; what is slow looks at the whole program, not at its libraries
test-lowest:
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m pip install --quiet --disable-pip-version-check \
		--editable '.[web,warc,account]' --constraint tests/lowest.txt \
		pytest pytest-xdist hypothesis openpyxl pypdf pyyaml segno trustme httpx
	$(VENV)-lowest/bin/python -m pytest $(PARALLEL) -m $(CHEAP)

bench: $(READY)
	$(BIN)/python -m benchmarks

scale: $(READY)
	$(BIN)/python -m benchmarks.scale

MINUTES ?= 20
explore: $(READY)
	end=$$(($$(date +%s) + 60 * $(MINUTES))); \
	while [ $$(date +%s) -lt $$end ]; do \
		HYPOTHESIS_PROFILE=explore $(BIN)/python -m pytest --quiet $(PARALLEL) -m hypothesis || exit 1; \
	done

fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m fuzz --minutes $(MINUTES)

golden: $(READY)
	$(BIN)/python -m pytest --update-golden tests

docs: $(READY)
	$(BIN)/python -m pytest --update-golden tests/whole/test_documents.py tests/whole/test_public_api.py \
		tests/cli/test_configuration.py

clean:
	rm -rf $(VENV) $(VENV)-lowest .venv-pywb build dist *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
