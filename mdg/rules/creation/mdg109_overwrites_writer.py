"""A flow overwrites what its receiver owns.

## What is wrong

A flow carries a group into a system that may itself enrich or update that group, and so replaces what was written there
by what the sender has: another writer's version, or, with `merge: replace`, nothing at all where the sender holds none.

It is an **error** where what the receiver writes does not all come back to the sender. The sender then does not know
it, each message deletes it again, and no policy helps: what a survivorship could choose is gone. It is a **warning**
where the receiver's changes do come to the sender, and only those are lost that cross with another; for `merge: patch`
not even that, if the flow is protected by `loop_protection: version` or a `survivorship` says who wins.

## Why it matters

The owner of the data does the work, and finds it undone by the next message, without an error in any log. Replication
of business partners that sends whole tables does this: roles that only the receiver knows vanish, and so do account
owners and credit limits. It is found in production by those who lost something, and looks as though nobody had entered
it. Changes that cross are the classic *lost update* (Bernstein, Hadzilacos and Goodman, *Concurrency Control and
Recovery in Database Systems*, 1987, chapter 1), here between systems that share no lock.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      account_team: [account_owner]
systems:
  erp: {}
  crm: {}
ownership:
  erp_creates: {system: erp, may: [create, update], groups: [name]}
  crm_assigns: {system: crm, may: [enrich, update], groups: [account_team]}
flows:
  erp_to_crm: {from: erp, to: crm, merge: replace}  # MDG109 MDG201
```

The flow carries every group, and thus the account team, of which the ERP has none: each message from it empties what
the CRM has put there.

## Instead

Send what the sender has to say:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      account_team: [account_owner]
systems:
  erp: {}
  crm: {}
ownership:
  erp_creates: {system: erp, may: [create, update], groups: [name]}
  crm_assigns: {system: crm, may: [enrich, update], groups: [account_team]}
flows:
  erp_to_crm: {from: erp, to: crm, merge: replace, groups: [name]}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.writers import LATER, rules_on
from mdg.rule import Rule, some
from mdg.rules.bridges import Bridge, bridge, mend, stop
from mdg.rules.creation.crossing import Window, other_way, own_way, window
from mdg.rules.creation.overwriting import Overwrite, overwrites
from mdg.rules.settling import rules_of
from mdg.rules.telling import length, named, steps
from mdg.topology import UNBOUNDED, Network
from mdg.topology.large_network import network
from mdg.topology.reach import Set, union_of

#: What an overwrite is about, the worst first, and how it is told beside something worse.
_KINDS = {
    "blanked": "it also deletes {}, of which the sender has none either",
    "replaced": "it also replaces {} by another version, and what was there never all reaches the sender",
    "crossing": "it also replaces {}, so that changes which cross are lost",
}


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        if rules_on(landscape, entity.id, LATER):
            flows = network(landscape, entity)
            found: dict[str, list[Overwrite]] = {}
            for one in overwrites(flows):
                found.setdefault(one.link.id, []).append(one)
            for several in found.values():
                yield Case(flows, several).problem()


class Case:
    """One flow, and all that it overwrites; the message tells the worst of it (``kind``)."""

    def __init__(self, flows: Network, several: Sequence[Overwrite]) -> None:
        self.flows = flows
        self.several = several
        self.link = several[0].link
        self.kind = next(kind for kind in _KINDS if any(self._is(one, kind) for one in several))
        self.told = [one for one in several if self._is(one, self.kind)]
        self.groups = tuple(dict.fromkeys(one.group for one in self.told))

    def _is(self, one: Overwrite, kind: str) -> bool:
        return bool(getattr(one, kind) != self.flows.nothing)

    @cached_property
    def worst(self) -> tuple[Overwrite, Window] | None:
        """The longest window, where changes cross."""
        windows = [(one, window(one)) for one in self.told] if self.kind == "crossing" else []
        return max(windows, key=lambda found: found[1].rank, default=None)

    @property
    def window(self) -> Window | None:
        return self.worst[1] if self.worst else None

    @property
    def shown(self) -> tuple[Overwrite, Set]:
        """What the witness and the routes are of."""
        if self.worst is None:
            return self.told[0], getattr(self.told[0], self.kind)
        return self.worst[0], self.worst[1].records

    def problem(self) -> Problem:
        flow, nothing = self.link.flow, self.flows.nothing
        replacing = flow.merge == "replace"
        return Problem(
            code=RULE.code,
            message=self._message(),
            place=flow.place.at("merge") if replacing else flow.place,
            subject=("flow", flow.id),
            help=self._help(),
            related=tuple(self._related()),
            entity=self.flows.entity.id,
            groups=tuple(dict.fromkeys(one.group for one in self.several)),
            systems=(flow.target,),
            population=self.flows.population(union_of((one.lost | one.crossing for one in self.several), nothing)),
            seen=self.flows.population(self.shown[1]),
            severity=Severity.WARNING if self.window else Severity.ERROR,
            draft=flow.draft,
        )

    @cached_property
    def back(self) -> Bridge | None:
        """The flow that could take what the receiver writes back to the sender, where nothing does."""
        if self.window is not None and not self.window.never:
            return None
        one, records = self.shown
        reached = one.cohort.reached("update", one.group, self.link.target)
        return bridge(self.flows, "update", one.group, reached, one.cohort.present, self.link.source, records)

    def _message(self) -> str:
        flow, target = self.link.flow, f"`{self.link.target}`"
        affected = self.flows.population(union_of((getattr(one, self.kind) for one in self.told), self.flows.nothing))
        what = f"{named(self.groups)} that {target} writes, of {some(self.flows.entity.id, affected)}"
        it = "it" if len(self.groups) == 1 else "them"
        if self.kind == "blanked":
            return (
                f"`{flow.id}` deletes {what}: `{flow.source}` has none, sends {it} whole (`merge: replace`), and never "
                f"receives what {target} writes, so that nothing brings it back"
            )
        if self.kind == "replaced":
            return (
                f"`{flow.id}` replaces {what}, by what `{flow.source}` has, which does not receive all that {target} "
                "writes, so that nothing brings it back"
            )
        return f"`{flow.id}` overwrites {what}, by what `{flow.source}` has: {self._lost()}"

    def _lost(self) -> str:
        flow, found = self.link.flow, self.window
        if found is None or found.never:
            return f"what `{flow.target}` writes never reaches `{flow.source}`, whose next change puts it aside"
        if found.seconds == UNBOUNDED:
            return "changes on both sides cross, nothing bounds for how long, and one of the two is lost"
        return f"changes on both sides cross in a window of {length(found.seconds)}, and one of the two is lost"

    def _help(self) -> str:
        flow, groups = self.link.flow, named(self.groups)
        leave_out = f"leave {groups} out of the `groups` of `{flow.id}`"
        if self.window is None:
            return f"{leave_out}, or {mend(self.back, 'update', self.shown[0].group, flow.target, flow.source)}"
        if flow.merge == "replace":
            return f"{leave_out} for these records, or send them with `merge: patch` and `loop_protection: version`"
        return f"set `loop_protection: version` on `{flow.id}`, or say in a `survivorship` who wins"

    def _related(self) -> Iterator[Related]:
        one, seen = self.shown
        yield from self._lets(self.link.target, LATER)
        if self.back is not None:
            yield Related(stop(self.back, "update", one.group), self.back.link.flow.place)
        other = None if self.kind == "blanked" else other_way(one, seen)
        if other is not None:
            yield from self._lets(other[0], LATER | {"create"})
            yield from steps(other[1])
        if self.window is not None:
            yield from steps(own_way(one, self.window))
        for kind, words in _KINDS.items():
            rest = dict.fromkeys(one.group for one in self.several if self._is(one, kind) and kind != self.kind)
            if rest:
                yield Related(words.format(named(tuple(rest))), self.link.flow.place)

    def _lets(self, system: str, operations: frozenset[str]) -> Iterator[Related]:
        """The rules by which a system writes the group that is shown."""
        one, seen = self.shown
        for rule in rules_of(self.flows, system):
            granted = rule.may & operations and one.group in rule.extract.groups
            if granted and rule.extract.population.members & seen != self.flows.nothing:
                yield Related(f"lets `{system}` write `{one.group}`", rule.place)


RULE = Rule(
    code="MDG109",
    name="overwrites-writer",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "ownership"),
    settled_by=("flows", "survivorship", "populations", "systems", "ownership"),
    check=check,
)
