"""What is open in a field of the record of processing that something else has filled: for which system, or group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.use import Purpose
from mdg.model.uses import Use, personal, uses
from mdg.rules.compliance.agreeing import covering
from mdg.rules.compliance.copies import personal_copies
from mdg.rules.compliance.recipients import Stated, of_processor, systems_of
from mdg.rules.compliance.transfers import Transfer, rests_on
from mdg.text.law import within
from mdg.topology import network
from mdg.topology.links import raw


def copying(landscape: Landscape, several: Iterable[Use]) -> list[System]:
    """The systems that keep a copy of what is used, and for which no statement says what they use it for."""
    every = [use for entity in landscape.entities for use in uses(landscape, entity)]
    known = {name for use in every for name in systems_of(landscape, use)}
    found: set[str] = set()
    for use in several:
        groups = personal(landscape, use.extract)
        net = network(landscape, landscape.entities[use.extract.entity])
        for name, held in personal_copies(net).items():
            if name not in known and any(
                group in held and held[group] & raw(use.extract.population) != net.nothing for group in groups
            ):
                found.add(name)
    return [system for system in landscape.systems.values() if system.id in found and system.stores]


def gaps(
    landscape: Landscape, purpose: Purpose, several: Iterable[Use], systems: list[System], abroad: list[Transfer]
) -> dict[str, tuple[Stated, ...]]:
    """By field, the systems and groups of which nothing says what belongs into it, each with its place."""
    unplaced = [system for system in systems if system.region is None]
    unknown = [system for system in systems if system.region is not None and within(system.region) is None]
    processing = [system for system in systems if of_processor(landscape, system)]
    parts = {
        "joint_controllers": _named(
            one for one in systems if one.role == "joint_controller" and not _joint(landscape, one)
        ),
        "recipients_external": _named(
            one for one in systems if one.role == "joint_controller" and one.operator is None
        ),
        "processors": _named(one for one in processing if not _operated(landscape, one)),
        "processor_contract": _named(one for one in processing if not any(covering(landscape, one.id, "processing"))),
        "location": _named(unplaced),
        "transfers": _named([*unplaced, *unknown]),
        "safeguards": [
            *(Stated(f"{one.system.id}: {one.country}", one.place) for one in abroad if not rests_on(landscape, one)),
            *_named([*unplaced, *unknown]),
        ],
        "adherence": _named(one for one in systems if one.stores and one.retention is None),
        "retention": _kept(landscape, purpose, several),
        "data_categories": _uncategorised(landscape, several),
    }
    return {field: tuple(found) for field, found in parts.items()}


def _named(systems: Iterable[System]) -> Iterator[Stated]:
    return (Stated(system.id, system.place) for system in systems)


def _joint(landscape: Landscape, system: System) -> bool:
    return system.operator is not None or any(covering(landscape, system.id, "joint_controllers"))


def _operated(landscape: Landscape, system: System) -> bool:
    """Whether the text says who the processor is: by its operator, or by a contract."""
    parties = (one.party for one in covering(landscape, system.id, "processing"))
    return system.operator is not None or any(party is not None for party in parties)


def _kept(landscape: Landscape, purpose: Purpose, several: Iterable[Use]) -> Iterator[Stated]:
    """The groups without a period, where the purpose states none for all."""
    used = dict.fromkeys((use.extract.entity, name) for use in several for name in personal(landscape, use.extract))
    for entity, name in used if purpose.retention is None else ():
        group = landscape.entities[entity].groups[name]
        if group.retention is None or group.retention.keep is None:
            yield Stated(f"{entity}.{name}", group.place)


def _uncategorised(landscape: Landscape, several: Iterable[Use]) -> Iterator[Stated]:
    for entity, name in dict.fromkeys((use.extract.entity, name) for use in several for name in use.extract.groups):
        group = landscape.entities[entity].groups[name]
        if group.personal is None:
            yield Stated(f"{entity}.{name}", group.place)
