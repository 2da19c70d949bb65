"""People are advertised to who may have objected.

## What is wrong

A step writes to or calls people for a purpose of marketing that does not rest on consent, and on some path of its
process no step before it looks up the objections to that purpose (`checks_objection`). Or one does, in a system that
does not have the group in which they are kept (`objection_group`), or that no change of it ever comes to. A step that
names no `channel` is taken for the one that reaches people where it is the last of its process to use data for the
purpose, and none before it names a channel either. Where a purpose does not say where objections are kept, MDG705 asks.

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
from mdg.model.order import ancestors, unguarded
from mdg.model.use import Process, Purpose, Step
from mdg.model.uses import personal
from mdg.population import Population
from mdg.rule import Rule, Unknown, listed, some
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.consents import hears, told
from mdg.rules.compliance.mdg424_marketing_without_opt_in import is_marketing
from mdg.topology import network
from mdg.topology.cohorts import cohorts
from mdg.topology.links import raw


def check(landscape: Landscape) -> Iterator[Problem]:
    for process, step, purpose in _advertising(landscape):
        about, looked = step.extract.population, functools.partial(_looked_up, step)
        left = unguarded(process, step.id, about, functools.partial(_seen, landscape, purpose, step), _widens)
        if left:
            blind = not unguarded(process, step.id, about, looked, _widens)
            looks = [one for one in process.steps.values() if looked(one) is not None] if blind else []
            yield _problem(process, step, purpose, left, looks)


def _advertising(landscape: Landscape) -> Iterator[tuple[Process, Step, Purpose]]:
    """The steps that reach people for a purpose of marketing which does not rest on consent."""
    for process in landscape.processes.values():
        for step in process.steps.values():
            purpose = landscape.purposes.get(step.purpose or "")
            if purpose is None or not is_marketing(purpose) or purpose.lawful_basis == "consent":
                continue
            if step.channel is not None or _last(landscape, process, step):
                yield process, step, purpose


def _last(landscape: Landscape, process: Process, step: Step) -> bool:
    """Whether no other step of the process can be the one that reaches people for a step's purpose."""
    if step.writes == "delete" or not personal(landscape, step.extract):
        return False
    earlier = landscape.derived(("ancestors", process.id), lambda: ancestors(process))
    others = [one for one in process.steps.values() if one.id != step.id and one.purpose == step.purpose]
    before = [one for one in others if one.id in earlier[step.id]]
    behind = [one for one in others if step.id in earlier[one.id]]
    return all(one in before for one in behind) and all(one.channel is None for one in before)


def _looked_up(of: Step, one: Step) -> Population | None:
    """The records whose objections to a step's purpose another step looks up."""
    if one.checks_objection != of.purpose or one.extract.entity != of.extract.entity:
        return None
    return one.extract.population


def _seen(landscape: Landscape, purpose: Purpose, of: Step, one: Step) -> Population | None:
    """Those of them whose objections can be known where it looks."""
    records = _looked_up(of, one)
    if records is None or purpose.objection_group is None or one.system not in landscape.systems:
        return records
    kept_with, group = purpose.objection_group
    if kept_with not in landscape.entities:
        return records
    net, system = network(landscape, landscape.entities[kept_with]), one.system or ""
    if kept_with != one.extract.entity:  # which objection is whose, is in no landscape
        return records if hears(net, group, system) else records - records
    about, unseen = raw(records) & net.applies(group), net.nothing
    for cohort in cohorts(net):
        changed, reached = told(cohort, group, system)
        known = cohort.holding(group).get(system, net.nothing) & (reached | ~changed)
        unseen = unseen | cohort.present.get(system, net.nothing) & about & ~known
    return records if unseen == net.nothing else records - net.population(unseen)


def _widens(step: Step) -> bool:
    return step.widens


def _problem(process: Process, step: Step, purpose: Purpose, records: Population, looks: list[Step]) -> Problem:
    """``looks`` are the steps before it that look objections up where they are not to be seen; none where none does."""
    how = "" if step.channel is None else f" by `{step.channel}`"
    why = f"nothing before it looks up who has objected to `{purpose.id}`"
    way_out = f"add a step before it with `checks_objection: {purpose.id}`"
    if looks:
        places = listed(dict.fromkeys(one.system or "" for one in looks))
        kept = ".".join(purpose.objection_group or ())
        why = f"who has objected to `{purpose.id}` is looked up in {places}, where changes of `{kept}` do not come"
        way_out = f"look it up where `{kept}` is kept, or let a flow bring it to {places}"
    return Problem(
        code=RULE.code,
        message=f"step `{process.id}.{step.id}` advertises to {some(step.extract.entity, records)}{how}, and {why}",
        place=step.place,
        subject=("process", process.id),
        help=way_out,
        related=(
            Related("is what it advertises for", purpose.place),
            *(Related("looks objections up", one.place) for one in looks),
        ),
        field=step.id,
        entity=step.extract.entity,
        groups=step.extract.groups if step.extract.stated else (),
        systems=() if step.system is None else (step.system,),
        population=records,
        draft=process.draft,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Purposes for which objections are looked up, and nothing says where they are kept."""
    looked_up = {step.checks_objection for one in landscape.processes.values() for step in one.steps.values()}
    for purpose in dict.fromkeys(purpose.id for _, _, purpose in _advertising(landscape)):
        stated = landscape.purposes[purpose]
        if purpose in looked_up and stated.objection_group is None and stated.opt_in != "soft":
            yield Unknown("purpose.objection_group", "where objections are kept", purpose, stated.place)


RULE = Rule(
    code="MDG425",
    name="objection-ignored",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "processes"),
    concerns=("compliance",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=under("MDG425", check),
    unknown=facts("MDG425", unknown),
)
