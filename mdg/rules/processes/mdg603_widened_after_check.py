"""After the consent has been checked, others come in again.

## What is wrong

A step uses personal data for a purpose that requires consent; the consent is checked before it, and between the check
and the use, or in the use itself, a step may enlarge the audience (`widens: true`). A step that checks and widens in
one drops whoever has not consented, those whom it lets in among them.

## Why it matters

The check says something about those who were there. Look-alikes, the rest of a household, a list bought in at the last
moment: nobody has looked whether they agreed (GDPR, Article 6(1)(a)), and the process seems to have a check all the
same.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state, wording, given_at], categories: [user.privacy_preferences]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: newsletter}
processes:
  campaign:
    steps:
      look: {system: shop, groups: [consent], purpose: newsletter, checks_consent: newsletter}
      add_similar: {system: shop, groups: [consent], widens: true, purpose: newsletter}
      send: {system: shop, groups: [contact], purpose: newsletter, channel: email}  # MDG603
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```

## Instead

Check last:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state, wording, given_at], categories: [user.privacy_preferences]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: newsletter}
processes:
  campaign:
    steps:
      add_similar: {system: shop, groups: [consent], widens: true, purpose: newsletter}
      look: {system: shop, groups: [consent], purpose: newsletter, checks_consent: newsletter}
      send: {system: shop, groups: [contact], purpose: newsletter, channel: email}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.order import unguarded
from mdg.model.use import Step
from mdg.model.uses import uses
from mdg.rule import Rule, some
from mdg.rules.compliance.consents import checked, consent_of, governed


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities:
        for use in uses(landscape, entity):
            kept, step = consent_of(use), use.step
            if kept is None or step is None or use.process is None:
                continue
            if not governed(landscape, use):
                continue
            process, guards = landscape.processes[use.process], functools.partial(checked, landscape, use)
            never = unguarded(process, step.id, use.extract.population, guards)
            left = unguarded(process, step.id, use.extract.population, guards, _widens) - never
            if left:
                wide = [one for one in process.steps.values() if one.widens]
                yield Problem(
                    code=RULE.code,
                    message=f"step `{use.id}` uses personal data of {some(entity, left)} for `{use.purpose.id}`, and "
                    "others can have come in since the consent to it was looked up",
                    place=use.place,
                    subject=("process", process.id),
                    help="check the consent after the last step that widens",
                    related=tuple(Related("may let others in", one.place) for one in wide),
                    field=step.id,
                    entity=entity,
                    groups=governed(landscape, use),
                    systems=() if use.system is None else (use.system,),
                    population=left,
                    draft=use.draft,
                )


def _widens(step: Step) -> bool:
    return step.widens


RULE = Rule(
    code="MDG603",
    name="widened-after-check",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes", "purposes"),
    concerns=("compliance",),
    settled_by=("populations",),
    check=check,
)
