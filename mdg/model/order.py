"""In which order the steps of a process come, and what has certainly come before a step."""

from __future__ import annotations

import functools
import graphlib
import math
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
    free: dict[str, Population] = {}
    agenda = [step]
    while agenda:
        name = agenda.pop()
        if name not in free:
            guarded = guards(process.steps[name])
            free[name] = records if guarded is None else records - guarded
            if free[name] and not opens(process.steps[name]):
                agenda += earlier[name]
    if not free[step]:
        return free[step]
    passing = [name for name, one in process.steps.items() if free.get(name) and earlier[name] and not opens(one)]
    turning = _without_beginning(earlier).intersection(passing)
    left = {name: one if name in turning or name not in passing else one - one for name, one in free.items()}
    _settle([name for name in passing if name in turning], earlier, left, free)
    _settle([name for name in passing if name not in turning], earlier, left, free)
    return left[step]


def _settle(
    names: list[str],
    earlier: Mapping[str, tuple[str, ...]],
    left: dict[str, Population],
    free: Mapping[str, Population],
) -> None:
    """To each step come the records that are left before it, but for those that it looks at; until nothing changes."""
    settled = False
    while not settled:
        settled = True
        for name in names:
            come = free[name] & functools.reduce(operator.or_, (left[one] for one in earlier[name]))
            settled, left[name] = settled and come == left[name], come


def _without_beginning(earlier: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The steps on circles into which no other step leads."""
    try:
        graphlib.TopologicalSorter(earlier).prepare()
    except graphlib.CycleError:
        before = {name: _ancestors(earlier, name) for name in earlier}
        return {name for name, several in before.items() if several and all(name in before[one] for one in several)}
    return set()


def held(
    process: Process, step: str, records: Population, guards: Callable[[Step], Population | None]
) -> Iterator[tuple[Step, float, Population]]:
    """For the guards on the ways to a step, or the step itself: how many seconds their answer is held until the step.

    Each with the records of which that is so: of each record the longest way from that guard on which no other one
    comes behind it.  Round a circle without a guard in which something is held one can go for ever (infinity).
    """
    earlier = before(process)
    leading: dict[str, list[str]] = {}
    for name in (step, *_ancestors(earlier, step)):
        for previous in earlier[name]:
            leading.setdefault(previous, []).append(name)
    looks = {name: guards(process.steps[name]) for name in dict.fromkeys((step, *leading))}
    for name, look in looks.items():
        about = None if look is None else look & records
        if about and name == step:
            yield process.steps[name], 0, about
        elif about:
            several = _carried(process, leading, looks, name, about).get(step, {})
            yield from ((process.steps[name], seconds, some) for seconds, some in several.items() if some)


def _carried(
    process: Process,
    leading: Mapping[str, list[str]],
    looks: Mapping[str, Population | None],
    guard: str,
    records: Population,
) -> dict[str, dict[float, Population]]:
    """How long a guard's answer about some records has been held where they come to, before any other looks again."""
    longest: dict[str, dict[float, Population]] = {}
    rounds, agenda = 0, [(guard, 0.0, records)]
    while agenda:
        rounds, coming = rounds + 1, agenda
        agenda = []
        for name, so_far, some in coming:
            hold = process.steps[name].hold
            # who still comes later after as many steps as there are has been round a circle
            seconds = math.inf if rounds > len(looks) else so_far + (hold.total_seconds() if hold is not None else 0)
            for following in leading.get(name, ()):
                look = looks[following]
                more = _longer(longest.setdefault(following, {}), seconds, some if look is None else some - look)
                agenda += [(following, seconds, more)] if more else []
    return longest


def _longer(found: dict[float, Population], seconds: float, records: Population) -> Population:
    """Enter records with a time; those of them for which none as long was known."""
    for known, some in found.items():
        if known >= seconds:
            records = records - some
    for known, some in [*found.items()] if records else ():
        found[known] = some - records
    if records:
        found[seconds] = found[seconds] | records if seconds in found else records
    return records


def _ancestors(earlier: Mapping[str, tuple[str, ...]], name: str) -> set[str]:
    found: set[str] = set()
    agenda = list(earlier[name])
    while agenda:
        one = agenda.pop()
        if one not in found:
            found.add(one)
            agenda += earlier[one]
    return found
