"""The blast radius of one system: whose data is in it, who has to be told, what it could spoil, and what it stops."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.uses import uses
from mdg.population import Population
from mdg.rules.compliance.copies import shown
from mdg.rules.compliance.erasing import as_copies_stay
from mdg.rules.compliance.notices import Notice, notices
from mdg.rules.compliance.sensitive import categories, criminal_kinds, special_kinds
from mdg.rules.compliance.stopping import misled, stopped
from mdg.text.law import within
from mdg.topology import Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.reach import Set, spread, union_of


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Held:
    """A group in the system: of which records, of which categories, and where else it goes from there.

    ``views`` are those by which the system shows it, be it only read elsewhere.  It goes ``onward`` to what it can
    spoil, and ``copied`` is where it has come to, be it by loads of the past.
    """

    entity: str
    group: str
    population: Population
    personal: bool | None
    categories: tuple[str, ...]
    sensitive: tuple[str, ...]
    confidentiality: str | None
    onward: dict[str, Population]
    comes_from: tuple[str, ...]
    views: tuple[str, ...]
    copied: frozenset[str]

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
            "spoils": sorted(self.onward),
            "comes_from": list(self.comes_from),
            "views": list(self.views),
        }


@attrs.frozen(slots=True, repr=False, eq=False)
class Copy:
    """Another system with a copy of personal data, and where it is; ``inside`` is None where no source says."""

    system: str
    region: str | None
    inside: bool | None


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
    misled: tuple[tuple[str, str], ...]
    unencrypted: tuple[str, ...]
    notices: tuple[Notice, ...]
    copies: tuple[Copy, ...]

    @property
    def told(self) -> Notice | None:
        """The notice to the authority."""
        return next((one for one in self.notices if one.whom == "authority"), None)

    def as_json(self) -> dict[str, Json]:
        """The keys of ``impact.schema.json``."""
        recovery = self.system.recovery
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
            "misleads": [{"kind": kind, "id": name} for kind, name in self.misled],
            "unencrypted_flows": list(self.unencrypted),
            "tell_within": None if self.told is None else self.told.within,
            "article": None if self.told is None else self.told.article,
            "notices": [one.as_json() for one in self.notices],
            "copies": [attrs.asdict(one) for one in self.copies],
            "recovery": None
            if recovery is None
            else {
                "rpo_seconds": None if recovery.rpo is None else int(recovery.rpo.total_seconds()),
                "rto_seconds": None if recovery.rto is None else int(recovery.rto.total_seconds()),
                "backup_kept": None if recovery.backup_kept is None else recovery.backup_kept.text,
                "replays_erasures": recovery.replays_erasures,
            },
        }


def impact(reading: Landscape, name: str) -> Impact:
    """The blast radius of a system, as a landscape reads on a day."""
    system = reading.systems[name]
    staying = as_copies_stay(reading)
    held = tuple(one for entity in reading.entities.values() for one in _held(network(staying, entity), name))
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
    controllers = tuple(dict.fromkeys(one.controller for one in purposes.values() if one.controller is not None))
    flows = [flow for flow in reading.flows.values() if name in (flow.source, flow.target)]
    return Impact(
        system=system,
        held=held,
        subjects=tuple(dict.fromkeys(one for purpose in purposes.values() for one in purpose.data_subjects)),
        controllers=controllers,
        officers=tuple(one.id for one in reading.parties.values() if one.is_ == "data_protection_officer"),
        operators=tuple(dict.fromkeys(one for one in (system.operator, system.steward) if one is not None)),
        stopped=stopped(reading, name),
        misled=misled(reading, name, {(one.entity, one.group): one.onward for one in held}),
        unencrypted=tuple(flow.id for flow in flows if flow.encrypted is False),
        notices=tuple(notices(reading, system, controllers)) if personal else (),
        copies=tuple(_copies(reading, name, held)),
    )


def _copies(reading: Landscape, system: str, held: tuple[Held, ...]) -> Iterator[Copy]:
    """The systems that personal data came from or went to, and those whose views keep for a while what they read."""
    names = {name for one in held if one.personal for name in (*one.comes_from, *one.copied)}
    personal = {(one.entity, one.group) for one in held if one.personal}
    for view in reading.views.values():
        for part in view.parts.values():
            read = {(part.extract.entity, group) for group in part.extract.groups}
            if part.system == system and part.cache and read & personal and view.served_by is not None:
                names.add(view.served_by)
    for name in sorted(names & reading.systems.keys() - {system}):
        region = reading.systems[name].region
        yield Copy(name, region, None if region is None else within(region))


def _held(net: Network, system: str) -> Iterator[Held]:
    views = tuple(shown(net, system))
    for group in net.entity.groups.values():
        records: Set = net.nothing
        for cohort in cohorts(net):
            records = records | cohort.holding(group.name).get(system, net.nothing)
        seen = [(view, part, there) for view, part, name, there in views if name == group.name]
        whole = union_of((there for _, _, there in seen), records)
        if whole == net.nothing:
            continue
        leading: dict[str, list[tuple[str, Set]]] = {}
        gone: dict[str, list[tuple[str, Set]]] = {}
        sources = []
        for link in net.carrying(None, group.name):
            gone.setdefault(link.source, []).append((link.target, link.records))
            if link.delivers:  # by a load of the past, or a flow that is over, nothing is spoiled any more
                leading.setdefault(link.source, []).append((link.target, link.records))
            if link.target == system and link.records & records != net.nothing:
                sources.append(link.source)
        onward = spread({system: records}, leading, net.nothing)
        yield Held(
            entity=net.entity.id,
            group=group.name,
            population=net.population(whole),
            personal=group.personal,
            categories=categories(group),
            sensitive=(*special_kinds(group), *criminal_kinds(group)),
            confidentiality=group.confidentiality,
            onward={name: net.population(come) for name, come in onward.items() if name != system},
            comes_from=tuple(dict.fromkeys([*sources, *(part.system for _, part, _ in seen if part.system != system)])),
            views=tuple(dict.fromkeys(view.id for view, _, _ in seen)),
            copied=frozenset(spread({system: records}, gone, net.nothing)),
        )
