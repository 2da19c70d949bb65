"""Personal data in a system that no correction ever reaches.

## What is wrong

A system holds a group of personal data that somebody may change, and no change of it, by whomever, ever comes there.
Where some changes come and others do not, MDG207 says so.

## Why it matters

A person may demand that wrong data is corrected without undue delay (GDPR, Article 16), and who has passed data on has
to tell each recipient of the correction (Article 19). Data has to be accurate and kept up to date (Article 5(1)(d)).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  mailer: {}  # MDG207 MDG416
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, operations: [create, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
  mailer_needs: {system: mailer}
```

## Instead

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
  shop_to_mailer: {from: shop, to: mailer}
needs:
  shop_needs: {system: shop, max_age: 1d}
  mailer_needs: {system: mailer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.population import union
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import personal_entities, unknown
from mdg.rules.compliance.erasing import keeps, personal_groups
from mdg.topology import Network, network
from mdg.topology.cohorts import Cohort, apart, cohorts
from mdg.topology.deletions import copies
from mdg.topology.reach import Set


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in personal_entities(landscape):
        net = network(landscape, entity)
        found: dict[str, dict[str, Set]] = {}
        for group in personal_groups(net):
            for cohort in cohorts(net):
                for system, records in _unreached(cohort, group):
                    here = found.setdefault(system, {})
                    here[group] = here.get(group, net.nothing) | records
        for system, groups in found.items():
            yield _problem(net, system, groups)


def _unreached(cohort: Cohort, group: str) -> Iterator[tuple[str, Set]]:
    """For each system, the records that some system may change, and of which it holds the group and hears nothing."""
    net = cohort.network
    changed, told = net.nothing, dict[str, Set]()
    for batch in apart(cohort.updating(group), net.nothing):
        for own in batch.values():
            changed = changed | own
        for system, records in cohort.reached_by("update", group, batch).items():
            told[system] = told[system] | records if system in told else records
    if changed == net.nothing:
        return
    for system, held in copies(cohort, [group]).items():
        left = held & changed if keeps(net.landscape, system) else net.nothing
        if system in told:
            left = left & ~told[system]
        if left != net.nothing:
            yield system, left


def _problem(net: Network, name: str, groups: dict[str, Set]) -> Problem:
    population = union(net.population(records) for records in groups.values())
    system = net.landscape.every.systems[name]
    return Problem(
        code=RULE.code,
        message=f"`{name}` holds {listed(groups)} of {some(net.entity.id, population)}, which may be corrected "
        "elsewhere, and no correction comes there",
        place=system.place,
        subject=("system", name),
        help="let the flow that brings it carry updates too",
        field=net.entity.id,
        entity=net.entity.id,
        groups=tuple(groups),
        systems=(name,),
        population=population,
        draft=system.draft,
    )


RULE = Rule(
    code="MDG416",
    name="rectification-incomplete",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "systems"),
    concerns=("compliance", "accuracy"),
    settled_by=("flows", "systems", "populations"),
    check=under("MDG416", check),
    unknown=facts("MDG416", unknown),
)
