"""What an erasure leaves beside the systems: copies in caches of views, and records that refer to what is erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdg.model.landscape import Landscape
from mdg.model.uses import uses
from mdg.population import Population
from mdg.rules.compliance.erasing import as_copies_stay, as_deletions_go, kept
from mdg.rules.compliance.erasure_steps import Cached, Referring
from mdg.topology import network
from mdg.topology.cohorts import cohorts
from mdg.topology.links import seconds


def cached(
    landscape: Landscape, entity: str, population: Population, gone: Mapping[str, tuple[tuple[str, ...], float]]
) -> Iterator[Cached]:
    """The parts of views that keep what they have read of such records, until it is old and read anew.

    ``gone`` has the groups in each system from which they can read, and when these are erased there, or come through
    there for the last time: a cache is empty that long after.
    """
    for view in landscape.views.values():
        for part in view.parts.values():
            read = gone.get(part.system)
            about = part.extract.entity == entity and part.extract.population.meets(population)
            if read is None or not about or part.cache is None or not part.cache:
                continue
            groups = tuple(name for name in part.extract.groups if name in read[0])
            if groups:
                yield Cached(
                    view=view.id,
                    part=part.id,
                    system=view.served_by,
                    groups=groups,
                    kept=seconds(part.cache),
                    earliest=read[1] + seconds(part.cache),
                )


def referring(landscape: Landscape, entity: str) -> Iterator[Referring]:
    """The other entities whose records are about such a record, and the systems with personal data of theirs.

    They refer to it, or keep the consents or objections of people whose data is used.
    """
    kept_for = _kept_for(landscape, entity)
    for other in landscape.entities.values():
        by = tuple(name for name, target in other.references.items() if target == entity)
        purposes = tuple(kept_for.get(other.id, ()))
        if (by or purposes) and other.id != entity:
            net = network(as_deletions_go(as_copies_stay(landscape)), other)
            systems = {system for cohort in cohorts(net) for system in kept(cohort) if system in landscape.systems}
            yield Referring(entity=other.id, by=by, purposes=purposes, systems=tuple(sorted(systems)))


def _kept_for(landscape: Landscape, entity: str) -> dict[str, dict[str, None]]:
    """By entity in which consents or objections are kept, the purposes for which such records are used."""
    found: dict[str, dict[str, None]] = {}
    for use in uses(landscape, entity):
        consent, objection = use.purpose.consent, use.purpose.objection_group
        for name in (consent and consent.entity, objection and objection[0]):
            if name:
                found.setdefault(name, {})[use.purpose.id] = None
    return found
