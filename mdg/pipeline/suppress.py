"""Suppressions: findings that a comment in the text sets aside, and comments that do so wrongly (MDG706)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from mdg.diagnostic import Finding, Problem
from mdg.rule import listed
from mdg.rules import CODES, hint, near
from mdg.text.values import shortened

if TYPE_CHECKING:
    from mdg.text.suppression import Suppression

CODE = "MDG706"


@attrs.frozen(slots=True, repr=False, eq=False)
class Suppressed:
    """What is left after suppression, how many findings were set aside, and what is wrong with the comments."""

    kept: tuple[Finding, ...]
    count: int
    problems: tuple[Problem, ...]


def suppress(
    suppressions: Sequence[Suppression],
    findings: Sequence[Finding],
    day: dt.date,
    chosen: frozenset[str],
    *,
    of_log: bool = False,
) -> Suppressed:
    """Set aside the findings that a valid suppression names on their line, on ``day``.

    Where the findings are ``of_log``, what is wrong with the comments themselves is left to a check of the text.
    """
    problems: list[Problem] = []
    valid: dict[tuple[str, int], list[Suppression]] = {}
    for one in suppressions:
        fault = _fault(one, day)
        if fault is not None:
            problems += [] if of_log else [_problem(one, *fault)]
        else:
            valid.setdefault((one.file, one.line), []).append(one)
    kept: list[Finding] = []
    used: set[tuple[int, str]] = set()
    for finding in findings:
        place = finding.location
        covering = [one for one in valid.get((place["file"], place["line"]), ()) if finding.code in one.codes]
        used.update((id(one), finding.code) for one in covering)
        if not covering:
            kept.append(finding)
    for several in valid.values():
        for one in several:
            idle = [code for code in one.codes if (id(one), code) not in used and _is_judged(code, chosen, of_log)]
            if idle:
                problems.append(_idle(one, idle, of_log))
    return Suppressed(tuple(kept), len(findings) - len(kept), _told_apart(problems) if CODE in chosen else ())


def _is_judged(code: str, chosen: frozenset[str], of_log: bool) -> bool:
    """Whether a suppression of a code has to suppress something: its rule was run, or there is none such."""
    return code in chosen if of_log else code in chosen or code not in CODES


def _told_apart(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the text; of comments that are alike, all but the first are numbered."""
    seen: Counter[tuple[tuple[str, str], str]] = Counter()
    told = []
    for problem in sorted(problems, key=lambda one: (one.subject, _spot(one))):
        alike = problem.subject, problem.field
        seen[alike] += 1
        told.append(problem if seen[alike] == 1 else attrs.evolve(problem, field=f"{problem.field} {seen[alike]}"))
    return tuple(told)


def _spot(problem: Problem) -> tuple[int, int]:
    span = problem.place.span()
    return span.line, span.column


def _fault(one: Suppression, day: dt.date) -> tuple[str, str] | None:
    """What is wrong with a comment by itself, and the way out."""
    if one.problem is not None:
        wrong = next((code for code in one.codes if f"`{code}`" in one.problem and near(code)), None)
        return one.problem, hint(wrong) if wrong else one.help
    if one.until is not None and dt.date.fromisoformat(one.until) < day:
        return f"the suppression ended on {one.until}", "mend what it hides, or decide anew and move the date"
    return None


def _idle(one: Suppression, codes: Sequence[str], of_log: bool) -> Problem:
    names = listed(map(shortened, codes))
    unknown = next((code for code in codes if code not in CODES), None)
    if unknown is not None:
        return _problem(one, f"the suppression names {names}, and there is no such rule", hint(unknown))
    all_idle = len(codes) == len(one.codes)
    way = "take the comment away" if all_idle else f"take {names} out of it; the rest of it is of use"
    if of_log:
        way += ", unless the log is too short to show what it is for"
    return _problem(one, f"the suppression of {names} suppresses nothing", way)


def _problem(one: Suppression, message: str, help: str) -> Problem:
    return Problem(
        code=CODE,
        message=message,
        help=help,
        place=one.place,
        subject=("file", one.key),
        field=f"suppression {','.join(one.codes)} {one.reason or _written(one)}",
    )


def _written(one: Suppression) -> str:
    """The comment as it stands, on its line."""
    return one.source.lines()[one.comment_line - 1][one.column - 1 :].rstrip()
