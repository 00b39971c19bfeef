# Everything on a fresh machine with Python 3.11, pip 23.2 and make.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install demo test test-long bench bench-review fuzz lock

install: $(STAMP)

# Hashes in the lock make the install repeatable; our own package is built without fetching anything more.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "flopscout needs Python 3.11 or newer")'
	test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(RUN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

demo: install
	$(RUN)/flopscout demo

test: install
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/pytest -n 2 --dist worksteal -m "not long"

# What takes minutes, and twenty times as many examples of every property.
test-long: install
	$(RUN)/pytest -m long
	$(RUN)/pytest -n 2 --dist worksteal -m "hypothesis and not long" --hypothesis-profile=thorough

bench: install
	$(RUN)/python bench/extraction_speed.py
	$(RUN)/python bench/estimation_speed.py
	$(RUN)/python bench/matching.py
	$(RUN)/python bench/hub_triage.py
	$(RUN)/python bench/origins.py
	$(RUN)/python bench/crawl_shared.py
	$(RUN)/python bench/export_speed.py
	$(RUN)/python bench/replay_recall.py
	$(RUN)/python bench/replay_load.py

# Options such as REVIEW_OPTIONS='--users 3 --seconds 20' are the script's own.
bench-review: install
	$(RUN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --editable '.[bench]'
	$(RUN)/python bench/review_load.py $(REVIEW_OPTIONS)

# Options such as FUZZ_OPTIONS=-max_total_time=3600 are libFuzzer's.
FUZZ_OPTIONS ?= -max_total_time=300

fuzz: install
	$(RUN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --editable '.[fuzz]'
	$(RUN)/python fuzz/extract_text.py $(FUZZ_OPTIONS)

lock: install
	$(RUN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --no-header --no-emit-index-url \
	  --no-emit-find-links --generate-hashes --quiet --output-file requirements.lock
