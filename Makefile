# A few verbs; `make help` lists them. Everything is installed into .venv, nothing outside this folder.

PYTHON ?= python3
PORT ?= 8501
REFRESH ?= on
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
FONTS := fonts-noto-core fonts-noto-cjk

.DEFAULT_GOAL := help
.PHONY: help run test check audit snapshot bench clean python browser

help: ## what the verbs do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/installed ## install, then the dashboard and its refresher [PORT=8501] [REFRESH=off]
	@refresher=; server=; \
	trap 'kill $$server $$refresher 2>/dev/null; wait; exit 0' INT TERM; \
	if [ "$(REFRESH)" != off ]; then \
		$(BIN)/python -m indicators refresh --watch >$(VENV)/refresher.log 2>&1 & refresher=$$!; \
		echo "Refresher: says in $(VENV)/refresher.log what it fetched; without a network the data held stay."; \
	fi; \
	$(BIN)/python -m streamlit run app.py --server.port $(PORT) --logger.hideWelcomeMessage true & server=$$!; \
	echo "Dashboard: http://localhost:$(PORT)   Ctrl-C stops it."; \
	wait $$server; status=$$?; kill $$refresher 2>/dev/null; exit $$status

test: $(VENV)/installed-dev browser ## all tests, the browser's too; ARGS='-k masie' passes options to pytest
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/installed-dev ## lint, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

audit: $(VENV)/installed-dev ## the packages installed against known advisories; says so when no database answers
	@$(BIN)/python -m tools.audit

snapshot: $(VENV)/installed ## make cache/snapshot anew: FILES=the folder of provider files that its recipe names
	@test -n "$(FILES)" || { echo "Say where the provider files are: make snapshot FILES=DIR" >&2; exit 2; }
	@$(BIN)/python -m indicators snapshot "$(FILES)"

bench: $(VENV)/installed-dev browser ## measure reading, drawing and first load
	@$(BIN)/python -m benchmarks

clean: ## remove what was installed and what the tools left; data stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/installed: requirements.txt | python
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (once; about 700 MB) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "No $(PYTHON) here. Install Python 3.11 or later, or name yours: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; this is $$($(PYTHON) --version). Name a newer one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
		else \
			echo "Debian keeps venv apart. Install it: sudo apt-get install python3-venv" >&2; exit 1; \
		fi

browser:
	@command -v chromium >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium $(FONTS) >/dev/null; } || \
		echo "No chromium: the browser tests will be skipped. Install it: sudo apt-get install chromium $(FONTS)"
