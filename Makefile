# Two commands to know: `make chat` talks to you in the terminal, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help chat run test format transcript constraints readme clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

chat: .venv/ready ## talk to the bot in this terminal: no token, no network
	@$(BIN)/sermadrid chat

run: .venv/ready ## start the Telegram bot (SERMADRID_TELEGRAM_TOKEN)
	@$(BIN)/sermadrid run

test: .venv/ready ## all checks and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

format: .venv/ready ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

transcript: .venv/ready ## record docs/transcript.md again
	$(BIN)/python -m tests.bot.dialogues.transcript

constraints: ## write the exact versions again (needs uv)
	{ echo "# Every package that sermadrid runs and is checked with: exact versions, with the hashes of their files."; \
	  echo "# Written by 'make constraints'."; \
	  uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --no-header --quiet; } > constraints.txt.new
	mv constraints.txt.new constraints.txt

readme: .venv/ready ## write README's table of settings again
	@{ sed '/^<!-- settings/q' README.md; $(BIN)/python -m bot config --markdown; sed -n '/^<!-- \/settings/,$$p' README.md; } > README.md.new
	mv README.md.new README.md

clean: ## remove the environment, and the data and models kept in var/
	rm -rf .venv var build *.egg-info

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
