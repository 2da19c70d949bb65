"""Change events of Debezium: what changed in a table of a captured database, when it was committed there.

A change says that it is visible in the system whose database is captured.  Unless the mapping takes ``changed_at`` and
``origin`` from columns of the row (which a replication has to keep there), the change counts as made where it is seen.
An update is about those groups of which a column differs from before; where the database does not keep what was before,
about all, but for those whose columns the database did not send as they are as they were.  One that gives a record
another id is a deletion and a creation, as Debezium itself has it for a primary key.
See "Change event" in the documentation of Debezium's connectors, version 3.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from orjson import JSONDecodeError, loads

from mdg.interop.feeds.awaited import Awaited, named
from mdg.interop.feeds.connect import change_of
from mdg.interop.feeds.faults import Faults
from mdg.interop.feeds.feed import LeftOut
from mdg.interop.feeds.losses import Lost
from mdg.interop.feeds.mapping import Columns, MappingFile, has, look
from mdg.interop.feeds.times import UNITS, counted

_OPERATIONS = {"c": "create", "u": "update", "d": "delete"}
_BLOCK = ("columns", "constants", "groups", "snapshot")
#: What of a source says where a change stands in its log, and not when a connector read it.
_NO_PLACE = ("connector", "sequence", "snapshot", "version")
#: What stands for a long value that an update left as it was, as text and as bytes.
_UNAVAILABLE = ("__debezium_unavailable_value", "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==")
_STREAMED = (None, False, "false")


class Debezium:
    """The tables that a mapping names, each with its columns by group of attributes."""

    def __init__(self, file: MappingFile) -> None:
        self._file = file
        faults = Faults()
        with faults.also():
            file.check_keys((), file.root, ("feed", "columns", "constants", "tables"))
        names = file.section("tables")
        self._tables = {}
        for name in names:
            with faults.also():
                self._tables[name] = _Table(file, name)
        faults.tell()
        if not names:
            raise file.wrong((), "no table is mapped; add `tables: {schema.table: {…}}`")

    def rows(self, message: Any, number: int) -> Iterable[dict[str, Any]]:
        """The events of a change: one for each group."""
        change, key = change_of(message)
        source = change["source"]
        if change["op"] == "m":
            raise LeftOut("a message that a program wrote into the log of its database")
        table = self._table(source)
        if table is None:
            raise LeftOut("a table that the mapping does not name", _named(source)[0])
        return table.rows({**change, "key": _document_id(key, source)}, source)

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
        faults = Faults()
        with faults.also():
            file.check_keys(path, file.section(*path), _BLOCK)
        with faults.also():
            self._columns = Columns(file, path)
        faults.tell()
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
            with faults.also():
                if needed not in self._columns.names:
                    raise file.wrong(path, f"nothing says what the `{needed}` of `{name}` is", key=True)
        faults.tell()
        if not self._groups and "group" not in self._columns.names:
            raise file.wrong(path, f"nothing says which columns of `{name}` are of which group; add `groups`", key=True)
        if self._groups and "group" in self._columns.names:
            raise file.wrong(
                (*path, "groups"), f"there is a `group` for all of `{name}` already; leave out one", key=True
            )

    def rows(self, change: Mapping[str, Any], source: Mapping[str, Any]) -> list[dict[str, Any]]:
        operation = self._operation(change, source)
        before, after = _row(change.get("before")), _row(change.get("after"))
        row = before if operation == "delete" else after
        if row is None and change["key"] is not None and operation != "create":
            row = {}  # MongoDB may send no more than the key
        if row is None:
            raise Lost(f"a change has no row to it, and no key beside it (op `{change['op']}`)")
        self._grouped.note(lambda column: has(row, column))
        known = {name: _kept(value, name, before) for name, value in row.items()}
        new = self._event({**change, "row": known}, source, operation, change["op"])
        if operation != "update":
            return self._by_group(new, list(self._groups))
        if before is not None and self._other_record({**change, "row": before}, new["record_id"]):
            old = self._event({**change, "row": before}, source, "delete", "d")
            new = self._event({**change, "row": known}, source, "create", "c")
            return [*self._by_group(old, list(self._groups)), *self._by_group(new, list(self._groups))]
        return self._by_group(new, self._changed(change, before, row))

    def _event(self, change: Mapping[str, Any], source: Mapping[str, Any], operation: str, op: str) -> dict[str, Any]:
        """A change without its groups."""
        found = self._columns.of(change)
        for name in ("record_id", "system"):
            if name not in found:
                raise Lost(f"a change has no value in the columns of `{name}`")
        found.setdefault("operation", operation)
        for name in ("changed_at", "applied_at"):
            if name not in self._columns.names:
                found[name] = _committed(source)
        found.setdefault("origin", found["system"])
        found.setdefault("event_id", _identity(source, op, found["record_id"]))
        return found

    def _other_record(self, change: Mapping[str, Any], record: Any) -> bool:
        """Whether a record had another id before; where the database did not keep it, it had none."""
        old = self._columns.value("record_id", change)
        return old is not None and old != record

    def _by_group(self, found: dict[str, Any], groups: list[str]) -> list[dict[str, Any]]:
        if "group" in found:
            return [found]
        if not groups:
            raise LeftOut("an update in which no column of a mapped group differs")
        return [{**found, "group": group} for group in groups]

    def _operation(self, change: Mapping[str, Any], source: Mapping[str, Any]) -> str:
        op = change["op"]
        if not isinstance(op, str):
            raise Lost(f"the `op` of a change is no text: `{op}`")
        if op == "r" or (op == "c" and source.get("snapshot") not in _STREAMED):
            if self._snapshot == "leave_out":
                raise LeftOut("a row of a snapshot: it says that a row is there, and not when it came")
            return self._snapshot
        if op not in _OPERATIONS:
            raise LeftOut("an operation that changes no one record", op)
        return _OPERATIONS[op]

    def _changed(
        self, change: Mapping[str, Any], before: Mapping[str, Any] | None, after: Mapping[str, Any]
    ) -> list[str]:
        """The groups that an update is about."""
        described = _described(change.get("updateDescription")) if before is None else None

        def differs(column: str) -> bool:
            value = look(after, column)
            if _is_unavailable(value):
                return False
            if described is not None:
                return any(_within(column, one) or _within(one, column) for one in described)
            return before is None or look(before, column) != value

        return [group for group, columns in self._groups.items() if any(differs(column) for column in columns)]


def _row(value: Any) -> Mapping[str, Any] | None:
    """A row, or a document of MongoDB, which is JSON in a text."""
    if isinstance(value, str):
        try:
            value = loads(value)
        except JSONDecodeError:
            raise Lost("the row of a change is a text, and no JSON") from None
    return value if isinstance(value, Mapping) else None


def _document_id(key: Any, source: Mapping[str, Any]) -> Any:
    """The key of a message; of MongoDB, with the id of the document as it stands in that."""
    if source.get("connector") != "mongodb" or not isinstance(key, Mapping) or not isinstance(key.get("id"), str):
        return key
    try:
        return {**key, "id": loads(key["id"])}
    except JSONDecodeError:
        return key


def _is_unavailable(value: Any) -> bool:
    return value in _UNAVAILABLE or value in ([one] for one in _UNAVAILABLE)


def _kept(value: Any, column: str, before: Mapping[str, Any] | None) -> Any:
    """The value of a column; of one that was left as it was, what it was before, None where nobody knows."""
    if not _is_unavailable(value):
        return value
    return None if before is None or _is_unavailable(before.get(column)) else before.get(column)


def _described(description: Any) -> list[str] | None:
    """The fields of a document that MongoDB tells of as changed; None where it tells of none."""
    if not isinstance(description, Mapping):
        return None
    parts = [description.get(name) or [] for name in ("removedFields", "truncatedArrays")]
    if not all(isinstance(part, list) for part in parts):
        raise Lost("the `updateDescription` of a change does not say which fields changed")
    removed, cut = parts
    updated = _row(description.get("updatedFields")) or {}
    told = [*updated, *removed, *(one.get("field") for one in cut if isinstance(one, Mapping))]
    return [str(one) for one in told] or None


def _within(field: str, other: str) -> bool:
    return field == other or field.startswith(f"{other}.")


def _named(source: Mapping[str, Any]) -> list[str]:
    """The names by which a table may be meant, the fullest first."""
    parts = [str(source[key]) for key in ("db", "schema", "table", "collection") if source.get(key)]
    return [".".join(parts[start:]) for start in range(len(parts))] or ["no table"]


def _committed(source: Mapping[str, Any]) -> Any:
    for name, unit in (("ts_us", "microseconds"), ("ts_ns", "nanoseconds"), ("ts_ms", "milliseconds")):
        if source.get(name):  # 0 is written where the database told no time
            return counted(source[name], UNITS[unit])
    raise Lost("a change does not say when it was committed (`source.ts_ms`)")


def _identity(source: Mapping[str, Any], op: Any, record: Any) -> str:
    """The same for a change that is delivered again."""
    place = {name: value for name, value in source.items() if name not in _NO_PLACE}
    text = json.dumps([place, op, record], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
