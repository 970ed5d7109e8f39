# The only developer interface. Each target makes the environment it needs; later runs call nothing.
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Complete locks, so pip resolves nothing; the build backend is locked too, so nothing is fetched to build with.
INSTALL := $(PIP) install --no-deps --no-build-isolation
LOCKED := $(INSTALL) --require-hashes --requirement
FUZZ_INPUTS ?= 200000
FAULT_CUTS ?= 5000
EXAMPLES ?= 200
# Processes that share the tests: the slow ones wait for real time rather than compute, so more than cores pay.
WORKERS ?= 4

# Thousands of databases, all of which wait for the disk as they must: in memory where 4 GB of it are free for files.
IN_MEMORY := $(shell [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null && echo -p /dev/shm)

# Matrices are small, and processes that run side by side have one core each: threads of their own only wait for it.
export OMP_NUM_THREADS = 1

# Each gateway of a test is four processes: nobody's wish to keep folders clean makes all of them compile everything.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test on-device check same-rows fuzz properties faults chaos redteam long backtest bench garden-truth relink shipped-model dist dist-check reference lock apt clean
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(VENV)/.run ## a whole neighbourhood on this machine; ARGS="--minutes 1 --no-browser"
	@$(BIN)/stoep demo $(ARGS)

test: $(VENV)/.test ## all tests; ARGS="tests/protocol -x" for some of them
	@.ci/apt --if-root
	@folder=$$(mktemp -d $(IN_MEMORY)); trap 'rm -rf "$$folder"' EXIT; chmod 711 "$$folder"; \
	TMPDIR="$$folder" $(BIN)/python -m pytest --ignore tests/house --numprocesses $(WORKERS) --dist worksteal $(ARGS)

on-device: $(VENV)/.test ## the checks of tests/on_device on the board at PORT=/dev/ttyUSB0, on a virtual one without PORT
	@STOEP_PORT=$(PORT) $(BIN)/python -m pytest tests/firmware/test_on_board.py $(ARGS)

check: $(VENV)/.dev $(VENV)/.test typings/.stamp ## format, lint, types, layers, board code, documents
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file firmware/mypy.ini
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest tests/house $(ARGS)

same-rows: ## one seed, the same rows, with a real gateway on another Python: PYTHON=python3.13
	@$(MAKE) --no-print-directory test VENV=$(VENV)-$(notdir $(PYTHON)) WORKERS=1 \
		ARGS="tests/simulators/test_same_rows.py tests/simulators/scenarios/test_play.py"

fuzz: $(VENV)/.test ## damaged and random input for every decoder; FUZZ_INPUTS=2000000 for a longer run
	@FUZZ_INPUTS=$(FUZZ_INPUTS) EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/fuzz $(ARGS)

properties: $(VENV)/.test ## what holds for any input, with more of them than in make test; EXAMPLES=1000 for a longer run
	@EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest --ignore tests/house -m hypothesis \
		--numprocesses $(WORKERS) --dist worksteal $(ARGS)

faults: $(VENV)/.test ## the journal on disks that fail: power cuts, errors, flipped bits; FAULT_SEED=8 for others
	@folder=$$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	FAULT_CUTS=$(FAULT_CUTS) $(BIN)/python -m pytest --basetemp "$$folder" --numprocesses $(WORKERS) --dist worksteal \
		tests/system/faults tests/gateway/journal tests/gateway/ingest/test_damaged_rows.py $(ARGS)

long: bench backtest garden-truth ## what takes minutes: benchmarks, forecasts on real counts, gardens, longer runs at the decoders, of properties and on failing disks
	@$(MAKE) --no-print-directory fuzz FUZZ_INPUTS=2000000
	@$(MAKE) --no-print-directory properties EXAMPLES=1000
	@$(MAKE) --no-print-directory faults

bench: $(VENV)/.test ## the figures that the docs give, side by side in one run; writes build/bench.json
	@.ci/apt --if-root
	@PYTHONPATH=tests $(BIN)/python -m bench

backtest: $(VENV)/.test build/islp/.stamp ## how good forecasts are, on real counts; writes build/backtest.json and a page; minutes
	@PYTHONPATH=tests $(BIN)/python -m backtest $(ARGS)

garden-truth: $(VENV)/.test ## estimates and advice against simulated gardens; writes build/garden.json; fails below a bar; ARGS="--seeds 8"
	@PYTHONPATH=tests $(BIN)/python -m garden_truth $(ARGS)

relink: $(VENV)/.test ## how often a changed pseudonym is found again by its values, in simulated towns; ARGS="--seed 4"
	@PYTHONPATH=tests $(BIN)/python -m relink $(ARGS)

chaos: $(VENV)/.test ## kill and damage everything, from a seed, and prove that nothing is lost; ARGS="--minutes 60 --seed 7"
	@.ci/apt --if-root
	@PYTHONPATH=tests $(BIN)/python -m chaos $(ARGS)

redteam: $(VENV)/.test ## attack what must not leave the gateway, each attack also with the defence off; ARGS="--only averaged"
	@.ci/apt --if-root
	@PYTHONPATH=tests $(BIN)/python -m redteam $(ARGS)

shipped-model: $(VENV)/.test ## train the forecaster that a gateway begins with, on Auckland before 2025: minutes
	@PYTHONPATH=tests $(BIN)/python -m backtest.ship

dist: $(VENV)/.dev ## wheel and source archive in dist/
	@rm -rf dist
	@$(BIN)/python -m hatchling build

dist-check: dist ## the wheel in a clean environment outside the clone runs the demo and the city of examples/ci-fleet
	@.ci/apt --if-root
	@PYTHON=$(PYTHON) .ci/dist-check dist/*.whl locks/run.txt locks/test.txt examples/ci-fleet

reference: $(VENV)/.test ## write docs/commands.md, docs/configuration.md, a schema, drawings and figures of other pages
	@PYTHONPATH=tests $(BIN)/python -m support.reference
	@PYTHONPATH=tests $(BIN)/python -m support.guides
	@PYTHONPATH=tests $(BIN)/python -m support.anonymisation
	@$(BIN)/python -m stoep_gateway.config.reference
	@$(BIN)/stoep privacy check --schema > docs/privacy-device.schema.json

lock: $(VENV)-lock/.lock ## resolve the dependencies anew and write locks/ (LOCK_ARGS=--upgrade for the newest)
	@$(COMPILE) pyproject.toml --group build --output-file locks/run.txt
	@$(COMPILE) --group pyproject.toml:test --constraint locks/run.txt --no-emit-package numpy --output-file locks/test.txt
	@$(COMPILE) --group pyproject.toml:dev --constraint locks/run.txt --constraint locks/test.txt --output-file locks/dev.txt
	@$(COMPILE) --group pyproject.toml:typings --no-deps --output-file locks/typings.txt
	@$(COMPILE) --group pyproject.toml:backtest --no-deps --output-file locks/backtest.txt
	@$(COMPILE) --group pyproject.toml:lock --output-file locks/lock.txt

COMPILE = $(VENV)-lock/bin/uv pip compile --quiet --universal --generate-hashes --no-header \
	--python-version 3.11 --no-emit-package pandas $(LOCK_ARGS)

apt: ## what the tests need and only apt can give: MicroPython, Mosquitto, PostgreSQL, Chromium and others
	@.ci/apt

clean: ## remove what the other targets made
	@rm -rf $(VENV) $(VENV)-* typings dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'stoep needs Python 3.11 or newer with venv: apt install python3 python3-venv (another one: make PYTHON=...)' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made locks/run.txt pyproject.toml protocol/stoep_protocol/__init__.py
	@$(LOCKED) locks/run.txt
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run locks/test.txt
	@$(LOCKED) locks/test.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run locks/dev.txt
	@$(LOCKED) locks/dev.txt
	@touch $@

# Of that package one table is read; the libraries that it asks for are not installed.
build/islp/.stamp: $(VENV)/.run locks/backtest.txt
	@rm -rf build/islp
	@$(LOCKED) locks/backtest.txt --target build/islp
	@touch $@

# The board's stubs carry a standard library of their own: beside the environment, never in it.
typings/.stamp: $(VENV)/.run locks/typings.txt
	@rm -rf typings
	@$(LOCKED) locks/typings.txt --target typings
	@touch $@

$(VENV)-lock/.lock: locks/lock.txt
	@$(PYTHON) -m venv --clear $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes --requirement locks/lock.txt
	@touch $@
