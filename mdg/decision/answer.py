"""The answer to one question, which explains itself when it is asked to."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from mdg.decision.reading import Reading
from mdg.decision.reason import Case
from mdg.decision.table import Asked, Shape, Table
from mdg.diagnostic import Json

_new = object.__new__


class Decision:
    """Whether a system may do something with a record, and why.

    It is true where it is allowed (``if point.decide(...):``), does not change, and may be kept: changing the record
    that was asked about, or the day that follows, does not change it.  What explains it is worked out when it is read.
    """

    __slots__ = (
        "_allowed",
        "_asked",
        "_mask",
        "_operation",
        "_reading",
        "_record",
        "_shape",
        "_system",
        "_table",
    )

    _allowed: bool
    _asked: Asked
    _mask: int
    _operation: str
    _reading: Reading
    _record: dict[str, Any]
    _shape: Shape
    _system: str
    _table: Table

    #: Whether the system may do it.
    allowed = property(attrgetter("_allowed"))

    def __bool__(self) -> bool:
        return self._allowed

    @property
    def operation(self) -> str:
        """What was asked for: ``create``, ``enrich``, ``update`` or ``delete``."""
        return self._operation

    @property
    def system(self) -> str:
        """Who wanted to do it."""
        return self._system

    @property
    def entity(self) -> str:
        """What kind of record it is about."""
        return self._shape.entity.id

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups asked for; where they were left out, those that the rules let the system supply or change."""
        if self._asked is not None:
            return tuple(dict.fromkeys(self._asked))
        return self._shape.supplied(self._table, self._operation, self._mask)

    @property
    def record(self) -> dict[str, str | frozenset[str]]:
        """The record, by dimension, as it was asked about."""
        # what was given as another collection was kept as a tuple
        return {name: frozenset(value) if isinstance(value, tuple) else value for name, value in self._record.items()}

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the ownership rules that allowed it, in the order of the text; none where it is denied."""
        if not self._allowed:
            return ()
        return self._shape.grounds(self._table, self._operation, self._mask, self._asked)

    @property
    def denied_groups(self) -> tuple[str, ...]:
        """The groups that failed, in the entity's order.

        For a creation also the required ones that were not among those asked for.  None where it is allowed, nor where
        what failed is no group: the record is impossible or may not start like this, or nobody may delete it.
        """
        if self._allowed:
            return ()
        return self._shape.denied(self._table, self._operation, self._mask, self._asked)

    @property
    def instead(self) -> tuple[str, ...]:
        """The systems that may do the whole of it where this one may not, sorted."""
        if self._allowed:
            return ()
        reading, shape = self._reading, self._shape
        found = []
        for system in reading.of_entity(self.entity).by_system:
            table = reading.table(system, self.entity)
            if shape.allows(table, self._operation, shape.holding(table, self._record), self._asked):
                found.append(system)
        return tuple(sorted(found))

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        landscape = self._reading.landscape
        for kind, name, items in (
            ("system", self._system, landscape.systems),
            ("entity", self.entity, landscape.entities),
        ):
            if name not in items:
                return f"{kind} `{name}` is not in force on {self._reading.day}"
        return self._case().reason(self._allowed)

    def _case(self) -> Case:
        return Case(
            operation=self._operation,
            system=self._system,
            entity=self._reading.landscape.entities[self.entity],
            asked=self._asked,
            record=self.record,
            shape=self._shape,
            table=self._table,
            mask=self._mask,
        )

    def as_json(self) -> dict[str, Json]:
        """All of it in plain dicts, lists and text, as `mdg decide --format json` prints it."""
        return {
            "allowed": self.allowed,
            "operation": self.operation,
            "system": self.system,
            "entity": self.entity,
            "groups": list(self.groups),
            "record": {
                name: sorted(value) if isinstance(value, frozenset) else value for name, value in self.record.items()
            },
            "rules": list(self.rules),
            "denied_groups": list(self.denied_groups),
            "instead": list(self.instead),
            "reason": self.reason,
        }

    def __repr__(self) -> str:
        verdict = "allowed" if self._allowed else "denied"
        return f"<Decision: {self._operation} of {self.entity} by {self._system}: {verdict}>"


def decide_whole(
    reading: Reading, operation: str, system: str, entity: str, asked: Asked, record: dict[str, Any]
) -> Decision:
    """The decision on a record of which every dimension is known; the decision keeps ``record``.

    KeyError or TypeError where something asked about is unknown, or the table has not been made yet.
    """
    shape, tables = reading.tables[entity]
    table = tables[system]
    mask = shape.holding(table, record)
    decision = _new(Decision)
    decision._allowed = shape.allows(table, operation, mask, asked)
    decision._operation = operation
    decision._system = system
    decision._asked = asked
    decision._record = record
    decision._mask = mask
    decision._table = table
    decision._shape = shape
    decision._reading = reading
    return decision
