"""Data can be in a system before the consent that governs it.

## What is wrong

A system uses personal data under consent and does not deny what it has no consent for (`without_consent`). The data of
a new record can come there sooner than the consent takes at worst: the consent with which the record begins, by a route
that leaves it behind, or, where records begin without one, the consent that somebody gives later in the same system or
another. What travels together all the way cannot be apart. Consent that is kept in an entity of its own always travels
apart: there it is told where every such record takes longer than the data at best, unless the flows of the data wait
for those of the consent (`after`).

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

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.uses import view_of
from mdg.rule import Rule, some
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.behind import Behind, behind, ways
from mdg.rules.compliance.consents import Consented, by_key, consented, networks
from mdg.rules.compliance.consents_apart import Apart, apart, told_of
from mdg.rules.telling import length, steps
from mdg.topology import UNBOUNDED, Network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.links import Bound, raw
from mdg.topology.routes import first, way
from mdg.topology.trails import ride


def check(landscape: Landscape) -> Iterator[Problem]:
    for net in networks(landscape):
        for several in by_key(landscape, net.entity.id).values():
            open_to_all = (one for one in several if not _denies(landscape, one) and not _shown_beside(landscape, one))
            found = [late for one in open_to_all for late in behind(net, one)]
            if found:
                yield _problem(net, sorted(found, key=_worst_first))
    for own in apart(landscape):
        if not all(_denies(landscape, one) for one in own.several):
            yield from _of_own(own)


def _denies(landscape: Landscape, one: Consented) -> bool:
    """Whether without consent nothing is used: by the system that hears of it, or by that which serves a view."""
    view = view_of(landscape, one.use)
    systems = (landscape.systems.get(name or "") for name in (one.system, view and view.served_by))
    return any(system is not None and system.without_consent == "deny" for system in systems)


def _shown_beside(landscape: Landscape, one: Consented) -> bool:
    """Whether a view hears of the consent where the data comes from, and elsewhere too."""
    if one.found_in == one.system:
        return False
    several = consented(landscape, one.use.extract.entity)
    return any(other.use is one.use and other.system == other.found_in == one.found_in for other in several)


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
            for group in one.groups:
                for origin, born in cohort.created(group, in_force=True).items():
                    there = cohort.holding(group).get(one.found_in, own.data.nothing)
                    about = born & raw(one.use.extract.population) & there
                    if about != own.data.nothing and origin != one.system:
                        found = ways(cohort, one, origin, group, "", first(own.data, about))
                        if found is not None and not any(brings & {*link.flow.after} for link in found[0]):
                            yield found[1]


def _worst_first(late: Behind) -> tuple[float, str, str, str]:
    return -late.delay, late.origin, late.group, late.one.use.id


def _problem(net: Network, found: list[Behind]) -> Problem:
    worst = found[0]
    one, system = worst.one, net.landscape.systems[worst.one.system]
    records = net.nothing
    for late in found:
        records = records | late.records
    population = net.population(records)
    point, bound, kept = first(net, worst.records), worst.bound, one.consent.group
    begun, giver = worst.origin, worst.giver
    hops = () if bound is None else way(net, worst.operation, kept, giver, one.system, begun, point, bound.after)
    if bound is None:
        how_late = "never comes"
    else:
        how_late = f"is {'without any bound' if bound.delay == UNBOUNDED else f'up to {length(bound.delay)}'} late"
    soon = "at once" if worst.soon == 0 else f"after {length(worst.soon)}"
    there = "" if one.found_in == one.system else f" to `{one.system}`" if bound is None else f" in `{one.system}`"
    return Problem(
        code=RULE.code,
        message=f"`{worst.group}` of {some(net.entity.id, population)} from `{worst.origin}` can be in "
        f"`{one.found_in}` {soon}, and the consent to use it ({one.use.purpose.id}) {how_late}{there}",
        place=system.place,
        subject=("system", one.system),
        help=f"let the same flows carry `{kept}`, or let the system deny until it knows (`without_consent: deny`)",
        related=(
            *(Related("can bring the data first", hop.link.flow.place) for hop in ride(net, worst.links)),
            *steps(hops),
            *(Related("uses it", use.place) for use in dict.fromkeys(each.one.use for each in found)),
        ),
        field=f"{net.entity.id}.{kept}",
        entity=net.entity.id,
        groups=(kept, *dict.fromkeys(each.group for each in found)),
        systems=(one.system,),
        population=population,
        seen=net.population(worst.records),
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
