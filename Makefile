# make run | test | check | bench | docs. Needs Python 3.11+, git and make; all else is set up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKSPACE ?= workspace
PORT ?= 8501
COUNT ?= 2000
SEED ?= 1
SBOM_TOOL := cyclonedx-bom==7.5.0
# The Python whose environment is listed: that of a server, as /opt/karta/bin/python, or this one.
SBOM_OF ?= $(BIN)/python
# Rooms whose tests open pages, or take whole files in: they wait for `make test`.
WHOLE := ui web corpus journeys security demo batch oracle services/importing services/rosters services/follow_up

# Else each of the hundreds of processes that tests start would compile every library anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check types setup fast browser-ready bench docs site screenshots format clean fuzz kill kills backups attack mutate races erasure figures flips unseen guess torture load firefox deploy-check sbom office

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt setup.py
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Karta behöver Python 3.11 eller nyare: sätt PYTHON=/sökväg/till/python3.11")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python saknar venv: installera paketet python3-venv och kör igen."; exit 1; }
	@echo "Installerar Karta i $(VENV); det tar ett par minuter första gången."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

run: setup
	$(BIN)/karta --workspace $(WORKSPACE) demo --if-empty
	$(BIN)/karta --workspace $(WORKSPACE) run --port $(PORT)

browser-ready: setup
	$(BIN)/python scripts/browser_ready.py

test: setup browser-ready
	$(BIN)/python scripts/run_tests.py

fast: setup
	$(BIN)/python -m pytest -q -n 2 -m 'not browser and not slow' $(WHOLE:%=--ignore=tests/%)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/oxlint
	$(MAKE) --no-print-directory -j 2 types fast

types: setup
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.unused_code

fuzz: setup
	$(BIN)/python -m tests.corpus.fuzz --count $(COUNT) --seed $(SEED)
	$(BIN)/python -m tests.sources.random_calendars --count $(COUNT) --seed $(SEED)

kill: setup
	$(BIN)/python -m tests.journeys.kill_import --count $(if $(filter file,$(origin COUNT)),200,$(COUNT)) --seed $(SEED)

kills: setup
	$(BIN)/python -m tests.journeys.kill_writer --count $(if $(filter file,$(origin COUNT)),1000,$(COUNT)) --seed $(SEED)

backups: setup
	$(BIN)/python -m tests.journeys.backup_load --count $(if $(filter file,$(origin COUNT)),100,$(COUNT))

attack: setup
	KARTA_ATTACK_COUNT=$(COUNT) KARTA_ATTACK_SEED=$(SEED) $(BIN)/python -m pytest -q tests/security/*.py

races: setup
	$(BIN)/python -m tests.journeys.races --count $(COUNT) --seed $(SEED)

erasure: setup
	$(BIN)/python -m tests.privacy.erasure --count $(if $(filter file,$(origin COUNT)),1000,$(COUNT))

unseen: setup
	$(BIN)/python -m tests.privacy.unseen --count $(if $(filter file,$(origin COUNT)),1000,$(COUNT))

guess: setup
	$(BIN)/python -m tests.privacy.guessing

torture: setup
	$(BIN)/python -m tests.security.canaries --count $(if $(filter file,$(origin COUNT)),10000,$(COUNT))

# Five minutes on a quiet machine; `make bench BENCH=luckor_load` writes the figures into docs/performance.md, too.
load: setup
	$(BIN)/python -m benchmarks.luckor_load

figures: setup
	KARTA_TOWNS=200 $(BIN)/python -m pytest -q tests/journeys/test_figures_agree.py

flips: setup
	$(BIN)/python -m tests.privacy.flipped_cells

mutate: setup
	$(BIN)/python -m tests.mutation --count $(if $(filter file,$(origin COUNT)),400,$(COUNT)) --seed $(SEED)

# Two main stories in the machine's own Firefox; Debian's package is installed by root where it is not there.
firefox: setup
	@command -v firefox-esr >/dev/null || command -v firefox >/dev/null || [ "$$(id -u)" != 0 ] || \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends firefox-esr >/dev/null
	$(BIN)/python -m pytest -q -s tests/browser/long_firefox.py

# Opens a chapter in LibreOffice, where that is installed, and says so where it is not.
office: setup
	$(BIN)/python -m scripts.office

deploy-check: setup
	$(BIN)/python -m scripts.deploy_check

# What is installed, as a list for whoever checks it (CycloneDX). The tool lies apart, and asks nobody about what it lists.
sbom: setup
	@test -x build/sbom-tool/bin/cyclonedx-py || { $(PYTHON) -m venv build/sbom-tool && \
		build/sbom-tool/bin/python -m pip install --quiet --disable-pip-version-check $(SBOM_TOOL); }
	build/sbom-tool/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --validate \
		-o build/karta-sbom.json $(SBOM_OF)

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup browser-ready
	$(BIN)/python scripts/write_performance.py $(BENCH)

screenshots: setup browser-ready
	$(BIN)/python -m scripts.screenshots

docs: setup
	$(BIN)/python scripts/write_tables.py
	$(BIN)/python scripts/write_policy.py
	$(BIN)/python scripts/write_catalogue.py

site: docs
	$(BIN)/mkdocs build --strict --quiet
	@echo 'Sidorna ligger i build/site; öppna index.html.'

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
