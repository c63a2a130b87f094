# Needs only make and a Python of 3.11 or newer; everything else goes into .venv.

VENV := .venv
BIN := $(VENV)/bin
PRODUCT := $(VENV)/.product
TOOLS := $(VENV)/.tools
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --constraint constraints.txt

# Files of tests run side by side, one in each core; `make test WORKERS=0` runs one after the other.
WORKERS := auto
SIDE_BY_SIDE = -n $(WORKERS) --maxprocesses 8 --dist loadfile --no-loadscope-reorder

# The first Python that fits. 3.14 comes last: the bundled embedder has no wheel for it.
CANDIDATES := $(PYTHON) python3 python3.13 python3.12 python3.11 python python3.14

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help chat test check lint types format glossary constraints clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

chat: $(PRODUCT) ## install, index the sample articles if the library is empty, open the page
	@$(BIN)/sanad chat --samples

test: $(TOOLS) ## install and run the tests
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: lint types test ## lint, types and tests: what must be green before a change goes in

lint: $(TOOLS)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted as agreed: run 'make format'." >&2; exit 1; }

types: $(TOOLS)
	@$(BIN)/mypy

format: $(TOOLS) ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

glossary: $(TOOLS) ## check the glossary that bridges languages
	@$(BIN)/python -m index.language.glossary_check

constraints: $(VENV)/pyvenv.cfg ## pin anew, within pyproject.toml, what is installed
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --upgrade --no-annotate --no-header pyproject.toml --output-file constraints.txt
	@echo "constraints.txt: $$(wc -l < constraints.txt) packages pinned"

clean: ## remove the environment, caches and build output (never a library)
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@fits='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; \
	preferred='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; \
	for test in "$$preferred" "$$fits"; do for python in $(CANDIDATES); do \
		if $$python -c "$$test" 2>/dev/null; then chosen=$$python; break 2; fi; \
	done; done; \
	if [ -z "$$chosen" ]; then \
		echo "Sanad needs Python 3.11 or newer with its venv module; none was found (python3 is $$(python3 --version 2>&1))." >&2; \
		echo "Install one (on Debian and Ubuntu: apt install python3 python3-venv) or name it: make chat PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	$$chosen -m venv $(VENV)

$(PRODUCT): $(VENV)/pyvenv.cfg pyproject.toml constraints.txt
	@echo "Installing Sanad into $(VENV) (a minute or two, once) ..."
	@$(PIP) --editable .
	@touch $@

$(TOOLS): $(PRODUCT)
	@echo "Installing the tools that test it ..."
	@$(PIP) --editable ".[dev]"
	@touch $@
