# `make compare` and `make test` set up everything they need in .venv.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
OLDEST = .venv-oldest
JOBS ?= auto

.PHONY: compare test test-oldest peers lint docs wheel bench fuzz mutate clean

compare: $(VENV)/ready
	$(BIN)/mlclf compare yeast --out results/yeast

test: $(VENV)/ready
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS)

# Without the README and river, whose yeast it reads: river needs newer versions than we do.
test-oldest: $(OLDEST)/ready
	OMP_NUM_THREADS=1 $(OLDEST)/bin/python -m pytest -n $(JOBS) mlclf tests

# Estimators of others inside ours, and what their tests expect. They join .venv;
# constraints.txt keeps the versions that are there.
peers: $(VENV)/peers
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) tests/peers

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The README and every public docstring are run as they stand.
docs: $(VENV)/ready
	$(BIN)/python -m pytest mlclf README.md

# What is published is what is tested: the contract runs on the built wheel.
wheel: $(VENV)/ready
	rm -rf build/dist build/wheel-env
	$(BIN)/python -m build --wheel --no-isolation --outdir build/dist .
	$(PYTHON) -m venv build/wheel-env
	build/wheel-env/bin/python -m pip install --quiet -c constraints.txt \
	    build/dist/*.whl pytest pytest-timeout hypothesis pandas polars
	cp -r tests build/wheel-env/tests
	cd build/wheel-env && bin/python -m pytest -q -p no:cacheprovider -o pythonpath= \
	    tests/test_base.py tests/test_labels.py tests/test_meta.py tests/strategies \
	    tests/neighbors

bench: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --group bench
	@for script in benchmarks/[!_]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

SECONDS ?= 300
fuzz: $(VENV)/ready
	$(BIN)/python -m pip install --quiet atheris
	mkdir -p build/corpus
	$(BIN)/python -m tests.datasets.fuzz -max_total_time=$(SECONDS) build/corpus

# One operator or number is changed at a time: do the tests notice?
MUTANTS ?= 40
SEED ?= 0
mutate: $(VENV)/ready
	$(BIN)/python -m pip install --quiet -c constraints.txt cosmic-ray
	$(BIN)/python -m tests.mutate --mutants $(MUTANTS) --seed $(SEED) $(if $(ROOM),--room $(ROOM))

$(VENV)/ready: pyproject.toml constraints.txt
	@echo "Setting up $(VENV): some minutes, once."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev -e ".[all]"
	touch $@

$(VENV)/peers: $(VENV)/ready
	$(BIN)/python -m pip install --quiet -c constraints.txt --group peers
	touch $@

$(OLDEST)/ready: pyproject.toml constraints-oldest.txt
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(OLDEST)/bin/python -m pip install --quiet -c constraints-oldest.txt --group tests \
	    -e ".[neural,plots,report,cli,fast]"
	touch $@

clean:
	rm -rf $(VENV) $(OLDEST) build dist results .pytest_cache .mypy_cache .ruff_cache
