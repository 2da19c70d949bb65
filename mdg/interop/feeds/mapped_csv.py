"""Plain CSV of whatever columns: a mapping says which of them gives which column of an event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mdg.diagnostic import MdgError
from mdg.interop.feeds.faults import Faults
from mdg.interop.feeds.mapping import Columns, MappingFile
from mdg.model.event import REQUIRED
from mdg.text.suggest import nearest

#: Columns of a heading that a message lists.
MOST = 20


class MappedCSV:
    """Each row is one event."""

    def __init__(self, file: MappingFile) -> None:
        self._file = file
        faults = Faults()
        with faults.also():
            file.check_keys((), file.root, ("feed", "columns", "constants"))
        with faults.also():
            self._columns = Columns(file)
        faults.tell()
        missing = [f"`{name}`" for name in REQUIRED if name not in self._columns.names]
        if missing:
            told = f"nothing says where {' and '.join(missing)} come from"
            if len(missing) == 1:
                told = f"nothing says where {missing[0]} comes from"
            raise file.wrong((), f"{told}; add what is missing to `columns` or `constants`")

    def check(self, heading: list[str], log: str) -> None:
        """MdgError for the columns that the mapping names and the heading of the log does not have: for all of them."""
        known = {*heading}
        lacking = [named for named in self._columns.awaited.names if named.name not in known]
        if lacking:
            told = [
                f"{self._file.place(one.where)}: `{log}` has no column `{one.name}`; {_way(one.name, heading)}"
                for one in lacking
            ]
            raise MdgError("\n".join(told))

    def rows(self, message: Any, number: int) -> Iterable[dict[str, Any]]:
        """The event of a row."""
        return (self._columns.of(message),)

    def finish(self) -> Iterable[tuple[int, str, str]]:
        """Nothing: each row stands for itself."""
        return ()

    def unseen(self) -> Iterable[tuple[str, str]]:
        """Nothing: the heading has all that the mapping names."""
        return ()


def _way(name: str, heading: list[str]) -> str:
    near = nearest(name, heading)
    if near is not None:
        return f"did you mean `{near}`?"
    more = f" and {len(heading) - MOST:,} more" if len(heading) > MOST else ""
    return f"it has {', '.join(f'`{column}`' for column in heading[:MOST])}{more}"
