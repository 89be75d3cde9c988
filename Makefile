# Two commands do everything: `make run` and `make test`. See README.md.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000

.PHONY: help setup run test bench
help:
	@echo "make run    set up, load the demo office, read the sample speech, serve the portal (PORT=8000)"
	@echo "make test   set up, then linters, types and the whole suite"
	@echo "make bench  speed and memory goals, as ratios measured in one run"
	@echo "make setup  only the set-up: .venv, packages, front-end files"

setup:
	@$(PYTHON) deploy/setup.py

run: setup
	@exec deploy/run.sh --port $(PORT)

test:
	@$(PYTHON) deploy/setup.py --dev
	@deploy/browser.sh
	@exec deploy/check.sh $(ARGS)

bench:
	@$(PYTHON) deploy/setup.py --dev
	@exec deploy/bench.sh
