"""A system uses data under consent and never hears that it was withdrawn.

## What is wrong

A need, a step or a view uses personal data in a system for a purpose that requires consent, and no change of the group
in which the consent is kept ever comes to that system. Where consent is kept in an entity of its own, that is so if no
change of any such record comes there. A view, and a step that reads one, uses the data in the systems that its parts
come from; there the consent has to come, or to the system that serves the view, unless another part shows it. Steps
whose process looks up the consent before them are judged by that look-up (MDG602). Consent is required as a purpose's
basis or as the opt-in to direct marketing, and as the condition for data of a special category (`A9-2-a`), then for
that data alone.

## Why it matters

Consent can be withdrawn at any time, and from then on the data may not be used for it (GDPR, Article 7(3)). A system
that knows the data and not the state of the consent goes on, and the person's word has been of no effect.

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
  mailer: {}  # MDG403
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, groups: [contact]}
needs:
  mailer_writes: {system: mailer, groups: [contact], max_age: 1d, purpose: newsletter}
  shop_asks: {system: shop, groups: [consent], max_age: 1d, purpose: newsletter}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```

## Instead

Let the consent travel with the data:

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
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, groups: [contact, consent]}
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

from collections.abc import Iterable, Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.bridges import bridge, mend, stop
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.consents import Consented, by_key, held, networks, told
from mdg.rules.compliance.consents_apart import apart, told_of
from mdg.topology import Network
from mdg.topology.cohorts import Cohort
from mdg.topology.reach import Set


def check(landscape: Landscape) -> Iterator[Problem]:
    for net in networks(landscape):
        for several in by_key(landscape, net.entity.id).values():
            found = [(one, *each) for one in several for each in _unreached(net, one)]
            if found:
                yield _problem(net, found)
    for own in apart(landscape):
        records = own.records() if not own.heard else None
        if records is not None and records != own.data.nothing:
            what = f"no change of `{own.kept}` ever comes there"
            way_out = f"let changes of `{own.kept}` come to `{own.system}`, or let a step look them up before each use"
            yield told_of(RULE, own, records, what, way_out)


def _groups(several: Iterable[Consented]) -> list[str]:
    return list(dict.fromkeys(name for each in several for name in each.groups))


def _purposes(several: Iterable[Consented]) -> list[str]:
    return list(dict.fromkeys(each.use.purpose.id for each in several))


def _unreached(net: Network, one: Consented) -> Iterator[tuple[Cohort, Set]]:
    for cohort, records in held(net, one):
        changed, reached = told(cohort, one.consent.group, one.system)
        missed = records & changed & ~reached
        if missed != net.nothing:
            yield cohort, missed


def _problem(net: Network, found: list[tuple[Consented, Cohort, Set]]) -> Problem:
    one, cohort, missed = found[0]
    system, group = net.landscape.systems[one.system], one.consent.group
    records = net.nothing
    for _, _, more in found:
        records = records | more
    population = net.population(records)
    writer, own = next((who, own) for who, own in _writers(cohort, group) if own & missed != net.nothing)
    there = cohort.reached("update", group, writer)
    way = bridge(net, "update", group, there, cohort.present, one.system, own & missed)
    uses = [each for each, _, _ in found]
    return Problem(
        code=RULE.code,
        message=f"`{one.system}` uses {listed(_groups(uses))} of {some(net.entity.id, population)} under consent "
        f"({', '.join(_purposes(uses))}), and no change of `{group}` ever comes there",
        place=system.place,
        subject=("system", one.system),
        help=mend(way, "update", group, writer, one.system),
        related=(
            *(
                Related(f"uses it for `{use.purpose.id}`", use.place)
                for use in dict.fromkeys(e.use for e, _, _ in found)
            ),
            *(() if way is None else (Related(stop(way, "update", group), way.link.flow.place),)),
        ),
        field=f"{net.entity.id}.{group}",
        entity=net.entity.id,
        groups=(group,),
        systems=(one.system,),
        population=population,
        draft=system.draft or all(each.use.draft for each, _, _ in found),
    )


def _writers(cohort: Cohort, group: str) -> Iterator[tuple[str, Set]]:
    yield from cohort.updating(group).items()
    yield from cohort.supplying(group).items()


RULE = Rule(
    code="MDG403",
    name="withdrawal-unreached",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes", "flows"),
    concerns=("compliance",),
    settled_by=("flows", "ownership", "systems", "processes", "populations"),
    check=under("MDG403", check),
)
