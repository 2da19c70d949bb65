"""Feeds to read: text in, rows and losses out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from mdg.interop import feeds


@attrs.frozen
class Read:
    """What came of a log: the rows with their lines, what could not be read with its reason, and what was left out.

    ``unseen`` is what the mapping names and no message has.
    """

    rows: list[tuple[int, dict[str, Any]]]
    faults: list[tuple[int, str]]
    left_out: dict[str, int]
    losses: tuple[feeds.Loss, ...]
    unseen: list[str]


Reader = Callable[..., Read]


@pytest.fixture
def read() -> Reader:
    def reader(log: Any, form: str, mapping: str | None = None) -> Read:
        if not isinstance(log, (str, bytes)):
            log = "".join(json.dumps(message) + "\n" for message in log)
        data = log if isinstance(log, bytes) else log.encode()
        losses = feeds.Losses()
        said = None if mapping is None else feeds.read_mapping("mapping.yaml", mapping.encode())
        items = list(feeds.rows(io.BytesIO(data), "log", form, said, losses))
        return Read(
            [(feeds.line_of(position), dict(row)) for position, row, fault in items if fault is None],
            [(feeds.line_of(position), fault) for position, _, fault in items if fault is not None],
            {loss.reason: loss.count for loss in losses.listed()},
            losses.listed(),
            losses.unseen,
        )

    return reader
