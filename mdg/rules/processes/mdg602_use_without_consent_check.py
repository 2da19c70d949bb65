"""Personal data is used under consent before anybody has looked whether there is one.

## What is wrong

A step uses personal data for a purpose that requires consent (MDG403 says when), and on some path of its process no
step before it, nor it itself, checks the consent (`checks_consent`) to that very purpose, for the same kind of record
and the same channel, and for these records. Or one does, and what it looked at can be older, when the data is used,
than the purpose allows (`withdrawal_within`): how old the consent is where it is looked up, and how long the answer is
held until the use, on the longest way; where a step checks and uses in one, how long that step holds it. (A look holds
its answer until the step behind it ends, so that what a later use holds is about the steps behind that one, and adds
nothing.) A step that reads a view looks where the parts that show the consent come from,
with what their caches add. Or it is looked up where no change of the consent ever comes; of consent that is an entity
of its own, no change of any. A check in a system that is out of force is none. Steps that wait for each other in a
circle into which no other leads are judged as though it had always turned. Where consent is given by channel, a check
that names none is for those of the purpose; where it has several, and the use or its check names none, MDG705 asks
which it is.

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

import functools
from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.order import ancestors, held, unguarded
from mdg.model.use import Consent, Process, Step
from mdg.model.uses import Use, uses
from mdg.population import Population, union
from mdg.rule import Rule, Unknown, some
from mdg.rules.compliance.consents import checked, consent_of, governed, hears, told
from mdg.rules.compliance.looks import Source, sources
from mdg.rules.telling import length
from mdg.topology import UNBOUNDED, Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.freshness import Lag, worst
from mdg.topology.links import raw, seconds


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for use in uses(landscape, entity.id):
            kept = consent_of(use)
            if kept is None or use.step is None or use.process is None or not governed(landscape, use):
                continue
            process = landscape.processes[use.process]
            records = use.extract.population
            open_ = unguarded(process, use.step.id, records, functools.partial(checked, landscape, use))
            if open_:
                yield _unchecked(landscape, use, process, open_)
            else:
                several = [*_stale(landscape, use, process)]
                if several:
                    yield _too_old(use, several)


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Steps that name no channel, while consent is given by channel and the purpose has several.

    A use before which some step looks up the consent for one channel; and a check before a use by one channel.
    """
    for entity in landscape.entities:
        for use in uses(landscape, entity):
            kept = consent_of(use)
            if kept is None or use.step is None or use.process is None or not governed(landscape, use):
                continue
            if "channel" in kept.per and len(use.purpose.channels) != 1:
                process = landscape.processes[use.process]
                earlier = landscape.derived(("ancestors", process.id), functools.partial(ancestors, process))
                for step in _silent(landscape, use, use.step, earlier[use.step.id]):
                    what = "by which channel a step uses data, or for which it checks the consent"
                    yield Unknown("step.channel", what, f"{use.process}.{step.id}", step.place)


def _silent(landscape: Landscape, use: Use, step: Step, before: set[str]) -> Iterator[Step]:
    several = landscape.processes[use.process or ""].steps.values()
    checks = [one for one in several if one.id in before and checked(landscape, use, one) is not None]
    if step.channel is not None:
        yield from (one for one in checks if one.channel is None)
    elif any(one.channel is not None for one in checks):
        yield step


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
        groups=governed(landscape, use),
        systems=() if use.system is None else (use.system,),
        population=records,
        draft=use.draft,
    )


@attrs.frozen(slots=True, repr=False, eq=False)
class _Stale:
    """A check whose answer is too old when it is used: how old, how long it has been held, and of which records."""

    check: Step
    age: float
    held: float
    records: Population
    never: bool = False


def _stale(landscape: Landscape, use: Use, process: Process) -> Iterator[_Stale]:
    """The checks before a use, or in it, whose answers can be older than the purpose allows."""
    kept = use.purpose.consent
    if kept is None or use.step is None:
        return
    limit = UNBOUNDED if kept.withdrawal_within is None else seconds(kept.withdrawal_within)
    looks = functools.partial(checked, landscape, use)
    for at, since, about in held(process, use.step.id, use.extract.population, looks):
        # of a step that looks it up itself, that is what it holds; what another has held, it has until the use ends
        own = at.id == use.step.id and at.hold is not None
        hold = seconds(at.hold) if own and at.hold is not None else since
        yield from (
            _Stale(at, age + hold, hold, records)
            for age, records in _ages(landscape, use, kept, at, about)
            if age + hold > limit and records
        )
        missed = _never_told(landscape, use, kept, at, about)
        if missed:
            yield _Stale(at, UNBOUNDED, 0, missed, never=True)


def _ages(
    landscape: Landscape, use: Use, kept: Consent, at: Step, about: Population
) -> Iterator[tuple[float, Population]]:
    """How old the consent can be where a step looks it up."""
    own = sources(landscape, at, kept.entity, kept.group)
    net = network(landscape, landscape.entities[kept.entity]) if own else None
    if net is None:
        yield 0, about
    elif kept.entity != use.extract.entity:  # whose consent is which, is in no landscape: each is at best so old
        least = (min((lag.delay for lag in _lags(net, kept, one) if lag.delay is not None), default=0) for one in own)
        yield min(age + one.cached for age, one in zip(least, own, strict=True)), about
    else:
        for one in own:
            yield one.cached, about & one.records
            for lag in _lags(net, kept, one):
                if lag.delay is not None:
                    yield lag.delay + one.cached, net.population(lag.records & raw(about & one.records))


def _lags(net: Network, kept: Consent, source: Source) -> list[Lag]:
    return worst(net, kept.group, source.system)


def _never_told(landscape: Landscape, use: Use, kept: Consent, at: Step, about: Population) -> Population | None:
    """The records of which a step looks up a consent whose changes never come to where it does; None for none."""
    own = sources(landscape, at, kept.entity, kept.group)
    if not own:
        return None
    net = network(landscape, landscape.entities[kept.entity])
    if kept.entity != use.extract.entity:
        return None if any(hears(net, kept.group, one.system) for one in own) else about
    missed = net.nothing
    for one in own:
        for cohort in cohorts(net):
            changed, reached = told(cohort, kept.group, one.system)
            there = cohort.present.get(one.system, net.nothing) & raw(about & one.records)
            missed = missed | there & changed & ~reached
    return net.population(missed) if missed != net.nothing else None


def _too_old(use: Use, several: list[_Stale]) -> Problem:
    stale = max(several, key=lambda one: one.age)
    within = use.purpose.consent.withdrawal_within if use.purpose.consent is not None else None
    age = "that is without any bound old" if stale.age == UNBOUNDED else f"that is up to {length(stale.age)} old"
    if stale.never:
        age = "of which no change ever comes to where it is looked up"
    held = f", {length(stale.held)} of it since it was looked up" if 0 < stale.held < UNBOUNDED else ""
    limit = "" if within is None else f"; {length(within.total_seconds())} are allowed"
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
        population=union([one.records for one in several]),
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
