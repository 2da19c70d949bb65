"""From whom the data came that is used under consent, where that is somebody else than who uses it.

Whoever relies on a consent has to pass its withdrawal on to them (Court of Justice, C-129/21, Proximus).
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.use import Purpose
from mdg.model.uses import Use, uses
from mdg.rules.compliance.consents import consent_of, governed
from mdg.rules.compliance.recipients import of_processor, systems_of
from mdg.topology import Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.links import raw
from mdg.topology.reach import Set, spread


def suppliers(net: Network, group: str) -> dict[str, Set]:
    """By supplier, the records of which it supplied what is used under a consent kept in a group of the network.

    Of consents that are an entity of their own all records, for which of them is whose is in no landscape.
    """
    found: dict[str, Set] = {}
    for entity in net.landscape.entities.values():
        for use in uses(net.landscape, entity.id):
            kept = consent_of(use)
            if kept is not None and (kept.entity, kept.group) == (net.entity.id, group):
                own = net if entity.id == net.entity.id else network(net.landscape, entity)
                for name, records in _of_use(own, use, group if own is net else None):
                    about = (records if own is net else net.entity.space.possible) & net.applies(group)
                    found[name] = found[name] | about if name in found else about
    return {name: records for name, records in found.items() if records != net.nothing}


def _of_use(net: Network, use: Use, but: str | None) -> Iterator[tuple[str, Set]]:
    systems, about = set(systems_of(net.landscape, use)), raw(use.extract.population)
    for name in governed(net.landscape, use):
        for supplier, records in _from(net, name, use.purpose) if name != but else ():
            leading: dict[str, list[tuple[str, Set]]] = {}
            for link in net.carrying(None, name):
                leading.setdefault(link.source, []).append((link.target, link.records))
            come = spread({supplier: records & about}, leading, net.nothing)
            for system in systems & come.keys():
                yield supplier, come[system]


def _from(net: Network, group: str, purpose: Purpose) -> Iterator[tuple[str, Set]]:
    """The providers that supply a group, and the systems of other controllers that write it; none of its own."""
    systems = net.landscape.systems
    for name, records, _ in net.supplies.get(group, ()):
        ours = name in systems and purpose.controller is not None and systems[name].operator == purpose.controller
        if name in systems and not ours and not of_processor(net.landscape, systems[name]):
            yield name, records
    for cohort in cohorts(net):
        for written in (cohort.created(group), cohort.updating(group)):
            for name, records in written.items():
                if name in systems and _of_another(net.landscape, systems[name], purpose):
                    yield name, records


def _of_another(landscape: Landscape, system: System, purpose: Purpose) -> bool:
    """Whether a system is known to be that of another controller than the one for whom data is used."""
    operator = landscape.every.parties.get(system.operator or "")
    if operator is not None and operator.kind == "team":
        return False
    ours = (None, purpose.controller) if purpose.controller in landscape.every.parties else (None, system.operator)
    return system.role in ("controller", "joint_controller") and system.operator not in ours
