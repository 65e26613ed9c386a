# make demo   set up, then read the samples
# make test   set up, then every check and test
# make train  build the corpus and fit the shipped models again
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
SEED := 20211

.PHONY: demo test lint train evaluate lock clean
.DELETE_ON_ERROR:

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(STAMP)
	$(BIN)/gouji run data/samples -o build/demo
	@echo
	@echo "更多 / more:  $(BIN)/gouji show build/demo <REPORT>"

test: lint
	$(BIN)/pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

train: $(STAMP)
	$(BIN)/gouji corpus build --seed $(SEED)
	$(BIN)/gouji train --seed $(SEED)

evaluate: $(STAMP)
	$(BIN)/gouji evaluate

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
