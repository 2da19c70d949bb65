"""What random tests draw hangs on the seed alone: a failure somewhere else is a failure here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Tells what it has drawn; imports some of the project first, if it is told to.
DRAWN = """
import os
from hypothesis import given, strategies as st

if os.environ["IMPORTED"]:
    __import__(os.environ["IMPORTED"])
drawn = []

@given(st.text("abcdefghijklmnopqrstuvwxyz_"), st.integers())
def test_drawing(text, number):
    drawn.append((text, number))

def test_told():
    print("drawn:", ascii(drawn))
"""


def drawn(folder: Path, project: Path, imported: str = "", seed: str = "1", **environment: str) -> str:
    """What is drawn with the project's own configuration."""
    (folder / "test_drawn.py").write_text(DRAWN, encoding="utf-8")
    configured = ["-c", os.devnull, "-p", "no:cacheprovider", "-p", "tests.conftest", f"--hypothesis-seed={seed}"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", *configured, folder / "test_drawn.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(project), "IMPORTED": imported, "MDG_TEST_PROFILE": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return next(line for line in ran.stdout.splitlines() if "drawn:" in line)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, project: Path) -> str:
    return drawn(tmp_path_factory.mktemp("plain"), project)


@pytest.mark.parametrize(
    "other", [{"imported": "mdg.cli"}, {"CI": "true"}, {"PYTHONHASHSEED": "7"}], ids=["modules", "CI", "hashes"]
)
def test_what_is_drawn_hangs_on_the_seed_alone(
    plain: str, tmp_path: Path, project: Path, other: dict[str, str]
) -> None:
    assert drawn(tmp_path, project, **other) == plain


def test_another_seed_draws_other_examples(plain: str, tmp_path: Path, project: Path) -> None:
    assert drawn(tmp_path, project, seed="2") != plain
