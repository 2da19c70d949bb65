# The README's commands. All of them make their own environment; PYTHON and VENV may be given.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=
SITE ?= build/site

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

.PHONY: docs example test

# Checks the landscape of examples/sap_cx. Status 1 of `mdg check` is "there are findings", and here that is the point.
example: $(VENV)/installed
	$(VENV)/bin/mdg check examples/sap_cx || test $$? -eq 1

# Runs every test, on every core: formatting, types, layers, behaviour, packaging, benchmarks. ARGS go to pytest.
test: $(VENV)/installed-test
	$(VENV)/bin/python -m pytest -n auto --dist worksteal $(ARGS)

# Builds the site of the documentation, to be opened at build/site/index.html; a link that leads nowhere is an error.
docs: $(VENV)/installed-docs
	$(VENV)/bin/python -m sphinx -q -W --keep-going -E -d $(SITE)/.doctrees docs $(SITE)
	@echo "open $(SITE)/index.html"

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(VENV)/bin/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-docs: $(VENV)/installed
	$(VENV)/bin/python -m pip install --quiet --editable . --group docs
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(VENV)/bin/python -m pip install --quiet --editable . --group test
	touch $@
