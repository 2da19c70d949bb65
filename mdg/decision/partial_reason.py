"""Why a decision is the same whatever is missing: the causes that the stated dimensions settle, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.decision.coding import start_clauses
from mdg.decision.reason import Case
from mdg.decision.table import Rule
from mdg.decision.whatever import Whatever
from mdg.decision.wording import listed, unmet
from mdg.model.items import Clauses


@attrs.frozen(slots=True, eq=False)
class PartialCase(Case):
    """A decision on a record of which dimensions are ``missing``, to be explained; ``record`` has the others.

    ``rules`` and ``denied`` are those that the decision names.
    """

    whatever: Whatever
    missing: tuple[str, ...]
    rules: tuple[str, ...]
    denied: tuple[str, ...]

    def reason(self, allowed: bool) -> str:
        whatever = f"whatever {listed(self.missing, 'and')} may be"
        if allowed:
            return self._allowed(whatever)
        if not self.whatever.records:
            return f"{self._impossible()}, {whatever}"
        return f"{'; '.join(self._failures()) or self._together()}, {whatever}"

    def _allowed(self, whatever: str) -> str:
        always = [rule.statement.id for rule in self._rules() if self._counts(rule) and rule.statement.id in self.rules]
        sometimes = [name for name in self.rules if name not in always]
        if not sometimes:
            return f"allowed by {listed(always, 'and')}, {whatever}"
        if not always:
            return f"allowed by one or more of {listed(sometimes, 'and')}, {whatever}"
        them = "it" if len(self.missing) == 1 else "them"
        return f"allowed by {listed(always, 'and')}, {whatever}; depending on {them}, also by {listed(sometimes, 'or')}"

    def _counts(self, rule: Rule) -> bool:
        """Whether the rule allows something of what is meant, whatever is missing."""
        records, extract, groups = self.whatever.records, rule.statement.extract, self.entity.groups
        if self.operation == "delete" or self.asked is not None:
            return records <= extract.population
        applying = self.entity.space.nothing
        for name in extract.groups:
            applying |= groups[name].applies
        return records <= extract.population & applying

    def _failures(self) -> Iterator[str]:
        entity, records = self.entity, self.whatever.records
        if self.operation == "delete":
            if self._settled(self._clauses()):
                yield self._not_covered(f"`{entity.id}`", self._rules())
            return
        if (
            self.operation == "create"
            and not records & entity.space.starting()
            and self._settled(start_clauses(entity))
        ):
            yield self._may_not_start()
        supplied = [name for name in entity.groups if records & self.whatever.supplied(self.system, name)]
        if not (supplied if self.asked is None else self.asked):
            yield from self._nothing_settled()
        failing = [name for name in self.entity.groups if name in (self.asked or ()) and name not in supplied]
        settled = [name for name in failing if self._settled(self._cause(name))]
        yield from self._denied_groups(settled)
        unsettled = [name for name in failing if name not in settled]
        if unsettled:
            yield f"`{self.system}` may not {self.operation} {listed(unsettled, 'and')} of `{entity.id}`"
        yield from self._missing_groups()

    def _missing_groups(self) -> Iterator[str]:
        """That groups would be missing from every such record."""
        if self.operation != "create":
            return
        groups, asked, records = self.entity.groups, self.asked, self.whatever.records
        always = [name for name in self.denied if name not in (asked or ()) and records <= groups[name].required]
        if asked is not None and always:
            yield self._incomplete(always, [name for name in groups if name in asked])
        always = [name for name in always if not records & self.whatever.supplied(self.system, name)]
        if asked is None and always:
            needed = listed(always, "and")
            yield f"such a record must not exist without {needed}, which `{self.system}` may not supply"

    def _nothing_settled(self) -> Iterator[str]:
        covers = any(self.whatever.records <= rule.statement.extract.population for rule in self._rules())
        if self.asked is not None:
            yield f"no group is named, and so there is nothing to {self.operation}"
        elif covers:
            yield f"no group that `{self.system}` may {self.operation} applies to this record"
        elif self._settled(self._clauses()):
            yield self._not_covered(f"`{self.entity.id}`", self._rules())

    def _impossible(self) -> str:
        met = [clause for clause in self.entity.impossible_clauses if not unmet(clause, self.record)]
        settling = [clause for clause in met if clause.keys() <= self.record.keys()]
        if settling:
            return f"no `{self.entity.id}` can exist{self._wherever(settling[0])}"
        return f"no `{self.entity.id}` can exist with these values"

    def _together(self) -> str:
        if self.asked is not None and len(set(self.asked)) > 1 and self.operation != "create":
            return (
                f"`{self.system}` may not {self.operation} {listed(self.asked, 'and')} of `{self.entity.id}` together"
            )
        return f"`{self.system}` may not {self.operation} such a `{self.entity.id}`"

    def _applies(self, name: str) -> bool:
        return bool(self.whatever.records & self.entity.groups[name].applies)

    def _cause(self, name: str) -> Clauses:
        """The clauses for want of which a group fails."""
        return self._clauses(name) if self._applies(name) else self.entity.groups[name].applies_clauses

    def _clauses(self, group: str | None = None) -> Clauses:
        return tuple(clause for rule in self._rules(group) for clause in rule.statement.extract.clauses)

    def _settled(self, clauses: Clauses) -> bool:
        """Whether what is stated of the record fails each of the clauses."""
        return all(unmet(clause, self.record) for clause in clauses)
