"""Personal data that no deletion and no procedure reaches.

## What is wrong

A system keeps personal data of some records, no deletion that anybody may make comes there by any flow, and it states
no `erasure_procedure`, although others do. A flow that finds changes by their time stamp (`change_detection:
timestamp`) sees no deletion, unless it reconciles. What a provider supplies is not ours to erase there, and a system
that only passes data on (`stores: false`) has nothing to erase. Landscapes that name no procedure anywhere are left to
MDG705.

## Why it matters

A person who is entitled to erasure is entitled to it everywhere (GDPR, Article 17(1)), and everybody to whom the data
was disclosed has to be told (Article 19). A copy that neither a flow nor somebody's checklist knows of stays.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  archive: {}  # MDG205 MDG413
  mailer: {erasure_procedure: delete the address in the console}  # MDG205
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_archive: {from: shop, to: archive, operations: [create, update]}
  shop_to_mailer: {from: shop, to: mailer, operations: [create, update]}
needs:
  shop_needs: {system: shop, max_age: 1d}
  archive_needs: {system: archive, max_age: 1d}
  mailer_needs: {system: mailer, max_age: 1d}
```

## Instead

Let deletions travel, or say how it is done there:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  archive: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_archive: {from: shop, to: archive}
  shop_to_mailer: {from: shop, to: mailer}
needs:
  shop_needs: {system: shop, max_age: 1d}
  archive_needs: {system: archive, max_age: 1d}
  mailer_needs: {system: mailer, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown, listed, some
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import personal_entities
from mdg.rules.compliance.erasing import as_deletions_go, groups_of, says_procedures, unheard
from mdg.topology import network


def check(landscape: Landscape) -> Iterator[Problem]:
    if not says_procedures(landscape):
        return
    for entity in personal_entities(landscape):
        net = network(as_deletions_go(landscape), entity)
        for name, records in unheard(net).items():
            # one that is out of force still has what it has
            system = landscape.every.systems[name]
            if system.erasure_procedure is not None:
                continue
            population, groups = net.population(records), groups_of(net, name, records)
            yield Problem(
                code=RULE.code,
                message=f"`{name}` holds {listed(groups)} of {some(entity.id, population)}, and neither a deletion nor "
                "a procedure of erasure reaches it",
                place=system.place,
                subject=("system", name),
                help="let a flow carry deletions there, or state the `erasure_procedure`",
                field=entity.id,
                entity=entity.id,
                groups=groups,
                systems=(name,),
                population=population,
                draft=system.draft,
            )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Systems that no deletion comes to, in a landscape that has purposes and names no procedure anywhere."""
    if landscape.purposes and not says_procedures(landscape):
        for entity in personal_entities(landscape):
            for name in unheard(network(as_deletions_go(landscape), entity)):
                fact = "how records are erased in a system that no deletion comes to"
                yield Unknown("system.erasure_procedure", fact, name, landscape.every.systems[name].place)


RULE = Rule(
    code="MDG413",
    name="erasure-incomplete",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems", "flows"),
    concerns=("compliance",),
    settled_by=("ownership", "flows", "systems", "populations"),
    check=under("MDG413", check),
    unknown=facts("MDG413", unknown),
)
