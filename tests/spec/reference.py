"""What a landscape means, said as plainly as possible: records are listed and looked at one by one.

It reads the raw landscape: nested dicts and lists of text, as a YAML loader gives it that resolves no scalar.  Nothing
of the package under test is used.  Slow on purpose; landscapes must be small.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import zoneinfo
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .conditions import Frozen, Record, Value, as_list, freeze, holds, named_values

Item = Mapping[str, Any]
Day = datetime.date

OTHER_COUNTRIES = ("FR", "US")
MOST_TEXTS = 8
OTHER_TEXTS = ("another text", "yet another text")
STATEMENTS = ("ownership", "flows", "needs", "matching", "survivorship", "responsibilities")


class Origin(NamedTuple):
    """A way in which a record can have come into being: where, whether by ended rules, and with which groups."""

    system: str
    ended: bool
    supplies: frozenset[str]


class Reference:
    """The meaning of one raw landscape."""

    def __init__(self, raw: Mapping[str, Any], *, drafts: bool = True) -> None:
        self.raw = raw
        self.drafts = drafts
        self._origins: dict[tuple[str, Frozen, Day], frozenset[Origin]] = {}
        self.named = functools.cache(self._named)
        self.values = functools.cache(self._values)
        self.records = functools.cache(self._records)

    # -- what is declared

    def items(self, section: str) -> Mapping[str, Item]:
        """The items of a section, by id, in order of writing."""
        found: Mapping[str, Item] = self.raw.get(section) or {}
        return found

    def entity_of(self, extract: Item) -> str:
        """The entity of an extract; it may be left out where only one is declared."""
        entities = self.items("entities")
        return extract["entity"] if "entity" in extract else next(iter(entities))

    def dimensions(self, entity: str) -> Mapping[str, Any]:
        """The dimensions of an entity, the short form of a closed one written out."""
        declared = self.items("entities")[entity].get("dimensions") or {}
        return {name: {"values": spec} if isinstance(spec, list) else spec for name, spec in declared.items()}

    def group_specs(self, entity: str) -> Mapping[str, Any]:
        """The groups of an entity, the short form written out."""
        declared = self.items("entities")[entity].get("groups") or {}
        return {name: {"attributes": spec} if isinstance(spec, list) else spec for name, spec in declared.items()}

    def groups_of(self, extract: Item) -> frozenset[str]:
        """The groups that an extract is about."""
        every = frozenset(self.group_specs(self.entity_of(extract)))
        groups = extract.get("groups")
        if groups is None:
            return every
        return every - frozenset(groups["all_but"]) if isinstance(groups, Mapping) else frozenset(groups)

    def systems_of(self, statement: Item) -> list[str]:
        """The systems that a statement names."""
        keys = ("system", "from", "to", "systems", "maps")
        return [system for key in keys for system in as_list(statement.get(key))]

    # -- which records there can be

    def _named(self, entity: str, dimension: str) -> tuple[str, ...]:
        """Every value of that dimension named anywhere in the landscape."""
        spec = self.dimensions(entity)[dimension]
        found = [*as_list(spec.get("values")), *as_list(spec.get("starts"))]
        if isinstance(spec.get("becomes"), Mapping):
            for value, later in spec["becomes"].items():
                found += [value, *as_list(later)]
        found += [value for when in self._whens(entity) for name, value in named_values(when) if name == dimension]
        for persona in self.items("records").values():
            if self.entity_of(persona) == entity:
                found += as_list(persona["values"].get(dimension))
        return tuple(dict.fromkeys(found))

    def _whens(self, entity: str) -> Iterator[Any]:
        yield self.items("entities")[entity].get("impossible")
        for spec in self.group_specs(entity).values():
            yield spec.get("applies_to")
            yield spec.get("required") if spec.get("required") not in ("true", "false") else None
        extracts = [item for section in ("populations", *STATEMENTS) for item in self.items(section).values()]
        extracts += [extract for system in self.items("systems").values() for extract in system.get("supplies") or []]
        for extract in extracts:
            if self.entity_of(extract) == entity:
                yield extract.get("when")

    def _values(self, entity: str, dimension: str) -> tuple[Value, ...]:
        """Values of that dimension such that every other one behaves like one of them."""
        spec = self.dimensions(entity)[dimension]
        many = spec.get("many") == "true"
        named = list(self.named(entity, dimension))
        if spec.get("open") == "true":
            named += OTHER_TEXTS[: 1 if many else 2]
        elif "standard" in spec:
            named += [code for code in OTHER_COUNTRIES if code not in named][: 1 if many else 2]
        if not many:
            return tuple(named)
        assert len(named) <= MOST_TEXTS, "too many subsets to look at one by one"
        sizes = range(len(named) + 1)
        return tuple(frozenset(some) for size in sizes for some in itertools.combinations(named, size))

    def completions(self, entity: str, record: Record) -> Iterator[Record]:
        """Every record with those values and any for the dimensions left out."""
        names = list(self.dimensions(entity))
        choices = [(record[name],) if name in record else self.values(entity, name) for name in names]
        for combination in itertools.product(*choices):
            yield dict(zip(names, combination, strict=True))

    def _records(self, entity: str) -> tuple[Record, ...]:
        """Every possible record, one for each way of behaving (now and then two)."""
        return tuple(record for record in self.completions(entity, {}) if self.is_possible(entity, record))

    def is_possible(self, entity: str, record: Record) -> bool:
        """Whether such a record can exist."""
        impossible = self.items("entities")[entity].get("impossible")
        return impossible is None or not holds(impossible, record)

    # -- what a statement is about

    def covers(self, extract: Item, entity: str, record: Record) -> bool:
        """Whether the extract is about that record: its `when` and its named population both hold."""
        if self.entity_of(extract) != entity or not holds(extract.get("when"), record):
            return False
        population = extract.get("population")
        return population is None or holds(self.items("populations")[population].get("when"), record)

    def applies(self, entity: str, group: str, record: Record) -> bool:
        """Whether the group applies to the record."""
        return holds(self.group_specs(entity)[group].get("applies_to"), record)

    def required(self, entity: str, record: Record) -> frozenset[str]:
        """The groups without which that record must not exist."""
        found = set()
        for group, spec in self.group_specs(entity).items():
            wanted = spec.get("required", "false")
            needed = wanted == "true" or (wanted != "false" and holds(wanted, record))
            if needed and self.applies(entity, group, record):
                found.add(group)
        return frozenset(found)

    # -- when a statement is in force

    def validity(self, item: Item, *, named: bool = True) -> tuple[Day, Day]:
        """First and last day of an item, and with it of the systems and the population that it names."""
        valid = item.get("valid") or {}
        first = Day.fromisoformat(valid["from"]) if "from" in valid else Day.min
        last = Day.fromisoformat(valid["until"]) if "until" in valid else Day.max
        if named:
            others = [self.items("systems")[system] for system in self.systems_of(item)]
            others += [self.items("populations")[name] for name in as_list(item.get("population"))]
            for other in others:
                begins, ends = self.validity(other, named=False)
                first, last = max(first, begins), min(last, ends)
            if not self.drafts and any(one.get("status") == "draft" for one in (item, self._entity(item), *others)):
                return Day.max, Day.min
        return first, last

    def _entity(self, item: Item) -> Item:
        """The entity that a statement is about, the only one if it names none; nothing where there are several."""
        entities = self.items("entities")
        name = item.get("entity", next(iter(entities)) if len(entities) == 1 else None)
        return {} if name is None else entities[name]

    def without_drafts(self) -> Reference:
        """The same landscape, of whose drafts none is ever in force."""
        return Reference(self.raw, drafts=False)

    def in_force(self, item: Item, day: Day) -> bool:
        """Whether the statement, and every system and population that it names, is in force that day."""
        first, last = self.validity(item)
        return first <= day <= last

    def has_ended(self, item: Item, day: Day) -> bool:
        """Whether the statement was in force once and is no more."""
        first, last = self.validity(item)
        return first <= last < day

    def statements(self, section: str, day: Day) -> dict[str, Item]:
        """The statements of a section that are in force."""
        return {name: item for name, item in self.items(section).items() if self.in_force(item, day)}

    def examined_days(self, as_of: Day) -> list[Day]:
        """The day itself, and each later one on which something begins or has just ended."""
        days = {as_of}
        for section in ("populations", "systems", "crosswalks", "expectations", *STATEMENTS):
            for item in self.items(section).values():
                first, last = self.validity(item, named=False)
                days.add(first)
                if last < Day.max:
                    days.add(last + datetime.timedelta(days=1))
        days.update(self._loads())
        return sorted(day for day in days if day >= as_of)

    def _loads(self) -> Iterator[Day]:
        """The days of the single loads, in the landscape's time zone: from then on they count."""
        own = zoneinfo.ZoneInfo((self.raw.get("settings") or {}).get("timezone", "UTC"))
        for flow in self.items("flows").values():
            trigger = flow.get("trigger")
            if isinstance(trigger, Mapping) and "once" in trigger:
                zone = zoneinfo.ZoneInfo(trigger.get("timezone", "UTC"))
                yield datetime.datetime.fromisoformat(trigger["once"]).replace(tzinfo=zone).astimezone(own).date()

    # -- a record's life

    def may_start(self, entity: str, record: Record) -> bool:
        """Whether a new record may look like that."""
        names = self.dimensions(entity)
        return self.is_possible(entity, record) and all(self._may_begin(entity, name, record[name]) for name in names)

    def _may_begin(self, entity: str, dimension: str, value: Value) -> bool:
        spec = self.dimensions(entity)[dimension]
        if "starts" in spec:
            return frozenset(as_list(value)) <= frozenset(spec["starts"])
        becomes = spec.get("becomes")
        if not isinstance(becomes, Mapping):
            return True

        def is_result(candidate: str) -> bool:
            return any(candidate in as_list(later) for earlier, later in becomes.items() if earlier != candidate)

        values = self.values(entity, dimension)
        return all(is_result(str(one)) for one in values) or not is_result(str(value))

    def may_become(self, entity: str, earlier: Record, later: Record) -> bool:
        """Whether a record can change from the one into the other, dimension by dimension."""
        dimensions = self.dimensions(entity)
        return all(_can_become(spec.get("becomes"), earlier[name], later[name]) for name, spec in dimensions.items())

    def origins(self, entity: str, record: Record, day: Day) -> frozenset[Origin]:
        """Every way in which that record can have come into being."""
        key = (entity, freeze(record), day)
        if key not in self._origins:
            self._origins[key] = frozenset(self._find_origins(entity, record, day))
        return self._origins[key]

    def _find_origins(self, entity: str, record: Record, day: Day) -> Iterator[Origin]:
        choices = [{*self.values(entity, name), record[name]} for name in self.dimensions(entity)]
        earlier = [dict(zip(self.dimensions(entity), values, strict=True)) for values in itertools.product(*choices)]
        starting = [c for c in earlier if self.may_become(entity, c, record) and self.may_start(entity, c)]
        creating = [rule for rule in self.items("ownership").values() if "create" in rule["may"]]
        for ended in (False, True):
            rules = [rule for rule in creating if (self.has_ended if ended else self.in_force)(rule, day)]
            for system in self.items("systems"):
                for start in starting:
                    used = [r for r in rules if system in self.systems_of(r) and self.covers(r, entity, start)]
                    if used:
                        given = frozenset().union(*(self.groups_of(rule) for rule in used))
                        lasting = (
                            g for g in given if self.applies(entity, g, start) and self.applies(entity, g, record)
                        )
                        yield Origin(system, ended, frozenset(lasting))


def _can_become(becomes: Any, earlier: Value, later: Value) -> bool:
    if earlier == later or becomes == "any":
        return True
    if becomes == "grows":
        return frozenset(earlier) <= frozenset(later)
    if becomes is None:
        return False
    reached: set[Value] = {earlier}
    while True:
        more = {after for before in reached for after in as_list(becomes.get(before))} - reached
        if not more:
            return later in reached
        reached |= more
