"""What all sheets say together: one set of names for both, and statements that say the same made one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from mdg.diagnostic import Json
from mdg.interop.sheets.heading_words import CREATE, DELETE, READ, UPDATE
from mdg.interop.sheets.names import Names, key_of, unique
from mdg.interop.sheets.statements import Reading, Right, Transfer
from mdg.interop.sheets.table import Source
from mdg.text.notation import notation

#: What may stand between the names of several systems, or in the name of one.
_JOINED = re.compile(r"\s*[/+&|]\s*|\s+(?:and|or|und|oder|bzw\.|et|ou)\s+", re.IGNORECASE)
#: The group of an object of which the sheets name none.
WHOLE = "data"


@attrs.define(slots=True, eq=False)
class Item:
    """An item of the landscape as it will be written: keys and values, and the rows that it comes from."""

    values: dict[str, Json]
    sources: dict[Source, None] = attrs.field(factory=dict)
    #: by key, what stands beside the value
    beside: dict[str, str] = attrs.field(factory=dict)


@attrs.define(slots=True, eq=False)
class Gathered:
    """The items of each section, by id, and the names that they were made of."""

    systems: Names = attrs.field(factory=lambda: Names("system"))
    objects: Names = attrs.field(factory=lambda: Names("object"))
    #: by the key of the object
    groups: dict[str, Names] = attrs.field(factory=dict)
    ownership: dict[str, Item] = attrs.field(factory=dict)
    needs: dict[str, Item] = attrs.field(factory=dict)
    flows: dict[str, Item] = attrs.field(factory=dict)
    #: the keys of what each sheet speaks of
    objects_owned: set[str] = attrs.field(factory=set)
    objects_moved: set[str] = attrs.field(factory=set)
    systems_owning: set[str] = attrs.field(factory=set)
    systems_moving: set[str] = attrs.field(factory=set)
    #: objects of the list of interfaces that were taken for a group of one of the matrix
    parts: list[tuple[str, str, str]] = attrs.field(factory=list)
    #: names of the list of interfaces that were taken for several systems, which are known by their own names
    several: dict[str, tuple[str, ...]] = attrs.field(factory=dict)

    def group_ids(self, key: str) -> dict[str, str]:
        """The ids of the groups of an object."""
        return self.groups[key].ids()


def gather(interfaces: Sequence[Reading], matrix: Sequence[Reading], timezone: str | None = None) -> Gathered:
    """The items that the sheets speak of; schedules that name no time zone are in ``timezone``, if given."""
    found = Gathered()
    rights = [right for reading in matrix for right in reading.rights]
    for right in rights:
        found.systems_owning.add(found.systems.add(right.system))
        found.objects_owned.add(_add_object(found, right.object, [right.group] if right.group else []))
    parts = _parts(found)
    listed = [one for reading in interfaces for one in reading.transfers]
    transfers = [_with_group(found, parts, one) for one in _apart(found, listed)]
    for transfer in transfers:
        found.systems_moving.update((found.systems.add(transfer.sender), found.systems.add(transfer.receiver)))
        found.objects_moved.add(_add_object(found, transfer.object, transfer.groups))
    _rights(found, rights)
    _flows(found, transfers, timezone)
    return found


def _add_object(found: Gathered, name: str, groups: Iterable[str]) -> str:
    key = found.objects.add(name)
    names = found.groups.setdefault(key, Names("group"))
    for group in groups:
        names.add(group)
    return key


def _apart(found: Gathered, transfers: Sequence[Transfer]) -> Iterator[Transfer]:
    """The transfers, with `CRM / Shop` taken for two systems where both are spoken of by themselves, and it is not."""
    ends = dict.fromkeys(end for one in transfers for end in (one.sender, one.receiver))
    owning = found.systems.spellings.keys()
    known = owning | {key_of(end) for end in ends if not _JOINED.search(end)}
    for end in ends:
        parts = tuple(filter(None, map(str.strip, _JOINED.split(end))))
        if len(parts) > 1 and key_of(end) not in owning and known.issuperset(map(key_of, parts)):
            found.several[end] = parts
    for one in transfers:
        if one.sender not in found.several and one.receiver not in found.several:
            yield one
            continue
        senders, receivers = (found.several.get(end, (end,)) for end in (one.sender, one.receiver))
        for sender, receiver in itertools.product(senders, receivers):
            if key_of(sender) != key_of(receiver):
                yield attrs.evolve(one, sender=sender, receiver=receiver)


def _with_group(found: Gathered, parts: Mapping[str, tuple[str, str]], transfer: Transfer) -> Transfer:
    """A transfer of `Kunde Adresse` is one of the group `Adresse` of `Kunde`, if the matrix has those."""
    key = key_of(transfer.object)
    if transfer.groups or key in found.objects.spellings or key not in parts:
        return transfer
    object, group = parts[key]
    found.parts.append((transfer.object, group, object))
    return attrs.evolve(transfer, object=object, groups=(group,))


def _parts(found: Gathered) -> dict[str, tuple[str, str]]:
    """By the keys under which they may be spoken of together: an object, and a group of it."""
    parts: dict[str, tuple[str, str]] = {}
    for object, names in found.groups.items():
        for group in names.spellings:
            pair = (found.objects.title(object), names.title(group))
            parts |= {f"{object} {group}": pair, f"{group} {object}": pair}
    return parts


def _rights(found: Gathered, rights: Iterable[Right]) -> None:
    """Ownership rules and needs: one for each system, object and set of operations."""
    systems, objects = found.systems.ids(), found.objects.ids()
    all_groups = {key: found.group_ids(key) for key in found.groups}
    for (system, object), by_group in _by_extract(rights).items():
        group_ids = all_groups[object]
        together: dict[tuple[str, ...], list[str]] = {}
        for group, (operations, _) in by_group.items():
            written = tuple(one for one in (CREATE, UPDATE, DELETE) if one in operations)
            for rule in filter(None, (written, (READ,) if READ in operations else ())):
                together.setdefault(rule, []).append(group)
        for rule, groups in together.items():
            values: dict[str, Json] = {"system": systems[system], "entity": objects[object]}
            if "" not in groups and group_ids:
                values["groups"] = [group_ids[group] for group in groups]
            sources = {source: None for group in groups for source in by_group[group][1]}
            section = found.needs if rule == (READ,) else found.ownership
            if rule != (READ,):
                values["may"] = list(rule)
            id = f"{systems[system]}_{'reads' if rule == (READ,) else '_'.join(rule)}_{objects[object]}"
            section[unique(id, section)] = Item(values, sources)


_Extracts = dict[tuple[str, str], dict[str, tuple[set[str], dict[Source, None]]]]


def _by_extract(rights: Iterable[Right]) -> _Extracts:
    """By system and object, and then by group, the operations and where they are said."""
    found: _Extracts = {}
    for right in rights:
        by_group = found.setdefault((_key(right.system), _key(right.object)), {})
        operations, sources = by_group.setdefault(_key(right.group) if right.group else "", (set(), {}))
        operations.update(right.operations)
        sources[right.source] = None
    return found


def _key(name: str) -> str:
    return key_of(name) or name


def _flows(found: Gathered, transfers: Iterable[Transfer], timezone: str | None) -> None:
    systems, objects = found.systems.ids(), found.objects.ids()
    all_groups = {key: found.group_ids(key) for key in found.groups}
    known: dict[str, Item] = {}
    for transfer in transfers:
        object = _key(transfer.object)
        sender, receiver = systems[_key(transfer.sender)], systems[_key(transfer.receiver)]
        values: dict[str, Json] = {"title": transfer.title} if transfer.title else {}
        values |= {"from": sender, "to": receiver, "entity": objects[object]}
        if transfer.groups:
            values["groups"] = list(dict.fromkeys(all_groups[object][_key(group)] for group in transfer.groups))
        values["trigger"] = _zoned(transfer.trigger, timezone)
        values |= dict(_details(transfer, systems))
        said = notation(values) + transfer.trigger_note  # what was not understood is not the same
        item = known.get(said)
        if item is None:
            item = known[said] = Item(values)
            found.flows[unique(f"{sender}_to_{receiver}_{objects[object]}", found.flows)] = item
            if transfer.trigger_note:
                item.beside["trigger"] = transfer.trigger_note
        item.sources[transfer.source] = None


def _zoned(trigger: Json, timezone: str | None) -> Json:
    if timezone and isinstance(trigger, dict) and trigger.keys() & {"cron", "once"}:
        return {**trigger, "timezone": trigger.get("timezone", timezone)}
    return trigger


def _details(transfer: Transfer, systems: dict[str, str]) -> Iterator[tuple[str, Json]]:
    for key, text in transfer.details:
        yield key, systems.get(_key(text), text) if key == "via" else text
