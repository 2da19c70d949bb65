"""What has been erased comes back with the next full load.

## What is wrong

A deletion comes to a system, and a flow that compares or sends everything (`change_detection: full`, or `reconcile`)
brings the record in again, also by way of systems that store nothing and only pass it on, from a system that the
deletion never reaches, or later and without going on from there, and that names no procedure either.

## Why it matters

The erasure was confirmed to the person, and some nights later the record is back, from a copy that nobody thought of
(GDPR, Article 17(1)). A flow that only sends what changes does not do that; one that sends all of its source does,
until its source has been erased first, or the target keeps a list of whom not to take in again.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  warehouse: {}  # MDG205
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_warehouse: {from: shop, to: warehouse, operations: [create, update]}
  shop_to_mailer: {from: shop, to: mailer, operations: [delete]}
  warehouse_to_mailer: {from: warehouse, to: mailer, change_detection: full, trigger: {every: 1d}}  # MDG414
needs:
  shop_needs: {system: shop, max_age: 2d}
  warehouse_needs: {system: warehouse, max_age: 2d}
```

## Instead

Erase upstream first:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  warehouse: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_warehouse: {from: shop, to: warehouse}
  warehouse_to_mailer: {from: warehouse, to: mailer, change_detection: full, trigger: {every: 1d}}
needs:
  shop_needs: {system: shop, max_age: 2d}
  warehouse_needs: {system: warehouse, max_age: 2d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.copies import personal_entities
from mdg.rules.compliance.erasing import deleting, erased, kept, lands, personal_groups
from mdg.rules.telling import schedule
from mdg.topology import Link, Network, network
from mdg.topology.bounds import bounds
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.reach import Set, union_of


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in personal_entities(landscape):
        net = network(landscape, entity)
        personal = set(personal_groups(net))
        for link in net.links:
            source = landscape.every.systems.get(link.source)
            if sends_everything(link) and link.groups & personal and source is not None:
                back = brought_back(net, link) if source.erasure_procedure is None else {}
                if back:
                    yield _problem(net, link, back)


def sends_everything(link: Link) -> bool:
    """Whether a flow brings a record in that its target does not have, though nothing has changed in its source."""
    flow = link.flow
    whole = flow.change_detection == "full" or flow.reconcile is not None
    return whole and link.delivers and "create" in flow.operations


def brought_back(net: Network, link: Link) -> dict[str, Set]:
    """By system to which a flow brings them back, the records that its source keeps, and whose deletion comes there.

    To the source it comes never or later.  What comes to the source later, and goes on from there, deletes what was
    brought back.
    """
    found: dict[str, Set] = {}
    for cohort in cohorts(net):
        gone = erased(cohort)
        here: Set = kept(cohort).get(link.source, net.nothing)
        for target, come in lands(net, link, here & link.records).items():
            records = come & gone.get(target, net.nothing)
            records = _outlived(cohort, link.source, target, records) if records != net.nothing else records
            if records != net.nothing:
                found[target] = found[target] | records if target in found else records
    return found


def _outlived(cohort: Cohort, source: str, target: str, records: Set) -> Set:
    """The records that a deletion takes from a system while the one that brings them there keeps them."""
    net, nothing, found = cohort.network, cohort.network.nothing, cohort.network.nothing
    goes_on = cohort.reached_by("delete", None, {source: records}).get(target, nothing)
    for deleter, own in deleting(cohort).items():
        if deleter != source:
            gone = cohort.reached_by("delete", None, {deleter: own}).get(target, nothing)
            for bound in bounds(net, "delete", None, deleter, cohort.present).get(source, ()):
                gone = gone & ~(bound.records & goes_on if bound.delay > 0 else bound.records)
            found = found | (own & gone)
    return records & found


def _problem(net: Network, link: Link, back: dict[str, Set]) -> Problem:
    population = net.population(union_of(back.values(), net.nothing))
    source = net.landscape.every.systems[link.source]
    return Problem(
        code=RULE.code,
        message=f"`{link.id}` brings {some(net.entity.id, population)} back to {listed(back)} that were erased there: "
        f"it sends everything from `{link.source}`, {schedule(link)}, where no deletion comes before",
        place=link.flow.place,
        subject=("flow", link.id),
        help=f"let deletions come to `{link.source}` first, and state them there; or send changes only",
        related=(Related("keeps what is deleted elsewhere", source.place),),
        entity=net.entity.id,
        groups=tuple(name for name in net.entity.groups if name in link.groups),
        systems=(*back, link.source),
        population=population,
        draft=link.flow.draft,
    )


RULE = Rule(
    code="MDG414",
    name="erasure-undone",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "systems"),
    concerns=("compliance",),
    settled_by=("ownership", "flows", "systems", "populations"),
    check=under("MDG414", check),
)
