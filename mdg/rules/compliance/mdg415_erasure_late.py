"""An erasure takes longer than the law allows.

## What is wrong

A system holds personal data, deletions do come there, and whichever system a record is deleted in, the deletion can be
later there than a request has to be answered: one month under the GDPR, which has 28 days at its shortest. Where
several laws apply, the shortest period binds.

## Why it matters

The person has to be told without undue delay, and within one month of the request at the latest, what has been done
(GDPR, Article 12(3)). The time that a deletion is under way counts, and so does the day for which somebody has promised
to do it by hand.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  archive: {}  # MDG415
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_archive: {from: shop, to: archive, trigger: {manual: 90d}}
needs:
  shop_needs: {system: shop, max_age: 1d}
  archive_needs: {system: archive, max_age: 100d}
```

## Instead

Send deletions by a flow of their own, and more often:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  archive: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_archive: {from: shop, to: archive, trigger: {manual: 90d}, operations: [create, update]}
  deletions_to_archive: {from: shop, to: archive, trigger: {every: 1d}, operations: [delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
  archive_needs: {system: archive, max_age: 100d}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.applying import law_of, shortest_days, under
from mdg.rules.compliance.copies import personal_entities
from mdg.rules.compliance.erasing import deleting, groups_of, kept
from mdg.rules.telling import chain, length, steps
from mdg.topology import UNBOUNDED, Network, network
from mdg.topology.bounds import bounds
from mdg.topology.cohorts import Cohort, apart, cohorts
from mdg.topology.links import Bound
from mdg.topology.reach import Set
from mdg.topology.routes import first, way
from mdg.topology.soonest import Soonest, late_in

if TYPE_CHECKING:
    from mdg.text.law import Fact


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class _Late:
    """Records whose deletion by ``deleter`` is late in a system."""

    cohort: Cohort
    deleter: str
    bound: Bound


#: No pack allows less, so that nothing quicker has to be looked at.
_LEAST = 28 * 86_400


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in personal_entities(landscape):
        net = network(landscape, entity)
        if all(_plainly_in_time(cohort) for cohort in cohorts(net)):
            continue
        law = law_of(landscape)
        fact, span = law.fact("erasure_within", landscape.as_of), law.span("erasure_within", landscape.as_of)
        if fact is not None and span is not None:
            limit = shortest_days(span) * 86_400
            for system in dict.fromkeys(name for cohort in cohorts(net) for name in kept(cohort)):
                found = [late for cohort in cohorts(net) for late in _late(cohort, system, limit)]
                if found:
                    yield _problem(net, system, found, fact, limit)


def _plainly_in_time(cohort: Cohort) -> bool:
    """Whether every deletion is in the least time that is allowed wherever it comes to, as one walk shows."""
    net = cohort.network
    walk = Soonest(net, _LEAST)
    several = (walk.arrivals(cohort, "delete", None, batch) for batch in apart(deleting(cohort), net.nothing))
    return all(late_in(one, system, _LEAST, net.nothing) == net.nothing for one in several for system in one)


def _late(cohort: Cohort, system: str, limit: float) -> Iterator[_Late]:
    """The records of which every deletion that comes to a system is late there."""
    net, here = cohort.network, kept(cohort).get(system, cohort.network.nothing)
    in_time, late = net.nothing, list[_Late]()
    for deleter, own in deleting(cohort).items():
        for bound in bounds(net, "delete", None, deleter, cohort.present).get(system, ()):
            records = bound.records & own & here
            if bound.delay <= limit:
                in_time = in_time | records
            elif records != net.nothing:
                late.append(_Late(cohort=cohort, deleter=deleter, bound=bound._replace(records=records)))
    for one in late:
        left: Set = one.bound.records & ~in_time
        if left != net.nothing:
            yield attrs.evolve(one, bound=one.bound._replace(records=left))


def _problem(net: Network, name: str, found: list[_Late], fact: Fact, limit: float) -> Problem:
    found = sorted(found, key=lambda late: (-late.bound.delay, late.deleter))
    worst, system = found[0], net.landscape.every.systems[name]
    records = net.nothing
    for late in found:
        records = records | late.bound.records
    population = net.population(records)
    point = first(net, worst.bound.records)
    origin = next(start for start, born in worst.cohort.born.items() if born & point != net.nothing)
    hops = way(net, "delete", None, worst.deleter, name, origin, point, worst.bound.after)
    told = "without any bound" if worst.bound.delay == UNBOUNDED else f"up to {length(worst.bound.delay)}"
    groups = groups_of(net, name, records)
    return Problem(
        code=RULE.code,
        message=f"a deletion of {some(net.entity.id, population)} is {told} late in `{name}`, which holds "
        f"{listed(groups)}, where {length(limit)} are allowed ({fact.article}): {chain(worst.deleter, hops)}",
        place=system.place,
        subject=("system", name),
        help="carry deletions by a flow of their own, and more often",
        related=steps(hops),
        field=net.entity.id,
        entity=net.entity.id,
        groups=groups,
        systems=(name,),
        population=population,
        seen=net.population(worst.bound.records),
        draft=system.draft,
    )


RULE = Rule(
    code="MDG415",
    name="erasure-late",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "systems"),
    concerns=("compliance",),
    settled_by=("ownership", "flows", "systems", "populations"),
    check=under("MDG415", check),
)
