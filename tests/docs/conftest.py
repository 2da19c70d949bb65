"""An environment in which the pages of the documentation are played: this tree, and an empty home."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import attrs
import pytest

from tests.packaging.conftest import Environment


@attrs.frozen
class Tree(Environment):
    """The environment that the tests run in, for somebody whose home is an empty folder and who may commit."""

    home: Path

    def variables(self) -> dict[str, str]:
        kept = {name: value for name, value in super().variables().items() if not name.startswith("GIT_")}
        who = {f"GIT_{role}_{key}": said for role in ("AUTHOR", "COMMITTER") for key, said in self.names().items()}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        return {**kept, **who, **alone, "HOME": str(self.home), "TERM": "dumb"}

    @staticmethod
    def names() -> dict[str, str]:
        return {"NAME": "a", "EMAIL": "a@example.com"}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "home").mkdir()
    return Tree(Path(sys.prefix), tmp_path / "home")
