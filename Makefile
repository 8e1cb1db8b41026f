# One command each. Everything is made in .venv; a newer lock file makes it anew.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests start hundreds of processes: what is compiled once is kept for the next, also where containers have it otherwise.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test coverage check lint format screenshots lock clean

# PORT=0 takes a free port for the page.
demo: $(VENV)/.runtime
	$(BIN)/python -m bot demo $(if $(PORT),--port $(PORT))

test: $(VENV)/.dev
	$(BIN)/python -m pytest

# Branches that the fast tests take, in percent; raise what has risen.
FAST := tests/rules tests/views tests/desk tests/store tests/delivery tests/scheduler \
	tests/e2e/test_files.py tests/e2e/test_albums.py tests/e2e/test_secrecy.py
# What of it is left out there: it takes no branch that the rest does not, and tracing would make it long.
BESIDE := -k "not (desk and postgres)" $(addprefix --deselect=, \
	tests/desk/figures/test_year.py tests/desk/test_interleavings.py tests/views/test_hostile.py \
	tests/store/sqlite/test_migrations.py::test_every_step_goes_up_down_and_up_again \
	tests/store/postgres/test_migrations.py::test_every_step_goes_up_down_and_up_again)
LEAST := desk:91 rules:99 delivery:96 store:95

coverage: $(VENV)/.dev
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest $(FAST) $(BESIDE)
	$(BIN)/python -m coverage combine --quiet
	@for room in $(LEAST); do \
		echo "bot/$${room%:*}: at least $${room#*:} %"; \
		$(BIN)/python -m coverage report --include="bot/$${room%:*}/*" --fail-under=$${room#*:} || exit 1; \
	done

check: lint test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The pictures in docs/images, from the demo on a fixed day; needs Chromium, and fonts for Chinese and for signs.
screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.browser.screenshots

# Names, versions and hashes only; run after a change of the dependencies in pyproject.toml.
lock: $(VENV)/.dev
	$(BIN)/python -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock
	$(BIN)/python -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--extra test --extra check --no-emit-index-url --no-header --quiet --output-file requirements-dev.lock

# pip shows its progress to a person, and says nothing in a file.
PIP_INSTALL = @quiet=--quiet; test -t 1 && quiet=; \
	$(BIN)/python -m pip install $$quiet --disable-pip-version-check --require-hashes -r

$(VENV)/.runtime: requirements.lock
	@echo "正在把要用的库装进 $(VENV)，头一次约需半分钟 / Installing libraries into $(VENV): half a minute the first time ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) $<
	@touch $@

$(VENV)/.dev: requirements-dev.lock
	@echo "正在把库和检查工具装进 $(VENV)，头一次约需一分钟 / Installing libraries and tools into $(VENV): a minute the first time ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) $<
	@touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
