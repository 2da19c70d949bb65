"""CloudEvents 1.0 in JSON, one a line or as a batch: an envelope around what happened.

Without a mapping, ``data`` holds the columns of an event, ``source`` and ``id`` are its ``event_id`` and ``time`` its
``applied_at``, where ``data`` does not say otherwise.  A mapping says so for each type, with paths into the envelope
(``data.customer``).
See the CloudEvents specification 1.0.2, "Required Attributes", and sections 3 and 4 of its JSON format.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from orjson import JSONDecodeError, loads

from mdg.interop.feeds.faults import Faults
from mdg.interop.feeds.feed import LeftOut
from mdg.interop.feeds.losses import Lost
from mdg.interop.feeds.mapping import Columns, MappingFile
from mdg.interop.feeds.times import instant

_NEEDED = ("id", "source", "type")


class CloudEvents:
    """The types that a mapping names; without one, every type."""

    def __init__(self, file: MappingFile | None) -> None:
        self._file = file
        self._types: dict[str, Columns] | None = None
        if file is None:
            return
        faults = Faults()
        with faults.also():
            file.check_keys((), file.root, ("feed", "columns", "constants", "types"))
        names = file.section("types")
        self._types = {}
        for name in names:
            with faults.also():
                file.check_keys(("types", name), file.section("types", name), ("columns", "constants"))
            with faults.also():
                self._types[name] = Columns(file, ("types", name))
        faults.tell()
        if not names:
            raise file.wrong((), "no type is mapped; add `types: {com.example.changed: {…}}`")

    def rows(self, message: Any, number: int) -> Iterable[dict[str, Any]]:
        """The event in an envelope."""
        if message.get("specversion") != "1.0":
            raise Lost(f"it is no CloudEvent of version 1.0: `{message.get('specversion')}`")
        for name in _NEEDED:
            if not isinstance(message.get(name), str) or not message[name]:
                raise Lost(f"a CloudEvent has no `{name}`")
        if self._types is None:
            found = dict(_data(message))
        elif message["type"] in self._types:
            columns = self._types[message["type"]]
            asked = any(one.name == "data" or one.name.startswith("data.") for one in columns.awaited.names)
            found = columns.of({**message, "data": _data(message) if asked else None})
        else:
            raise LeftOut("a type that the mapping does not name", message["type"])
        if found.get("event_id") is None:
            found["event_id"] = _identity(message["source"], message["id"])
        if message.get("time") is not None and found.get("applied_at") is None:
            found["applied_at"] = instant(message["time"])
        return (found,)

    def finish(self) -> Iterable[tuple[int, str, str]]:
        """Nothing: each event stands for itself."""
        return ()

    def unseen(self) -> Iterable[tuple[str, str]]:
        """What the mapping names of a type, and none of its events had."""
        if self._file is None or self._types is None:
            return ()
        return self._file.unseen(columns.awaited for columns in self._types.values())


def _identity(source: str, id: str) -> str:
    """What tells an event from those of all sources: the source, a blank, and the id, which is unique within it.

    A source is a URI reference, in which no blank can stand, so that the first one ends it.
    """
    if " " in source:
        way = "say in a mapping what its `event_id` is"
        raise Lost(f"the `source` of a CloudEvent is no URI, which has no blank: `{source}`; {way}")
    return f"{source} {id}"


def _data(message: Mapping[str, Any]) -> Mapping[str, Any]:
    data = message.get("data")
    if data is None and isinstance(message.get("data_base64"), str):
        try:
            data = loads(base64.b64decode(message["data_base64"], validate=True))
        except (binascii.Error, JSONDecodeError, ValueError):
            raise Lost("the data of a CloudEvent is not JSON") from None
    if not isinstance(data, Mapping):
        raise Lost("the data of a CloudEvent is no JSON object")
    return data
