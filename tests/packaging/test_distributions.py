"""The wheel and the source distribution hold what they should, and the wheel runs in an environment of its own."""

from __future__ import annotations

import email
import tarfile
import zipfile
from pathlib import Path

from tests.packaging.conftest import Environment


def test_wheel_holds_the_package_whole(project: Path, distributions: tuple[Path, Path]) -> None:
    files = [path for path in (project / "mdg").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {path.relative_to(project).as_posix() for path in files}
    names = set(zipfile.ZipFile(distributions[0]).namelist())
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert "mdg/py.typed" in names


def test_wheel_says_what_it_is(distributions: tuple[Path, Path]) -> None:
    wheel = zipfile.ZipFile(distributions[0])
    info = {name.rpartition("/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    metadata = email.message_from_bytes(wheel.read(info["METADATA"]))
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert b"Apache License" in wheel.read(info["LICENSE"])
    assert b"[console_scripts]\nmdg = mdg." in wheel.read(info["entry_points.txt"])


def test_source_distribution_can_be_tested(distributions: tuple[Path, Path]) -> None:
    with tarfile.open(distributions[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "LICENSE", "README.md", "CHANGELOG.md", "Makefile", "tests/conftest.py"} <= names
    assert not [name for name in names if name.startswith(".git/") or "__pycache__" in name]


def test_core_install_is_light(installed: Environment, tmp_path: Path) -> None:
    """What `check` and `decide` need, and neither an engine nor a table library."""
    listed = installed.run(installed.python, "-m", "pip", "list", "--format=freeze", folder=tmp_path).stdout
    names = {line.partition("==")[0].lower() for line in listed.splitlines()}
    assert "mdg" in names
    assert not names & {"numpy", "pandas", "pyarrow", "networkx", "sqlalchemy", "sqlmodel", "ibis-framework", "duckdb"}


def test_requirements_agree(installed: Environment, tmp_path: Path) -> None:
    checked = installed.run(installed.python, "-m", "pip", "check", folder=tmp_path)
    assert checked.returncode == 0, checked.stdout


def test_both_ways_to_call_it(installed: Environment, tmp_path: Path) -> None:
    script = installed.run("mdg", "--help", folder=tmp_path)
    module = installed.run("python", "-m", "mdg", "--help", folder=tmp_path)
    assert script.returncode == 0
    assert "check" in script.stdout
    assert script.stdout == module.stdout
    assert not script.stderr + module.stderr


def test_yaml_is_read_by_the_c_extension(installed: Environment, tmp_path: Path) -> None:
    told = installed.run("python", "-c", "import yaml; print(yaml.__with_libyaml__)", folder=tmp_path)
    assert told.stdout == "True\n"
