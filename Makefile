# Each verb is enough by itself on a bare machine with Python 3.11 or later: it makes .venv once, and sees
# that the libraries of the PDF engine are there. PYTHON=python3.12 chooses a Python, ARGS=... adds arguments.

VENV = .venv
BIN = $(VENV)/bin
ARGS ?=
# A Python that does not come from Homebrew does not look into Homebrew's folder by itself.
RUN = $(if $(wildcard /opt/homebrew/lib),DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib )$(BIN)
UV_VERSION = 0.13.8
LOCK = .venv-lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench corpus campaign update-golden lock sbom clean ready

help: ## show these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: ready ## make the PDFs of a shipped sample in ./refscreen-demo/
	$(RUN)/refscreen demo $(ARGS)

test: ready ## run the tests; ARGS="-k postcard" chooses
	$(RUN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: lint ## what must pass before a commit: lint, types, tests up to the first failure
	$(RUN)/python -m pytest -q -x -n auto --dist worksteal $(ARGS)

lint: ready ## style and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: ready ## measure speed and size, as ratios within one run
	$(RUN)/python -m benchmarks $(ARGS)

corpus: ready ## make the handover of made-up cases and look at every page; ARGS="300" for so many
	$(RUN)/python -m tests.corpus_pages $(ARGS)

campaign: ready ## try every promise of safety for an hour and print the table; ARGS="R1 S3" chooses
	@sh scripts/campaign-tools
	$(RUN)/python -m tests.campaign $(ARGS)
	$(if $(ARGS),,$(RUN)/python -m benchmarks.cohort 1000)
	$(if $(ARGS),,$(RUN)/python -m tests.corpus_pages 300)

update-golden: ready ## write the stored files of the golden tests anew; look at the diff afterwards
	REFSCREEN_UPDATE_GOLDEN=1 $(RUN)/python -m pytest -m golden $(ARGS)

lock: ready ## resolve the dependencies anew into requirements*.lock; ARGS="--upgrade" for newer versions
	test -x .venv-lock/bin/uv || { $(BIN)/python -m venv .venv-lock && \
	  .venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	$(LOCK) $(ARGS) --output-file requirements.lock
	$(LOCK) $(ARGS) --group dev --output-file requirements-dev.lock

sbom: ready ## write what the program consists of into dist/ (CycloneDX 1.6)
	$(BIN)/python scripts/make-sbom.py $(ARGS)

clean: ## remove everything that make and the tools have made
	rm -rf $(VENV) .venv-lock build dist refscreen-demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find refscreen tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

ready:
	@PYTHON="$(PYTHON)" sh scripts/virtual-environment $(VENV)
	@PYTHON=$(BIN)/python sh scripts/system-libraries
