"""A withdrawal of consent comes to a system later than the purpose allows.

## What is wrong

A need, a step or a view uses personal data in a system for a purpose that requires consent, and a change of the group
in which the consent is kept can be later there than the purpose's `withdrawal_within`. What a provider supplies is
`refreshed` old before it is sent on. Where consent is kept in an entity of its own, that is so if the changes of every
such record can be. Where a view hears of the consent, MDG403 explains; the cache of a part that shows it adds to that.

## Why it matters

From the withdrawal on the data may not be used for the purpose any more (GDPR, Article 7(3)), and the same is true of
an objection to direct marketing (Article 21(3)). The law grants no period; what a purpose states is the time that
somebody has judged to be without undue delay. It is missed where the ways that the news takes are slower, hop by hop.

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
  mailer: {without_consent: deny}  # MDG404
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, trigger: {every: 1d}}
needs:
  mailer_writes: {system: mailer, max_age: 2d, purpose: newsletter}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1h}
```

## Instead

Let consents travel at once, and the rest at night:

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
  mailer: {without_consent: deny}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, trigger: {every: 1d}, groups: [contact]}
  consents_to_mailer: {from: shop, to: mailer, groups: [consent], operations: [create, update, delete]}
needs:
  mailer_writes: {system: mailer, max_age: 2d, purpose: newsletter}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1h}
```
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown, some
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.consents import Consented, by_key, changing, consented, held, networks
from mdg.rules.compliance.consents_apart import Apart, apart, told_of
from mdg.rules.telling import chain, length, steps
from mdg.topology import UNBOUNDED, Network
from mdg.topology.cohorts import Cohort
from mdg.topology.links import Bound, seconds
from mdg.topology.reach import Set
from mdg.topology.routes import first, way


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class _Slow:
    """A use in whose system changes of the consent made at ``writer`` are later than its purpose allows.

    What a provider supplies is ``refreshed`` seconds old there already, which the bound counts.
    """

    one: Consented
    cohort: Cohort
    writer: str
    bound: Bound
    refreshed: int
    limit: int


def check(landscape: Landscape) -> Iterator[Problem]:
    for net in networks(landscape):
        for several in by_key(landscape, net.entity.id).values():
            found = [slow for one in several for slow in _slow(net, one)]
            if found:
                yield _problem(net, sorted(found, key=_worst_first))
    for own in apart(landscape):
        yield from _of_own(own)


def _of_own(own: Apart) -> Iterator[Problem]:
    """Consent that is an entity of its own, of which even the fastest change is slow."""
    limits = [one.consent.withdrawal_within for one in own.several if one.consent.withdrawal_within is not None]
    least = min(own.several, key=lambda one: one.cached)
    fastest = own.fastest(lambda cohort: _changes(cohort, least)) if limits else None
    if fastest is None or fastest <= seconds(min(limits)) or own.records() == own.data.nothing:
        return
    late = "without any bound" if fastest == UNBOUNDED else f"up to {length(fastest)}"
    what = f"a change of `{own.kept}` is {late} late there, where {length(seconds(min(limits)))} are allowed"
    purposes = dict.fromkeys(one.use.purpose for one in own.several)
    related = (Related("says how late it may be", purpose.place) for purpose in purposes)
    yield told_of(RULE, own, own.records(), what, "carry the consent by a flow of its own, on each change", *related)


def _changes(cohort: Cohort, one: Consented) -> Iterator[Bound]:
    for writer, own, refreshed in changing(cohort, one.consent.group):
        for bound in _late(cohort, one, writer, own):
            yield bound._replace(delay=bound.delay + refreshed)


def _late(cohort: Cohort, one: Consented, writer: str, records: Set) -> list[Bound]:
    """How late a change made at ``writer`` can be where a use hears of it, with what a cache adds there."""
    here = [Bound(0, records)] if writer == one.system else []
    several = here or cohort.late("update", one.consent.group, writer, one.system, records)
    return [bound._replace(delay=bound.delay + one.cached) for bound in several]


def _worst_first(slow: _Slow) -> tuple[float, int, str, str]:
    return -slow.bound.delay, slow.limit, slow.writer, slow.one.use.id


def _slow(net: Network, one: Consented) -> Iterator[_Slow]:
    within = one.consent.withdrawal_within
    for cohort, records in held(net, one) if within is not None else ():
        for writer, own, refreshed in changing(cohort, one.consent.group):
            about = own & records
            for bound in _late(cohort, one, writer, about) if about != net.nothing else ():
                late = bound._replace(delay=bound.delay + refreshed)
                if within is not None and late.delay > seconds(within):
                    yield _Slow(
                        one=one, cohort=cohort, writer=writer, bound=late, refreshed=refreshed, limit=seconds(within)
                    )


def _problem(net: Network, found: list[_Slow]) -> Problem:
    worst = found[0]
    one, system = worst.one, net.landscape.systems[worst.one.system]
    records = net.nothing
    for slow in found:
        records = records | slow.bound.records
    population = net.population(records)
    point = first(net, worst.bound.records)
    origin = _origin(worst.cohort, point)
    there = worst.writer == one.system
    at = worst.bound.after
    hops = () if there else way(net, "update", one.consent.group, worst.writer, one.system, origin, point, at)
    late = "without any bound" if worst.bound.delay == UNBOUNDED else f"up to {length(worst.bound.delay)}"
    known = f" and known there within {length(worst.refreshed)}" if worst.refreshed else ""
    return Problem(
        code=RULE.code,
        message=f"a withdrawal of consent to `{one.use.purpose.id}`, made in `{worst.writer}`{known}, is {late} late "
        f"in `{one.system}` for {some(net.entity.id, population)}, where {length(worst.limit)} are allowed: "
        f"{chain(worst.writer, hops)}",
        place=system.place,
        subject=("system", one.system),
        help="carry the consent by a flow of its own, on each change",
        related=(
            Related("says how late it may be", one.use.purpose.place),
            *steps(hops),
            *(Related("uses it", use.place) for use in dict.fromkeys(slow.one.use for slow in found)),
        ),
        field=f"{net.entity.id}.{one.consent.group}",
        entity=net.entity.id,
        groups=(one.consent.group,),
        systems=(one.system,),
        population=population,
        seen=net.population(worst.bound.records),
        draft=system.draft or all(slow.one.use.draft for slow in found),
    )


def _origin(cohort: Cohort, point: Set) -> str:
    return next(system for system, born in cohort.born.items() if born & point != cohort.network.nothing)


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Purposes that rest on consent and do not say how late its withdrawal may be followed."""
    for entity in landscape.entities:
        own = (one for each in apart(landscape) if each.data.entity.id == entity for one in each.several)
        for one in (*consented(landscape, entity), *own):
            if one.consent.withdrawal_within is None:
                purpose = one.use.purpose
                fact = "within what time the withdrawal of consent must be followed"
                yield Unknown("purpose.withdrawal_within", fact, purpose.id, purpose.place)


RULE = Rule(
    code="MDG404",
    name="withdrawal-slow",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes", "flows"),
    concerns=("compliance",),
    settled_by=("flows", "systems", "processes", "populations"),
    check=under("MDG404", check),
    unknown=facts("MDG404", unknown),
)
