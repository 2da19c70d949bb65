"""How to erase a record, or a population, everywhere: in which order, by what means, and when it can be verified.

Upstream goes first: what is erased downstream before is brought back by the next load.  A system is erased once all
that brings records to it has been, and what was under way has landed; one that a deletion comes to, once that has come.
Systems that wait for each other in these ways are erased together, while the flows that would bring records back pause.
What a law keeps in a system goes nowhere from there any more: what sends it on is held back for as long as it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mdg.diagnostic import MdgError
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.uses import uses
from mdg.population import Population
from mdg.rules.compliance.applying import law_of, shortest_days
from mdg.rules.compliance.erasing import as_copies_stay, as_deletions_go, personal_groups
from mdg.rules.compliance.erasure_beside import cached, referring
from mdg.rules.compliance.erasure_holders import Holders, holders
from mdg.rules.compliance.erasure_means import Means, means_of
from mdg.rules.compliance.erasure_order import Part, bringing, in_order, passed_on, staying_in, supplied, to_come
from mdg.rules.compliance.erasure_steps import Erasure, Kept, Merged, Step
from mdg.rules.compliance.recipients import of_another
from mdg.topology import Link, Network, network
from mdg.topology.reach import Set


def erasure(reading: Landscape, entity: str, population: Population) -> Erasure:
    """The plan for some records of an entity, as a landscape reads on a day.

    MdgError where no system holds personal data of them.
    """
    net = network(as_deletions_go(as_copies_stay(reading)), reading.entities[entity])
    about: Set = population.members
    who = holders(net)
    held = {system: records & about for system, records in who.held.items()}
    held = {system: records for system, records in held.items() if records != net.nothing}
    retired = tuple(sorted(held.keys() - reading.systems.keys()))
    held = {system: records for system, records in held.items() if system not in retired}
    if not held and not retired:
        raise MdgError(f"no system holds personal data of such a `{entity}`, so there is nothing to erase")
    keeping = {name: frozenset(one.group for one in _keep(reading, who, name, some)) for name, some in held.items()}
    staying = staying_in(net, who, held, keeping, about)
    links = bringing(net, who.links, held, staying, keeping, about)
    steps = tuple(_steps(net, about, held, who, links))
    through = passed_on(net, links, {step.system: step.earliest for step in steps})
    gone = {system: (who.of(system, about), at) for system, at in through.items()}
    gone |= {step.system: (step.groups, step.earliest) for step in steps}
    caches = tuple(cached(reading, entity, population, gone))
    law = law_of(reading)
    fact, span = law.fact("erasure_within", reading.as_of), law.span("erasure_within", reading.as_of)
    return Erasure(
        entity=entity,
        population=population,
        suppress=tuple(sorted({origin for origin, born in net.born.items() if born & about != net.nothing})),
        merged=tuple(_merged(reading, entity, population)),
        spared=tuple(_spared(net, about, steps)),
        withheld=tuple(
            _withheld([*links, *to_come(reading, entity, about)], steps, supplied(net, who.links, staying, keeping))
        ),
        steps=steps,
        retired=retired,
        caches=caches,
        referring=tuple(referring(reading, entity)),
        tell=tuple(_told(net, held, about)),
        verifiable=max([*(step.earliest for step in steps), *(one.earliest for one in caches)], default=0),
        limit=None if span is None else shortest_days(span) * 86_400,
        article=None if fact is None else fact.article,
    )


def _steps(net: Network, about: Set, held: Mapping[str, Set], who: Holders, links: Sequence[Link]) -> list[Step]:
    means = {system: means_of(net, system, records, about) for system, records in held.items()}
    made = [
        _step(net, who, system, part, held[system], means[system])
        for part in in_order(net, means, links)
        for system in part.ends
    ]
    return sorted(made, key=lambda step: (step.wave, step.system))


def _step(net: Network, who: Holders, name: str, part: Part, records: Set, means: Means) -> Step:
    landscape = net.landscape
    system = landscape.every.systems[name]
    groups = who.of(name, records)
    recovery = system.recovery
    return Step(
        system=name,
        wave=part.wave,
        groups=groups,
        ids=tuple(_ids(landscape, net.entity.id, system)),
        how=means.how,
        procedure=system.erasure_procedure,
        deleter=means.deleter,
        arrives=means.arrives,
        earliest=part.ends[name],
        together=tuple(other for other in part.ends if other != name),
        paused=tuple(link.id for link in part.paused),
        role=system.role,
        contact=_contact(landscape, system),
        keep=tuple(_keep(landscape, who, name, records)),
        backups=None if recovery is None or recovery.backup_kept is None else recovery.backup_kept.text,
        replays=None if recovery is None else recovery.replays_erasures,
    )


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


def _withheld(links: Iterable[Link], steps: Iterable[Step], supplied: Iterable[Link]) -> Iterator[str]:
    """The flows that would bring what has to be kept to where it has been erased, now and for as long as it is kept.

    And those by which providers would add to it.
    """
    keeping = {step.system: {one.group for one in step.keep} for step in steps}
    kept = (link for link in links if link.groups & keeping.get(link.source, set()) - keeping.get(link.target, set()))
    yield from dict.fromkeys(link.id for link in (*kept, *supplied))


def _contact(landscape: Landscape, system: System) -> str | None:
    for name in (system.steward, system.operator):
        party = landscape.every.parties.get(name or "")
        if party is not None:
            return party.email or party.id
    return None


def _keep(landscape: Landscape, who: Holders, system: str, records: Set) -> Iterator[Kept]:
    """What a legal obligation keeps there (GDPR, Article 17(3)(b)): it is restricted, not erased."""
    seen, groups = set(), who.of(system, records)
    for use in uses(landscape, who.net.entity.id):
        about = use.purpose.lawful_basis == "legal_obligation" and use.system == system
        if about and use.extract.population.members & records != who.net.nothing:
            for name in use.extract.groups:
                if name in groups and (name, use.purpose.id) not in seen:
                    seen.add((name, use.purpose.id))
                    period = use.purpose.retention
                    yield Kept(group=name, purpose=use.purpose.id, retention=None if period is None else period.text)


def _told(net: Network, held: Mapping[str, Set], about: Set) -> Iterator[str]:
    """Who has to be told: others who have a copy (Article 19), and providers that supply such records (C-129/21)."""
    controllers = {use.purpose.controller for use in uses(net.landscape, net.entity.id)}
    for name in sorted(held):
        system = net.landscape.every.systems[name]
        party = net.landscape.every.parties.get(system.operator or "")
        others = system.role in ("processor", "joint_controller")
        vendor = party is not None and party.is_ in ("vendor", "processor")
        if others or vendor or of_another(net.landscape, system, controllers):
            yield name
    for name in sorted(net.providers - held.keys()):
        supplied = [supply for group in personal_groups(net) for supply in net.supplies.get(group, ())]
        if any(who == name and records & about != net.nothing for who, records, _ in supplied):
            yield name
