# `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PORT ?= 8000

# A new shell finds the environment by itself; nothing needs to be activated.
PYTHON := .venv/bin/python
export PYTHONPATH := site:.
# Some images disable bytecode files, and each start would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

# A module of tests stays in one process, for its module fixtures.
PARALLEL := --numprocesses auto --dist loadscope --no-loadscope-reorder

# For folders that `make test` ignores: without the ignoring options.
BY_ITSELF := -o addopts="--strict-config --strict-markers --import-mode=importlib -ra"

# Hashes of npm packages.
CHECKER_INTEGRITY := sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==
STRINGS_INTEGRITY := sha512-WiC+gW38KhSqHR5nmQ51l25CkiU/WkDCXFXd6R1uvyCdYrMk70IzmcVrrV3CEKU1ppd2PcZY+UsRz/RyM7/jMA==

LOCK := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header
COMPILE := $(LOCK) pyproject.toml
# Optional packages in the image of the Dockerfile.
EXTRAS := --extra redis --extra s3 --extra sentry --extra plugins

# The bundled plugins: packages that are installed in place.
PLUGINS := $(wildcard plugins/*/pyproject.toml)

.PHONY: help run dev new serve test test-browser test-services test-faults test-hostile test-api test-roles test-next mutation lighthouse lint format bench check migrations lock audit clean

help: ## List what one can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.run ## Serve the demo newsroom (PORT=8000)
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py demo --if-empty --accounts --port $(PORT)
	@SITE_URL=http://localhost:$(PORT) $(PYTHON) manage.py serve --port $(PORT)

dev: .venv/.run ## The same with Django's debug pages and reloading
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py demo --if-empty --accounts --port $(PORT)
	@$(PYTHON) manage.py work & trap "kill $$!" EXIT; \
	DEBUG=1 $(PYTHON) manage.py runserver $(PORT)

new: export NAME := $(value NAME)
new: .venv/.production ## Begin a newspaper of your own and serve it (NAME="The Ellery Courier" PORT=8000)
	@bash scripts/new-newsroom "$$NAME" $(PORT)
	@$(MAKE) --no-print-directory serve PORT=$(PORT)

serve: .venv/.production .env ## Serve this newsroom as in production, settings in .env (PORT=8000)
	@set -a; source .env; set +a; export DJANGO_SETTINGS_MODULE=byline.settings.base; \
	$(PYTHON) manage.py collectstatic --noinput --verbosity 0; \
	$(PYTHON) manage.py migrate --verbosity 0; \
	exec $(PYTHON) manage.py serve --port $(PORT)

test: .venv/.dev ## Run the tests that need nothing but Python (APP=comments: of one app)
	@$(PYTHON) -m pytest $(PARALLEL) --durations 20 $(if $(APP),tests/$(APP)) $(ARGS)

test-browser: .venv/.dev .venv/vnu.jar ## Run the browser tests (needs Chromium, Java and, once, npm)
	@$(PYTHON) -m pytest tests/e2e --numprocesses auto --dist worksteal --durations 20 \
	$(BY_ITSELF)

test-services: .venv/.dev ## Run the tests that need Redis, Varnish and PostgreSQL
	@$(PYTHON) -m pytest tests/serving $(BY_ITSELF)

test-faults: .venv/.dev ## Try what goes wrong on a server, on SQLite and on PostgreSQL (needs it)
	@$(PYTHON) -m pytest tests/faults $(BY_ITSELF)
	@scripts/with-postgresql $(PYTHON) -m pytest tests/faults \
	$(BY_ITSELF)

test-hostile: .venv/.dev .venv/hostile-strings.json ## Send 2,000 hostile strings to every public place (needs npm once; EVERY=10: a tenth)
	@EVERY=$(or $(EVERY),1) $(PYTHON) -m pytest tests/hostile --numprocesses auto --dist load \
	$(BY_ITSELF)

test-api: .venv/.dev ## Send 2,000 requests made from the API's document (CASES=20000: more)
	@CASES=$(or $(CASES),2000) $(PYTHON) -m pytest tests/api_cases $(BY_ITSELF)

test-roles: .venv/.dev ## Ask every address of the admin as each role, which takes a minute
	@$(PYTHON) -m pytest tests/roles --numprocesses auto --dist load \
	$(BY_ITSELF)

test-next: .venv/.dev ## Run the tests on the newest Django and Wagtail, pre-releases included (APP=comments)
	@bash scripts/make-next-environment var/next
	@PYTHONPATH=site:. var/next/venv/bin/python -m pytest $(PARALLEL) $(if $(APP),tests/$(APP)) $(ARGS)

mutation: .venv/.dev ## Break lines and see whether tests notice (ARGS="news/querysets.py --sample 50 -j 2")
	@$(PYTHON) -m mutation $(ARGS)

lighthouse: .venv/.dev .venv/lighthouse ## Measure first loads on a slow phone (needs Chromium and npm; ARGS="--runs 1 story")
	@$(PYTHON) scripts/lighthouse $(ARGS)

lint: .venv/.dev ## Check style, types, templates, imports and migrations
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint templates --lint --quiet
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PYTHON) manage.py makemigrations --check
	@bash scripts/check-deploy

format: .venv/.dev ## Put code and imports into shape
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: .venv/.run ## Measure a large newsroom as it is served (ARGS="--stories 1000 --seconds 2 --runs 1")
	@$(PYTHON) -m bench $(ARGS)

lock: .venv/.dev ## Compile requirements/ from pyproject.toml
	@$(COMPILE) -o requirements/base.txt
	@$(COMPILE) $(EXTRAS) -o requirements/production.txt
	@$(COMPILE) $(EXTRAS) --group dev -o requirements/dev.txt
	@$(LOCK) --group audit -o requirements/audit.txt

audit: .venv/.dev .venv/audit/.made ## List what production is made of, and what is known against it
	@$(PYTHON) scripts/audit

clean: ## Remove the environment and the demo newsroom
	rm -rf .venv var

# The environment, updated when the locked requirements change.
.venv/.run: requirements/base.txt scripts/make-environment $(PLUGINS)
	@bash scripts/make-environment requirements/base.txt $(dir $(PLUGINS))
	@touch $@

.venv/.production: requirements/production.txt scripts/make-environment $(PLUGINS)
	@bash scripts/make-environment requirements/production.txt $(dir $(PLUGINS))
	@touch $@

.venv/.dev: requirements/dev.txt scripts/make-environment $(PLUGINS)
	@bash scripts/make-environment requirements/dev.txt $(dir $(PLUGINS))
	@touch $@

.venv/audit/.made: requirements/audit.txt | .venv/.dev
	@.venv/bin/uv venv --quiet --clear --python .venv/bin/python .venv/audit
	@.venv/bin/uv pip install --quiet --python .venv/audit/bin/python --require-hashes -r $<
	@touch $@

# Created once.
.env:
	@bash scripts/make-env-file .env $(PORT)

# The Big List of Naughty Strings.
.venv/hostile-strings.json: scripts/fetch-from-npm | .venv/.dev
	@bash $< big-list-of-naughty-strings 1.0.0 $(STRINGS_INTEGRITY) blns.json $@

# The Nu HTML checker, which needs Java.
.venv/vnu.jar: scripts/fetch-from-npm | .venv/.dev
	@bash $< vnu-jar 26.9.27 $(CHECKER_INTEGRITY) build/dist/vnu.jar $@

.venv/lighthouse: scripts/fetch-lighthouse | .venv/.dev
	@bash scripts/fetch-lighthouse
