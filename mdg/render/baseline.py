"""A baseline as its file has it: JSON whose lines are what a reviewer reads, so that a diff shows what was accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from mdg.diagnostic import Json
from mdg.render.json import harmless


def baseline(content: Mapping[str, Json]) -> str:
    """The text of the file: each key of an entry on a line, and each clause of its ``when``."""
    lines = [f"  {_text(key)}: {_text(value)}," for key, value in content.items() if key != "entries"]
    entries = ["\n".join(["    {", *_lines(entry), "    }"]) for entry in content["entries"]]
    listed = "[\n" + ",\n".join(entries) + "\n  ]" if entries else "[]"
    return harmless("\n".join(["{", *lines, f'  "entries": {listed}', "}"])) + "\n"


def _lines(entry: Mapping[str, Json]) -> Iterator[str]:
    *first, last = entry.items()
    for key, value in first:
        yield f"      {_text(key)}: {_value(key, value)},"
    yield f"      {_text(last[0])}: {_value(*last)}"


def _value(key: str, value: Json) -> str:
    if key != "when" or len(value) < 2:
        return _text(value)
    return "[\n" + ",\n".join(f"        {_text(clause)}" for clause in value) + "\n      ]"


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
