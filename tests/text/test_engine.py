"""The validation engine, loaded alone: the same one that pydantic uses, whoever comes first and however it is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

ONE = """
from mdg.text.documents.systems import SystemDocument
import pydantic
from mdg.text.documents.engine import ValidationError
assert pydantic.ValidationError is ValidationError
try:
    SystemDocument.model_validate({"stores": "maybe"})
except pydantic.ValidationError as error:
    print(error.error_count())
class Model(pydantic.BaseModel):
    system: SystemDocument
print(Model(system={"kind": "store"}).system.kind)
"""
ALONE = "import sys\nfrom mdg.text.documents import engine\nprint('pydantic_core' in sys.modules)\n"
BESIDE_A_THREAD = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
NOT_TO_BE_FOUND = """
from importlib.machinery import PathFinder
found = PathFinder.find_spec
def find_spec(name, *more):
    return found(name, *more) if len(more) > 1 else None
PathFinder.find_spec = find_spec
"""


def ran(code: str) -> list[str]:
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    return ended.stdout.split()


@pytest.mark.parametrize("before", ["", "import pydantic\n", BESIDE_A_THREAD])
def test_there_is_one_engine(before: str) -> None:
    assert ran(before + ONE) == ["1", "store"]


@pytest.mark.parametrize(
    ("before", "whole"), [("", "False"), ("import pydantic_core\n", "True"), (BESIDE_A_THREAD, "True")]
)
def test_it_is_loaded_alone_where_nothing_else_runs(before: str, whole: str) -> None:
    assert ran(before + ALONE) == [whole]


def test_it_comes_with_its_package_where_it_is_not_found_alone() -> None:
    assert ran(NOT_TO_BE_FOUND + ALONE) == ["True"]
    assert ran(NOT_TO_BE_FOUND + ONE) == ["1", "store"]
