"""Consent may be changed in a system, and others that keep it never hear of that.

## What is wrong

A system may change the group in which consent is kept, as where a mail has a link to unsubscribe, and that change never
comes to another system that keeps it, as the one that governs it; or to those who supplied data that is used under that
consent: a provider that is no processor and that the purpose's controller does not operate itself, or the system of
another controller. Where several systems may change it and hear of each other, the supplier is missed once, at the one
that creates the consent.

## Why it matters

It must be as easy to withdraw consent as to give it (GDPR, Article 7(3)), and who relies on consent has to pass its
withdrawal on to those from whom the data came and to whom it went (Court of Justice, C-129/21, Proximus). A withdrawal
that stays where it was made is undone by the next load from the system that did not hear of it.

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
  shop: {}  # MDG207
  mailer: {}  # MDG406
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
  mailer_unsubscribes: {system: mailer, groups: [consent], may: [update]}
flows:
  shop_to_mailer: {from: shop, to: mailer}
needs:
  mailer_writes: {system: mailer, max_age: 1d, purpose: newsletter}
survivorship:
  last_word: {groups: [consent], strategy: most_restrictive}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```

## Instead

Let it come back:

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
  mailer_unsubscribes: {system: mailer, groups: [consent], may: [update]}
flows:
  shop_to_mailer: {from: shop, to: mailer, loop_protection: version}
  mailer_to_shop:
    {from: mailer, to: shop, groups: [consent], operations: [update], loop_protection: version}
needs:
  mailer_writes: {system: mailer, max_age: 1d, purpose: newsletter}
survivorship:
  last_word: {groups: [consent], strategy: most_restrictive}
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
from mdg.model.writers import LATER, rules_on
from mdg.rule import Rule, listed, some
from mdg.rules.bridges import bridge, mend, stop
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.suppliers import suppliers
from mdg.topology import Network, network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.reach import Set, union_of

_OURS = "; if it only acts for the controller, state `role: processor`, and if it is the controller's, its `operator`"
#: By system that does not hear of a change, the records of each cohort.
Missed = dict[str, list[tuple[Cohort, Set]]]


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        groups = dict.fromkeys(
            purpose.consent.group
            for purpose in landscape.purposes.values()
            if purpose.requires_consent and purpose.consent is not None and purpose.consent.entity == entity.id
        )
        net = network(landscape, entity) if groups else None
        for group in entity.groups:
            if net is not None and group in groups:
                yield from _of_group(net, group)


def _of_group(net: Network, group: str) -> Iterator[Problem]:
    writers = dict.fromkeys(writer for cohort in cohorts(net) for writer in cohort.updating(group))
    unheard = _unheard(net, group, suppliers(net, group))
    for writer in sorted(writers):
        missed = {holder: parts for holder, parts in _missed(net, group, writer).items() if parts}
        for supplier, parts in unheard.get(writer, {}).items():
            missed.setdefault(supplier, parts)
        if missed:
            yield _problem(net, group, writer, missed, [name for name in missed if name in unheard.get(writer, {})])


def _missed(net: Network, group: str, writer: str) -> Missed:
    """For each system that keeps the group, the records of which the writer's changes never come there."""
    found: Missed = {}
    for cohort in cohorts(net):
        own = cohort.updating(group).get(writer, net.nothing)
        reached = cohort.reached_by("update", group, {writer: own}) if own != net.nothing else {}
        for holder, records in cohort.holding(group).items() if own != net.nothing else ():
            missed = own & records
            if holder in reached:
                missed = missed & ~reached[holder]
            if holder != writer and missed != net.nothing:
                missed = missed & _heard(cohort, group, holder, writer)
                if missed != net.nothing:
                    found.setdefault(holder, []).append((cohort, missed))
    return found


def _unheard(net: Network, group: str, supplied: dict[str, Set]) -> dict[str, Missed]:
    """By system that may change the group, the suppliers that never hear of it, unless another one is to tell them."""
    found: dict[str, Missed] = {}
    for supplier, about in supplied.items():
        for cohort in cohorts(net):
            creators = cohort.created(group, in_force=True)
            told_by: list[tuple[str, Set]] = []
            for writer, own in sorted(cohort.updating(group).items(), key=lambda one: (one[0] not in creators, one[0])):
                reached = cohort.reached_by("update", group, {writer: own})
                heard = [reached.get(supplier, net.nothing)]
                heard += [theirs & reached.get(other, net.nothing) for other, theirs in told_by]
                left = own & about & ~union_of(heard, net.nothing)
                if writer != supplier and left != net.nothing:
                    told_by.append((writer, left))
                    found.setdefault(writer, {}).setdefault(supplier, []).append((cohort, left))
    return found


def _heard(cohort: Cohort, group: str, holder: str, writer: str) -> Set:
    """The records of which a holder hears from another, or makes changes; of others MDG403 and MDG207 tell."""
    nothing = cohort.network.nothing
    several = [cohort.updating(group).get(holder, nothing), cohort.supplying(group).get(holder, nothing)]
    for other, own in cohort.updating(group).items():
        if other != writer:
            several.append(cohort.reached_by("update", group, {other: own}).get(holder, nothing))
    return union_of(several, nothing)


def _problem(net: Network, group: str, writer: str, missed: Missed, sources: list[str]) -> Problem:
    landscape, entity = net.landscape, net.entity
    records = net.nothing
    for parts in missed.values():
        for _, some_records in parts:
            records = records | some_records
    population = net.population(records)
    owners = net.owners(group)
    holder = next((name for name in missed if name in owners), next(iter(missed)))
    cohort, shown = missed[holder][0]
    way = bridge(net, "update", group, cohort.reached("update", group, writer), cohort.present, holder, shown)
    rules = [
        rule
        for rule in rules_on(landscape, entity.id, LATER)
        if writer in rule.systems and group in rule.extract.groups
    ]
    system = landscape.systems[writer]
    from_whom = f" ({listed(sources)} supplied data that is used under it)" if sources else ""
    return Problem(
        code=RULE.code,
        message=f"`{group}` of {some(entity.id, population)} may be changed in `{writer}`, "
        f"and a withdrawal recorded there never comes to {listed(missed)}{from_whom}",
        place=system.place,
        subject=("system", writer),
        help=mend(way, "update", group, writer, holder) + (_OURS if holder in sources else ""),
        related=(
            *(Related(f"lets `{writer}` change it", rule.place) for rule in rules),
            *(() if way is None else (Related(stop(way, "update", group), way.link.flow.place),)),
            *(
                Related("supplied the data" if name in sources else "keeps it too", landscape.systems[name].place)
                for name in missed
                if name in landscape.systems
            ),
        ),
        field=f"{entity.id}.{group}",
        entity=entity.id,
        groups=(group,),
        systems=(writer, *missed),
        population=population,
        draft=system.draft,
    )


RULE = Rule(
    code="MDG406",
    name="withdrawal-not-returned",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "ownership", "flows"),
    concerns=("compliance",),
    settled_by=("flows", "systems", "populations"),
    check=under("MDG406", check),
)
