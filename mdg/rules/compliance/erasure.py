"""How to erase a record, or a population, everywhere: in which order, by what means, and when it can be verified.

Upstream goes first: what is erased downstream before is brought back by the next load.  A system is erased once all
that brings records to it has been, and what was under way has landed; one that a deletion comes to, once that has come.
Systems that wait for each other in these ways are erased together, while the flows that would bring records back pause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from mdg.diagnostic import MdgError
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.uses import uses
from mdg.population import Population
from mdg.rules.compliance.applying import law_of, shortest_days
from mdg.rules.compliance.erasing import as_deletions_go, deleting, kept, personal_groups
from mdg.rules.compliance.erasure_beside import cached, referring
from mdg.rules.compliance.erasure_steps import Erasure, Kept, Merged, Step
from mdg.topology import UNBOUNDED, Link, Network, network
from mdg.topology.bounds import bounds
from mdg.topology.cohorts import cohorts
from mdg.topology.components import components
from mdg.topology.reach import Set, union_of
from mdg.topology.timetable import timetable


def erasure(reading: Landscape, entity: str, population: Population) -> Erasure:
    """The plan for some records of an entity, as a landscape reads on a day.

    MdgError where no system holds personal data of them.
    """
    net = network(as_deletions_go(reading), reading.entities[entity])
    about: Set = population.members
    held = {system: records & about for system, records in _held(net).items()}
    held = {system: records for system, records in held.items() if records != net.nothing}
    if not held:
        raise MdgError(f"no system holds personal data of such a `{entity}`, so there is nothing to erase")
    links = [link for link in net.links if _brings(net, link, held, about)]
    steps = tuple(_steps(net, about, held, links))
    caches = tuple(cached(reading, entity, population, {step.system: step for step in steps}))
    law = law_of(reading)
    fact, span = law.fact("erasure_within", reading.as_of), law.span("erasure_within", reading.as_of)
    return Erasure(
        entity=entity,
        population=population,
        suppress=tuple(sorted({origin for origin, born in net.born.items() if born & about != net.nothing})),
        merged=tuple(_merged(reading, entity, population)),
        spared=tuple(_spared(net, about, steps)),
        steps=steps,
        caches=caches,
        referring=tuple(referring(reading, entity)),
        tell=tuple(_told(net, held, about)),
        verifiable=max([step.earliest for step in steps] + [one.earliest for one in caches]),
        limit=None if span is None else shortest_days(span) * 86_400,
        article=None if fact is None else fact.article,
    )


def _held(net: Network) -> dict[str, Set]:
    """For each system the records of which it keeps personal data that is not its own supply.

    A copy stays when its record leaves the population of the flow that brought it, unless the flow takes it away.
    """
    found: dict[str, Set] = {}
    for cohort in cohorts(net):
        for system, records in kept(cohort).items():
            found[system] = found[system] | records if system in found else records
    staying = {link.target for link in net.links if link.delivers and link.flow.on_leaving == "keep"}
    for system in staying & found.keys():
        found[system] = net.population(found[system]).after_life().members
    return found


def _brings(net: Network, link: Link, held: Mapping[str, Set], about: Set) -> bool:
    """Whether a flow can bring such a record in anew."""
    ends = link.source in held and link.target in held and link.source != link.target
    return ends and "create" in link.flow.operations and link.delivers and link.records & about != net.nothing


def under_way(net: Network, link: Link) -> float:
    """How long what has left the source of a flow, or waits there to be sent, can be under way, in seconds."""
    if link.timetable is None:
        return UNBOUNDED if link.delay is None else link.delay
    gaps = timetable(link.timetable.expression, link.timetable.timezone).gaps(*net.calendar)
    return UNBOUNDED if gaps is None else gaps.longest + link.latency


def _steps(net: Network, about: Set, held: Mapping[str, Set], links: Sequence[Link]) -> Iterator[Step]:
    means = {system: _means(net, system, records, about) for system, records in held.items()}
    waiting: dict[str, set[str]] = {system: set() for system in held}
    for link in links:
        waiting[link.target].add(link.source)
    for system, how in means.items():
        if how.deleter in held:
            waiting[system].add(how.deleter or "")
    leading: dict[str, list[str]] = {system: [] for system in held}
    for system in sorted(waiting):
        for other in sorted(waiting[system]):
            leading[other].append(system)
    done: dict[str, float] = {}
    wave: dict[str, int] = {}
    made: list[Step] = []
    for part in components({system: leading[system] for system in sorted(held)}):
        inbound = [link for link in links if link.target in part and link.source not in part]
        paused = [link for link in links if {link.source, link.target} <= {*part} and not _hands_on(link, means)]
        before = {other for system in part for other in waiting[system]} - {*part}
        number = max((wave[other] + 1 for other in before), default=0)
        start = max((done[link.source] + under_way(net, link) for link in inbound), default=0)
        start += max((under_way(net, link) for link in paused), default=0)
        ends = {system: _ends(means[system], start, done) for system in part}
        for system in sorted(part):
            wave[system] = number
            done[system] = max(ends.values())
            made.append(_step(net, system, number, ends[system], held[system], means[system], sorted(part), paused))
    yield from sorted(made, key=lambda step: (step.wave, step.system))


def _hands_on(link: Link, means: Mapping[str, _Means]) -> bool:
    """Whether a flow may be one by which a deletion is to come: it goes on."""
    deleter = means[link.target].deleter
    comes = deleter is not None and deleter in (link.source, means[link.source].deleter)
    return comes and "delete" in link.flow.operations


def _ends(means: _Means, start: float, done: Mapping[str, float]) -> float:
    """When a system is erased that may be from ``start`` on: where a deletion comes, once it has come."""
    if means.deleter is None:
        return start
    return max(start, done.get(means.deleter, start) + (means.arrives or 0))


@attrs.frozen(slots=True, repr=False, eq=False)
class _Means:
    how: str
    deleter: str | None = None
    arrives: float | None = None


def _means(net: Network, system: str, records: Set, about: Set) -> _Means:
    """How records are erased in a system."""
    left, reached = records, net.nothing
    for cohort in cohorts(net):
        for deleter, own in deleting(cohort).items():
            if deleter == system:
                left = left & ~own
            reached = reached | cohort.reached_by("delete", None, {deleter: own & about}).get(system, net.nothing)
    if left == net.nothing:
        return _Means("delete")
    if left & ~reached == net.nothing:
        coming = _coming(net, system, records)
        # who reaches all of them soonest; where each is for some of them, the slowest
        whole = [(late, name) for name, (late, several) in coming.items() if left & ~several == net.nothing]
        if coming:
            delay, deleter = min(whole) if whole else max((late, name) for name, (late, _) in coming.items())
            return _Means("flow", deleter, delay)
    here = net.landscape.systems.get(system)
    return _Means("procedure" if here is not None and here.erasure_procedure is not None else "open")


def _coming(net: Network, system: str, records: Set) -> dict[str, tuple[float, Set]]:
    """By system that may delete elsewhere: how long its deletion takes at worst to a system, and of which records."""
    found: dict[str, tuple[float, Set]] = {}
    for cohort in cohorts(net):
        for deleter, own in deleting(cohort).items():
            for bound in bounds(net, "delete", None, deleter, cohort.present).get(system, ()):
                several = bound.records & own & records
                if deleter != system and several != net.nothing:
                    late, others = found.get(deleter, (0, net.nothing))
                    found[deleter] = (max(late, bound.delay), others | several)
    return found


def _step(
    net: Network,
    name: str,
    number: int,
    start: float,
    records: Set,
    means: _Means,
    part: Sequence[str],
    inside: Sequence[Link],
) -> Step:
    landscape = net.landscape
    system = landscape.every.systems[name]
    groups = tuple(group for group in personal_groups(net) if _holds(net, name, group, records))
    recovery = system.recovery
    return Step(
        system=name,
        wave=number,
        groups=groups,
        ids=tuple(_ids(landscape, net.entity.id, system)),
        how=means.how,
        procedure=system.erasure_procedure,
        deleter=means.deleter,
        arrives=means.arrives,
        earliest=start,
        together=tuple(other for other in part if other != name),
        paused=tuple(link.id for link in inside),
        role=system.role,
        contact=_contact(landscape, system),
        keep=tuple(_keep(landscape, net, name, groups, records)),
        backups=None if recovery is None or recovery.backup_kept is None else recovery.backup_kept.text,
        replays=None if recovery is None else recovery.replays_erasures,
    )


def _holds(net: Network, system: str, group: str, records: Set) -> bool:
    """Whether it has the group of such records, or had it when they were others."""
    held = union_of((cohort.holding(group).get(system, net.nothing) for cohort in cohorts(net)), net.nothing)
    return bool(net.population(held).after_life().members & records != net.nothing)


def _ids(landscape: Landscape, entity: str, system: System) -> Iterator[str]:
    """By what the record is known there: the system's key, and those to which a crosswalk leads."""
    if entity in system.keys:
        yield f"{system.id}: {system.keys[entity]}"
    for crosswalk in landscape.crosswalks.values():
        if crosswalk.entity == entity and system.id in (*crosswalk.maps, crosswalk.system):
            for other in dict.fromkeys((crosswalk.system, *crosswalk.maps)):
                keys = landscape.every.systems[other].keys
                if other != system.id and entity in keys:
                    yield f"{other}: {keys[entity]}"


def _merged(landscape: Landscape, entity: str, population: Population) -> Iterator[Merged]:
    """Where such records are matched, or were when they were another kind: some copies may bear keys given up then."""
    for policy in landscape.about("matching", entity):
        if policy.extract.population.after_life().meets(population):
            yield Merged(system=policy.system, by=policy.by)


def _spared(net: Network, about: Set, steps: Iterable[Step]) -> Iterator[str]:
    """The flows by which a deletion would come to where something has to be kept."""
    keeping = {step.system for step in steps if step.keep}
    for link in net.links:
        comes = link.delivers and "delete" in link.flow.operations and link.records & about != net.nothing
        if comes and link.target in keeping and link.source != link.target:
            yield link.id


def _contact(landscape: Landscape, system: System) -> str | None:
    for name in (system.steward, system.operator):
        party = landscape.every.parties.get(name or "")
        if party is not None:
            return party.email or party.id
    return None


def _keep(landscape: Landscape, net: Network, system: str, groups: Sequence[str], records: Set) -> Iterator[Kept]:
    """What a legal obligation keeps there (GDPR, Article 17(3)(b)): it is restricted, not erased."""
    seen = set()
    for use in uses(landscape, net.entity.id):
        about = use.purpose.lawful_basis == "legal_obligation" and use.system == system
        if about and use.extract.population.members & records != net.nothing:
            for name in use.extract.groups:
                if name in groups and (name, use.purpose.id) not in seen:
                    seen.add((name, use.purpose.id))
                    period = use.purpose.retention
                    yield Kept(group=name, purpose=use.purpose.id, retention=None if period is None else period.text)


def _told(net: Network, held: Mapping[str, Set], about: Set) -> Iterator[str]:
    """Who has to be told: others who have a copy (Article 19), and providers that supply such records (C-129/21)."""
    for name in sorted(held):
        system = net.landscape.every.systems[name]
        party = net.landscape.every.parties.get(system.operator or "")
        if system.role in ("processor", "joint_controller") or (party is not None and party.is_ is not None):
            yield name
    for name in sorted(net.providers - held.keys()):
        supplied = [supply for group in personal_groups(net) for supply in net.supplies.get(group, ())]
        if any(who == name and records & about != net.nothing for who, records, _ in supplied):
            yield name
