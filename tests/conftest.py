"""One run like the next: hypothesis has a fixed seed, which every run prints, and keeps no examples from before.

What it draws hangs on nothing else: neither on whether the run is one of continuous integration (where hypothesis
would prefer a seed of its own to the one that is printed), nor on how fast the machine is, nor on which modules happen
to be imported (whose constants it would mix into the texts, so that a part of the tests, or another place of the
sources, sees other examples than the whole). A long search does draw such constants.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

SEED = "1"
TESTS = Path(__file__).parent
#: Folders whose tests take seconds each, or the network.
SLOW = (TESTS / "spec", TESTS / "packaging", TESTS / "benchmarks")

REPEATABLE = settings(
    database=None, derandomize=False, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("repeatable", REPEATABLE)
settings.register_profile("repeatable, at length", REPEATABLE, max_examples=2000)
THOROUGH = os.environ.get("MDG_TEST_PROFILE") == "thorough"
settings.load_profile("repeatable, at length" if THOROUGH else "repeatable")
if not THOROUGH:
    # there is no setting for it; `test_repeatable.py` tells if it stops working
    providers.is_local_module_file = lambda path: False


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = SEED
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # what a shell starts in the background ignores Ctrl-C, and so would the commands that tests interrupt
        signal.signal(signal.SIGINT, signal.default_int_handler)


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
