"""Stores to write to: a new one for each test, in a file of SQLite or a database of a real PostgreSQL server."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres_server import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server; where it does not start, the tests that need it fail."""
    with server() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the URL of a store that is not there yet, on each engine."""
    if request.param == "postgresql":
        found: Server = request.getfixturevalue("postgres")
        return found.new_store
    numbers = itertools.count(1)
    return lambda: f"sqlite:///{tmp_path / f'events-{next(numbers)}.db'}"


@pytest.fixture
def store(new_store: Callable[[], str]) -> str:
    """The URL of a store that is not there yet."""
    return new_store()
