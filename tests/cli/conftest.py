"""Landscapes to run commands on, and commands as processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CLEAN = """\
mdg: 1
landscape: clean
entities:
  customer:
    dimensions:
      country: [DE, FR]
      role: {values: [buyer, payer], many: true}
    groups:
      name: {attributes: [first, last], categories: [system]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
"""
PERSONA = "records:\n  anna: {entity: customer, values: {country: FR, role: [buyer]}}\n"
#: Two systems may create a French customer (MDG102), and two may update its name (MDG103). Nothing else is wrong: each
#: sends what it changes to the other, at once and never over a newer version.
CONTESTED = (
    CLEAN.replace(
        "  shop: {}\n",
        """\
  shop: {keys: {customer: last}}
  crm: {keys: {customer: last}}
flows:
  to_crm: {from: shop, to: crm, loop_protection: version, delivery: exactly_once}
  to_shop: {from: crm, to: shop, loop_protection: version, delivery: exactly_once}
needs:
  crm_needs: {system: crm}
  shop_needs: {system: shop}
""",
    )
    + "  crm_owns: {system: crm, may: [create, update], when: {country: FR}}\n"
)
BROKEN = CLEAN.replace("systems:", "sistems:")

Mdg = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what changes how output looks, and with this source tree on the path."""
    left_out = {"COLUMNS", "NO_COLOR", "TERM", "PYTHONIOENCODING", "LC_ALL", "PYTHONUTF8"}
    root = Path(__file__).parents[2]
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "PYTHONPATH": str(root), **changes}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, where commands run."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def clean(folder: Path) -> Path:
    return written(folder / "clean.yaml", CLEAN)


@pytest.fixture
def contested(folder: Path) -> Path:
    return written(folder / "contested.yaml", CONTESTED)


@pytest.fixture
def broken(folder: Path) -> Path:
    return written(folder / "broken.yaml", BROKEN)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def mdg(folder: Path) -> Mdg:
    """Runs the command as a process of its own in the empty folder."""

    def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        changes = options.pop("env", {})
        return subprocess.run(
            [sys.executable, "-m", "mdg", *arguments],
            cwd=folder,
            env=environment(**changes),
            check=False,
            **{"capture_output": True, "text": True, "encoding": "utf-8", "stdin": subprocess.DEVNULL, **options},
        )

    return process
