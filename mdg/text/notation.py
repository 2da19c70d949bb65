"""Values in the notation of the language, so that what is shown can be pasted into a landscape."""

from __future__ import annotations

import re

from mdg.diagnostic import Json

#: Text that YAML reads back as itself in every place, also inside brackets.
_PLAIN = re.compile(r"[^\W_](?:[\w./@+-]|[ ](?! )(?=\S))*", re.UNICODE)


def notation(value: Json) -> str:
    """A mapping, list or text on one line: ``{role: customer, country: [DE, AT]}``."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{notation(key)}: {notation(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return "[" + ", ".join(map(notation, items)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar(str(value))


def scalar(text: str) -> str:
    """A text as YAML takes it back: bare where that is safe, in double quotes otherwise."""
    if _PLAIN.fullmatch(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
