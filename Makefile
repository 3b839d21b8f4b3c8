# Every command the checks run has a name here. `make demo` and `make test` set themselves up in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
SPARK := $(VENV)/.spark-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check format pages spark bench bench-linkage bench-desk pictures lock clean

demo: $(RUN)  ## replay the Los Angeles recall petition of 2022 at a tenth of its size
	@$(BIN)/fullcount demo

test: $(DEV)  ## every test that this machine can run; says loudly what it skipped
	@$(BIN)/python -m pytest

check: $(DEV)  ## style, types, import contracts, docs in step
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house tests/docs

format: $(DEV)  ## put the code into the house style
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench

pages: $(DEV)  ## write the pages that are made from the program
	$(BIN)/python tests/helpers/commands_page.py

spark: $(SPARK)  ## Apache Spark beside the rest, so that its tests run too; Java 17 is the system's to install

bench: bench-linkage  ## every slow measurement, against named peers where there are any
	$(BIN)/python -m bench

bench-linkage: $(DEV)  ## linking beside its peers, in one run; BENCH="--quick" takes some minutes
	$(PIP) install --require-hashes -r requirements/bench.txt
	$(BIN)/python -m bench.linkage $(BENCH)

bench-desk: $(DEV)  ## simulated examiners at the desk; BENCH="--case DIR --database-url URL --people 400"
	$(BIN)/python -m bench.desk $(BENCH)

pictures: $(DEV)  ## every page of the desk, light and dark, wide and narrow, into INTO=FOLDER
	PYTHONPATH=. $(BIN)/python tests/helpers/look.py $(INTO)

lock: $(DEV)  ## write the lock files anew from pyproject.toml
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-annotate --quiet -o requirements/run.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-annotate --quiet -o requirements/dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark -c requirements/dev.lock --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet -o requirements/spark.lock
	$(BIN)/uv pip compile requirements/bench.in -c requirements/run.lock --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet -o requirements/bench.txt

clean:  ## take away what these commands made, the demo included
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "fullcount needs Python 3.11 or newer; name one with: make PYTHON=python3.12 demo"; exit 2; }
	@echo "Setting up $(VENV), once; this takes a minute or two."
	@$(PYTHON) -m venv $(VENV)

$(RUN): $(BIN)/python requirements/run.lock pyproject.toml
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(DEV): $(RUN) requirements/dev.lock
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

$(SPARK): $(DEV) requirements/spark.lock
	@$(PIP) install --require-hashes -r requirements/spark.lock
	@touch $@
