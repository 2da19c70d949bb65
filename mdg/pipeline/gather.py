"""Running the rules on every day on which something changes, and one finding for what holds on several days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

import attrs

from mdg.diagnostic import Problem, Related
from mdg.model.landscape import ONE_DAY, Landscape
from mdg.rule import Rule, listed
from mdg.rules import ON_LANDSCAPES
from mdg.rules.compliance.law_days import law_days
from mdg.rules.occasions import occasioned


@attrs.frozen(slots=True, repr=False, eq=False)
class Held:
    """A problem, the landscape of the first day on which it held, and since and until when it does.

    ``since`` is None if it held on the first day looked at, ``until`` if it still does on the last.
    """

    problem: Problem
    landscape: Landscape | None = None
    since: dt.date | None = None
    until: dt.date | None = None


@attrs.frozen(slots=True, repr=False, eq=False)
class Gathered:
    """All that was found: problems of the text, and what the rules found, with its days."""

    problems: tuple[Problem, ...] = ()
    held: tuple[Held, ...] = ()


Key = tuple[str, tuple[str, str], str]
#: What is called with a few words on what is done now.
Progress = Callable[[str], None]


def unheard(_: str) -> None:
    """Nobody wants to know what is done."""


def judge(
    landscape: Landscape,
    chosen: frozenset[str],
    problems: tuple[Problem, ...] = (),
    progress: Progress = unheard,
) -> Gathered:
    """Run the chosen rules on ``landscape.as_of`` and on each later day on which something begins or ends.

    Law counts too: an adequacy decision that lapses, a duty that begins.
    """
    rules = [found for found in chosen_rules(landscape, chosen) if found.check is not None]
    days = tuple(sorted({*landscape.days(), *law_days(landscape)}))
    found: dict[Key, list[tuple[int, Problem]]] = {}
    readings = []
    for index, day in enumerate(days):
        reading = landscape.on(day)
        readings.append(reading)
        which = f" on day {index + 1} of {len(days)}" if len(days) > 1 else ""
        for problem in _problems(rules, reading, _by_rule(progress, which)):
            found.setdefault(_key(problem), []).append((index, problem))
    held = []
    for several in found.values():
        first, last = several[0][0], several[-1][0]
        since = days[first] if first else None
        until = None if last == len(days) - 1 else days[last + 1] - ONE_DAY
        held.append(Held(_merged(several, days), readings[first], since, until))
    return Gathered(problems, tuple(held))


def _by_rule(progress: Progress, which: str) -> Progress:
    return lambda code: progress(f"judges by {code}{which}")


def chosen_rules(landscape: Landscape, chosen: frozenset[str]) -> Iterator[Rule]:
    """The chosen rules that have something to look at."""
    return occasioned(landscape, (code for code in ON_LANDSCAPES if code in chosen and code >= "MDG1"))


def _problems(rules: list[Rule], reading: Landscape, progress: Progress) -> list[Problem]:
    """What the rules find on one day; what they would not find without drafts is about drafts.

    What they find without drafts stands, with its severity, whatever drafts would do about it.
    """
    live = reading.live()
    certain = list(_found(rules, live, progress))
    if live is reading:
        return certain
    found: dict[Key, list[Problem]] = {}
    for problem in certain:
        found.setdefault(_key(problem), []).append(problem)
    drafted: dict[Key, list[tuple[str, Problem]]] = {}
    for problem in _found(rules, reading, progress):
        drafted.setdefault(_key(problem), []).append(("with drafts", problem))
    only = [attrs.evolve(one, draft=True) for key, several in drafted.items() if key not in found for _, one in several]
    return [united(one, drafted.get(key, ())) for key, several in found.items() for one in several] + only


def _found(rules: Iterable[Rule], reading: Landscape, progress: Progress) -> Iterator[Problem]:
    """What the rules find, but for what is true of no record that can exist."""
    for one in rules:
        if one.check is not None:
            progress(one.code)
            yield from (problem for problem in one.check(reading) if problem.population is None or problem.population)


def _key(problem: Problem) -> Key:
    return problem.code, problem.subject, problem.field


def _merged(several: list[tuple[int, Problem]], days: Sequence[dt.date]) -> Problem:
    """One problem for those of several days, each by the number of its day."""
    first = several[0][1]
    if len(several) == 1:
        return first
    whole = united(first, [(f"from {days[index].isoformat()} on", problem) for index, problem in several[1:]])
    pauses = [
        Related(f"does not hold from {days[one + 1].isoformat()} to {(days[two] - ONE_DAY).isoformat()}", first.place)
        for (one, _), (two, _) in pairwise(several)
        if two > one + 1
    ]
    return attrs.evolve(whole, related=(*whole.related, *pauses)) if pauses else whole


def united(first: Problem, others: Iterable[tuple[str, Problem]]) -> Problem:
    """One problem for several of one key, about all their records, groups, systems and statements.

    Each of the ``others`` comes with the words that say when it holds; what it says in addition is told with them.
    """
    population, severity, draft = first.population, first.severity, first.draft
    systems, groups = dict.fromkeys(first.systems), dict.fromkeys(first.groups)
    related: dict[tuple[str, int, tuple[str | int, ...]], Related] = {}
    _note(related, first.related)
    said, more = {first.message}, []
    for when, problem in others:
        if problem.population is not None and problem.population is not first.population:
            population = problem.population if population is None else population | problem.population
        if problem.severity is not None and (severity is None or problem.severity.rank < severity.rank):
            severity = problem.severity
        draft = draft and problem.draft
        added = [name for name in problem.systems if name not in systems]
        added += [name for name in problem.groups if name not in groups]
        systems.update(dict.fromkeys(problem.systems))
        groups.update(dict.fromkeys(problem.groups))
        _note(related, problem.related)
        if problem.message not in said:
            said.add(problem.message)
            _note(related, (Related(f"{when}, {problem.message}", problem.place),))
            more += [f"; it concerns {listed(added)} {when}"] if added else []
    return attrs.evolve(
        first,
        message=first.message + "".join(more),
        population=population,
        seen=first.seen or first.population,
        severity=severity,
        draft=draft,
        systems=tuple(systems) if first.systems else (),
        groups=tuple(groups) if first.groups else (),
        related=tuple(related.values()),
    )


def _note(related: dict[tuple[str, int, tuple[str | int, ...]], Related], more: Iterable[Related]) -> None:
    for one in more:
        related.setdefault((one.message, id(one.place.source), one.place.path), one)
