"""Data can be in a system before the consent that governs it.

## What is wrong

A system uses personal data under consent and does not deny what it has no consent for (`without_consent`). Data and
consent are both supplied when the record is created, the data can come there by a route that does not carry the
consent, and the consent can take longer than that route takes at best. What travels together all the way cannot be
apart. Consent that is kept in an entity of its own always travels apart: there it is told where every such record takes
longer than the data at best, unless the flows of the data wait for those of the consent (`after`).

## Why it matters

Until the consent is there the system takes its absence for whatever it takes an empty field for. Data may not be used
before consent is given (GDPR, Articles 6(1)(a) and 7(1)); that it was refused, and that this came later, is no defence.

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
  mailer: {}  # MDG405
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  contacts_to_mailer: {from: shop, to: mailer, groups: [contact]}
  consents_to_mailer: {from: shop, to: mailer, groups: [consent], trigger: {every: 15m}}
needs:
  mailer_writes: {system: mailer, max_age: 1d, purpose: newsletter}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```

## Instead

Let both travel together, or let the system deny until it knows:

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
  contacts_to_mailer: {from: shop, to: mailer, groups: [contact]}
  consents_to_mailer: {from: shop, to: mailer, groups: [consent], trigger: {every: 15m}}
needs:
  mailer_writes: {system: mailer, max_age: 1d, purpose: newsletter}
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

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, some
from mdg.rules.compliance.apart import apart_by, soonest
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.consents import Consented, by_key, networks
from mdg.rules.compliance.consents_apart import Apart, apart, told_of
from mdg.rules.telling import length, steps
from mdg.topology import UNBOUNDED, Network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.links import Bound, Link, raw
from mdg.topology.routes import first, way
from mdg.topology.trails import ride


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class _After:
    """Records from an origin whose ``group`` can come by some links before their consent, late by ``bound``, does."""

    one: Consented
    cohort: Cohort
    origin: str
    group: str
    links: tuple[Link, ...]
    soon: int
    bound: Bound


def check(landscape: Landscape) -> Iterator[Problem]:
    for net in networks(landscape):
        for several in by_key(landscape, net.entity.id).values():
            system = landscape.systems[several[0].system]
            found = [late for one in several for late in _late(net, one)] if system.without_consent != "deny" else []
            if found:
                yield _problem(net, sorted(found, key=_worst_first))
    for own in apart(landscape):
        if landscape.systems[own.system].without_consent != "deny":
            yield from _of_own(own)


def _of_own(own: Apart) -> Iterator[Problem]:
    """Consent that is an entity of its own, of which even the fastest is behind the data."""
    consent = own.fastest(lambda cohort: _created(cohort, own))
    soon = min(_soonest(own), default=None) if consent is not None and own.records() != own.data.nothing else None
    if consent is None or soon is None or soon >= consent:
        return
    late = "without any bound" if consent == UNBOUNDED else f"up to {length(consent)}"
    came = "at once" if soon == 0 else f"after {length(soon)}"
    what = f"can have it {came}, while a new `{own.kept}` is {late} late"
    way_out = "let the flows of the data wait for it (`after`), or let the system deny until it knows "
    yield told_of(RULE, own, own.records(), what, f"{way_out}(`without_consent: deny`)")


def _created(cohort: Cohort, own: Apart) -> Iterator[Bound]:
    for origin, born in cohort.created(own.group, in_force=True).items():
        yield from (
            [Bound(born, 0)] if origin == own.system else cohort.late("create", own.group, origin, own.system, born)
        )


def _soonest(own: Apart) -> Iterator[int]:
    """How soon data comes from each origin at best; not where its flows wait for those of the consent."""
    brings = {link.flow.id for link in own.consents.carrying("create", own.group)}
    for cohort in cohorts(own.data):
        for one in own.several:
            for group in one.groups if one.found_in == one.system else ():
                for origin, born in cohort.created(group, in_force=True).items():
                    about = (
                        born & raw(one.use.extract.population) & cohort.holding(group).get(one.system, own.data.nothing)
                    )
                    if about != own.data.nothing and origin != one.system:
                        links, soon = soonest(cohort, origin, group, "", one.system, first(own.data, about))
                        if links and not any(brings & {*link.flow.after} for link in links):
                            yield soon


def _worst_first(late: _After) -> tuple[float, str, str, str]:
    return -late.bound.delay, late.origin, late.group, late.one.use.id


def _late(net: Network, one: Consented) -> Iterator[_After]:
    about = raw(one.use.extract.population)
    for cohort in cohorts(net):
        consents = cohort.created(one.consent.group, in_force=True)
        for group in one.groups if one.found_in == one.system else ():
            for origin, supplied in cohort.created(group, in_force=True).items():
                records = supplied & consents.get(origin, net.nothing) & about
                if records != net.nothing and origin != one.system:
                    yield from _apart(cohort, one, origin, group, records)


def _apart(cohort: Cohort, one: Consented, origin: str, group: str, records: object) -> Iterator[_After]:
    net, kept = cohort.network, one.consent.group
    alone = apart_by(cohort, origin, group, kept, one.system) & records
    if alone == net.nothing:
        return
    for bound in cohort.late("create", kept, origin, one.system, alone):
        if bound.delay > 0:
            links, soon = soonest(cohort, origin, group, kept, one.system, first(net, bound.records))
            if links and soon < bound.delay:
                yield _After(one=one, cohort=cohort, origin=origin, group=group, links=links, soon=soon, bound=bound)


def _problem(net: Network, found: list[_After]) -> Problem:
    worst = found[0]
    one, system = worst.one, net.landscape.systems[worst.one.system]
    records = net.nothing
    for late in found:
        records = records | late.bound.records
    population = net.population(records)
    point = first(net, worst.bound.records)
    hops = way(net, "create", one.consent.group, worst.origin, one.system, worst.origin, point, worst.bound.after)
    told = "without any bound" if worst.bound.delay == UNBOUNDED else f"up to {length(worst.bound.delay)}"
    soon = "at once" if worst.soon == 0 else f"after {length(worst.soon)}"
    return Problem(
        code=RULE.code,
        message=f"`{worst.group}` of {some(net.entity.id, population)} from `{worst.origin}` can be in "
        f"`{one.system}` {soon}, and the consent to use it ({one.use.purpose.id}) is {told} late",
        place=system.place,
        subject=("system", one.system),
        help=f"let the same flows carry `{one.consent.group}`, or let the system deny until it knows "
        "(`without_consent: deny`)",
        related=(
            *(Related("can bring the data first", hop.link.flow.place) for hop in ride(net, worst.links)),
            *steps(hops),
            *(Related("uses it", use.place) for use in dict.fromkeys(each.one.use for each in found)),
        ),
        field=f"{net.entity.id}.{one.consent.group}",
        entity=net.entity.id,
        groups=(one.consent.group, *dict.fromkeys(each.group for each in found)),
        systems=(one.system,),
        population=population,
        seen=net.population(worst.bound.records),
        draft=system.draft or all(each.one.use.draft for each in found),
    )


RULE = Rule(
    code="MDG405",
    name="consent-after-data",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes", "flows"),
    concerns=("compliance",),
    settled_by=("flows", "systems", "processes", "populations"),
    check=under("MDG405", check),
)
