"""Every copy of a landscape, group by system: how stale it gets at worst, and which needs allow less than that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from mdg.diagnostic import MdgError
from mdg.model.entity import Entity
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.pipeline.questions import Record, answer, point_of, reading_of
from mdg.topology.copies import Copy
from mdg.topology.freshness import Lag, held, worst
from mdg.topology.links import raw, seconds
from mdg.topology.network import Network, network
from mdg.topology.reach import Set


def copies(
    landscape: Landscape,
    entities: Collection[str] = (),
    groups: Collection[str] = (),
    systems: Collection[str] = (),
    record: Record | None = None,
) -> list[Copy]:
    """The copies of a landscape on its day, one for each group and system, of the worst record or of a ``record``.

    An empty selection means all; a group is ``group`` or ``entity.group``.  A record needs one entity.  MdgError for a
    record with an unknown or missing dimension, or an unknown value.
    """
    reading = reading_of(landscape)
    found: list[Copy] = []
    for entity in reading.entities.values():
        if not entities or entity.id in entities:
            records = None if record is None else _possible(entity, record)
            found += _copies(network(reading, entity), _chosen(entity, groups), systems or reading.systems, records)
    return found


def _possible(entity: Entity, record: Record) -> Set:
    point = point_of(entity, record)
    if not point:
        raise MdgError("such a record is impossible, so that no system holds it")
    return raw(point)


def _chosen(entity: Entity, groups: Collection[str]) -> list[str]:
    return [name for name in entity.groups if not groups or {name, f"{entity.id}.{name}"} & {*groups}]


def _copies(net: Network, groups: Collection[str], systems: Collection[str], records: Set | None) -> Iterator[Copy]:
    needs: dict[tuple[str, str], list[Need]] = {}
    for need in net.landscape.needs.values():
        if need.extract.entity == net.entity.id and need.max_age is not None:
            for group in need.extract.groups:
                needs.setdefault((group, need.system), []).append(need)
    for group in groups:
        for system in systems:
            kept, broken = _judged(net, group, system, needs.get((group, system), ()), records)
            yield Copy(answer=answer(net, group, system, records), kept=tuple(kept), broken=tuple(broken))


def _judged(
    net: Network, group: str, system: str, needs: Iterable[Need], records: Set | None
) -> tuple[list[Need], list[Need]]:
    """The needs that are kept and those that are not, as far as the group is held wherever a record began."""
    kept: list[Need] = []
    broken: list[Need] = []
    needs = list(needs)
    if not needs:
        return kept, broken
    certain = held(net, group, system)
    lags = worst(net, group, system)
    for need in needs:
        wanted = raw(need.extract.population) & certain
        if records is not None:
            wanted = wanted & records
        if wanted != net.nothing:
            late = any(lag.records & wanted != net.nothing and _older(lag, need) for lag in lags)
            (broken if late else kept).append(need)
    return kept, broken


def _older(lag: Lag, need: Need) -> bool:
    return lag.delay is None or (need.max_age is not None and lag.delay > seconds(need.max_age))
