# Two commands do all the set-up: `make site` builds and shows where, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST_ARGS ?=
UV := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-annotate --no-header --quiet

.PHONY: site serve check test lint bench lighthouse pictures format lock clean

site: $(VENV)/.site ## install, build content/ into site/; SITE_URL=https://… for canonical links and the sitemap
	@$(BIN)/quicktakes build $(if $(filter command environment,$(firstword $(origin SITE_URL))),--site-url "$(SITE_URL)")
	@echo "Look at it with: make serve"

serve: $(VENV)/.site ## preview with live reload
	$(BIN)/quicktakes serve

check: $(VENV)/.site ## every problem of the content, with its place
	$(BIN)/quicktakes check

test: $(VENV)/.test ## all tests, real-browser tests included
	$(BIN)/python tests/tools.py
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: $(VENV)/.test ## types, lint, formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test ## speed, memory and sizes beside Hugo; BENCH_ARGS="--records 1000 --runs 3 --mkdocs"
	$(PIP) --require-hashes -r requirements/bench.txt
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

lighthouse: $(VENV)/.test ## Lighthouse on one page of each kind; LIGHTHOUSE_ARGS="--runs 1"
	$(BIN)/python -m benchmarks.lighthouse $(LIGHTHOUSE_ARGS)

pictures: $(VENV)/.test ## the README's pictures, taken anew
	$(BIN)/python -m benchmarks.pictures

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.test ## compute the lock files anew from pyproject.toml
	$(PIP) uv
	$(UV) --upgrade pyproject.toml requirements/build.in --output-file requirements/site.txt
	$(UV) --upgrade pyproject.toml requirements/build.in --extra test --output-file requirements/test.txt
	$(UV) --upgrade requirements/tools.in --output-file requirements/tools.txt
	$(UV) --upgrade requirements/bench.in --output-file requirements/bench.txt

clean:
	rm -rf $(VENV) .cache site tests/node/node_modules benchmarks/node/node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=…"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: $(BIN)/python requirements/site.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/site.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.site requirements/test.txt
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
