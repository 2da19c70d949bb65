"""The blast radius of one system: whose data is in it, who has to be told, what it could spoil, and what it stops."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.uses import uses
from mdg.population import Population
from mdg.rules.compliance.applying import law_of
from mdg.rules.compliance.sensitive import categories, criminal_kinds, special_kinds
from mdg.topology import Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.hanging import needs
from mdg.topology.reach import Set, spread


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Held:
    """A group in the system: of which records, of which categories, and where else it goes from there."""

    entity: str
    group: str
    population: Population
    personal: bool | None
    categories: tuple[str, ...]
    sensitive: tuple[str, ...]
    confidentiality: str | None
    onward: tuple[str, ...]
    comes_from: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """The keys of ``impact.schema.json``."""
        return {
            "entity": self.entity,
            "group": self.group,
            "when": self.population.when(),
            "personal": self.personal,
            "categories": list(self.categories),
            "sensitive": list(self.sensitive),
            "confidentiality": self.confidentiality,
            "spoils": list(self.onward),
            "comes_from": list(self.comes_from),
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Impact:
    """What a breach or an outage of a system concerns."""

    system: System
    held: tuple[Held, ...]
    subjects: tuple[str, ...]
    controllers: tuple[str, ...]
    officers: tuple[str, ...]
    operators: tuple[str, ...]
    stopped: tuple[tuple[str, str], ...]
    unencrypted: tuple[str, ...]
    told_within: str | None
    article: str | None

    def as_json(self) -> dict[str, Json]:
        """The keys of ``impact.schema.json``."""
        return {
            "system": self.system.id,
            "region": self.system.region,
            "access_from": list(self.system.access_from),
            "role": self.system.role,
            "held": [one.as_json() for one in self.held],
            "data_subjects": list(self.subjects),
            "controllers": list(self.controllers),
            "officers": list(self.officers),
            "operators": list(self.operators),
            "stops": [{"kind": kind, "id": name} for kind, name in self.stopped],
            "unencrypted_flows": list(self.unencrypted),
            "tell_within": self.told_within,
            "article": self.article,
        }


def impact(reading: Landscape, name: str) -> Impact:
    """The blast radius of a system, as a landscape reads on a day."""
    system = reading.systems[name]
    held = tuple(one for entity in reading.entities.values() for one in _held(network(reading, entity), name))
    personal = {(one.entity, one.group): one.population for one in held if one.personal}
    purposes = {
        use.purpose.id: use.purpose
        for entity in reading.entities
        for use in uses(reading, entity)
        if any(
            (entity, group) in personal and personal[entity, group].meets(use.extract.population)
            for group in use.extract.groups
        )
    }
    fact = law_of(reading).fact("breach_told_within", reading.as_of) if personal else None
    flows = [flow for flow in reading.flows.values() if name in (flow.source, flow.target)]
    return Impact(
        system=system,
        held=held,
        subjects=tuple(dict.fromkeys(one for purpose in purposes.values() for one in purpose.data_subjects)),
        controllers=tuple(dict.fromkeys(one.controller for one in purposes.values() if one.controller is not None)),
        officers=tuple(one.id for one in reading.parties.values() if one.is_ == "data_protection_officer"),
        operators=tuple(dict.fromkeys(one for one in (system.operator, system.steward) if one is not None)),
        stopped=tuple(_stopped(reading, name)),
        unencrypted=tuple(flow.id for flow in flows if flow.encrypted is False),
        told_within=None if fact is None else fact.value,
        article=None if fact is None else fact.article,
    )


def _held(net: Network, system: str) -> Iterator[Held]:
    for group in net.entity.groups.values():
        records: Set = net.nothing
        for cohort in cohorts(net):
            records = records | cohort.holding(group.name).get(system, net.nothing)
        if records == net.nothing:
            continue
        leading: dict[str, list[tuple[str, Set]]] = {}
        sources = []
        for link in net.carrying(None, group.name):
            leading.setdefault(link.source, []).append((link.target, link.records))
            if link.target == system and link.records & records != net.nothing:
                sources.append(link.source)
        onward = spread({system: records}, leading, net.nothing)
        yield Held(
            entity=net.entity.id,
            group=group.name,
            population=net.population(records),
            personal=group.personal,
            categories=categories(group),
            sensitive=(*special_kinds(group), *criminal_kinds(group)),
            confidentiality=group.confidentiality,
            onward=tuple(sorted(onward.keys() - {system})),
            comes_from=tuple(dict.fromkeys(sources)),
        )


def _stopped(reading: Landscape, name: str) -> Iterator[tuple[str, str]]:
    """What an outage stops: needs that hang by the system or are its own, steps that run in it, views that show it."""
    for need in reading.needs.values():
        if need.system == name:
            yield "need", need.id
    for entity in reading.entities.values():
        for one in needs(network(reading, entity)):
            if name in one.hanging and one.need.system != name:
                yield "need", one.need.id
    yield from _processes_and_views(reading, name)


def _processes_and_views(reading: Landscape, name: str) -> Iterator[tuple[str, str]]:
    for process in reading.processes.values():
        for step in process.steps.values():
            if step.system == name:
                yield "step", f"{process.id}.{step.id}"
    for view in reading.views.values():
        parts = [part for part in view.parts.values() if part.system == name and not part.optional]
        if view.served_by == name or parts:
            yield "view", view.id
