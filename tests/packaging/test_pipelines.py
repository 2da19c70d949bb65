"""The pipelines that docs/how-to/ci.md offers: valid where they are read, their commands run, the hook tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import mdg
from tests.architecture.test_tree import tracked_files
from tests.packaging.conftest import Environment, succeed
from tests.packaging.readme_blocks import blocks

INSTALL = "python -m pip install mdg"
GITHUB, GITLAB, HOOK = ".github/workflows/landscape.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"


@pytest.fixture(scope="module")
def files(project: Path) -> dict[str, str]:
    """The files that the page shows, by name."""
    page = (project / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
    return {block.file_name: block.text for block in blocks(page) if block.file_name}


def read(text: str) -> Any:
    """A YAML document whose scalars are text, `on` too."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def example(project: Path, folder: Path, variant: str) -> None:
    """Put one of the small examples into ``landscape`` below the folder."""
    shutil.rmtree(folder / "landscape", ignore_errors=True)
    shutil.copytree(project / "examples" / "created_twice" / variant, folder / "landscape")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        (GITHUB, ["--builtin-schema", "vendor.github-workflows"]),
        (GITLAB, ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
    ],
)
def test_it_is_what_the_service_reads(files: dict[str, str], tmp_path: Path, name: str, schema: list[str]) -> None:
    (tmp_path / "pipeline.yml").write_text(files[name], encoding="utf-8")
    succeed(sys.executable, "-m", "check_jsonschema", *schema, "pipeline.yml", folder=tmp_path)


def run_all(commands: list[str], environment: Environment, folder: Path) -> list[int]:
    """The statuses of the commands but for the installation, which this environment is the outcome of."""
    assert commands[0] == INSTALL
    statuses = []
    for command in commands[1:]:
        script = f"export GITHUB_STEP_SUMMARY=summary.md\n{command}"
        ended = environment.run("bash", "-c", script, folder=folder)
        assert "Traceback" not in ended.stderr
        statuses.append(ended.returncode)
    return statuses


@pytest.mark.parametrize(("variant", "status"), [("wrong", 1), ("mended", 0)])
def test_steps_for_github(
    project: Path, files: dict[str, str], installed: Environment, tmp_path: Path, variant: str, status: int
) -> None:
    example(project, tmp_path, variant)
    steps = read(files[GITHUB])["jobs"]["check"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert run_all(commands, installed, tmp_path) == [status, 0]
    assert "| person | creates" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert steps[-1]["if"] == "always()", "the matrix is shown whatever was found"


@pytest.mark.parametrize(("variant", "status"), [("wrong", 1), ("mended", 0)])
def test_steps_for_gitlab(
    project: Path, files: dict[str, str], installed: Environment, tmp_path: Path, variant: str, status: int
) -> None:
    example(project, tmp_path, variant)
    job = read(files[GITLAB])["landscape"]
    assert run_all(job["script"] + job["after_script"], installed, tmp_path) == [status, 0]
    assert [path for path in job["artifacts"]["paths"] if not (tmp_path / path).is_file()] == []


# --- pre-commit ----------------------------------------------------------------------------------


def git(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**kept, **who, **alone, **changes}, capture_output=True, text=True, check=False
    )


def repository(folder: Path) -> None:
    """Makes a repository of what is in the folder."""
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=all")):
        ended = git(folder, *arguments)
        assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="module")
def hooks(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of this tree as it is now, with the tag that the page names."""
    folder = tmp_path_factory.mktemp("hooks") / "mdg"
    for file in tracked_files(project):
        target = folder / file.relative_to(project)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    repository(folder)
    assert git(folder, "tag", f"v{mdg.__version__}").returncode == 0
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments that it makes."""
    return tmp_path_factory.mktemp("store")


def test_the_definition_is_valid(project: Path, tmp_path: Path) -> None:
    manifest = project / ".pre-commit-hooks.yaml"
    succeed(sys.executable, "-m", "pre_commit", "validate-manifest", manifest, folder=tmp_path)
    (hook,) = read(manifest.read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"], hook["pass_filenames"]) == ("mdg-check", "mdg check", "false")


@pytest.mark.parametrize("name", [HOOK, f"only-for-some-files/{HOOK}"])
def test_a_commit_with_the_hook(
    project: Path, files: dict[str, str], hooks: Path, store: Path, tmp_path: Path, name: str
) -> None:
    example(project, tmp_path, "mended")
    config = files[name].replace("https://example.com/mdg.git", hooks.as_uri())
    assert config != files[name]
    (tmp_path / HOOK).write_text(config, encoding="utf-8")
    repository(tmp_path)
    home = {"PRE_COMMIT_HOME": str(store)}
    installing = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(installing, cwd=tmp_path, env={**os.environ, **home}, check=True, capture_output=True)

    def commit() -> subprocess.CompletedProcess[str]:
        git(tmp_path, "add", "--all")
        return git(tmp_path, "commit", "--message=change", **home)

    example(project, tmp_path, "wrong")
    refused = commit()
    assert refused.returncode == 1, refused.stderr
    assert "error MDG102 two-creators" in refused.stderr
    example(project, tmp_path, "mended")
    (tmp_path / "landscape" / "more.yaml").write_text("description: more\n", encoding="utf-8")
    accepted = commit()
    assert accepted.returncode == 0, accepted.stderr
    assert "Passed" in accepted.stderr
    if name == HOOK:
        (tmp_path / "landscape" / "landscape.yaml").unlink()
        assert commit().returncode == 1, "a file that is deleted can be what breaks a landscape"
    else:
        (tmp_path / "other").write_text("text", encoding="utf-8")
        assert "Skipped" in commit().stderr


def test_the_hook_without_the_repository_says_the_same(project: Path, files: dict[str, str]) -> None:
    (local,) = read(files[f"without-the-repository/{HOOK}"])["repos"]
    (hook,) = local["hooks"]
    (ours,) = read((project / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"].split()[:-1] == ours["entry"].split()
    assert hook["additional_dependencies"] == ["mdg"]
    for key in ("id", "language", "pass_filenames", "always_run"):
        assert hook[key] == ours[key]
