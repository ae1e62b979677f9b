# Short names for what a developer does often. ./demo and ./test are the two commands that need nothing prepared.
PYTHON := .state/venv/bin/python
BIN := .state/venv/bin

.PHONY: fast full prove fmt lint types bench bench-full faults lock messages

fast:            ## tests without browser and fault tests
	./test --fast

full:            ## everybody at every address, then what takes hours: 10,000 acts at once, every rule altered
	IDI_TEST_DOORS=all ./test
	IDI_TEST_ACTS=10000 IDI_FAULTS_PAGE=1 $(BIN)/pytest tests/workflow/test_interleavings.py -s -o timeout=7200
	$(MAKE) prove

prove: export DJANGO_SETTINGS_MODULE = idi_platform.settings.test
prove:           ## alter every entry of every text; an example of its clause must notice (part of make full)
	$(PYTHON) manage.py prove --count

fmt:             ## format, and mend what can be mended
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format

lint:            ## style, imports, types, templates
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

bench:           ## speed beside bare yardsticks at 100,000 and 1,000,000 rows
	$(PYTHON) -m tests.benchmarks --sizes 100000,1000000

bench-full:      ## the same at 1,000,000 and 5,000,000 rows
	$(PYTHON) -m tests.benchmarks --sizes 1000000,5000000

faults:          ## kill every process at every bad moment and keep the table in docs/faults.md
	IDI_FAULTS_PAGE=1 $(BIN)/pytest tests/faults

lock:            ## compile requirements/*.txt again
	requirements/compile

messages: export DJANGO_SETTINGS_MODULE = idi_platform.settings.dev
messages:        ## collect and compile translations
	$(PYTHON) manage.py makemessages --all --no-location
	$(PYTHON) manage.py compilemessages
