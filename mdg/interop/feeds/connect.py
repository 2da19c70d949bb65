"""Messages of Kafka Connect as they are dumped: with their key beside them, with a schema around them, flattened.

Dumps of a topic (`kcat -J`, `rpk topic consume`, tables made of topics) hold the key and the value of a message, each
as JSON or as text that is JSON; the converter of Kafka Connect puts a schema beside either.  What is flattened (the
transformations ExtractNewRecordState and ExtractNewDocumentState of Debezium) is the row alone, with what was asked to
be added to it in columns that begin with ``__``; of those without a prefix `op` and the times are of the envelope, and
the rest of the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orjson import JSONDecodeError, loads

from mdg.interop.feeds.feed import LeftOut
from mdg.interop.feeds.losses import Lost

_ADDED = "__"
_ADD = "have it added: `add.fields=op,table,source.ts_ms`"
#: Fields of the envelope; its times are those of the connector, and not of the database.
_OF_ENVELOPE = ("op", "deleted", "ts_ms", "ts_us", "ts_ns")
_TABLE = ("table", "collection")
_TIMES = {"ts_ms", "ts_us", "ts_ns"}
#: Layers around a change: key and value of a message, and the schema of the value.
_DEEPEST = 4


def change_of(message: Any) -> tuple[Mapping[str, Any], Any]:
    """The change event in a message, and the key beside it, None where there is none.

    Raises LeftOut for what says of no record that it changed, and Lost for what is none of what Debezium sends.
    """
    key = None
    for _ in range(_DEEPEST):
        if message is None:
            raise LeftOut("a tombstone: it follows a deletion, and only tells the message log to forget the key")
        if not isinstance(message, Mapping):
            break
        if "op" in message and isinstance(message.get("source"), Mapping):
            return message, key
        if _is_flattened(message):
            return _unflattened(message), key
        if "payload" in message and not isinstance(message.get("source"), Mapping):
            layer = "payload"
        elif "value" in message and ("key" in message or "topic" in message):
            layer = "value"
        else:
            break
        key = _key(message["key"]) if "key" in message else key
        message = _read(message[layer])
    if isinstance(message, Mapping) and _is_told(message):
        raise LeftOut("no change event: it has no `op` and `source` (a heartbeat, a transaction, a schema)")
    raise Lost(f"it is no change event of Debezium, which has `op` and `source`; a flattened one needs its own: {_ADD}")


def _is_told(message: Mapping[str, Any]) -> bool:
    """Whether it is what Debezium tells beside changes: a heartbeat, the bounds of a transaction, a change of schema.

    What has an `op` and no source, or the other way round, is no heartbeat of a newer version either.
    """
    if message.keys() <= _TIMES:
        return True
    return {"status", "id"} <= message.keys() or not message.keys().isdisjoint(("ddl", "tableChanges"))


def _key(key: Any) -> Any:
    """The key of a message, without its schema; what is no JSON is a text."""
    try:
        found = _read(key)
    except Lost:
        return key
    while isinstance(found, Mapping) and found.keys() == {"schema", "payload"}:
        found = found["payload"]
    return found


def _read(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return loads(value)
    except JSONDecodeError:
        raise Lost("the value of a message is no JSON") from None


def _is_flattened(message: Mapping[str, Any]) -> bool:
    return f"{_ADDED}op" in message or f"{_ADDED}deleted" in message


def _unflattened(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that was flattened as the change that it was; what was there before is not known."""
    added = {name.removeprefix(_ADDED): value for name, value in row.items() if name.startswith(_ADDED)}
    source = {name.removeprefix("source_"): value for name, value in added.items() if name not in _OF_ENVELOPE}
    is_deletion = str(added.get("deleted")).lower() == "true"
    op = "d" if is_deletion else added.get("op")
    if op is None:
        raise Lost(f"a flattened change does not say whether it is a creation or an update (`__op`); {_ADD}")
    if not any(source.get(name) for name in _TABLE):
        raise Lost(f"a flattened change does not say of which table it is (`__table`); {_ADD}")
    return {"op": op, "before": row if op == "d" else None, "after": None if op == "d" else row, "source": source}
