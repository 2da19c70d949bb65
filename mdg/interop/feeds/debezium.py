"""Change events of Debezium: what changed in a table of a captured database, when it was committed there.

A change says that it is visible in the system whose database is captured.  Unless the mapping takes ``changed_at`` and
``origin`` from columns of the row (which a replication has to keep there), the change counts as made where it is seen.
An update is about those groups of which a column differs from before; where the database does not keep what was before,
about all.  See "Change event" in the documentation of Debezium's connectors, version 3.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from mdg.interop.feeds.awaited import Awaited, named
from mdg.interop.feeds.feed import LeftOut
from mdg.interop.feeds.losses import Lost
from mdg.interop.feeds.mapping import Columns, MappingFile
from mdg.interop.feeds.times import UNITS, counted

_OPERATIONS = {"c": "create", "u": "update", "d": "delete"}
_BLOCK = ("columns", "constants", "groups", "snapshot")
#: What of a source says where a change stands in its log, and not when a connector read it.
_NO_PLACE = ("connector", "sequence", "snapshot", "version")


class Debezium:
    """The tables that a mapping names, each with its columns by group of attributes."""

    def __init__(self, file: MappingFile) -> None:
        file.check_keys((), file.root, ("feed", "columns", "constants", "tables"))
        self._file = file
        names = file.section("tables")
        if not names:
            raise file.wrong((), "no table is mapped; add `tables: {schema.table: {…}}`")
        self._tables = {name: _Table(file, name) for name in names}

    def rows(self, message: Any, number: int) -> Iterable[dict[str, Any]]:
        """The events of a change: one for each group."""
        if message is None:
            raise LeftOut("a tombstone: it follows a deletion, and only tells the message log to forget the key")
        change = message.get("payload", message) if "op" not in message else message
        if not isinstance(change, Mapping) or not isinstance(change.get("source"), Mapping) or "op" not in change:
            raise LeftOut("no change event: it has no `op` and `source` (a heartbeat, a transaction, a schema)")
        source = change["source"]
        table = self._table(source)
        if table is None:
            raise LeftOut("a table that the mapping does not name", _named(source)[0])
        return table.rows(change, source)

    def finish(self) -> Iterable[tuple[int, str, str]]:
        """Nothing: each change stands for itself."""
        return ()

    def unseen(self) -> Iterable[tuple[str, str]]:
        """What the mapping names of a table, and none of its changes had."""
        return self._file.unseen(one for table in self._tables.values() for one in table.awaited)

    def _table(self, source: Mapping[str, Any]) -> _Table | None:
        return next((self._tables[name] for name in _named(source) if name in self._tables), None)


class _Table:
    def __init__(self, file: MappingFile, name: str) -> None:
        path = ("tables", name)
        file.check_keys(path, file.section(*path), _BLOCK)
        self._columns = Columns(file, path)
        self._groups = {group: file.texts(*path, "groups", group) for group in file.section(*path, "groups")}
        columns = [
            one
            for group, said in file.section(*path, "groups").items()
            for one in named(said, (*path, "groups", group))
        ]
        self._grouped = Awaited(columns)
        self.awaited = (self._columns.awaited, self._grouped)
        self._snapshot = file.text(*path, "snapshot") or "leave_out"
        if self._snapshot not in ("leave_out", "create", "update"):
            raise file.wrong((*path, "snapshot"), "`snapshot` is one of `leave_out`, `create`, `update`")
        for needed in ("entity", "system", "record_id"):
            if needed not in self._columns.names:
                raise file.wrong(path, f"nothing says what the `{needed}` of `{name}` is", key=True)
        if not self._groups and "group" not in self._columns.names:
            raise file.wrong(path, f"nothing says which columns of `{name}` are of which group; add `groups`", key=True)

    def rows(self, change: Mapping[str, Any], source: Mapping[str, Any]) -> list[dict[str, Any]]:
        operation = self._operation(change)
        row = change.get("before") if operation == "delete" else change.get("after")
        if not isinstance(row, Mapping):
            raise Lost(f"a change has no row to it (op `{change['op']}`)")
        self._grouped.note(row.__contains__)
        found = self._columns.of({**change, "row": row})
        for name in ("record_id", "system"):
            if name not in found:
                raise Lost(f"a change has no value in the columns of `{name}`")
        found.setdefault("operation", operation)
        committed = _committed(source)
        for name in ("changed_at", "applied_at"):
            if name not in self._columns.names:
                found[name] = committed
        found.setdefault("origin", found["system"])
        found.setdefault("event_id", _identity(source, change["op"], found["record_id"]))
        if "group" in found:
            return [found]
        groups = self._changed(operation, change.get("before"), row)
        if not groups:
            raise LeftOut("an update in which no column of a mapped group differs")
        return [{**found, "group": group} for group in groups]

    def _operation(self, change: Mapping[str, Any]) -> str:
        op = change["op"]
        if not isinstance(op, str):
            raise Lost(f"the `op` of a change is no text: `{op}`")
        if op == "r":
            if self._snapshot == "leave_out":
                raise LeftOut("a row of a snapshot: it says that a row is there, and not when it came")
            return self._snapshot
        if op not in _OPERATIONS:
            raise LeftOut("an operation that changes no one record", op)
        return _OPERATIONS[op]

    def _changed(self, operation: str, before: Any, after: Mapping[str, Any]) -> list[str]:
        if operation != "update" or not isinstance(before, Mapping):
            return list(self._groups)
        return [
            group
            for group, columns in self._groups.items()
            if any(before.get(column) != after.get(column) for column in columns)
        ]


def _named(source: Mapping[str, Any]) -> list[str]:
    """The names by which a table may be meant, the fullest first."""
    parts = [str(source[key]) for key in ("db", "schema", "table", "collection") if source.get(key)]
    return [".".join(parts[start:]) for start in range(len(parts))] or ["no table"]


def _committed(source: Mapping[str, Any]) -> Any:
    for name, unit in (("ts_us", "microseconds"), ("ts_ms", "milliseconds")):
        if source.get(name) is not None:
            return counted(source[name], UNITS[unit])
    raise Lost("a change does not say when it was committed (`source.ts_ms`)")


def _identity(source: Mapping[str, Any], op: Any, record: Any) -> str:
    """The same for a change that is delivered again."""
    place = {name: value for name, value in source.items() if name not in _NO_PLACE}
    text = json.dumps([place, op, record], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
