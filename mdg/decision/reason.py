"""Why a decision is what it is: one plain sentence, with every name between back-ticks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from mdg.decision.coding import start_clauses
from mdg.decision.masks import ALWAYS, Clause
from mdg.decision.table import RULES, Asked, Rule, Shape, Table
from mdg.decision.wording import listed, of_record, unmet, where
from mdg.model.entity import Entity
from mdg.model.items import Clauses


@attrs.frozen(slots=True, eq=False)
class Case:
    """A decision to be explained: who wanted to do what, and with which record.

    ``mask`` are the clauses that hold for the record, by ``table``.
    """

    operation: str
    system: str
    entity: Entity
    asked: Asked
    record: Mapping[str, Any]
    shape: Shape
    table: Table
    mask: int

    def reason(self, allowed: bool) -> str:
        if allowed:
            return f"allowed by {listed(self.shape.grounds(self.table, self.operation, self.mask, self.asked), 'and')}"
        if self.mask & self.shape.impossible:
            return self._impossible()
        return "; ".join(self._failures())

    def _rules(self, group: str | None = None) -> tuple[Rule, ...]:
        """The system's rules that allow the operation, to this group or to any."""
        return tuple(
            rule
            for rule in self.table[RULES]
            if self.operation in rule.statement.may and (group is None or group in rule.statement.extract.groups)
        )

    def _failures(self) -> Iterator[str]:
        shape, mask = self.shape, self.mask
        if self.operation == "delete":
            yield self._not_covered(f"`{self.entity.id}`", self._rules())
            return
        if self.operation == "create" and not mask & shape.starts:
            yield self._may_not_start()
        supplied = shape.supplied(self.table, self.operation, mask)
        meant = supplied if self.asked is None else [name for name in self.entity.groups if name in self.asked]
        if not meant:
            yield self._nothing_meant()
        yield from self._denied_groups([name for name in meant if name not in supplied])
        missing = shape.missing(mask, meant) if self.operation == "create" else ()
        if missing:
            yield self._incomplete(missing, meant)

    def _incomplete(self, missing: Sequence[str], meant: Sequence[str]) -> str:
        what = f"only {listed(dict.fromkeys(meant), 'and')}" if meant else "no group"
        return f"such a record must not exist without {listed(missing, 'and')}, and {what} would be supplied"

    def _impossible(self) -> str:
        met = [clause for clause in self.entity.impossible_clauses if not unmet(clause, self.record)]
        return f"no `{self.entity.id}` can exist{self._wherever(met[0])}"

    def _wherever(self, clause: Clause) -> str:
        """The clause as what follows a statement that holds where it does; one without conditions always holds."""
        return f" where {self._where((clause,))}" if clause else ", as the entity's `impossible` has no condition"

    def _applies(self, name: str) -> bool:
        return bool(self.mask & self.shape.applies.get(name, ALWAYS))

    def _may_not_start(self) -> str:
        entity, starts = self.entity.id, start_clauses(self.entity)
        if not starts:
            return f"no `{entity}` may start with any values"
        return f"a `{entity}` may start only where {self._where_unmet(starts)}"

    def _nothing_meant(self) -> str:
        entity, rules = f"`{self.entity.id}`", self._rules()
        if self.asked is not None:
            return f"no group is named, and so there is nothing to {self.operation}"
        if any(self.mask & rule.bits for rule in rules):
            return f"no group that `{self.system}` may {self.operation} applies to this record"
        return self._not_covered(entity, rules)

    def _denied_groups(self, denied: list[str]) -> Iterator[str]:
        """A sentence for each set of groups that fail for the same cause."""
        causes: dict[tuple[int, int], list[str]] = {}
        for name in denied:
            applies = self.shape.applies.get(name, ALWAYS)
            allowing = sum({rule.bits for rule in self._rules(name)})
            causes.setdefault((0, allowing) if self._applies(name) else (1, applies), []).append(name)
        for (elsewhere, _), names in causes.items():
            if elsewhere:
                clauses = self.entity.groups[names[0]].applies_clauses
                verb = "applies" if len(names) == 1 else "apply"
                yield f"{listed(names, 'and')} {verb} only where {self._where_unmet(clauses)}"
            else:
                yield self._not_covered(f"{listed(names, 'and')} of `{self.entity.id}`", self._rules(names[0]))

    def _not_covered(self, what: str, rules: tuple[Rule, ...]) -> str:
        """That no rule covers the record, and where those that there are would."""
        if not rules:
            return f"no rule lets `{self.system}` {self.operation} {what}"
        clauses = tuple(clause for rule in rules for clause in rule.statement.extract.clauses)
        if not clauses:
            return f"no record is one for which `{self.system}` may {self.operation} {what}"
        return f"`{self.system}` may {self.operation} {what} only where {self._where_unmet(clauses)}"

    def _where_unmet(self, clauses: Clauses) -> str:
        """Clauses none of which the record meets, and what it has instead; those that come nearest first."""
        nearest = sorted(clauses, key=lambda clause: len(unmet(clause, self.record)))
        missed = dict.fromkeys(name for clause in nearest[:3] for name in unmet(clause, self.record))
        return f"{self._where(tuple(nearest))}; {of_record(self.record, tuple(missed))}"

    def _where(self, clauses: Clauses) -> str:
        dimensions = self.entity.dimensions.values()
        return where(clauses, {dimension.name for dimension in dimensions if dimension.many})
