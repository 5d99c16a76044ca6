# `make` alone lists what there is to do. It needs Python 3.11 or later; the rest
# is installed into .venv, once, from requirements.lock.

HOST = 127.0.0.1
PORT = 8001
DB   = openpeel.db

BIN   = .venv/bin
READY = .venv/.ready
PIP   = -m pip --quiet --quiet --disable-pip-version-check

# Sets $$python to the Python named by PYTHON, or else to the first that will do.
FIND_PYTHON = for python in $(if $(PYTHON),"$(PYTHON)",python3.11 python3.12 python3.13 python3.14 python3 python); do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	python=; \
	done; \
	test -n "$$python" || { \
	echo "openpeel needs Python 3.11 or later$(if $(PYTHON),; $(PYTHON) is none,: install one or name it: make PYTHON=/path/to/python3.11)" >&2; \
	exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "$$python cannot make virtual environments: install its venv module (on Debian: python3-venv)" >&2; \
	exit 1; }

.DEFAULT_GOAL = help
.PHONY: help setup build serve test test-all hold mutants lint figures pictures next-datasette dist lock \
	clean distclean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile \
		| awk -F'|' '{ printf "  make %-14s %s\n", $$1, $$2 }'
	@echo
	@echo "  with HOST=$(HOST) PORT=$(PORT) DB=$(DB) SOURCES=folder PYTHON=python3.11 ARGS=\"-k word\""

setup: $(READY) ## set up .venv; the other targets do so by themselves
	@:

build: $(READY) ## build the database
	@$(BIN)/openpeel build --db "$(DB)" $(if $(SOURCES),--sources "$(SOURCES)")

serve: build ## build the database and serve it
	@$(BIN)/openpeel serve --db "$(DB)" \
		--host "$(HOST)" --port "$(PORT)"

# As many workers as there are cores. A file's tests stay together: they share what they set up.
# The longest come first (LONGEST in tests/conftest.py).
PYTEST = $(BIN)/pytest -n auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder

test: $(READY) ## run the tests that need no sources and no browser, or those of them that ARGS picks
	@$(PYTEST) -m "not slow and not sources and not browser" $(ARGS)

test-all: $(READY) ## run every test; what needs sources or a browser is skipped without them
	@$(PYTEST) $(ARGS)

hold: $(READY) ## test faults, damaged files and hostile readers at length (HOLD_SHARE=0.1: a tenth)
	@rm -f build/hold.jsonl; mkdir -p build
	@HOLD=long HOLD_FIGURES="$(CURDIR)/build/hold.jsonl" $(BIN)/pytest tests/hold $(ARGS); \
		status=$$?; cat build/hold.jsonl; exit $$status

mutants: $(READY) ## measure how strong the tests are, with COUNT=60 changes of SEED=2016 (long)
	@$(BIN)/python -m openpeel.tools.mutants $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

lint: $(READY) ## check style, format, types and spelling
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m openpeel.tools.wording

figures: build ## rewrite figures about the data (docs/figures.sql) and the documents made from the database
	@$(BIN)/python -m openpeel.tools.figures "$(DB)"
	@$(BIN)/python -m openpeel.cli.command_docs
	@$(BIN)/python -m openpeel.tools.cookbook "$(DB)"
	@$(BIN)/openpeel export build/package --db "$(DB)" --format db --quiet && cp build/package/diagram.svg docs/

pictures: build ## take a picture of every type of page, for a desk and a phone
	@$(BIN)/python tools/pictures.py "$(DB)"

# Datasette comes last, since the package itself asks for an older one.
next-datasette: build ## list what fails under the next version of Datasette, installed into build/next
	@test -x build/next/bin/python || $(BIN)/python -m venv build/next
	@build/next/bin/python $(PIP) install --editable .
	@build/next/bin/python $(PIP) --quiet install 'datasette>=1.0a0'
	@build/next/bin/python tools/next_datasette.py "$(DB)"

dist: $(READY) ## make the wheel and the source distribution
	@$(BIN)/python -m build >/dev/null
	@ls dist/*

lock: ## pin the dependencies again; with UPGRADE=--upgrade at their newest
	@test -x build/lock/bin/uv || { $(FIND_PYTHON); \
		"$$python" -m venv build/lock && build/lock/bin/python $(PIP) install uv; }
	@build/lock/bin/uv pip compile --quiet pyproject.toml --all-extras \
		--universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command "make lock (to newer versions: make lock UPGRADE=--upgrade)" \
		$(UPGRADE) --output-file requirements.lock >/dev/null

clean: ## remove the database, what was built, and caches
	@rm -rf openpeel.db openpeel.db-* openpeel.metadata.json openpeel.inputs.json build dist *.egg-info \
		.hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . \( -name .venv -o -name .git \) -prune -o -name __pycache__ -type d -prune \
		-exec rm -rf {} +

distclean: clean ## remove .venv too
	@rm -rf .venv

# .venv/typing shows the checkout, whatever its folder is called, as the package
# `openpeel` to mypy, which cannot follow the import hook of an editable install.
$(READY): requirements.lock pyproject.toml
	@$(FIND_PYTHON); \
		echo "Setting up .venv with $$("$$python" --version)" >&2; \
		"$$python" -m venv .venv
	@$(BIN)/python $(PIP) install --require-hashes -r requirements.lock
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@rm -rf .venv/typing
	@mkdir -p .venv/typing/openpeel
	@ln -sfn ../../../__init__.py .venv/typing/openpeel/__init__.py
	@for folder in loaders outputs web cli tools; do \
		ln -sfn "../../../$$folder" ".venv/typing/openpeel/$$folder"; \
	done
	@touch $@
