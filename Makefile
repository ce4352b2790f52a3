# Everything works from a fresh clone: each target sets up what it needs first.
# make run | test | quick | prove | pythons | lint | bench | upgrade | bundle | lock | clean

VENV := .venv
export PYTHON3
PYTHON := $(VENV)/bin/python
COURSE := $(PYTHON) -m app.cli
UV := uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.PHONY: run test quick prove pythons bench lint upgrade bundle lock clean
.DEFAULT_GOAL := run

run: $(VENV)/.ready
	@$(COURSE) run

upgrade: $(VENV)/.ready
	@$(COURSE) upgrade

test: $(VENV)/.ready-for-tests
	@$(PYTHON) -m tests.run_all

# Samples, without browsers, PostgreSQL and packages: under a minute.
quick: $(VENV)/.ready-for-tests
	@$(PYTHON) -m pytest -q -n 2 --dist worksteal --extent=quick

# The whole of what the others take samples of: hours.
prove: $(VENV)/.ready-for-tests
	@$(PYTHON) -m tests.run_all --extent=whole; tests=$$?; $(PYTHON) -m tests.reliability && exit $$tests

bench: $(VENV)/.ready-for-tests
	@$(PYTHON) -m benchmarks

lint: $(VENV)/.ready-for-tests
	@$(PYTHON) -m tests.lint

$(VENV)/.ready: requirements.lock .ci/set-up
	@.ci/set-up $(VENV) requirements.lock
	@touch $@

$(VENV)/.ready-for-tests: requirements-test.lock .ci/set-up
	@.ci/set-up $(VENV) requirements-test.lock
	@touch $@ $(VENV)/.ready

# Joins static/'s scripts and styles again after one has changed; wants npm.
bundle: node_modules/.package-lock.json
	@node static/bundle/build.mjs

node_modules/.package-lock.json: package-lock.json
	@npm ci --no-audit --no-fund

# The tests with each Python that is installed, in an environment of its own. pyproject.toml names those that passed.
pythons:
	@.ci/try-pythons

# The only target that wants uv (https://docs.astral.sh/uv/) and npm: read pyproject.toml and package.json again and pin
# what they ask for.
lock:
	$(UV) --upgrade -o requirements.lock
	$(UV) --upgrade --extra test -c requirements.lock -o requirements-test.lock
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:
	rm -rf $(VENV) node_modules build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*
