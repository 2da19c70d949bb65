"""JSON to the same trees as YAML: numbers, `true`, `false` and `null` as the texts that stand in the source.

Read at the speed of the standard library's C scanner.  Places are looked for when a finding asks: values before the one
in question are skipped by the same scanner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from mdg.diagnostic import PathPart
from mdg.text.json_positions import Entry, JsonIndex
from mdg.text.positions import TextSource, Tree, refused, repeated, wrong_top

#: containers within containers, as for YAML
MAX_DEPTH = 100

_WORDS = {None: "null", True: "true", False: "false"}
_TEXT_OR_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])|(NaN|-?Infinity)', re.DOTALL)
_SURROGATE = re.compile(
    r"\\(?:[^uU]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|u)"
)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+|.', re.DOTALL)
#: part of what the standard library says, and what to say instead: message, help
_SAID = (
    (
        "enclosed in double quotes",
        "a key in double quotes should stand here",
        "put the key in double quotes; remove a `,` before a closing `}`",
    ),
    ("Illegal trailing comma", "nothing follows this `,`", "remove it"),
    ("':' delimiter", "a `:` should stand here", "write a `:` after the key"),
    (
        "',' delimiter",
        "a `,` or a closing bracket should stand here",
        "put a `,` between the parts, or close the bracket",
    ),
    (
        "Expecting value",
        "a value should stand here",
        "put texts in double quotes; remove comments, and a `,` before a closing bracket",
    ),
    ("Extra data", "here something begins after the end of the JSON", "remove it, or a bracket too many before it"),
    (
        "Invalid control character",
        "a text goes on after the end of its line, or holds a control character",
        "close its quotes, or write `\\n` or `\\t` in it",
    ),
    ("Unterminated string", "the quotes that begin here are never closed", "close them"),
    ("Invalid \\uXXXX", "`\\u` needs four hexadecimal digits", "write `\\\\` for a backslash"),
    ("Invalid \\escape", "JSON has no such escape", "write `\\\\` for a backslash"),
)


class _Constant(Exception):
    """A number that JSON does not have."""


class _TooDeep(Exception):
    """More containers within containers than any landscape has."""


def _refuse(constant: str) -> NoReturn:
    raise _Constant(constant)


def read_json(source: TextSource, *, max_depth: int = MAX_DEPTH) -> Tree:
    """Read the bytes of ``source`` and set its index; what is wrong comes back as problems, never as an exception."""
    text = source.text
    if not text.strip(" \t\r\n"):
        return Tree()
    double: list[dict[str, Any]] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            made = {}
            for key, value in pairs:
                made.setdefault(key, value)
            double.append(made)
        return made

    decoder = json.JSONDecoder(object_pairs_hook=mapping, parse_int=str, parse_float=str, parse_constant=_refuse)
    try:
        top = [decoder.decode(text)]
        mappings = settle(top, max_depth)
    except json.JSONDecodeError as error:
        return _explained(source, error)
    except (_TooDeep, RecursionError):
        start = _deeper(text, max_depth)
        help = "flatten it: a landscape needs about ten levels"
        return refused(source, f"this is nested more than {max_depth} levels deep", start, start + 1, help)
    except _Constant as error:
        start = next((found.start() for found in _TEXT_OR_SIGN.finditer(text) if found[3]), 0)
        return refused(source, f"JSON has no `{error}`", start, start + len(str(error)), "write a number, or a text")
    if (lone := _lone_surrogate(text)) is not None:
        help = "write both halves of the pair, or the character itself"
        return refused(source, f"`{text[slice(*lone)]}` is half of a character", *lone, help)
    return _tree(source, top[0], double, mappings)


def settle(top: list[Any], max_depth: int) -> int:
    """Turn what is no text, mapping or list into the text it was, level by level; refuse too many levels.

    The answer is the number of mappings in ``top``.
    """
    level: list[Any] = [top]
    mappings = 0
    for _ in range(max_depth + 1):
        below: list[Any] = []
        for node in level:
            mapping = node.__class__ is dict
            mappings += mapping
            for key, value in node.items() if mapping else enumerate(node):
                kind = value.__class__
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    below.append(value)
                else:
                    node[key] = _WORDS[value]
        if not below:
            return mappings
        level = below
    raise _TooDeep


def _tree(source: TextSource, root: Any, double: list[dict[str, Any]], mappings: int) -> Tree:
    if not isinstance(root, dict):
        return wrong_top(source, "a list" if isinstance(root, list) else "a text")
    text = source.text
    index = JsonIndex(source, len(text) - len(text.lstrip()), root, 0 if double else mappings)
    source.index = index
    problems = []
    doubles: list[tuple[tuple[PathPart, ...], Any]] = []
    for path in _paths(root, double):
        places: dict[PathPart, list[Entry]] = {}
        for entry in index.parts(path):
            places.setdefault(entry.part, []).append(entry)
        for key, (first, *others) in places.items():
            if others:
                spots = [(entry.key_start, entry.key_end) for entry in others]
                problems.append(repeated(source, (*path, key), (first.key_start, first.key_end), spots))
                stretches = (text[entry.start : index.end(entry.start)] for entry in others)
                doubles.extend(((*path, key), json.loads(stretch)) for stretch in stretches)
    return Tree(root=root, problems=tuple(problems), doubles=tuple(doubles))


def _paths(root: dict[str, Any], wanted: list[dict[str, Any]]) -> Iterator[tuple[PathPart, ...]]:
    """The paths of the mappings given, in the order of the file."""
    marks = {id(mapping) for mapping in wanted}
    stack: list[tuple[tuple[PathPart, ...], Any]] = [((), root)] if marks else []
    while stack:
        path, node = stack.pop()
        if id(node) in marks:
            yield path
        parts = node.items() if isinstance(node, dict) else enumerate(node)
        stack.extend(reversed([((*path, part), value) for part, value in parts if not isinstance(value, str)]))


def _explained(source: TextSource, error: json.JSONDecodeError) -> Tree:
    """What the standard library could not read, in plain words."""
    text, start = source.text, error.pos
    message, help = f"this is no JSON: {error.msg}", "write it as JSON has it, or name the file `.yaml`"
    message, help = next(((said, way) for part, said, way in _SAID if part in error.msg), (message, help))
    start -= text[max(0, start - 1) : start + 1] == "\\u"  # the place of `\\u` is behind the backslash
    if not text[start:].strip(" \t\r\n"):
        message, start = "the file ends before its brackets are closed", max(0, len(text.rstrip()) - 1)
        help = "close what is open"
    token = _TOKEN.match(text, start)
    end = token.end() if token and text[start] not in '"\r\n' else start + 1
    end = start if text[start : start + 1] in ("\r", "\n") else end
    return refused(source, message, start, min(end, len(text)), help)


def _deeper(text: str, limit: int) -> int:
    """Where the first container begins that lies too deep."""
    depth = 0
    for found in _TEXT_OR_SIGN.finditer(text):
        depth += bool(found[1]) - bool(found[2])
        if depth > limit:
            return found.start()
    return 0


def _lone_surrogate(text: str) -> tuple[int, int] | None:
    """The first escape that is half of a character, such as the first of ``\\ud83d\\ude00`` alone."""
    if "\\ud" not in text and "\\uD" not in text:
        return None
    return next((found.span() for found in _SURROGATE.finditer(text) if found[1]), None)
