"""A published wheel, read without being installed or run."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "mdg" / "data"


class Wheel:
    """The files of one wheel, and what it says of itself."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        names = self._zip.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        self.metadata = Parser().parsestr(self.text(metadata))

    def text(self, name: str) -> str:
        return self._zip.read(name).decode("utf-8")

    def calls(self, name: str, function: str) -> Iterator[ast.Call]:
        """The calls of a function in one of its modules."""
        for node in ast.walk(ast.parse(self.text(name))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                yield node


def download(requirement: str) -> Wheel:
    """The wheel of a package, as pip finds it."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, "--dest", folder, requirement], check=True)
        return Wheel(next(Path(folder).glob("*.whl")))


def write(name: str, content: dict[str, Any]) -> None:
    """Write a data file: one line a key, so that a renewal shows what changed."""
    lines = json.dumps(content, ensure_ascii=False, indent=0)
    (DATA / name).write_text(lines + "\n", encoding="utf-8")
