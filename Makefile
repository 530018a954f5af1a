# Every target starts with `setup`, so each one works from a fresh clone.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
LOCKS := requirements/base.txt requirements/dev.txt
LAW := src/tirek/rulebook
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

.PHONY: help setup demo test check proof bench serve screenshots backup restore-drill mutate-law format messages lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.ready ## Make .venv with the locked packages (the others call it first)

$(VENV)/.ready: $(LOCKS) pyproject.toml .ci/setup
	@.ci/setup $(VENV)

demo: setup ## Compute the programmes for a synthetic Almaty, take 300 applications along the road (DEMO=quick: a smaller city)
	@$(BIN)/tirek demo $(if $(filter quick,$(DEMO)),--quick)

$(VENV)/.spark: requirements/spark.txt .ci/spark | $(VENV)/.ready
	@.ci/spark $(VENV)

$(VENV)/.postgres15: .ci/postgres15 | $(VENV)/.ready
	@.ci/postgres15 $(VENV)

$(VENV)/.chromium: .ci/chromium | $(VENV)/.ready
	@.ci/chromium $(VENV)

# Counting branches slows every test by half: only those pay for it that reach what is counted, and not the longest roads,
# which reach nothing that the others do not.
COVERED := rulebook population figures commands
LONG_ROADS := $(addprefix tests/commands/test_,demo.py sample.py database.py)
COUNTED := $(filter-out $(LONG_ROADS) tests/commands,$(COVERED:%=tests/%) $(wildcard tests/commands/test_*.py))

test: setup $(VENV)/.spark $(VENV)/.postgres15 $(VENV)/.chromium ## Run the tests, with branch coverage of the rulebook, the population and the figures
	@TIREK_TEST_POSTGRES=15 $(PYTHON) -m pytest -q -m both_servers tests/config tests/department
	@$(PYTHON) -m pytest -q -n 2 --cov --cov-report=term $(COVERED:%=tests/%) $(COVERED:%=src/tirek/%) $(LONG_ROADS:%=--ignore=%)
	@$(PYTHON) -m pytest -q -n 2 --dist worksteal $(COUNTED:%=--ignore=%) $(COVERED:%=--ignore=src/tirek/%)

check: setup ## Lint, formatting, templates, types, import contracts, the law, spelling
	@$(BIN)/ruff check src tests $(wildcard benchmarks)
	@$(BIN)/ruff format --check src tests $(wildcard benchmarks)
	@$(BIN)/djlint src/tirek/web --lint --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/tirek law check
	@$(BIN)/codespell --toml pyproject.toml src tests docs README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md
	@$(BIN)/yamllint --strict -c .yamllint.yaml $(LAW) src/tirek/figures docs/reference

proof: mutate-law ## Long proofs: every condition of the law matters; many more random populations, and days of an office
	@HYPOTHESIS_PROFILE=proof $(PYTHON) -m pytest -q -n 2 tests/rulebook tests/population tests/figures
	@HYPOTHESIS_PROFILE=proof $(PYTHON) -m pytest -q -n 2 tests/department/flows/test_workflow.py tests/department/entitlements/test_schedule.py

mutate-law: setup ## Remove each condition of each rule in turn: a case must fail every time
	@$(PYTHON) -m tests.rulebook.mutate_law

bench: setup ## Measure the speed of this machine against the aims and the peers
	@$(PYTHON) benchmarks/run.py

backup: setup ## Copy the database and the stored files while they serve (TO=folder: not into var/backups)
	@$(BIN)/tirek backup make $(if $(TO),--to $(TO))

restore-drill: setup ## Practise the return to this moment beside the department, and compare
	@$(BIN)/tirek backup drill $(if $(TO),--to $(TO))

REGISTERS := http://127.0.0.1:8041
BANK := http://127.0.0.1:8043

serve: setup ## Open the office on http://127.0.0.1:8000 with an invented city, cases to work on and a login per role
	@$(BIN)/tirek database prepare >/dev/null
	@$(BIN)/tirek registry sample
	-@$(BIN)/tirek road --applications 40 --leave-open
	-@$(BIN)/tirek money --months 1
	@$(BIN)/tirek sandbox >/dev/null 2>&1 & sandbox=$$!; export TIREK_REGISTERS_URL=$(REGISTERS); \
	$(BIN)/tirek sandbox --bank --trusting --port 8043 >/dev/null 2>&1 & bank=$$!; \
	export TIREK_BANK_URL=$(BANK) TIREK_TREASURY_URL=$(BANK); $(BIN)/tirek signer serve >/dev/null 2>&1 & signer=$$!; \
	$(BIN)/tirek worker & worker=$$!; trap 'kill $$worker $$sandbox $$bank $$signer 2>/dev/null' EXIT; $(BIN)/tirek serve

screenshots: setup $(VENV)/.chromium ## Take the pictures of the office for the README
	@$(PYTHON) -m tests.e2e.screenshots

format: setup ## Format the sources
	@$(BIN)/ruff check --fix-only --quiet src tests $(wildcard benchmarks)
	@$(BIN)/ruff format --quiet src tests $(wildcard benchmarks)

messages: setup ## Take new texts up into the catalogues of Kazakh and Russian, and compile them
	@$(PYTHON) -m tirek.web.ui.catalogues update
	@$(PYTHON) -m tirek.web.ui.catalogues compile

lock: setup ## Pin and hash the newest packages anew (needs a network)
	@$(PYTHON) -m pip install --quiet pip-tools
	@cd requirements && for name in base dev spark; do ../$(COMPILE) --upgrade --output-file $$name.txt $$name.in; done

clean: ## Remove what make made, the database too
	@! test -x $(BIN)/tirek || $(BIN)/tirek database stop >/dev/null 2>&1 || true
	@rm -rf $(VENV) build var .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf src/tirek.egg-info
