"""In which order the steps of a process come, and what has certainly come before a step."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping

from mdg.model.use import Process, Step
from mdg.population import Population


def before(process: Process) -> dict[str, tuple[str, ...]]:
    """For each step those that come just before it: those that it names, else the one written before it."""
    found: dict[str, tuple[str, ...]] = {}
    last: str | None = None
    for name, step in process.steps.items():
        found[name] = step.after if step.after is not None else (() if last is None else (last,))
        last = name
    return found


def ancestors(process: Process) -> dict[str, set[str]]:
    """For each step all that come before it, over any number of steps."""
    earlier = before(process)
    return {name: _ancestors(earlier, name) for name in process.steps}


def cycles(process: Process) -> list[tuple[str, ...]]:
    """The steps that come before themselves, in groups that do so together, in the order of the text."""
    earlier = ancestors(process)
    found: list[tuple[str, ...]] = []
    for name in process.steps:
        together = tuple(other for other in process.steps if other in earlier[name] and name in earlier[other])
        if together and together not in found:
            found.append(together)
    return found


def unguarded(
    process: Process,
    step: str,
    records: Population,
    guards: Callable[[Step], Population | None],
    opens: Callable[[Step], bool] = lambda _: False,
) -> Population:
    """The records with which a step can be reached on some path that no guard is on.

    ``guards`` tells of which records a step is one, None for none; ``opens`` whether it lets in others again, so that
    guards before it do not count.  A guard counts for the step itself too.  A circle of steps that nothing leads into
    has no beginning: it is as though one had always been on it, so that a guard on every way round it counts.
    """
    earlier = before(process)
    left: dict[str, Population] = {}
    agenda = [step]
    while agenda:
        name = agenda.pop()
        if name not in left:
            guarded = guards(process.steps[name])
            left[name] = records if guarded is None else records - guarded
            if left[name] and not opens(process.steps[name]):
                agenda += earlier[name]
    passing = [name for name, one in process.steps.items() if left.get(name) and earlier[name] and not opens(one)]
    settled = False
    while not settled:
        settled = True
        for name in passing if left[step] else ():
            come = left[name] & functools.reduce(operator.or_, (left[one] for one in earlier[name]))
            settled, left[name] = settled and come == left[name], come
    return left[step]


def between(process: Process, guard: Callable[[Step], bool], step: str) -> Iterator[tuple[str, ...]]:
    """The ways from the nearest guards to a step, each the steps from the guard on, without the step itself."""
    earlier: Mapping[str, tuple[str, ...]] = before(process)
    agenda: list[tuple[str, ...]] = [(previous,) for previous in earlier[step]]
    seen: set[str] = set()
    while agenda:
        way = agenda.pop()
        if guard(process.steps[way[0]]):
            yield way
        elif way[0] not in seen:
            seen.add(way[0])
            agenda += [(previous, *way) for previous in earlier[way[0]] if previous not in way]


def _ancestors(earlier: Mapping[str, tuple[str, ...]], name: str) -> set[str]:
    found: set[str] = set()
    agenda = list(earlier[name])
    while agenda:
        one = agenda.pop()
        if one not in found:
            found.add(one)
            agenda += earlier[one]
    return found
