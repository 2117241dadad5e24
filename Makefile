# Everything runs in .venv, from lock files with hashes: the same versions on every machine.
# Kept to GNU make 3.81 (macOS) and POSIX sh.

PYTHON ?= python3
UV ?= uv
CHECK_FLAGS ?=
COUNT ?= 100000
SERVE_FLAGS ?=
LOCK_FLAGS ?=
SIZES ?= 1000 10000
RUNS ?= 3
WORK ?=

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help site test serve check lint coverage format messages pictures fuzz bench audit lock clean browser

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

site: check ## check the record, then build the site into site/
	$(BIN)/mkdocs build --strict

serve: $(VENV)/.package ## preview on this machine; pages follow your edits (SERVE_FLAGS="-a localhost:9000")
	$(BIN)/mkdocs serve $(SERVE_FLAGS)

check: $(VENV)/.package ## tell every problem in data/ (CHECK_FLAGS="--format github")
	$(BIN)/onrecord check $(CHECK_FLAGS)

test: lint browser ## lint, types and tests
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.dev ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

COVERING := branches problems files text jsonld citations records exports dates quotations feeds listing receipts owner docs

coverage: $(VENV)/.dev ## how many branches of the readers and of what is written the tests take: all
	$(BIN)/coverage run -m pytest -q $(COVERING:%=tests/test_%.py) -k "not for_ever"
	$(BIN)/coverage report

format: $(VENV)/.dev ## put the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: $(VENV)/.dev ## bring the catalogs of other languages up to date with the words in code and templates
	$(BIN)/python tests/messages.py

pictures: site $(VENV)/.dev ## take pictures of every kind of page, and README's two
	$(BIN)/python tests/pictures.py

fuzz: $(VENV)/.dev ## random texts through every way into a format (COUNT=1000000)
	$(BIN)/python tests/fuzz.py $(COUNT) $(SEED)

bench: $(VENV)/.dev ## how fast sites are built, into docs/speed.md (SIZES="1000 10000" RUNS=3 WORK=folder)
	$(BIN)/python benchmarks/building.py $(SIZES) --runs $(RUNS) $(if $(WORK),--work "$(WORK)")

# site.txt is held to dev.txt's versions, so one .venv serves both. hatchling and editables are in it so that our own
# package installs without a network. A week's pause leaves others the time to find a poisoned release.
LOCK := pip compile -q --no-config --universal --python-version 3.11 --generate-hashes --exclude-newer '7 days' \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

lock: ## write requirements/ after a change in pyproject.toml, with uv (LOCK_FLAGS=--upgrade)
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: pip install uv' >&2; exit 1; }
	$(UV) $(LOCK) $(LOCK_FLAGS) --extra dev pyproject.toml -o requirements/dev.txt
	printf 'hatchling\neditables\n' | $(UV) $(LOCK) $(LOCK_FLAGS) --no-annotate -c requirements/dev.txt \
		--extra capture pyproject.toml - -o requirements/site.txt

# Both tools come from the package index, at versions that stand here. --strict: what could not be asked about has not
# passed.
audit: ## known flaws in the workflows and in the locked packages, with uv and a network
	@command -v $(UV) >/dev/null || { echo 'make audit needs uv: pip install uv' >&2; exit 1; }
	$(UV) tool run --no-config zizmor@1.32.0 --offline --persona auditor .github
	$(UV) tool run --no-config pip-audit@2.10.1 --strict --disable-pip -r requirements/site.txt
	$(UV) tool run --no-config pip-audit@2.10.1 --strict --disable-pip -r requirements/dev.txt

clean: ## remove what was made here, .venv too (after changing Python or moving the folder)
	rm -rf $(VENV) site .site.building-* .site.old .site.lock dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps, touched only when a step has wholly succeeded: the second run is quick, an interrupted one begins again.

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'onrecord needs Python 3.11 or newer; name one: make PYTHON=python3.13' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.site: requirements/site.txt $(VENV)/.python
	$(PIP_INSTALL) --require-hashes -r requirements/site.txt
	@touch $@

$(VENV)/.package: pyproject.toml $(VENV)/.site
	$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.package
	$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

# Some tests drive a real browser. Only root on Debian or Ubuntu can simply be given one; in CI a failure to do so is an
# error, or tests would go missing unseen.
browser:
	@for name in chromium chromium-browser google-chrome; do \
		if command -v "$$name" >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		export DEBIAN_FRONTEND=noninteractive; \
		if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; then exit 0; fi; \
		if [ -n "$$CI" ]; then echo 'Could not install chromium.' >&2; exit 1; fi; \
	fi; \
	echo '*** NO BROWSER: the tests that need one WILL BE SKIPPED. Install chromium or google-chrome to run them. ***' >&2
