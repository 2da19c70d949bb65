"""Those who withdraw their consent are no longer sent, and so stay as they were.

## What is wrong

A system uses personal data under consent. A dimension that is kept in the group of the consent decides whether a record
is sent there, records that are sent can become such as are not, and then no change of the consent comes to the system
any more: every flow that brought it keeps the copy (`on_leaving: keep`). The same is told of consent that is kept in an
entity of its own, and is in the system.

## Why it matters

A filter that lets only those through who have agreed looks like care. It takes away the one message that counts: the
system's last word on the person is the consent, and it goes on under it (GDPR, Article 7(3)).

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    dimensions:
      agreed: {values: [yes_to_mail, no_more], from: consent.state, becomes: {yes_to_mail: [no_more]}}
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state, wording, given_at], categories: [user.privacy_preferences]}
systems:
  shop: {}
  mailer: {}  # MDG430
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, when: {agreed: yes_to_mail}}  # MDG206
needs:
  mailer_writes: {system: mailer, when: {agreed: yes_to_mail}, max_age: 1d, purpose: newsletter}
  shop_asks: {system: shop, max_age: 1d}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```

## Instead

Let whoever leaves be removed, or send the withdrawal too:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    dimensions:
      agreed: {values: [yes_to_mail, no_more], from: consent.state, becomes: {yes_to_mail: [no_more]}}
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state, wording, given_at], categories: [user.privacy_preferences]}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, when: {agreed: yes_to_mail}, on_leaving: remove}
needs:
  mailer_writes: {system: mailer, when: {agreed: yes_to_mail}, max_age: 1d, purpose: newsletter}
  shop_asks: {system: shop, max_age: 1d}
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
from mdg.population.lives import earlier
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.consents import Consented, by_key, held, networks, told
from mdg.rules.compliance.consents_apart import Apart, apart, told_of
from mdg.topology import Link, Network
from mdg.topology.cohorts import cohorts, entering
from mdg.topology.reach import Set, union_of

_WAY_OUT = "send withdrawals too, or let a flow drop what leaves its population (`on_leaving: remove`)"


def check(landscape: Landscape) -> Iterator[Problem]:
    for net in networks(landscape):
        for (_, group), several in by_key(landscape, net.entity.id).items():
            names = [
                name for name, one in net.entity.dimensions.items() if (one.kept_in or "").partition(".")[0] == group
            ]
            left = _left(net, several, names) if names else net.nothing
            if left != net.nothing:
                yield _problem(net, several, names, left)
    for own in apart(landscape):
        yield from _of_own(own)


def _of_own(own: Apart) -> Iterator[Problem]:
    """Consent that is an entity of its own, and stays as it was once it is withdrawn."""
    net, group = own.consents, own.group
    names = [name for name, one in net.entity.dimensions.items() if (one.kept_in or "").partition(".")[0] == group]
    if not names or own.records() == own.data.nothing:
        return
    copies = union_of((cohort.holding(group).get(own.system, net.nothing) for cohort in cohorts(net)), net.nothing)
    every = _told(net, group, own.system)
    left = _leaving(net, own.several[0], names, copies & every, every)
    if left != net.nothing:
        what = f"once {listed(names)} of `{net.entity.id}` says that it is withdrawn, nothing comes there any more"
        brings = "brings the consent as long as it is given"
        related = (Related(brings, link.flow.place) for link in _into(net, own.several[0]))
        yield told_of(RULE, own, own.records(), what, _WAY_OUT, *related)


def _left(net: Network, several: list[Consented], names: list[str]) -> Set:
    """The records that are used under consent, of which the consent is heard, and no more once they have left."""
    heard, used = net.nothing, net.nothing
    for one in several:
        for cohort, records in held(net, one):
            used = used | records
            _, reached = told(cohort, one.consent.group, one.system)
            heard = heard | reached & records
    every = _told(net, several[0].consent.group, several[0].system)
    return _leaving(net, several[0], names, heard & used, every)


def _told(net: Network, group: str, system: str) -> Set:
    """The records of which some change of the consent comes to a system."""
    return union_of((told(cohort, group, system)[1] for cohort in cohorts(net)), net.nothing)


def _leaving(net: Network, one: Consented, names: list[str], copies: Set, every: Set) -> Set:
    """Of some copies those that can become such as are not told of, and that nothing takes away."""
    gone = net.entity.space.possible & net.applies(one.consent.group) & ~every
    leaving = net.nothing
    for layout in net.entity.space.layouts:
        if layout.name in names:
            leaving = leaving | copies & earlier(net.entity.space.sets, layout, gone)
    for link in _into(net, one):
        if link.flow.on_leaving != "keep":
            leaving = leaving & ~link.records
    return leaving


def _into(net: Network, one: Consented) -> list[Link]:
    links = net.carrying(None, one.consent.group)
    return entering(net, links).get(one.system, [])


def _problem(net: Network, several: list[Consented], names: list[str], left: Set) -> Problem:
    one = several[0]
    system, population = net.landscape.systems[one.system], net.population(left)
    return Problem(
        code=RULE.code,
        message=f"{some(net.entity.id, population)} are used in `{one.system}` under consent "
        f"({', '.join(dict.fromkeys(each.use.purpose.id for each in several))}), and once {listed(names)} says that "
        "it is withdrawn, nothing comes there any more",
        place=system.place,
        subject=("system", one.system),
        help=_WAY_OUT,
        related=(
            *(Related("decides who is sent", net.entity.dimensions[name].place) for name in names),
            *(Related("brings the consent as long as it is given", link.flow.place) for link in _into(net, one)),
            *(Related("uses it", use.place) for use in dict.fromkeys(each.use for each in several)),
        ),
        field=f"{net.entity.id}.{one.consent.group}",
        entity=net.entity.id,
        groups=(one.consent.group,),
        systems=(one.system,),
        population=population,
        draft=system.draft or all(each.use.draft for each in several),
    )


RULE = Rule(
    code="MDG430",
    name="withdrawal-filtered",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes", "flows"),
    concerns=("compliance",),
    settled_by=("flows", "ownership", "systems", "processes", "populations"),
    check=under("MDG430", check),
)
