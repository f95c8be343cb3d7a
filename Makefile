SHELL := /bin/bash
PYTHON := .venv/bin/python
# What runs; B314 is ruff's S314, which is answered where it stands.
ROOMS := $(filter-out benchmarks deploy tests,$(patsubst %/__init__.py,%,$(wildcard */__init__.py)))

.PHONY: help run dev test test-fast slow test-cluster check audit sbom pictures bench drill mutants lock system demo

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 19

run: ## serve the dashboard on http://127.0.0.1:8501
	@./install.sh run
	@exec .venv/bin/streamlit run app.py

dev: ## the same, and a page runs again in the browser as soon as its file is saved
	@./install.sh run
	@exec .venv/bin/streamlit run app.py --server.fileWatcherType poll --server.runOnSave true

demo: ## serve an invented city to try everything on, made in FOLDER (demo) where there is none yet
	@./install.sh run
	@[ -e $(or $(FOLDER),demo)/config.yaml ] || $(PYTHON) manage.py demo $(or $(FOLDER),demo)
	@DASHBOARD_CONFIG=$(or $(FOLDER),demo)/config.yaml exec .venv/bin/streamlit run app.py

# Without byte code thousands of assertions are rewritten for every run.
unexport PYTHONDONTWRITEBYTECODE
# Some tests run in this process, one after the other; whole files are shared out among two.
SHARED := -n 2 --dist loadfile --no-loadscope-reorder

# Thousands of small files, each written through to the disk: kept in memory where there is room.
TEMPORARY := $(shell [ "$$(df --output=avail -m /dev/shm 2>/dev/null | tail -n 1)" -ge 8000 ] 2>/dev/null && echo TMPDIR=/dev/shm)

test: ## every test, the browser's included (T="tests/metrics tests/server/test_codings.py::test_x")
	@./install.sh test
	@$(TEMPORARY) $(PYTHON) -m pytest $(if $(T),$(foreach some,$(T),'$(some)'),$(SHARED))

test-fast: ## what starts no browser, no dashboard, no PostgreSQL and no command, and takes less than 0.05 s
	@./install.sh test
	@$(TEMPORARY) $(PYTHON) -m pytest $(SHARED) -m 'not browser and not programs and not slow and not cluster'

slow: ## measure which tests test-fast leaves out because they take long (tests/slow_tests.txt)
	@./install.sh test
	@$(PYTHON) -m pytest -q --list-slow -m 'not browser and not programs and not cluster'

test-cluster: ## nginx, two processes, PostgreSQL, an object store and a Spark cluster on this machine
	@./install.sh cluster
	@$(PYTHON) -m pytest -m cluster tests/deploy

check: ## format, lint (security rules among them) and types; needs no network
	@./install.sh test
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@$(PYTHON) -m mypy .

audit: ## look up known weaknesses of the pinned libraries, where a service for that can be reached
	@./install.sh test
	@said=$$(timeout 60 .venv/bin/uv tool run --quiet pip-audit==2.10.1 --no-deps --disable-pip \
		--timeout 10 -r requirements.txt 2>&1); \
	if grep -qE "^Found [0-9]+ known" <<<"$$said"; then echo "$$said"; exit 1; fi; \
	if grep -qE "^No known vulnerabilities" <<<"$$said" && ! grep -q "could not be audited" <<<"$$said"; \
	then echo "No known weaknesses in the pinned libraries"; \
	else echo "Known weaknesses were not looked up: no service for that was reached"; fi
	@if timeout 60 .venv/bin/uv tool run --quiet bandit==1.9.4 --version >/dev/null 2>&1; then \
		.venv/bin/uv tool run --quiet bandit==1.9.4 --quiet --severity-level medium --skip B314 \
			--recursive *.py $(ROOMS) && echo "bandit has nothing to say"; \
	else echo "bandit was not run: it could not be fetched (ruff's S rules were)"; fi

sbom: ## the bill of materials of what is installed to run (CycloneDX), on stdout
	@.venv/bin/python .ci/bill_of_materials.py

pictures: ## take the pictures of the manual anew, in a served dashboard (docs/manual/pictures)
	@./install.sh test
	@$(PYTHON) -m docs.pictures

bench: ## measure beside other libraries into benchmarks/RESULTS.md, half an hour (PARTS="rerun ledger")
	@./install.sh test
	@cmp -s benchmarks/peers/requirements.txt .cache/peers/.lock || { \
		$(PYTHON) -m venv --clear .cache/peers && .cache/peers/bin/python -m pip install --quiet \
		--no-input --require-hashes -r benchmarks/peers/requirements.txt && \
		cp benchmarks/peers/requirements.txt .cache/peers/.lock; }
	@$(PYTHON) -m benchmarks.results $(PARTS)

drill: ## faults many times over: kills, races, full disks, flipped bits, odd files (MINUTES=60: viewers; PARTS="kills floods")
	@./install.sh test
	@$(PYTHON) -m benchmarks.drill --minutes $(or $(MINUTES),2) $(foreach part,$(PARTS),--only $(part))

mutants: ## how many small faults in a room its tests notice (ROOM=charts N=40 SEED=1)
	@./install.sh test
	@$(PYTHON) -m benchmarks.mutants $(ROOM) --count $(or $(N),40) --seed $(or $(SEED),1)

lock: ## pin every library again, after a change in pyproject.toml
	@./install.sh test
	@.venv/bin/uv pip compile -q pyproject.toml --extra dev --generate-hashes --no-header \
		--python-version 3.11 -o requirements-dev.txt
	@.venv/bin/uv pip compile -q pyproject.toml -c requirements-dev.txt --generate-hashes --no-header \
		--python-version 3.11 -o requirements.txt
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]\
	["optional-dependencies"]["spark"], sep="\n")' | .venv/bin/uv pip compile -q - --no-annotate \
		-c requirements-dev.txt --generate-hashes --no-header --python-version 3.11 \
		-o requirements-spark.txt
	@.venv/bin/uv pip compile -q benchmarks/peers/requirements.in --generate-hashes --no-header \
		--python-version 3.11 -o benchmarks/peers/requirements.txt

system: ## try again to install the system packages that were missing
	@rm -f .venv/.system-*
	@./install.sh test
