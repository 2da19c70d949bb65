"""One run like the next: hypothesis has a fixed seed, which every run prints, and keeps no examples from before."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

SEED = "1"
TESTS = Path(__file__).parent
#: Folders whose tests take seconds each, or the network.
SLOW = (TESTS / "spec", TESTS / "packaging", TESTS / "benchmarks")

settings.register_profile("repeatable", database=None, deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = SEED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(folder in item.path.parents for folder in SLOW):
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    seed = config.option.hypothesis_seed
    terminalreporter.write_line(
        f"hypothesis: seed {seed} (--hypothesis-seed=N for another, MDG_TEST_PROFILE=thorough to search longer)"
    )


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root folder."""
    return TESTS.parent


@pytest.fixture(scope="session")
def cases(project: Path) -> Path:
    """The folder of real inputs beside the project; its tests are skipped where it is missing."""
    folder = project.parent / "shared" / "cases"
    if not folder.is_dir():
        pytest.skip("the real inputs of ../shared/cases are not beside the project")
    return folder
