# `make run` shows the dashboard with sample data, `make test` runs every test.
# Both do all the set-up: Python 3.11 or newer, pip, git and make are enough.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# The environment is made without pip, and filled by the pip of $(PYTHON): Debian's python3 has no ensurepip.
INSTALL = "$(PYTHON)" -m pip --python $(BIN)/python --disable-pip-version-check install --quiet

.PHONY: run test lint format types catalogues docs lock wheel clean

run: $(VENV)/.run
	$(BIN)/kpdata serve

test: $(VENV)/.test
	$(BIN)/python -m tests

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.test
	$(BIN)/mypy

# New and changed texts into kpdata/locale/*/LC_MESSAGES/kpdata.po, to be translated there.
catalogues: $(VENV)/.test
	$(BIN)/python -m tests.catalogues

docs: $(VENV)/.test
	$(BIN)/python -m kpdata.indicators.catalogue > docs/indicators.md

lock: $(VENV)/.test
	$(INSTALL) uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock

wheel: $(VENV)/.test
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf $(VENV) build dist .coverage* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 1; }
	"$(PYTHON)" -m venv --without-pip $(VENV)

$(VENV)/.run: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing what kpdata needs into $(VENV) (a few minutes the first time) …"
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
