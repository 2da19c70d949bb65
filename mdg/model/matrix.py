"""The sheet of who does what: group by system, what each may do, supplies and is sent, and who answers for it.

What a cell says holds on one day and for exactly the records that it names: *creates*, *enriches*, *updates* and
*deletes* are what a decision would allow (:mod:`mdg.decision`), *receives* is what the flows in force carry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mdg.model.entity import Entity, Group
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.model.responsibility import Answers, answers
from mdg.model.sheet import CONCERNS, VERBS, Cell, Matrix, Refusal, Share, Sheet
from mdg.model.topology import Flow, Once
from mdg.model.writers import provided
from mdg.population import Population, union

_OPERATIONS = {"enriches": "enrich", "updates": "update", "deletes": "delete"}


def matrix(
    landscape: Landscape,
    entities: Collection[str] = (),
    groups: Collection[str] = (),
    systems: Collection[str] = (),
) -> Matrix:
    """The matrix of a landscape on its day; only of these entities, groups (``group`` or ``entity.group``) and systems.

    An empty selection means all of them; of entities in which no chosen group is, there is no sheet.
    """
    reading = landscape.on(landscape.as_of)
    sheets = []
    for entity in reading.entities.values():
        if entities and entity.id not in entities:
            continue
        wanted = tuple(g for g in entity.groups.values() if not groups or {g.name, f"{entity.id}.{g.name}"} & {*groups})
        if wanted or not groups:
            sheets.append(_sheet(reading, entity, wanted, systems))
    return Matrix(landscape=reading, sheets=tuple(sheets), drafts=tuple(_drafts(reading, sheets)))


def _sheet(landscape: Landscape, entity: Entity, groups: tuple[Group, ...], systems: Collection[str]) -> Sheet:
    parts: dict[tuple[str, str], dict[str, Share]] = {}
    refusals: dict[tuple[str, str], Refusal] = {}
    for system, rules in _by_system(landscape, entity).items():
        creation = _Creation(entity, rules)
        for group in groups:
            shares = dict(_rights(entity, group, rules))
            refused = creation.of(group, shares)
            if refused is not None:
                refusals[group.name, system] = refused
            parts.setdefault((group.name, system), {}).update(shares)
    for group in groups:
        for system, verb, share in (*_supplies(landscape, entity, group), *_receives(landscape, entity, group)):
            parts.setdefault((group.name, system), {})[verb] = share
    named = _named_in_responsibilities(landscape, entity)
    active = {system for (_, system), shares in parts.items() if shares} | {system for _, system in refusals} | named
    shown = tuple(name for name in landscape.systems if (name in systems if systems else name in active))
    general = {group.name: _accountable(landscape, entity, group, None) for group in groups}
    cells = {}
    for group in groups:
        for system in shown:
            at = group.name, system
            own = _accountable(landscape, entity, group, system) if system in named else general[group.name]
            cells[at] = Cell(_ordered(parts.get(at, {})), own, refusals.get(at))
    without = () if systems else tuple(name for name in landscape.systems if name not in active)
    return Sheet(entity, groups, shown, without, cells, general)


def _ordered(shares: dict[str, Share]) -> dict[str, Share]:
    return {verb: shares[verb] for verb in VERBS if verb in shares}


def _by_system(landscape: Landscape, entity: Entity) -> dict[str, list[Ownership]]:
    found: dict[str, list[Ownership]] = {}
    for rule in landscape.ownership.values():
        if rule.extract.entity == entity.id:
            for system in rule.systems:
                found.setdefault(system, []).append(rule)
    return found


def _rights(entity: Entity, group: Group, rules: list[Ownership]) -> Iterator[tuple[str, Share]]:
    """What a system may do with a group of a record that is there: deleting a record ends all its groups."""
    for verb, operation in _OPERATIONS.items():
        granting = [r for r in rules if operation in r.may and (verb == "deletes" or group.name in r.extract.groups)]
        found = _share(granting, group.applies, entity)
        if found is not None:
            yield verb, found


class _Creation:
    """What one system may create: only with every group that is required of the record."""

    def __init__(self, entity: Entity, rules: list[Ownership]) -> None:
        self.entity, self.rules = entity, [rule for rule in rules if "create" in rule.may]
        supplied = {name: self._granted(name) for name in entity.groups if self.rules}
        self.lacking = {name: entity.groups[name].required - found for name, found in supplied.items()}
        self.refused = union(self.lacking.values()) if self.lacking else entity.space.nothing

    def _granted(self, name: str) -> Population:
        covering = [rule.extract.population for rule in self.rules if name in rule.extract.groups]
        return union(covering) if covering else self.entity.space.nothing

    def of(self, group: Group, shares: dict[str, Share]) -> Refusal | None:
        """Put what may be created with a group into ``shares``; what is granted and refused all the same."""
        granting = [rule for rule in self.rules if group.name in rule.extract.groups]
        starting = self.entity.space.starting() & group.applies
        share = _share(granting, starting, self.entity)
        if share is None:
            return None
        allowed = share.population - self.refused
        if allowed:
            by = tuple(rule.id for rule in granting if rule.extract.population & allowed)
            shares["creates"] = Share(allowed, allowed == starting, by)
        refused = share.population & self.refused
        if not refused:
            return None
        return Refusal(refused, tuple(name for name, records in self.lacking.items() if records & refused))


def _share(statements: list[Ownership], reference: Population, entity: Entity) -> Share | None:
    """What these statements give of the records in ``reference``."""
    found, by = entity.space.nothing, []
    for statement in statements:
        part = statement.extract.population & reference
        if part:
            found = found | part
            by.append(statement.id)
    return Share(found, found == reference, tuple(by)) if by else None


def _supplies(landscape: Landscape, entity: Entity, group: Group) -> Iterator[tuple[str, str, Share]]:
    for system in landscape.systems.values():
        if system.kind == "provider" and system.supplies:
            found = provided(landscape, entity, group.name, system.id)
            if found:
                yield system.id, "supplies", Share(found, found == group.applies)


def _receives(landscape: Landscape, entity: Entity, group: Group) -> Iterator[tuple[str, str, Share]]:
    """What flows in force carry: a single load counts once its day has come."""
    arriving: dict[str, list[tuple[Flow, Population]]] = {}
    for flow in landscape.flows.values():
        if flow.extract.entity == entity.id and group.name in flow.carries and _has_begun(flow, landscape):
            part = flow.extract.population & group.applies
            if part:
                arriving.setdefault(flow.target, []).append((flow, part))
    for system, found in arriving.items():
        whole = union([part for _, part in found])
        sources = tuple(dict.fromkeys(flow.source for flow, _ in found))
        yield system, "receives", Share(whole, whole == group.applies, tuple(flow.id for flow, _ in found), sources)


def _has_begun(flow: Flow, landscape: Landscape) -> bool:
    return not isinstance(flow.trigger, Once) or flow.trigger.day(landscape.settings.timezone) <= landscape.as_of


def _accountable(landscape: Landscape, entity: Entity, group: Group, system: str | None) -> dict[str, Answers]:
    found = {c: answers(landscape, entity, group.name, c, system, group.applies) for c in CONCERNS}
    return {concern: one for concern, one in found.items() if one}


def _named_in_responsibilities(landscape: Landscape, entity: Entity) -> set[str]:
    statements = landscape.responsibilities.values()
    return {one.system for one in statements if one.system is not None and one.extract.entity == entity.id}


def _drafts(landscape: Landscape, sheets: list[Sheet]) -> Iterator[str]:
    """The ownership rules and flows in the sheets that are drafts: they count, as they do for a decision."""
    shares = [pair for sheet in sheets for cell in sheet.cells.values() for pair in cell.shares.items()]
    carrying = {name for verb, share in shares if verb == "receives" for name in share.by}
    granting = {name for verb, share in shares if verb != "receives" for name in share.by}
    yield from (rule.id for rule in landscape.ownership.values() if rule.draft and rule.id in granting)
    yield from (flow.id for flow in landscape.flows.values() if flow.draft and flow.id in carrying)
