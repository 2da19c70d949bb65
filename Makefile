# The README's two commands. Both make their own environment; PYTHON and VENV may be given.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

.PHONY: example test

# Checks the landscape of examples/sap_cx. Status 1 of `mdg check` is "there are findings", and here that is the point.
example: $(VENV)/installed
	$(VENV)/bin/mdg check examples/sap_cx || test $$? -eq 1

# Runs every test: formatting, types, layers, behaviour, packaging, benchmarks. ARGS go to pytest.
test: $(VENV)/installed-test
	$(VENV)/bin/python -m pytest $(ARGS)

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(VENV)/bin/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(VENV)/bin/python -m pip install --quiet --editable . --group test
	touch $@
