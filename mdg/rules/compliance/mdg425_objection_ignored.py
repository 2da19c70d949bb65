"""People are advertised to who may have objected.

## What is wrong

A step writes to or calls people for a purpose of marketing that does not rest on consent, and on some path of its
process no step before it looks up the objections to that purpose (`checks_objection`), in the same kind of record or in
that in which they are kept. Or one does, in a system that does not have the group in which they are kept
(`objection_group`), or that no change of it ever comes to, as where nobody may change it; a step that reads a view
looks where the parts that show it come from. A step that names no `channel` is taken for the one that reaches people
where it is the last of its process to use data for the purpose, and none before it names a channel either; MDG705 asks
where objections are looked up before it and not before such a step that comes earlier. A system that needs data for a
purpose with `channels`, or with a data use that names one, has to hear of the objections where no process that reaches
people for it has a step there. Where a purpose does not say where objections are kept, MDG705 asks.

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
from mdg.model.uses import Use, personal, uses
from mdg.population import Population
from mdg.rule import Rule, Unknown, listed, some
from mdg.rules.compliance.advertising import may_be_objected_to, places, stated
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.looks import in_force, sources
from mdg.rules.compliance.objections import unrecorded, unseen

_LET_CHANGE = "let a system change it (`may: [update]`)"


def check(landscape: Landscape) -> Iterator[Problem]:
    for process, step, purpose in _advertising(landscape):
        about, looked = step.extract.population, functools.partial(_looked_up, landscape, purpose, step)
        left = unguarded(process, step.id, about, functools.partial(_seen, landscape, purpose, step), _widens)
        if left:
            blind = not unguarded(process, step.id, about, looked, _widens)
            looks = [one for one in process.steps.values() if looked(one) is not None] if blind else []
            never = _never(landscape, purpose.objection_group, step.extract.entity, left) if looks else None
            yield _problem(process, step, purpose, left, looks, never)
    for use, kept in _needed(landscape):
        own = unseen(landscape, kept, use.system or "", use.extract.entity, use.extract.population)
        if own:
            yield _unheard(use, kept, own, _never(landscape, kept, use.extract.entity, own))


def _never(landscape: Landscape, kept: tuple[str, str] | None, entity: str, records: Population) -> str | None:
    """That no objection of some records can be recorded, if so."""
    if kept is None or not unrecorded(landscape, kept, entity, records):
        return None
    return f"nobody may change `{'.'.join(kept)}`, so that no objection can be recorded"


def _advertising(landscape: Landscape) -> Iterator[tuple[Process, Step, Purpose]]:
    """The steps that reach people for a purpose of marketing which does not rest on consent."""
    for process in landscape.processes.values():
        for step in process.steps.values():
            purpose = landscape.purposes.get(step.purpose or "")
            if purpose is None or not may_be_objected_to(purpose):
                continue
            if step.channel is not None or _last(landscape, process, step):
                yield process, step, purpose


def _needed(landscape: Landscape) -> Iterator[tuple[Use, tuple[str, str]]]:
    """The needs where no process that reaches people for the purpose has a step; and where objections are kept."""
    by_steps: dict[str, set[str]] = {}
    for process, _, purpose in _advertising(landscape):
        by_steps.setdefault(purpose.id, set()).update(places(landscape, process, purpose))
    for entity in landscape.entities:
        for use in uses(landscape, entity):
            kept = use.purpose.objection_group
            if use.what != "need" or kept is None or kept[0] not in landscape.entities:
                continue
            if use.system in by_steps.get(use.purpose.id, ()):
                continue
            if not stated(use.purpose) or not may_be_objected_to(use.purpose):
                continue
            others = [name for name in personal(landscape, use.extract) if (entity, name) != kept]
            if others and use.system in landscape.systems:
                yield use, kept


def _last(landscape: Landscape, process: Process, step: Step) -> bool:
    """Whether no other step of the process can be the one that reaches people for a step's purpose."""
    if step.writes == "delete" or not personal(landscape, step.extract):
        return False
    earlier = landscape.derived(("ancestors", process.id), lambda: ancestors(process))
    others = [one for one in process.steps.values() if one.id != step.id and one.purpose == step.purpose]
    before = [one for one in others if one.id in earlier[step.id]]
    behind = [one for one in others if step.id in earlier[one.id]]
    return all(one in before for one in behind) and all(one.channel is None for one in before)


def _looked_up(landscape: Landscape, purpose: Purpose, of: Step, one: Step) -> Population | None:
    """The records whose objections to a step's purpose another step looks up."""
    if one.checks_objection != of.purpose or not in_force(landscape, one):
        return None
    if one.extract.entity == of.extract.entity:
        return one.extract.population
    # records of objections are not told apart as those of people are: a look at them is one at all
    apart = purpose.objection_group is not None and one.extract.entity == purpose.objection_group[0]
    return of.extract.population if apart else None


def _seen(landscape: Landscape, purpose: Purpose, of: Step, one: Step) -> Population | None:
    """Those of them whose objections can be known where it looks."""
    records, kept = _looked_up(landscape, purpose, of, one), purpose.objection_group
    if records is None or kept is None or kept[0] not in landscape.entities:
        return records
    several = [(source.system, source.records) for source in sources(landscape, one, *kept)]
    for system, shown in several or [(one.system or "", one.extract.population)]:
        if system in landscape.systems:
            about = records & shown if of.extract.entity == kept[0] == one.extract.entity else records
            blind = unseen(landscape, kept, system, of.extract.entity, about)
            records = records if blind is None else records - blind
    return records


def _widens(step: Step) -> bool:
    return step.widens


def _problem(
    process: Process, step: Step, purpose: Purpose, records: Population, looks: list[Step], never: str | None
) -> Problem:
    """``looks`` are the steps before it that look objections up where they are not to be seen; none where none does."""
    how = "" if step.channel is None else f" by `{step.channel}`"
    why = f"nothing before it looks up who has objected to `{purpose.id}`"
    way_out = f"add a step before it with `checks_objection: {purpose.id}`"
    if looks:
        places = listed(dict.fromkeys(one.system or one.view or "" for one in looks))
        kept = ".".join(purpose.objection_group or ())
        why = f"who has objected to `{purpose.id}` is looked up in {places}, where changes of `{kept}` do not come"
        way_out = f"look it up where `{kept}` is kept, or let a flow bring it to {places}"
    if never is not None:
        why, way_out = never, _LET_CHANGE
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


def _unheard(use: Use, kept: tuple[str, str], records: Population, never: str | None) -> Problem:
    group = ".".join(kept)
    why = never or f"who has objected cannot be known there: changes of `{group}` do not come"
    return Problem(
        code=RULE.code,
        message=f"`{use.system}` needs {some(use.extract.entity, records)} to advertise (`{use.purpose.id}`), "
        f"and {why}",
        place=use.place,
        subject=("need", use.id),
        help=f"let a flow bring `{group}` to `{use.system}`" if never is None else _LET_CHANGE,
        related=(Related("is what it advertises for", use.purpose.place),),
        entity=use.extract.entity,
        groups=use.extract.groups if use.extract.stated else (),
        systems=(use.system or "",),
        population=records,
        draft=use.draft,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Purposes for which objections are looked up, and nothing says where they are kept; steps that may reach people.

    The latter where no step of a process names a channel, and objections are looked up before the last of them alone.
    """
    looked_up = {step.checks_objection for one in landscape.processes.values() for step in one.steps.values()}
    several = [*_advertising(landscape)]
    for purpose in dict.fromkeys(purpose.id for _, _, purpose in several):
        stated = landscape.purposes[purpose]
        if purpose in looked_up and stated.objection_group is None and stated.opt_in != "soft":
            yield Unknown("purpose.objection_group", "where objections are kept", purpose, stated.place)
    for process, step, purpose_ in several:
        for one in _earlier(landscape, process, step) if step.channel is None else ():
            looked = functools.partial(_looked_up, landscape, purpose_)
            later = unguarded(process, step.id, step.extract.population, functools.partial(looked, step), _widens)
            if not later and unguarded(
                process, one.id, one.extract.population, functools.partial(looked, one), _widens
            ):
                what = "by which channel a step uses data, or for which it checks the consent"
                yield Unknown("step.channel", what, f"{process.id}.{one.id}", one.place)


def _earlier(landscape: Landscape, process: Process, step: Step) -> Iterator[Step]:
    """The steps before one that use personal data for the same purpose."""
    before = landscape.derived(("ancestors", process.id), lambda: ancestors(process))[step.id]
    for one in process.steps.values():
        looking = one.checks_objection is not None or one.checks_consent is not None
        if one.id in before - {step.id} and one.purpose == step.purpose and not looking and one.writes != "delete":
            yield from [one] if personal(landscape, one.extract) else []


RULE = Rule(
    code="MDG425",
    name="objection-ignored",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes"),
    concerns=("compliance",),
    settled_by=("flows", "ownership", "systems", "processes", "populations"),
    check=under("MDG425", check),
    unknown=facts("MDG425", unknown),
)
