"""Two controllers decide together, and have not arranged who does what.

## What is wrong

A system whose `role` is joint controller holds personal data, and no agreement of kind `joint_controllers` covers it on
that day. Landscapes without any agreement are left to MDG705.

## Why it matters

Joint controllers have to determine their respective responsibilities by an arrangement, above all who answers to the
person, and to tell people its essence (GDPR, Article 26). Whatever it says, the person may turn to each of them.

## Example

```yaml
mdg: 1
parties:
  company: {}
  partner: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {role: controller}
  loyalty: {role: joint_controller}  # MDG419
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_loyalty: {from: shop, to: loyalty, owner: company}
needs:
  loyalty_needs: {system: loyalty, max_age: 1d}
agreements:
  transfer: {systems: [loyalty], kind: standard_clauses, party: partner}
```

## Instead

```yaml
mdg: 1
parties:
  company: {}
  partner: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {role: controller}
  loyalty: {role: joint_controller}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_loyalty: {from: shop, to: loyalty, owner: company}
needs:
  loyalty_needs: {system: loyalty, max_age: 1d}
agreements:
  together: {systems: [loyalty], kind: joint_controllers, party: partner}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown, listed
from mdg.rules.compliance.agreeing import covering, ended
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import of_system


def check(landscape: Landscape) -> Iterator[Problem]:
    for system in landscape.systems.values() if landscape.every.agreements else ():
        if system.role != "joint_controller" or any(True for _ in covering(landscape, system.id, "joint_controllers")):
            continue
        held = {net.entity.id: tuple(groups) for net, groups in of_system(landscape, system.id)}
        over = ended(landscape, system.id, "joint_controllers")
        if held:
            yield Problem(
                code=RULE.code,
                message=f"`{system.id}` is a joint controller's and holds personal data ({listed(held)}), "
                "and no arrangement covers it",
                place=system.place,
                subject=("system", system.id),
                help="state the agreement of kind `joint_controllers` that covers it",
                related=() if over is None else (Related("has ended", over.place),),
                entity=next(iter(held)) if len(held) == 1 else None,
                groups=next(iter(held.values())) if len(held) == 1 else (),
                systems=(system.id,),
                draft=system.draft,
            )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Joint controllers' systems with personal data, in a landscape without agreements."""
    for system in landscape.systems.values() if not landscape.every.agreements else ():
        if system.role == "joint_controller" and any(True for _ in of_system(landscape, system.id)):
            fact = "which arrangement covers the system of a joint controller"
            yield Unknown("system.arrangement", fact, system.id, system.place)


RULE = Rule(
    code="MDG419",
    name="joint-without-arrangement",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems", "agreements"),
    concerns=("compliance",),
    settled_by=("agreements", "systems"),
    check=under("MDG419", check),
    unknown=facts("MDG419", unknown),
)
