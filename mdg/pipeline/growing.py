"""Logs that grow, for those who follow them: a store of ``mdg record``, or a file, from where they left off."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import attrs

from mdg.diagnostic import MdgError
from mdg.model.event import SCOPE
from mdg.pipeline.logs import is_store

#: Rows of a store that are looked at in one go.
PORTION = 10_000
#: A row, where it stands, and what is wrong with it already.
Row = tuple[str, Mapping[str, Any], str | None]


@attrs.frozen(slots=True)
class Portion:
    """The next rows of a log, and where to go on; ``gap`` tells that rows before these may never have been seen."""

    rows: Sequence[Row]
    left_off: Any
    gap: str | None = None


class Log(Protocol):
    """A log that is read from where somebody left off; what it says of that is remembered.

    Its ``name`` is by what it is known again, and may be shown.
    """

    name: str
    blank_is_empty: bool

    def portion(self, left_off: Any) -> Portion:
        """The next rows; MdgError where nobody can have left off there."""
        ...

    def unfinished(self, left_off: Any) -> str | None:
        """The place of a last line that has no end; None if there is none."""
        ...

    def end(self) -> Any:
        """Where to go on behind all that there is."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


def growing(events: str) -> Log:
    """The log at a path, or the URL of a store; MdgError for one that cannot be followed, or for a missing extra."""
    return _Store(events) if is_store(events) else _File(Path(events))


class _Store:
    """A store of ``mdg record``, in the order of its commits."""

    blank_is_empty = False

    def __init__(self, url: str) -> None:
        try:
            # SQLAlchemy is loaded for stores only, and is an extra
            from mdg.store.engine import engine_of, failing_clearly, named
            from mdg.store.upgrade import check_schema  # the same
        except ImportError as missing:
            raise MdgError(f"a store needs {missing.name}: install `mdg[store]`") from missing
        self._engine = engine_of(url, existing=True)
        with failing_clearly(self._engine):
            check_schema(self._engine)
        self.name = named(self._engine, absolute=True)

    def portion(self, left_off: Any) -> Portion:
        # the same
        from mdg.store.recording import stored

        if not isinstance(left_off, int | None):
            raise _damaged(self.name)
        found: list[Row] = []
        for row in stored(self._engine, after=left_off or 0, most=PORTION):
            scope = {f"{SCOPE}{name}": value for name, value in json.loads(row["scope"]).items()}
            found.append((f"{self.name} event {row['sequence']}", {**row, **scope}, None))
            left_off = row["sequence"]
        if not found and left_off and left_off > self.end():
            gap = "the store was made anew: what was added to the old one after the last look was never seen"
            return attrs.evolve(self.portion(None), gap=gap)
        return Portion(found, left_off)

    def unfinished(self, left_off: Any) -> str | None:
        return None

    def end(self) -> Any:
        # the same
        from mdg.store.recording import last_sequence

        return last_sequence(self._engine)

    def close(self) -> None:
        self._engine.dispose()


class _File:
    """A file that grows; where another took its place, what was left of the old one is looked for beside it."""

    def __init__(self, path: Path) -> None:
        try:
            # what reads JSON lines is an extra
            from mdg.interop.feeds import ENDINGS
            from mdg.interop.feeds.growing import FORMATS, Growing, Position  # the same
        except ImportError as missing:
            raise MdgError(f"a log that grows needs {missing.name}: install `mdg[audit]`") from missing
        form = ENDINGS.get(path.suffix.lower())
        if form not in FORMATS:
            known = ", ".join(ending for ending, one in ENDINGS.items() if one in FORMATS)
            raise MdgError(f"`{path}` cannot be watched as it grows; its name ends in none of {known}")
        self._path, self._new = path, Position
        self._growing = Growing(path, form)
        self._growing.check()
        self.name = str(path.resolve())
        self.blank_is_empty = form == "csv"

    def portion(self, left_off: Any) -> Portion:
        position = self._position(left_off)
        gap = None
        if position.offset and self._growing.was_replaced(position):
            rest = self._growing.renamed(position)
            if rest is None and self._growing.is_there():
                gap = (
                    "another file took its place, and the old one is not beside it: what was added to that after the "
                    "last look was never seen"
                )
            while rest is not None:
                found = self._rows(rest, position)
                if found:
                    return Portion(found, attrs.asdict(position), gap)
                if not self._growing.is_there():
                    break
                rest, unread = self._growing.next_after(rest, position)
                gap, position = unread or gap, self._new()
            if not self._growing.is_there():
                return Portion((), attrs.asdict(position))
            position = self._new()
        found = self._rows(self._growing, position) if self._growing.is_there() else []
        return Portion(found, attrs.asdict(position), gap)

    def _rows(self, growing: Any, position: Any) -> list[Row]:
        """The rows of the next portion that has any, behind a position that moves with them."""
        start = position.offset
        found: list[Row] = []
        while not found:  # lines without rows are passed over
            found = [(f"{growing.path}:{number}", row, fault) for number, row, fault in growing.rows(position)]
            if position.offset == start:
                break
            start = position.offset
        return found

    def _position(self, left_off: Any) -> Any:
        if left_off is None:
            return self._new()
        try:
            position = self._new(**left_off)
        except TypeError:
            raise _damaged(self.name) from None
        if not all(isinstance(value, type(getattr(self._new(), name))) for name, value in left_off.items()):
            raise _damaged(self.name)
        return position

    def unfinished(self, left_off: Any) -> str | None:
        position = self._position(left_off)
        return f"{self._path}:{position.lines + 1}" if self._growing.has_more(position) else None

    def end(self) -> Any:
        return attrs.asdict(self._growing.end())

    def close(self) -> None:
        """It is open only while it is read."""


def _damaged(name: str) -> MdgError:
    return MdgError(f"what is remembered of how far `{name}` was read is damaged; take a new memory")
