"""Running the rules on every day on which something changes, and one finding for what holds on several days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from mdg.diagnostic import Problem, Related
from mdg.model.landscape import ONE_DAY, Landscape
from mdg.rule import Rule
from mdg.rules import CODES, rule


@attrs.frozen(slots=True, eq=False)
class Held:
    """A problem, the landscape of the first day on which it held, and since and until when it does.

    ``since`` is None if it held on the first day looked at, ``until`` if it still does on the last.
    """

    problem: Problem
    landscape: Landscape | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@attrs.frozen(slots=True, eq=False)
class Gathered:
    """All that was found: problems of the text, and what the rules found, with its days."""

    problems: tuple[Problem, ...] = ()
    held: tuple[Held, ...] = ()


Key = tuple[str, tuple[str, str], str]


def judge(landscape: Landscape, chosen: frozenset[str], problems: tuple[Problem, ...] = ()) -> Gathered:
    """Run the chosen rules on ``landscape.as_of`` and on each later day on which something begins or ends."""
    rules = [found for found in chosen_rules(landscape, chosen) if found.check is not None]
    days = landscape.days()
    found: dict[Key, list[tuple[int, Problem]]] = {}
    readings = []
    for index, day in enumerate(days):
        reading = landscape.on(day)
        readings.append(reading)
        for problem in _problems(rules, reading):
            found.setdefault(_key(problem), []).append((index, problem))
    held = []
    for several in found.values():
        first, last = several[0][0], several[-1][0]
        since = days[first] if first else None
        until = None if last == len(days) - 1 else days[last + 1] - ONE_DAY
        held.append(Held(_merged([problem for _, problem in several]), readings[first], since, until))
    return Gathered(problems, tuple(held))


def chosen_rules(landscape: Landscape, chosen: frozenset[str]) -> Iterator[Rule]:
    """The chosen rules that have something to look at."""
    return (rule(code) for code in CODES if code in chosen and code >= "MDG1")


def _problems(rules: list[Rule], reading: Landscape) -> list[Problem]:
    """What the rules find on one day; what they would not find without drafts is about drafts."""
    found = list(_found(rules, reading))
    live = reading.live()
    if live is not reading and found:
        anyway = {_key(problem) for problem in _found(rules, live)}
        found = [problem if _key(problem) in anyway else attrs.evolve(problem, draft=True) for problem in found]
    return found


def _found(rules: Iterable[Rule], reading: Landscape) -> Iterator[Problem]:
    for one in rules:
        if one.check is not None:
            yield from one.check(reading)


def _key(problem: Problem) -> Key:
    return problem.code, problem.subject, problem.field


def _merged(several: list[Problem]) -> Problem:
    """One problem for those of several days: the first, about all their records and statements."""
    first = several[0]
    if len(several) == 1:
        return first
    population = first.population
    related: dict[tuple[str, int, tuple[str | int, ...]], Related] = {}
    severity = first.severity
    for problem in several:
        if problem.population is not None and problem is not first:
            population = problem.population if population is None else population | problem.population
        for other in problem.related:
            related.setdefault((other.message, id(other.place.source), other.place.path), other)
        if problem.severity is not None and (severity is None or problem.severity.rank < severity.rank):
            severity = problem.severity
    draft = all(problem.draft for problem in several)
    return attrs.evolve(first, population=population, related=tuple(related.values()), severity=severity, draft=draft)
