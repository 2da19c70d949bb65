"""People are advertised to who may have objected.

## What is wrong

A step writes to or calls people for a purpose of marketing that does not rest on consent, and on some path of its
process no step before it looks up the objections to that purpose (`checks_objection`).

## Why it matters

Whoever objects to direct marketing may not be processed for it any more, without any weighing of interests (GDPR,
Article 21(2) and (3)). Where it rests on consent, its withdrawal does the same, and MDG602 looks for that.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email, objection], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: offers}
processes:
  campaign:
    steps:
      pick: {system: shop, purpose: offers}
      send: {system: shop, purpose: offers, channel: email}  # MDG425
purposes:
  offers:
    lawful_basis: legitimate_interests
    data_use: marketing.communications.email
    controller: company
    data_subjects: [customer]
    retention: P1Y
    channels: [email]
    opt_in: soft
    objection_group: customer.contact
```

## Instead

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email, objection], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: offers}
processes:
  campaign:
    steps:
      pick: {system: shop, purpose: offers, checks_objection: offers}
      send: {system: shop, purpose: offers, channel: email}
purposes:
  offers:
    lawful_basis: legitimate_interests
    data_use: marketing.communications.email
    controller: company
    data_subjects: [customer]
    retention: P1Y
    channels: [email]
    opt_in: soft
    objection_group: customer.contact
```
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.order import unguarded
from mdg.model.use import Process, Step
from mdg.population import Population
from mdg.rule import Rule, some
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.mdg424_marketing_without_opt_in import is_marketing


def check(landscape: Landscape) -> Iterator[Problem]:
    for process in landscape.processes.values():
        for step in process.steps.values():
            purpose = landscape.purposes.get(step.purpose or "")
            if purpose is None or step.channel is None or not is_marketing(purpose):
                continue
            if purpose.lawful_basis == "consent":
                continue
            left = unguarded(process, step.id, step.extract.population, functools.partial(_checked, step), _widens)
            if left:
                yield _problem(landscape, process, step, left)


def _checked(of: Step, one: Step) -> Population | None:
    """The records whose objections to a step's purpose another step looks up."""
    if one.checks_objection != of.purpose or one.extract.entity != of.extract.entity:
        return None
    return one.extract.population


def _widens(step: Step) -> bool:
    return step.widens


def _problem(landscape: Landscape, process: Process, step: Step, records: Population) -> Problem:
    purpose = landscape.purposes[step.purpose or ""]
    return Problem(
        code=RULE.code,
        message=f"step `{process.id}.{step.id}` advertises to {some(step.extract.entity, records)} by "
        f"`{step.channel}`, and nothing before it looks up who has objected to `{purpose.id}`",
        place=step.place,
        subject=("process", process.id),
        help=f"add a step before it with `checks_objection: {purpose.id}`",
        related=(Related("is what it advertises for", purpose.place),),
        field=step.id,
        entity=step.extract.entity,
        groups=step.extract.groups if step.extract.stated else (),
        systems=() if step.system is None else (step.system,),
        population=records,
        draft=process.draft,
    )


RULE = Rule(
    code="MDG425",
    name="objection-ignored",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "processes"),
    concerns=("compliance",),
    check=under("MDG425", check),
)
