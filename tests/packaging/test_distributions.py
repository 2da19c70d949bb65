"""The wheel and the source distribution hold what they should, and the wheel runs in an environment of its own."""

from __future__ import annotations

import email
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import Environment, succeed


def package_files(folder: Path) -> dict[str, bytes]:
    """The files of a package folder and what is in them, but for what Python keeps there."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="session")
def installed_from_source(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with what the source distribution gives, without any extra."""
    environment = Environment(tmp_path_factory.mktemp("from_source") / "venv")
    venv.create(environment.folder, with_pip=True)
    succeed(environment.python, "-m", "pip", "install", "--quiet", distributions[1], folder=environment.folder)
    return environment


@pytest.mark.parametrize("kind", ["installed", "installed_from_source"])
def test_what_is_installed_is_the_package_folder(
    project: Path, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Code, data, schemas, templates, `py.typed`: whatever is in the folder, byte by byte."""
    environment: Environment = request.getfixturevalue(kind)
    told = environment.run("python", "-c", "import mdg; print(mdg.__path__[0])", folder=tmp_path)
    there = Path(told.stdout.strip())
    assert environment.folder in there.parents
    assert package_files(there) == package_files(project / "mdg")


@pytest.mark.parametrize("kind", ["installed", "installed_from_source"])
def test_what_is_installed_works(kind: str, project: Path, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    environment: Environment = request.getfixturevalue(kind)
    example = project / "examples" / "created_twice"
    for variant, status in (("wrong", 1), ("mended", 0)):
        assert environment.run("mdg", "check", example / variant, folder=tmp_path).returncode == status
    countries = environment.run("mdg", "check", project / "examples" / "sap_cx", folder=tmp_path)
    assert countries.returncode == 1, "the data of standards and taxonomies is found"
    explained = environment.run("mdg", "explain", "MDG102", folder=tmp_path)
    assert "## Why it matters" in explained.stdout
    for ended in (countries, explained):
        assert ended.stderr == ""


def test_types_can_be_seen_from_outside(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "uses.py").write_text(
        'import mdg\n\nreveal_type(mdg.check("landscape"))\nmdg.DecisionPoint(1)\n', encoding="utf-8"
    )
    mypy = [sys.executable, "-m", "mypy", "--strict", "--python-executable", installed.python, "uses.py"]
    told = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)
    revealed, wrong, _ = told.stdout.splitlines()
    assert revealed.endswith('Revealed type is "mdg.diagnostic.Report"')
    assert "uses.py:4: error: Argument 1 to" in wrong


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
