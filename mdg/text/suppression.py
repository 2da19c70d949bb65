"""Suppressions: comments that silence a finding, with their reason.

``# mdg: ignore[MDG203] the reason`` stands on the line that the finding points at, or alone on the line above it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import attrs

from mdg.diagnostic import Place
from mdg.text.positions import Spot, TextSource
from mdg.text.suggest import nearest
from mdg.text.values import quoted

# Patterns are compiled on first use: most landscapes have no suppression.
_BEGIN = r"\#[ \t]*mdg[ \t]*:?[ \t]*ignore(?![A-Za-z0-9_])"
_MISSPELT = r"\#[ \t]*mdg[ \t]*:[ \t]*(?!ignore[ \t]*\[)([A-Za-z-]+)[ \t]*\[([^\]\r\n]*)"
_COMMENT = rf"(?i)(?:(?<=[ \t\r\n])|(?<![\s\S]))(?:{_BEGIN}|{_MISSPELT})"
_FORM = rf"(?i){_BEGIN}[ \t]*\[([^\]\r\n]*)\]([^\r\n]*)"
_REST = r"[^\r\n]*"
_CODE = r"[A-Z]+[0-9]+"
_UNTIL = r"(?:^|\s)until=(\S*)"
_APART = r"(?:^|\s)until(?:[ \t]+=|=(?:[ \t]|$))"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NO_CODE = "this suppression names no code"
_EXAMPLE = "write it as `# mdg: ignore[MDG102] the reason`"
_ONLY_COMMENT = r"[ \t]*(?:\#[^\r\n]*)?"


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Suppression:
    """One comment: ``line`` is the one whose findings it silences, ``comment_line`` the one on which it stands.

    Lines and columns count from 1.  A ``problem`` says why it silences nothing; the codes may be read all the same.
    ``reason`` is empty and ``problem`` says so where none is given; ``until`` is a day as written, or None.
    """

    source: TextSource
    line: int
    comment_line: int
    column: int
    codes: tuple[str, ...] = ()
    reason: str = ""
    until: str | None = None
    problem: str | None = None
    help: str = ""
    place: Place

    @property
    def file(self) -> str:
        """The file as in the spans of findings."""
        return self.source.name

    @property
    def key(self) -> str:
        """The file as in fingerprints."""
        return self.source.key


def suppressions(source: TextSource) -> tuple[Suppression, ...]:
    """The suppressions in the comments of a YAML file that was read."""
    text, index = source.text, source.index
    if index is None:
        return ()
    starts = index.comments([found.start() for found in re.finditer(_COMMENT, text) if _meant(found)])
    ends = [
        min(re.compile(_REST).match(text, start).end(), following)  # type: ignore[union-attr]
        for start, following in zip(starts, [*starts, len(text)][1:], strict=True)
    ]
    targets: dict[int, int] = {}
    found = [_read(source, start, end, targets) for start, end in zip(reversed(starts), reversed(ends), strict=True)]
    return tuple(reversed(found))


def _meant(found: re.Match[str]) -> bool:
    """Whether a comment is meant to suppress: `ignore` stands in it, a word like that, or the code of a rule."""
    word, inside = found[1], found[2]
    return word is None or nearest(word, ["ignore"]) is not None or "MDG" in inside.upper()


def _read(source: TextSource, start: int, end: int, targets: dict[int, int]) -> Suppression:
    written = source.text[start:end].rstrip()
    span = source.span(start, start + len(written))
    place = Place(Spot(source, start, start + len(written)))
    line = _target(source.lines(), span.line, targets)
    form = re.match(_FORM, written)
    codes = tuple(code.strip() for code in form[1].split(",") if code.strip()) if form else ()
    rest = form[2] if form else ""
    until = re.search(_UNTIL, rest)
    reason = re.sub(_UNTIL, " ", rest).strip(" \t:-\N{EN DASH}\N{EM DASH}#")
    problem, help = _fault(form is not None, codes, reason, until[1] if until else None)
    misspelt = re.match(rf"(?i){_MISSPELT}", written)
    if misspelt:
        problem, help = f"{quoted(misspelt[1])} is not `ignore`", _EXAMPLE
    elif form and problem != _NO_CODE and re.search(_APART, rest):
        problem, help = "`until` stands apart from its day", "write it without blanks, as `until=2027-01-31`"
    elif problem is None and len(re.findall(_UNTIL, rest)) > 1:
        problem, help = "this suppression has `until=` twice", "keep one of them"
    return Suppression(
        source=source,
        line=line,
        comment_line=span.line,
        column=span.column,
        codes=codes,
        reason=reason,
        until=until[1] if until else None,
        problem=problem,
        help=help,
        place=place,
    )


def _fault(formed: bool, codes: tuple[str, ...], reason: str, until: str | None) -> tuple[str | None, str]:
    """Why it silences nothing, and the way out."""
    if not formed or not codes:
        return _NO_CODE, _EXAMPLE
    wrong = next((code for code in codes if not re.fullmatch(_CODE, code)), None)
    if wrong is not None:
        return f"{quoted(wrong)} is no code of a rule", "write codes such as `MDG102`, with commas between them"
    if until is not None and not _is_day(until):
        return f"{quoted(until)} is no day", "write it as `until=2027-01-31`"
    if not reason:
        return "this suppression gives no reason", "write the reason after the `]`"
    return None, ""


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(_DAY, text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def _target(lines: Sequence[str], line: int, known: dict[int, int]) -> int:
    """The line meant: its own, or, of a comment alone on its line, the next one that is more than a comment.

    ``known`` keeps the answers for comments below, so that a long run of them is gone through once.
    """
    if not re.fullmatch(_ONLY_COMMENT, lines[line - 1]):
        return line
    below = line + 1
    while below not in known and below <= len(lines) and lines[below - 1].strip().startswith("#"):
        below += 1
    known[line] = known.get(below, below)
    return known[line]
