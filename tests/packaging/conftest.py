"""What a user gets: the two distributions, and an environment into which the wheel was installed from nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import attrs
import pytest


@attrs.frozen
class Environment:
    """A virtual environment that holds the wheel and what it asks for, and nothing else."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def variables(self) -> dict[str, str]:
        """The process environment with this one first on the path, and none of the outer one's Python settings.

        Nor the width that whoever runs the tests has given to their own output.
        """
        outer = ("PYTHON", "PYTEST", "MDG", "COLUMNS", "LINES")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(outer)}
        path = os.pathsep.join([str(self.folder / "bin"), kept.get("PATH", os.defpath)])
        return kept | {"PATH": path, "VIRTUAL_ENV": str(self.folder), "NO_COLOR": "1", "PYTHONUTF8": "1"}

    def run(self, *command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
        """Runs a command of this environment in ``folder``; what it prints is captured, its status left to judge."""
        return subprocess.run(
            list(command), cwd=folder, env=self.variables(), capture_output=True, text=True, check=False
        )


def succeed(*command: str | Path, folder: Path) -> None:
    run = subprocess.run(list(command), cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.fail(f"{' '.join(map(str, command))}:\n{run.stdout}{run.stderr}", pytrace=False)


@pytest.fixture(scope="session")
def distributions(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel, built from the source distribution, and the source distribution."""
    out = tmp_path_factory.mktemp("dist")
    succeed(sys.executable, "-m", "build", "--outdir", out, project, folder=out)
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


@pytest.fixture(scope="session")
def installed(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and its dependencies, without any extra."""
    environment = Environment(tmp_path_factory.mktemp("installed") / "venv")
    venv.create(environment.folder, with_pip=True)
    succeed(environment.python, "-m", "pip", "install", "--quiet", distributions[0], folder=environment.folder)
    return environment


@pytest.fixture(scope="session")
def with_extras(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The same, with the extras for networkx, for audits and for stores."""
    environment = Environment(tmp_path_factory.mktemp("extras") / "venv")
    venv.create(environment.folder, with_pip=True)
    extras = f"{distributions[0]}[graph,audit,store]"
    succeed(environment.python, "-m", "pip", "install", "--quiet", extras, folder=environment.folder)
    return environment
