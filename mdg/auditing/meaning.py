"""What a landscape says of the rows of one kind: which needs they are for, what allows them, who declared their way.

Rows of one kind agree in everything but the record and the instants, and fall into one stretch of days; there are few
kinds, so that all that the landscape has to say is said of kinds, and the rows are only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from mdg.auditing.engine import REQUIRED
from mdg.auditing.values import read_values
from mdg.model.event import INSTANTS, OF_NO_GROUP, OPTIONAL, unsound
from mdg.model.instants import Unreadable, microseconds
from mdg.model.items import Extract, Need
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.population import Population

_ENOUGH = {"create": {"create"}, "update": {"enrich", "update"}, "delete": {"delete"}}


@attrs.define(slots=True, eq=False, kw_only=True)
class Kind:
    """Rows that agree in all of this; ``values`` are the record's, by dimension, and ``period`` the number of its days.

    ``number`` is how rows name it.
    """

    number: int
    entity: str
    group: str | None
    operation: str
    origin: str
    system: str
    via: str | None
    purpose: str | None
    consent: str | None
    values: Mapping[str, Any]
    period: int
    rows: int = 0
    clock: int = 0

    @property
    def is_use(self) -> bool:
        return self.operation == "use"

    @property
    def is_origin(self) -> bool:
        """Whether they are changes where they were made."""
        return not self.is_use and self.system == self.origin and self.via is None

    @property
    def is_travelled(self) -> bool:
        """Whether they are changes that came from elsewhere, or came back."""
        return not self.is_use and not self.is_origin

    @property
    def is_echo(self) -> bool:
        return self.is_travelled and self.system == self.origin


class Meaning:
    """The landscape of one stretch of days, asked about kinds."""

    def __init__(self, reading: Landscape, members: Members) -> None:
        self.reading = reading
        self._members = members
        self._needs: dict[str, list[Need]] = {}
        for need in reading.needs.values():
            if need.max_age is not None:
                self._needs.setdefault(need.extract.entity, []).append(need)

    def needs(self, kind: Kind) -> Iterator[Need]:
        """The needs with a limit, elsewhere than where the change was made, that are about it."""
        for need in self._needs.get(kind.entity, ()):
            if need.system != kind.origin and self._covers(need.extract, kind):
                yield need

    def is_unauthorised(self, kind: Kind) -> bool:
        """Whether a change rests on no right of the system where it was made."""
        for rule in self.reading.about("ownership", kind.entity):
            right = kind.system in rule.systems and not rule.may.isdisjoint(_ENOUGH[kind.operation])
            if right and self._covers(rule.extract, kind, any_group=kind.operation == "delete"):
                return False
        return kind.operation != "update" or not self._supplied(kind)

    def is_undeclared(self, kind: Kind) -> bool:
        """Whether nobody declared the way by which it came, for that."""
        flow: Flow | None = self.reading.flows.get(kind.via) if kind.via is not None else None
        if flow is None or flow.target != kind.system or kind.operation not in flow.operations:
            return True
        return not self._covers(flow.extract, kind, any_group=kind.operation == "delete")

    def consent_of(self, kind: Kind) -> tuple[str, str] | None:
        """Where the consent that a use requires is kept: entity and group; None where it requires none."""
        purpose = self.reading.purposes.get(kind.purpose) if kind.purpose is not None else None
        if purpose is None or purpose.consent is None:
            return None
        if not purpose.rests_on_consent and not (purpose.requires_consent and self._is_special(kind)):
            return None
        return purpose.consent.entity, purpose.consent.group

    def _is_special(self, kind: Kind) -> bool:
        """Whether it is about data of a special category; of no group, it may be about any of them."""
        # only where explicit consent is asked for
        from mdg.text.law import special

        groups = self.reading.every.entities[kind.entity].groups.values()
        asked = [group for group in groups if kind.group in (None, group.name)]
        stated = [group.categories for group in asked]
        stated += [attribute.categories for group in asked for attribute in group.attributes]
        return any(special(category) is not None for several in stated for category in several or ())

    def _supplied(self, kind: Kind) -> bool:
        system = self.reading.systems.get(kind.system)
        if system is None or system.kind != "provider":
            return False
        for supply in system.supplies:
            name = supply.extract.population_name
            if (name is None or name in self.reading.populations) and self._covers(supply.extract, kind):
                return True
        return False

    def _covers(self, extract: Extract, kind: Kind, *, any_group: bool = False) -> bool:
        """Whether an extract is about such a record and, unless any will do, about its group, where it has one."""
        if extract.entity != kind.entity:
            return False
        if not self._members.has(extract.population, kind.values):
            return False
        if any_group:
            return True
        groups = self.reading.every.entities[kind.entity].groups
        group = groups.get(kind.group) if kind.group is not None else None
        return group is not None and group.name in extract.groups and self._members.has(group.applies, kind.values)


class Members:
    """Which records are in which populations, asked once of each class of records."""

    def __init__(self) -> None:
        self._points: dict[Any, tuple[int, ...]] = {}
        self._answers: dict[tuple[int, tuple[int, ...]], bool] = {}
        self._asked: dict[int, Population] = {}  # keeps them, so that their identity stays their own

    def has(self, population: Population, values: Mapping[str, Any]) -> bool:
        """Whether a record with these values, by dimension, is in the population."""
        space = population.space
        named = (id(space), *sorted(values.items()))
        point = self._points.get(named)
        if point is None:
            point = self._points[named] = tuple(space.point(values))
        key = (id(population), point)
        answer = self._answers.get(key)
        if answer is None:
            self._asked[id(population)] = population
            answer = self._answers[key] = bool(space.sets.has(population.members, point))
        return answer


def _lacks(name: str) -> str:
    return f"the row has no `{name}`"


def incomplete(row: Mapping[str, Any]) -> str | None:
    """Why a row is no event, whatever a landscape says; None if it has all that every event has."""
    for name in REQUIRED:
        if row.get(name) is None or row[name] == "":
            return _lacks(name)
    wrong = unsound(row)
    if wrong is not None:
        return wrong
    for name in INSTANTS:
        try:
            microseconds(row[name])
        except Unreadable as failure:
            return f"`{name}` {failure}"
    return None


def fault(landscape: Landscape, row: Mapping[str, Any], *, blank_is_empty: bool = False) -> str | None:
    """Why a row cannot be judged whatever its record and instants are; None if it can."""
    wrong = unsound(row) or _misnamed(landscape, row)
    if wrong is not None or row["operation"] == "use":
        return wrong
    found = read_values(landscape.every.entities[row["entity"]], row, blank_is_empty=blank_is_empty)
    return found if isinstance(found, str) else None


def _misnamed(landscape: Landscape, row: Mapping[str, Any]) -> str | None:
    """What a row names that there is not, or does not name though it has to."""
    operation, entity, group = row["operation"], row["entity"], row["group"]
    blank = next((name for name in ("origin", "system", *OPTIONAL) if row[name] == ""), None)
    if blank is not None:
        return f"`{blank}` is empty; leave it out where there is none" if blank in OPTIONAL else _lacks(blank)
    if operation not in (*_ENOUGH, "use"):
        return f"unknown operation `{operation}`"
    if entity not in landscape.every.entities:
        return f"unknown entity `{entity}`"
    if group is None and operation not in OF_NO_GROUP:
        return _lacks("group")
    if group is not None and group not in landscape.every.entities[entity].groups:
        return f"`{entity}` has no group `{group}`"
    if operation == "use" and row["purpose"] is None:
        return "a use has a `purpose`"
    if row["purpose"] is not None and row["purpose"] not in landscape.every.purposes:
        return f"unknown purpose `{row['purpose']}`"
    return None
