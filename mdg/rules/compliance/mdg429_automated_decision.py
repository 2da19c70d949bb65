"""A program decides about people, and nothing allows that.

## What is wrong

A step of a process decides automatically (`decides: true`) and uses personal data; it states no ground for that
(`automated_ground`), and no human reviews the decision (`human_review`). Or it does so by data of a special category,
no human reviews it, and the purpose meets another condition than explicit consent (`special_condition: A9-2-a`) or a
substantial public interest (`A9-2-g`); where it states none, MDG407 tells.

## Why it matters

People have the right not to be subject to a decision based solely on automated processing that has legal effects on
them or affects them as much (GDPR, Article 22(1)), unless it is necessary for a contract, allowed by law, or consented
to (Article 22(2)); and even then they may have a human look at it (Article 22(3)), and special categories may be used
on these two conditions alone (Article 22(4)). A score on which the decision hangs is such a decision itself (Court of
Justice, C-634/21, SCHUFA).

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      credit: {attributes: [risk_class], categories: [user.financial]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
processes:
  checkout:
    steps:
      refuse: {system: shop, purpose: orders, decides: true}  # MDG429
purposes:
  orders: {lawful_basis: contract, controller: company, data_subjects: [customer], retention: P1Y}
```

## Instead

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      credit: {attributes: [risk_class], categories: [user.financial]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
processes:
  checkout:
    steps:
      refuse: {system: shop, purpose: orders, decides: true, human_review: true}
purposes:
  orders: {lawful_basis: contract, controller: company, data_subjects: [customer], retention: P1Y}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.model.use import Process, Step
from mdg.model.uses import personal
from mdg.rule import Rule, listed
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.sensitive import special_kinds

#: The conditions of Article 9(2) on which such a decision may rest on special categories (Article 22(4)).
_STRICT = ("A9-2-a", "A9-2-g")


def check(landscape: Landscape) -> Iterator[Problem]:
    for process in landscape.processes.values():
        for step in process.steps.values():
            groups = personal(landscape, step.extract) if step.decides and step.human_review is not True else ()
            special = _special(landscape, step, groups)
            if groups and step.automated_ground is None:
                way_out = "state the `automated_ground` (contract, law or consent), or let a human decide"
                yield _problem(
                    process, step, groups, "without a ground for that and without review by a human", way_out
                )
            elif special:
                condition = landscape.purposes[step.purpose or ""].special_condition
                why = f"which are of a special category, on the condition {condition}, and without review by a human"
                yield _problem(process, step, special, why, "ask for explicit consent to it, or let a human decide")


def _special(landscape: Landscape, step: Step, groups: tuple[str, ...]) -> tuple[str, ...]:
    """Of some groups those of a special category, where the purpose's condition does not allow to decide by them."""
    purpose = landscape.purposes.get(step.purpose or "")
    if purpose is None or purpose.special_condition in (None, *_STRICT):
        return ()
    known = landscape.entities[step.extract.entity].groups
    return tuple(name for name in groups if special_kinds(known[name]))


def _problem(process: Process, step: Step, groups: tuple[str, ...], why: str, way_out: str) -> Problem:
    return Problem(
        code=RULE.code,
        message=f"step `{process.id}.{step.id}` decides about people by {listed(groups)}, {why}",
        place=step.place,
        subject=("process", process.id),
        help=f"{way_out} (`human_review: true`)",
        field=step.id,
        entity=step.extract.entity,
        groups=groups,
        systems=() if step.system is None else (step.system,),
        population=step.extract.population,
        draft=process.draft,
    )


RULE = Rule(
    code="MDG429",
    name="automated-decision",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    concerns=("compliance",),
    check=under("MDG429", check),
)
