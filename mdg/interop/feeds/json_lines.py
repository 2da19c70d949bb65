"""JSON lines: one value a line; or a file that is one JSON array, or one value over several lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from orjson import JSONDecodeError, loads

#: A position in an input, what stands there, and what is wrong with it, if anything is.
Item = tuple[int, Any, str | None]
#: Lines of more bytes are no messages.
MAX_LINE = 32 * 2**20
_BLANKS = b" \t\r"
_NO_OBJECT = "it is no JSON object"


def json_lines(stream: BinaryIO, *, nulls: bool = False) -> Iterator[Item]:
    """Each line's object with its number; of an array, each element with its place, counted from 1.

    What is no JSON object comes as the text that it is, with a reason; so does ``null``, unless ``nulls`` says that it
    means something.  Empty lines are passed over.
    """
    first = _first(stream)
    if first is None:
        return
    number, line = first
    if line.lstrip()[:1] == b"[" or (line.strip() == b"{"):
        yield from _judged(_whole(line + stream.read(), number), nulls)
        return
    yield from _judged(_line(number, _to_end(stream, line)), nulls)
    while line := stream.readline(MAX_LINE):
        number += 1
        try:
            found = loads(line)
            # each name makes one of these once blanks are out, so that with no more of them none is said twice
            if type(found) is dict and line.translate(None, _BLANKS).count(b'":') <= len(found):
                yield number, found, None
                continue
        except JSONDecodeError:
            pass
        yield from _judged(_line(number, _to_end(stream, line)), nulls)


def _judged(items: Iterator[Item], nulls: bool) -> Iterator[Item]:
    for number, found, fault in items:
        yield number, found, fault or (_NO_OBJECT if found is None and not nulls else None)


def _first(stream: BinaryIO) -> tuple[int, bytes] | None:
    """The first line that is not empty, and its number."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            return number, line
    return None


def _to_end(stream: BinaryIO, line: bytes) -> bytes:
    """The line, or of one that is too long its beginning, the rest of it being read and let go."""
    rest = line
    while len(rest) == MAX_LINE and not rest.endswith(b"\n"):
        rest = stream.readline(MAX_LINE)
    return line


def _line(number: int, line: bytes) -> Iterator[Item]:
    if not line.strip():
        return
    if len(line) >= MAX_LINE:
        yield number, _shown(line[:1000]), f"the line has more than {MAX_LINE // 2**20} MB"
        return
    try:
        found = loads(line)
        again = _again(json.loads(line, object_pairs_hook=_pairs))
    except (JSONDecodeError, RecursionError, ValueError) as wrong:
        yield number, _shown(line), f"it is no JSON: {_said(wrong)}"
        return
    yield number, _shown(line) if again else found, _fault(found, again)


def _whole(text: bytes, number: int) -> Iterator[Item]:
    try:
        loads(text)  # stricter than the standard library: no NaN
        found = json.loads(text, object_pairs_hook=_pairs, parse_int=_whole_number)
    except (JSONDecodeError, RecursionError, ValueError) as wrong:
        yield from _after_all_lines(text, number, _said(wrong))
        return
    for place, element in enumerate(found if isinstance(found, list) else [found], 1):
        yield place, element, _fault(element, _again(element))


def _after_all_lines(text: bytes, number: int, said: str) -> Iterator[Item]:
    """What is no JSON as a whole: each of its lines for itself."""
    for line in text.splitlines(keepends=True):
        for place, found, fault in _line(number, line):
            yield place, found, fault or (None if isinstance(found, dict) else f"it is no JSON: {said}")
        number += 1


def _fault(found: object, again: str | None) -> str | None:
    if found is None:
        return None
    if not isinstance(found, dict):
        return _NO_OBJECT
    return f"`{again}` stands in it twice" if again is not None else None


class _Twice(dict[str, Any]):
    """An object in which a name stands twice; most readers would take the last, in silence."""

    name = ""


def _pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) == len(items):
        return found
    twice = _Twice(found)
    names = [name for name, _ in items]
    twice.name = next(name for name in names if names.count(name) > 1)
    return twice


def _whole_number(digits: str) -> int | float:
    """A number as lines have it, too: one of more than 64 bits is a fraction."""
    if len(digits) <= 20:
        number = int(digits)
        if -(2**63) <= number < 2**64:
            return number
    return float(digits)


def _again(value: object) -> str | None:
    """A name that stands twice in an object somewhere in a value."""
    if isinstance(value, _Twice):
        return value.name
    inside: list[Any] = []
    if isinstance(value, dict):
        inside = list(value.values())
    elif isinstance(value, list):
        inside = value
    return next((name for one in inside if (name := _again(one)) is not None), None)


def _said(wrong: Exception) -> str:
    text = str(wrong).partition(": line ")[0] or "it is nested too deeply"
    return text[:1].lower() + text[1:]


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace").rstrip("\r\n")
