"""Personal data is used under consent before anybody has looked whether there is one.

## What is wrong

A step uses personal data for a purpose that rests on consent, and on some path of its process no step before it, nor it
itself, checks the consent (`checks_consent`) to that very purpose, for the same kind of record and the same channel,
and for these records. Or one does, and what it looked at can be older, when the data is used, than the purpose allows
(`withdrawal_within`): how old the consent is where it is looked up, and how long the answer is held until the use. Or
it is looked up where no change of the consent ever comes; of consent that is an entity of its own, no change of any.
Steps that wait for each other in a circle are judged as though it had always turned. Where consent is given by channel,
the purpose has several, and the use or its check names none, MDG705 asks which it is.

## Why it matters

Each use needs the consent as it is then (GDPR, Articles 6(1)(a) and 7(3)). Consent to the parent purpose is none to its
child, a look at the household none at the person, consent to mail none to text messages; and what was looked up at
night is not what is true at noon. A purpose that rests on something else, as a soft opt-in does, needs no such check.

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
      send: {system: shop, groups: [contact], purpose: newsletter, channel: email}  # MDG602
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```

## Instead

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

import datetime as dt
import functools
from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.order import ancestors, between, unguarded
from mdg.model.use import Process, Step
from mdg.model.uses import Use, personal, uses
from mdg.population import Population
from mdg.rule import Rule, Unknown, some
from mdg.rules.compliance.consents import checked, consent_of, hears, told
from mdg.rules.telling import length
from mdg.topology import UNBOUNDED, network
from mdg.topology.cohorts import cohorts
from mdg.topology.freshness import worst
from mdg.topology.links import raw, seconds


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for use in uses(landscape, entity.id):
            kept = consent_of(use)
            if kept is None or use.step is None or use.process is None or not _governed(landscape, use):
                continue
            process = landscape.processes[use.process]
            records = use.extract.population
            open_ = unguarded(process, use.step.id, records, functools.partial(checked, use))
            if open_:
                yield _unchecked(landscape, use, process, open_)
            else:
                stale = _stalest(landscape, use, process)
                if stale is not None:
                    yield _stale(use, stale)


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Steps that name no channel, while consent is given by channel and the purpose has several.

    A use before which some step looks up the consent for one channel; and a check before a use by one channel.
    """
    for entity in landscape.entities:
        for use in uses(landscape, entity):
            kept = consent_of(use)
            if kept is None or use.step is None or use.process is None or not _governed(landscape, use):
                continue
            if "channel" in kept.per and len(use.purpose.channels) != 1:
                process = landscape.processes[use.process]
                earlier = landscape.derived(("ancestors", process.id), functools.partial(ancestors, process))
                for step in _silent(process, use, use.step, earlier[use.step.id]):
                    what = "by which channel a step uses data, or for which it checks the consent"
                    yield Unknown("step.channel", what, f"{use.process}.{step.id}", step.place)


def _silent(process: Process, use: Use, step: Step, before: set[str]) -> Iterator[Step]:
    checks = [one for one in process.steps.values() if one.id in before and checked(use, one) is not None]
    if step.channel is not None:
        yield from (one for one in checks if one.channel is None)
    elif any(one.channel is not None for one in checks):
        yield step


def _governed(landscape: Landscape, use: Use) -> bool:
    """Whether a step uses more than the consent itself."""
    kept = consent_of(use)
    return any(
        kept is None or (use.extract.entity, name) != (kept.entity, kept.group)
        for name in personal(landscape, use.extract)
    )


def _unchecked(landscape: Landscape, use: Use, process: Process, records: Population) -> Problem:
    near = [step for step in process.steps.values() if step.checks_consent is not None]
    return Problem(
        code=RULE.code,
        message=f"step `{use.id}` uses personal data of {some(use.extract.entity, records)} for `{use.purpose.id}`, "
        "which rests on consent, and no step on the way there has looked it up",
        place=use.place,
        subject=("process", process.id),
        help=f"let a step before it check the consent (`checks_consent: {use.purpose.id}`) of these records",
        related=(
            Related("rests on consent", use.purpose.place),
            *(Related(f"checks the consent to `{step.checks_consent}`", step.place) for step in near),
        ),
        field=use.step.id if use.step is not None else "",
        entity=use.extract.entity,
        groups=personal(landscape, use.extract),
        systems=() if use.system is None else (use.system,),
        population=records,
        draft=use.draft,
    )


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class _Stale:
    """A check whose answer is too old when it is used: how old, and of which records."""

    check: Step
    age: float
    held: int
    limit: dt.timedelta | None
    records: Population
    never: bool = False


def _stalest(landscape: Landscape, use: Use, process: Process) -> _Stale | None:
    """The check before a use whose answer can be oldest, where that is older than the purpose allows."""
    kept = use.purpose.consent
    if kept is None or use.step is None:
        return None
    within, found = kept.withdrawal_within, list[_Stale]()
    limit = UNBOUNDED if within is None else seconds(within)
    for way in between(process, lambda step: checked(use, step) is not None, use.step.id):
        at = process.steps[way[0]]
        held = sum(seconds(process.steps[name].hold or dt.timedelta()) for name in way)
        for age, records in _ages(landscape, use, at):
            if age + held > limit and records:
                found.append(_Stale(check=at, age=age + held, held=held, limit=within, records=records))
        missed = _never_told(landscape, use, at)
        if missed:
            found.append(_Stale(check=at, age=UNBOUNDED, held=0, limit=within, records=missed, never=True))
    return max(found, key=lambda one: one.age, default=None)


def _ages(landscape: Landscape, use: Use, at: Step) -> Iterator[tuple[float, Population]]:
    """How old the consent can be where a step looks it up."""
    kept, entity = use.purpose.consent, landscape.entities[use.extract.entity]
    if at.extract.entity != entity.id:  # it looks at the record of the consent itself, which is at best so old
        yield _least(landscape, use, at), use.extract.population
        return
    about = use.extract.population & at.extract.population
    yield 0, about
    if kept is not None and kept.entity == entity.id and at.system in landscape.systems:
        net = network(landscape, entity)
        for lag in worst(net, kept.group, at.system or ""):
            if lag.delay is not None:
                yield lag.delay, net.population(lag.records & raw(about))


def _least(landscape: Landscape, use: Use, at: Step) -> float:
    """How old consents that are an entity of their own can be where a step looks them up, each of them at least."""
    kept = use.purpose.consent
    if kept is None or kept.entity != at.extract.entity or at.system not in landscape.systems:
        return 0
    lags = worst(network(landscape, landscape.entities[kept.entity]), kept.group, at.system or "")
    return min((lag.delay for lag in lags if lag.delay is not None), default=0)


def _never_told(landscape: Landscape, use: Use, at: Step) -> Population | None:
    """The records of which a step looks up a consent whose changes never come to its system; None for none."""
    kept, entity = use.purpose.consent, landscape.entities[use.extract.entity]
    if kept is None or kept.entity != at.extract.entity or at.system not in landscape.systems:
        return None
    if kept.entity != entity.id:
        own = network(landscape, landscape.entities[kept.entity])
        return None if hears(own, kept.group, at.system or "") else use.extract.population
    net = network(landscape, entity)
    about, missed = raw(use.extract.population & at.extract.population), net.nothing
    for cohort in cohorts(net):
        changed, reached = told(cohort, kept.group, at.system or "")
        missed = missed | (cohort.present.get(at.system or "", net.nothing) & about & changed & ~reached)
    return net.population(missed) if missed != net.nothing else None


def _stale(use: Use, stale: _Stale) -> Problem:
    age = "that is without any bound old" if stale.age == UNBOUNDED else f"that is up to {length(stale.age)} old"
    if stale.never:
        age = "of which no change ever comes to where it is looked up"
    held = f", {length(stale.held)} of it since it was looked up" if stale.held else ""
    limit = "" if stale.limit is None else f"; {length(stale.limit.total_seconds())} are allowed"
    return Problem(
        code=RULE.code,
        message=f"step `{use.id}` uses personal data for `{use.purpose.id}` by a consent {age}{held}{limit}",
        place=use.place,
        subject=("process", use.process or ""),
        help="look it up closer to the use, where it is fresh, and hold the answer no longer",
        related=(
            Related("looks it up", stale.check.place),
            Related("says how late a withdrawal may be followed", use.purpose.place),
        ),
        field=use.step.id if use.step is not None else "",
        entity=use.extract.entity,
        systems=() if use.system is None else (use.system,),
        population=stale.records,
        draft=use.draft,
    )


RULE = Rule(
    code="MDG602",
    name="use-without-consent-check",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes", "purposes"),
    concerns=("compliance",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
    unknown=unknown,
)
