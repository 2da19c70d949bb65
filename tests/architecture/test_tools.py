"""The tools that keep the house in order agree: layers, types, style, formatting."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = {
    "layers and homes of libraries": (
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ),
    "types": ("-m", "mypy"),
    "style": ("-m", "ruff", "check", "--output-format=concise", "."),
    "formatting": ("-m", "ruff", "format", "--diff", "."),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_has_nothing_to_say(tool: str, project: Path) -> None:
    run = subprocess.run([sys.executable, *TOOLS[tool]], cwd=project, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.fail(f"{tool}:\n{run.stdout}{run.stderr}", pytrace=False)
