"""What libyaml cannot read, in words for those who wrote it: what stands there, where, and what to write instead."""

from __future__ import annotations

import re
from typing import Any

from yaml.error import MarkedYAMLError, YAMLError

from mdg.diagnostic import Place, Related
from mdg.text.positions import Spot, TextSource
from mdg.text.values import quoted

#: what YAML allows in a text; everything else is a control character or no character at all
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INDENT_WITH_TAB = re.compile(r"[ \t]*?(\t+)")
_ESCAPE = re.compile(r"\\(?:x[^\"]{0,2}|u[^\"]{0,4}|U[^\"]{0,8}|.)", re.DOTALL)

_LINE_UP = "line it up with its neighbours, with spaces only"
_QUOTE = "put the whole text in quotes"
_BACKSLASH = "write `\\\\` for a backslash, or use single quotes"
_CLOSE = {"sequence": ("list", "[", "]"), "mapping": ("mapping", "{", "}")}
_NO_SPACE = re.compile(r"\s*(?:- +)*[A-Za-z0-9_-]+(:)[^\s:/][^:\s]*")

#: part of what libyaml says, and what to say instead; "context" points at where it began to read what it could not
_WORDS: tuple[tuple[str, str, str, str], ...] = (
    ("mapping keys are not", "a `?` where no key can begin", _QUOTE, "problem"),
    ("block sequence entries are not", "a `-` where no list can begin", "begin the list on a new line", "problem"),
    (
        "could not find expected ':'",
        "this line is neither `key: value` nor part of a text",
        "add the `:`, or indent the line if it belongs to the text above",
        "context",
    ),
    ("unknown escape", "the text in double quotes has an unknown escape {escape}", _BACKSLASH, "problem"),
    ("hexdecimal number", "the escape {escape} needs hexadecimal digits", _BACKSLASH, "problem"),
    ("invalid Unicode", "the escape {escape} is no character", "write the character itself", "problem"),
    (
        "end of stream",
        "the quotes that begin here are never closed",
        "close them, or double a quote that belongs to the text",
        "context",
    ),
    (
        "unexpected document indicator",
        "the quotes that begin here are not closed before the line {line}",
        "close them",
        "context",
    ),
    ("expected alphabetic or numeric", "a text cannot begin with `{char}`", _QUOTE, "context"),
    (
        "expected comment or line break",
        "there is text after `{char}`, which announces lines of text",
        "begin the text on the next line, or put it in quotes",
        "context",
    ),
    ("indicator equal to 0", "an indentation of 0 cannot be asked for", "leave the 0 out", "problem"),
    (
        "expected <document start>",
        "here something begins after the end of the document",
        f"{_LINE_UP}, or remove a bracket too many or a line `...`",
        "problem",
    ),
    (
        "expected key",
        "this is neither the next key of the mapping nor part of the value before it",
        f"{_LINE_UP}; close quotes and brackets; {_QUOTE} if it begins with one",
        "problem",
    ),
    (
        "expected '-' indicator",
        "this is not the next `-` of the list, nor part of the item before it",
        _LINE_UP,
        "problem",
    ),
    (
        "expected node content",
        "a value cannot begin with `{char}`",
        f"{_QUOTE}, or write the value that is missing",
        "problem",
    ),
    ("incompatible YAML", "this version of YAML is unknown", "leave the `%YAML` line out", "problem"),
    ("directive", "a line cannot begin with `%`", _QUOTE, "context"),
    ("tag", "the tag {word} has no meaning here", "leave the tag out", "context"),
)
_START = {
    "@": ("a text cannot begin with `@`", _QUOTE),
    "`": ("a text cannot begin with a back-tick", _QUOTE),
    "%": ("a text cannot begin with `%`", _QUOTE),
}


def explained(error: YAMLError, source: TextSource) -> dict[str, Any]:
    """Message, help, start and end (in characters) of the one finding about it, and what it relates."""
    text = source.text
    if not isinstance(error, MarkedYAMLError):
        return _unprintable(text)
    problem = error.problem or "this is no YAML"
    at = min(error.problem_mark.index, len(text)) if error.problem_mark else 0
    context = min(error.context_mark.index, len(text)) if error.context_mark else at
    if (tab := _tab(text, at)) is not None:
        return _said("the line is indented with a tab", "indent with spaces: YAML knows no tabs there", *tab)
    if "cannot start any token" in problem:
        return _said(*_START.get(text[at], (f"a text cannot begin with `{text[at]}`", _QUOTE)), at, at + 1)
    kind = (error.context or "").rpartition("while parsing a flow ")[2]
    if kind in _CLOSE and "expected ','" in problem:
        return _unclosed(source, *_CLOSE[kind], context, at)
    if problem.endswith(("expected key", "expected node content")) and (gap := _gap(problem, text, context, at)):
        return gap
    if "mapping values are not" in problem:
        return _colon(text, at)
    for part, message, help, where in _WORDS:
        if part in problem or part in (error.context or "").split():
            start = context if where == "context" else at
            return _said(_filled(message, text, start, at), help, start, _end(text, start))
    plain = problem.replace("did not find expected", "there should be").replace("found ", "")
    return _said(f"this is no YAML: {plain}", "put texts with signs in them in quotes", at, _end(text, at))


def _gap(problem: str, text: str, context: int, at: int) -> dict[str, Any] | None:
    """A key that is missing before a `:`, or a value before the end of the file."""
    if text[at : at + 1] == ":":
        return _said("there is no key before this `:`", "write the key", at, at + 1)
    if problem.endswith("key") or text[at:].strip():
        return None
    help = "write the value, and close every list with `]` and every mapping with `}`"
    return _said("the file ends where a value should stand", help, context, context + 1)


def _colon(text: str, at: int) -> dict[str, Any]:
    """A `: ` where no key can be: within a text, after a text that goes on, or below a value."""
    line = _line_start(text, at)
    if ": " in text[line:at]:
        return _said("a text that is not in quotes holds `: `", _QUOTE, at, at + 1)
    above = text[: max(0, line - 1)].rstrip()
    last = _line_start(above, len(above))
    if glued := _NO_SPACE.fullmatch(above, last):
        return _said("there is no space after this `:`", "write `key: value`, with a space", *glued.span(1))
    if not above:
        return _said("a `:` where no key can be", _QUOTE, at, at + 1)
    message = "a key cannot stand here: the line above already has its value"
    return _said(message, f"{_LINE_UP}; {_QUOTE} if it is part of a text", at, at + 1)


def _said(message: str, help: str, start: int, end: int) -> dict[str, Any]:
    return {"message": message, "help": help, "start": start, "end": end}


def _unprintable(text: str) -> dict[str, Any]:
    found = _UNPRINTABLE.search(text)
    start = found.start() if found else 0
    sign = f"U+{ord(text[start]):04X}" if found else "unknown"
    return _said(
        f"there is a character here that no text may have ({sign})",
        "remove it, or write it as an escape in double quotes",
        start,
        start + 1,
    )


def _tab(text: str, at: int) -> tuple[int, int] | None:
    """The tab in the indentation of the line at fault, if there is one."""
    found = _INDENT_WITH_TAB.match(text, _line_start(text, at))
    return found.span(1) if found and found.start(1) <= at else None


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _unclosed(source: TextSource, what: str, opening: str, closing: str, context: int, at: int) -> dict[str, Any]:
    """A flow collection that goes on where it should not: told at its end, or at its start if the file ends."""
    help = f"close it with `{closing}`, or put a `,` between its parts; put a text with `{opening}` or `: ` in quotes"
    if not source.text[at:].strip():
        return _said(f"the {what} that begins here is never closed", help, context, context + 1)
    said = _said(f"the {what} is not closed before this", help, at, _end(source.text, at))
    begin = Related(f"the {what} begins here", Place(Spot(source, context, context + 1)))
    return said | {"related": (begin,)}


def _filled(message: str, text: str, start: int, at: int) -> str:
    """The message with what the user wrote: the escape, the word, the line or the character there."""
    escape = _ESCAPE.match(text, text.rfind("\\", 0, at + 1)) if "{escape}" in message else None
    line = (text[at:].splitlines() or [""])[0].strip() if "{line}" in message else ""
    word = text[start : _end(text, start)]
    char = text[start : start + 1]
    return message.format(
        escape=f"`{escape.group()}`" if escape else "", line=quoted(line), word=quoted(word), char=char
    )


def _end(text: str, start: int) -> int:
    """The end of the word that begins at ``start``; at least one character on, if there is one."""
    end = start
    while end < len(text) and not text[end].isspace():
        end += 1
    return end
