# Courtyard: `make run` serves it, `make test` proves it (`make check` what you changed), `make bench` measures it,
# `make torture` ill-treats it, `make mutants` tests the tests. They need Python 3.11 and make.

PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench torture mutants lint lock clean
.DEFAULT_GOAL := run

run: $(VENV)/installed .env
	@$(BIN)/python manage.py prepare $(if $(filter 1,$(DEMO)),--demo)
	@$(BIN)/python tools/say_hello.py $(PORT)
	@exec env PORT=$(PORT) $(BIN)/python manage.py serve

test: $(VENV)/installed-dev
	@$(BIN)/python tools/test.py $(ARGS)

check: $(VENV)/installed-dev
	@$(BIN)/python -m tools.check $(ARGS)

bench: $(VENV)/installed-dev
	@$(BIN)/python -m tools.bench $(ARGS)

torture: $(VENV)/installed-dev
	@$(BIN)/python -m tools.torture $(ARGS)

# Deliberate faults, one by one: which of them do the tests find?
mutants: $(VENV)/installed-dev
	@$(BIN)/python -m tools.mutants $(ARGS)

lint: $(VENV)/installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

# Exact versions with hashes, for every platform, naming no index.
lock: $(VENV)/installed-dev
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements-dev.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Courtyard needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what Courtyard stands on ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what Courtyard and its tests stand on ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/installed

# Keys of this machine's own, and a site for this machine only. Read by manage.py too. 32 bytes by chance are a key for push.
.env:
	@$(PYTHON) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50) + "\nALLOWED_HOSTS=localhost,127.0.0.1\nHTTPS=0\nPUSH_PRIVATE_KEY=" + secrets.token_urlsafe(32))' > $@

clean:
	rm -rf $(VENV) var .env .pytest_cache .ruff_cache .hypothesis
