"""Start-up: `import mdg` and a check of a small landscape load only what they need."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "pydantic",
    "networkx",
    "sqlalchemy",
    "sqlmodel",
    "alembic",
    "orjson",
    "psycopg",
    "ibis",
    "duckdb",
    "rich",
    "numpy",
    "pandas",
    "pyarrow",
    "oxidd",
}
SMALL = """\
mdg: 1
landscape: small
entities:
  partner: {key: id, groups: {core: [id, name]}}
systems:
  erp: {kind: application}
  crm: {kind: application}
ownership:
  erp_creates: {entity: partner, system: erp, may: [create, update, delete]}
flows:
  erp_to_crm: {entity: partner, from: erp, to: crm}
needs:
  crm_needs: {entity: partner, system: crm}
"""


def loaded_by(statements: str, folder: Path) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded once it ran ``statements``."""
    tell = "import sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    run = subprocess.run(
        [sys.executable, "-c", f"{statements}\n{tell}"], cwd=folder, capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


def seconds(statement: str) -> float:
    """Processor time of a fresh interpreter that runs ``statement``: waiting for a busy machine does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_import_loads_nothing_heavy(tmp_path: Path) -> None:
    assert not loaded_by("import mdg", tmp_path) & (HEAVY | {"attr", "click", "yaml"})


def test_import_is_light() -> None:
    """Under 30 ms more than the interpreter, each at its best of several: what else the machine does only adds."""
    pairs = [(seconds("pass"), seconds("import mdg")) for _ in range(15)]
    assert min(after for _, after in pairs) - min(before for before, _ in pairs) < 0.030


def test_a_small_check_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "landscape.yaml").write_text(SMALL, encoding="utf-8")
    check = "import sys; sys.argv = ['mdg', 'check', 'landscape.yaml']\nfrom mdg.cli import main\n"
    ran = loaded_by(f"{check}try:\n    main()\nexcept SystemExit:\n    pass", tmp_path)
    assert "mdg" in ran
    assert not ran & (HEAVY - {"pydantic"})


@pytest.mark.parametrize("name", ["check", "load", "DecisionPoint", "LandscapeError", "Finding", "Report"])
def test_public_names_are_there(name: str) -> None:
    import mdg

    assert name in dir(mdg)
    assert getattr(mdg, name).__doc__
