# make run   environment, database from data/, server on http://127.0.0.1:8501
# make test  what the tests need (a headless Chromium included), then every test
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.DELETE_ON_ERROR:
.PHONY: run build test lint bench clean lock

run: build
	$(BIN)/python -m dashboard --port $(PORT)

build: $(VENV)/.run-stamp
	$(BIN)/python -m etl build

test: $(VENV)/.test-stamp
	$(BIN)/python tests/browser/install_chromium.py
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.test-stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test-stamp
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) data/build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Pins for every supported Python and system at once (needs `uv`, a tool for maintainers only).
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --extra test -c requirements.lock pyproject.toml -o requirements-test.lock

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-stamp: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	touch $@

$(VENV)/.test-stamp: requirements-test.lock $(VENV)/.run-stamp
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-test.lock
	touch $@
