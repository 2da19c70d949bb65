"""Where the key of a flow is held at both its ends."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.entity import Entity
from mdg.model.life import Origin
from mdg.model.topology import Flow
from mdg.population import Population
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.links import raw
from mdg.topology.network import Network
from mdg.topology.reach import Set


def keyed(entity: Entity, attribute: str) -> tuple[str, ...]:
    """The groups that have an attribute."""
    return tuple(
        group.name for group in entity.groups.values() if any(one.name == attribute for one in group.attributes)
    )


def unshared(network: Network, flow: Flow, attribute: str) -> Set:
    """The records of a flow that, from some origin, come to both ends and leave one of them without the attribute.

    If no record has it at both ends, whatever its origin, it is every record of the flow, those of no origin included;
    and no record if none has any origin.
    """
    nothing, records = network.nothing, raw(flow.extract.population)
    groups = keyed(network.entity, attribute)
    shared, without, begun = nothing, nothing, nothing
    for cohort in cohorts(network):
        for supplied, born in beginnings(cohort, groups):
            here, both = born & records, nothing
            if here == nothing:
                continue
            for group in groups:
                held = cohort.holding(group, created=group in supplied)
                if flow.source in held and flow.target in held:
                    both = both | held[flow.source] & held[flow.target]
            begun, shared = begun | here, shared | both & here
            present = cohort.present
            arriving: Set = here & present.get(flow.source, nothing) & present.get(flow.target, nothing)
            without = without | arriving & ~both
    if begun == nothing:
        return nothing
    return records if shared == nothing else without


def beginnings(cohort: Cohort, groups: tuple[str, ...]) -> tuple[tuple[frozenset[str], Set], ...]:
    """Every way in which records can have begun as to some groups: with which of them, and who they are now."""
    return cohort.network.derived(("beginnings", cohort, groups), lambda: tuple(_beginnings(cohort, groups)))


def _beginnings(cohort: Cohort, groups: tuple[str, ...]) -> Iterator[tuple[frozenset[str], Set]]:
    found: dict[frozenset[str], Set] = {}
    for origin in cohort.network.origins:
        if origin.system in cohort.born:
            for names, records in _of_origin(cohort, origin, groups):
                found[names] = found[names] | records if names in found else records
    yield from found.items()


def _of_origin(cohort: Cohort, origin: Origin, groups: tuple[str, ...]) -> Iterator[tuple[frozenset[str], Set]]:
    classes: list[tuple[frozenset[str], Population]] = [(frozenset(), origin.started)]
    for group in groups:
        given = origin.given(cohort.network.entity, group)
        classes = [
            (names | more, part)
            for names, whole in classes
            for more, part in ((frozenset({group}), whole & given), (frozenset(), whole - given))
            if part
        ]
    for names, started in classes:
        yield names, raw(started.after_life())
