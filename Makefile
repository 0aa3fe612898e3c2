# make run | test | check | bench | docs. Needs Python 3.11+, git and make; all else is set up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKSPACE ?= workspace
PORT ?= 8501
COUNT ?= 2000
SEED ?= 1

.PHONY: run test check setup fast browser-ready bench docs screenshots format clean fuzz kill

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt setup.py
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Karta behöver Python 3.11 eller nyare: sätt PYTHON=/sökväg/till/python3.11")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python saknar venv: installera paketet python3-venv och kör igen."; exit 1; }
	@echo "Installerar Karta i $(VENV); det tar ett par minuter första gången."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

run: setup
	$(BIN)/karta --workspace $(WORKSPACE) demo --if-empty
	$(BIN)/karta --workspace $(WORKSPACE) run --port $(PORT)

browser-ready: setup
	$(BIN)/python scripts/browser_ready.py

test: setup browser-ready
	$(BIN)/python scripts/run_tests.py

fast: setup
	$(BIN)/python -m pytest -q -n 2 -m 'not browser and not slow'

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) fast

fuzz: setup
	$(BIN)/python -m tests.corpus.fuzz --count $(COUNT) --seed $(SEED)

kill: setup
	$(BIN)/python -m tests.journeys.kill_import --count $(if $(filter file,$(origin COUNT)),200,$(COUNT)) --seed $(SEED)

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup browser-ready
	$(BIN)/python scripts/write_performance.py

screenshots: setup browser-ready
	$(BIN)/python -m scripts.screenshots

docs: setup
	$(BIN)/python scripts/write_tables.py

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
