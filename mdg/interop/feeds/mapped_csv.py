"""Plain CSV of whatever columns: a mapping says which of them gives which column of an event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mdg.interop.feeds.mapping import Columns, MappingFile
from mdg.model.event import REQUIRED


class MappedCSV:
    """Each row is one event."""

    def __init__(self, file: MappingFile) -> None:
        file.check_keys((), file.root, ("feed", "columns", "constants"))
        self._columns = Columns(file)
        missing = [name for name in REQUIRED if name not in self._columns.names]
        if missing:
            raise file.wrong((), f"nothing says where `{missing[0]}` comes from; add it to `columns` or `constants`")

    def rows(self, message: Any, number: int) -> Iterable[dict[str, Any]]:
        """The event of a row."""
        return (self._columns.of(message),)

    def finish(self) -> Iterable[tuple[int, str, str]]:
        """Nothing: each row stands for itself."""
        return ()
