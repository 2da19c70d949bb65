"""Results as JSON, indented, keys in a fixed order; the shapes are described by the schemas in ``mdg/data/schemas``."""

from __future__ import annotations

import json
import re

from mdg.diagnostic import Json, Report

#: What JSON may hold as it is, but a terminal or a text tool could take for a command or a line end.
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def report(result: Report) -> str:
    """What ``check`` found."""
    return document(result.as_json())


def document(value: Json) -> str:
    """Any answer as one JSON document, ending in a line end; it can be encoded as UTF-8 whatever it holds."""
    return harmless(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def compact(value: Json) -> str:
    """The same on one line."""
    return harmless(json.dumps(value, ensure_ascii=False))


def harmless(text: str) -> str:
    """JSON with escapes for what could steer a terminal or cannot be encoded; it means the same."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
