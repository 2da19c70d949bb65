"""Personal data stays in a system that never hears of the record's deletion.

## What is wrong

A system may delete the record, another holds personal data of it, and no chain of flows with `delete` leads from the
one to the other. What a provider supplies is left out: it is not ours to delete there.

## Why it matters

Whoever asks for erasure is told that it is done, and it is done in one system. The copy lives on, is mailed to, is
exported, and comes back with the next full load. Who has passed data on has to tell each recipient of its erasure
(GDPR, Articles 17 and 19), which takes a way for that news as much as for any other.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  mailer: {}  # MDG205
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, operations: [create, update]}
needs:
  mailer_sends: {system: mailer, max_age: 1h}
```

## Instead

Let deletions travel where the data has gone:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, operations: [create, update, delete]}
needs:
  mailer_sends: {system: mailer, max_age: 1h}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.writers import rules_on
from mdg.rule import Rule, listed, some
from mdg.rules.creation.mdg107_no_eraser import unknown
from mdg.rules.telling import steps
from mdg.rules.topology.networks import networks, whole
from mdg.topology import Link, Network
from mdg.topology.cohorts import entering
from mdg.topology.deletions import DELETE, Lost, lost_deletions
from mdg.topology.links import raw
from mdg.topology.reach import Set
from mdg.topology.routes import first
from mdg.topology.trails import bringing, ride

#: How many systems are looked at in search of a way for a deletion; beyond that there is no small change to propose.
_LOOKED_AT = 200


def check(landscape: Landscape) -> Iterator[Problem]:
    for on in networks(landscape):
        for system, lost in lost_deletions(on).items():
            yield _problem(on, system, lost)


def _problem(on: Network, system: str, lost: Sequence[Lost]) -> Problem:
    population = whole(on, (one.records for one in lost))
    point = first(on, population.members)
    shown = next(one for one in lost if one.records & point != on.nothing)
    groups = tuple(_held(on, system, lost))
    deleting = tuple(dict.fromkeys(one.deleter for one in lost))
    missing = _missing(on, system, shown, point)
    group = next(_held(on, system, [Lost(shown.cohort, shown.deleter, point)]))
    return Problem(
        code=RULE.code,
        message=f"{some(on.entity.id, population)} may be deleted in {listed(deleting)}, and that never reaches "
        f"the personal data in `{system}` ({listed(groups)})",
        place=on.landscape.every.systems[system].place,
        subject=("system", system),
        field=on.entity.id,
        help=f"add `delete` to the `operations` of {listed(link.id for link in missing)}"
        if missing
        else f"let flows carry deletions from {listed(deleting)} to `{system}`",
        related=(
            *_granted(on, deleting, population.members),
            *steps(ride(on, bringing(shown.cohort, group).to(system, point))),
            *(Related("carries no deletions", link.flow.place) for link in missing),
        ),
        entity=on.entity.id,
        groups=groups,
        systems=(system, *deleting),
        population=population,
    )


def _granted(on: Network, deleting: Sequence[str], records: Set) -> Iterator[Related]:
    for rule in rules_on(on.landscape, on.entity.id, DELETE):
        mine = [system for system in rule.systems if system in deleting]
        if mine and raw(rule.extract.population) & records != on.nothing:
            yield Related(f"lets {listed(mine)} delete them", rule.place)


def _held(on: Network, system: str, lost: Sequence[Lost]) -> Iterator[str]:
    """The personal groups that the system holds of some of the records."""
    for group in on.entity.groups.values():
        if group.personal and any(
            one.cohort.holding(group.name).get(system, on.nothing) & one.records != on.nothing for one in lost
        ):
            yield group.name


def _missing(on: Network, system: str, shown: Lost, point: Set) -> list[Link]:
    """A shortest way for the deletion along flows of the record that are there: those of them that do not carry it."""
    cohort = shown.cohort
    told = cohort.reached("delete", None, shown.deleter)
    into = entering(on, on.derived("bringing news", lambda: tuple(link for link in on.links if link.delivers)))
    onward: dict[str, Link] = {}
    agenda = [system]
    for here in agenda:
        if told.get(here, on.nothing) & point != on.nothing:
            return [link for link in _along(onward, here, system) if "delete" not in link.flow.operations]
        for link in into.get(here, ()) if len(agenda) < _LOOKED_AT else ():
            before, there = link.source, link.records & point & cohort.present.get(link.source, on.nothing)
            if there != on.nothing and before != system and before not in onward:
                onward[before] = link
                agenda.append(before)
    return []


def _along(onward: dict[str, Link], start: str, system: str) -> Iterator[Link]:
    while start != system:
        yield onward[start]
        start = onward[start].target


RULE = Rule(
    code="MDG205",
    name="deletions-lost",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership", "flows"),
    concerns=("compliance",),
    settled_by=("flows", "systems", "populations"),
    check=check,
    unknown=unknown,
)
