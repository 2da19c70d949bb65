"""What no linter sees: the size and the names of modules, what a release depends on, what may not be in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 300
FUNCTION_LINES = 40  # about 30 is the aim; the docstring does not count
#: What runs millions of times, and is written out because a call more each time would show.
HOT_LOOPS = {"mdg/text/yaml_reader.py run", "mdg/decision/point.py decide"}
VAGUE = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "base", "misc"}
#: A folder of somebody's machine, as it would be written in a file.
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:home|Users|root|work|workspace|tmp|opt|mnt|private)/[\w.-]+")
#: Distributions whose name is not what is imported, and modules that come with another one's distribution.
IMPORTED_AS = {"PyYAML": "yaml", "attrs": "attr", "ibis-framework": "ibis"}
COMES_WITH = {"attrs": "attr", "pydantic_core": "pydantic"}
#: Needed without an import: the standard library's zoneinfo and SQLAlchemy find them by themselves.
NEVER_IMPORTED = {"tzdata", "psycopg"}


def modules(project: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((project / "mdg").rglob("*.py")):
        yield path.relative_to(project).as_posix(), path.read_text(encoding="utf-8")


def test_modules_are_short(project: Path) -> None:
    long = {name: text.count("\n") for name, text in modules(project) if text.count("\n") > MODULE_LINES}
    assert not long


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[ast.get_docstring(function) is not None :]
    return (function.body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_functions_are_short(project: Path) -> None:
    long = {
        f"{name}:{node.lineno} {node.name}": body_lines(node)
        for name, text in modules(project)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > FUNCTION_LINES
        if f"{name} {node.name}" not in HOT_LOOPS
    }
    assert not long


def test_no_module_has_a_name_that_says_nothing(project: Path) -> None:
    vague = [name for name, _ in modules(project) if VAGUE & set(Path(name).with_suffix("").parts)]
    assert not vague


def test_lazy_imports_only_where_start_up_needs_them(project: Path) -> None:
    """Imports inside functions hide dependencies; a heavy library's home may have one, if it says why just above."""
    hidden = []
    for name, text in modules(project):
        lines = text.splitlines()
        if name.startswith("mdg/cli/") or name.endswith("__init__.py"):
            continue
        for function in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    said = lines[node.lineno - 1].partition("#")[2] or lines[node.lineno - 2].partition("#")[2]
                    hidden += [] if said.strip() else [f"{name}:{node.lineno}"]
    assert not hidden


def tracked_files(project: Path) -> list[Path]:
    """The files of the tree that git does not ignore; in a copy without git, those in no hidden folder."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [project / name for name in listed.stdout.split("\0") if name]
    else:
        found = [
            path
            for path in project.rglob("*")
            if not any(part[0] == "." for part in path.relative_to(project).parts[:-1])
        ]
    return [path for path in found if path.is_file()]


def test_no_file_names_a_folder_of_one_machine(project: Path) -> None:
    named = []
    for path in tracked_files(project):
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if found := MACHINE_PATH.search(line):
                named.append(f"{path.relative_to(project)}:{number} {found[0]}")
    assert not named


def third_party_imports(project: Path) -> set[str]:
    names = set()
    for _, text in modules(project):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.partition(".")[0])
    return {COMES_WITH.get(name, name) for name in names - {"mdg"} - sys.stdlib_module_names}


def distributions(requirements: list[str]) -> set[str]:
    names = {re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements}
    return {IMPORTED_AS.get(name, name) for name in names - NEVER_IMPORTED - {"mdg"}}


def test_what_is_imported_is_what_is_declared(project: Path) -> None:
    """A missing dependency breaks a fresh install; one that nothing uses costs every user a download."""
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = distributions(declared["dependencies"])
    extras = distributions([name for extra in declared["optional-dependencies"].values() for name in extra])
    imported = third_party_imports(project)
    assert imported <= core | extras, f"not declared: {sorted(imported - core - extras)}"
    assert core | extras <= imported, f"declared and never imported: {sorted((core | extras) - imported)}"
