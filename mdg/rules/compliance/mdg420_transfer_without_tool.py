"""Personal data leaves the European Economic Area, and nothing allows that.

## What is wrong

A system that holds personal data, or shows it by a view, is in a country outside the European Economic Area (`region`),
or is looked into from there (`access_from`), and on that day neither an adequacy decision includes it nor an agreement
of kind `standard_clauses` or `binding_rules` covers it. Where some systems say where they are, MDG705 asks for the
`region` of the others with personal data.

## Why it matters

Data may be transferred to a third country only on the conditions of Chapter V GDPR (Article 44): an adequacy decision
(Article 45) or appropriate safeguards (Article 46). To let somebody there look at data that lies in Frankfurt is a
transfer as well (European Data Protection Board, guidelines 05/2021). Norway is inside and London is not; Réunion is
and New Caledonia is not. Where no source decides, nothing is said, nor of what is no code of a country (MDG704).

The decision about Canada is about recipients that are subject to its Personal Information Protection and Electronic
Documents Act (Decision 2002/2/EC, Article 1): where neither `certified: [PIPEDA]` nor an agreement of kind `adequacy`
says that one is, MDG705 asks.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {region: DE}
  support: {region: IN}  # MDG420
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_support: {from: shop, to: support, owner: company}
needs:
  support_needs: {system: support, max_age: 1d}
```

## Instead

Agree on what allows it, or keep the data inside:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {region: DE}
  support: {region: IN}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_support: {from: shop, to: support, owner: company}
needs:
  support_needs: {system: support, max_age: 1d}
agreements:
  clauses: {systems: [support], kind: standard_clauses, party: company}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown, listed
from mdg.rules.compliance.agreeing import ended
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.transfers import (
    SAFEGUARDS,
    Transfer,
    bringing,
    claims_adequacy,
    counted_on,
    data_of,
    is_onward,
    rests_on,
    transfers,
    undecided,
)


def check(landscape: Landscape) -> Iterator[Problem]:
    for one in transfers(landscape):
        allowed = rests_on(landscape, one) is not None or undecided(landscape, one) is not None
        if not allowed and not told_elsewhere(landscape, one):
            yield _problem(landscape, one)


def told_elsewhere(landscape: Landscape, one: Transfer) -> bool:
    """Whether MDG421 tells of an adequacy that is not there, or MDG422 of a transfer from one country on to another."""
    return counted_on(landscape, one) is not None or claims_adequacy(landscape, one) or is_onward(landscape, one)


def _problem(landscape: Landscape, one: Transfer) -> Problem:
    has, held = data_of(landscape, one.system.id)
    groups = tuple(dict.fromkeys(name for several in held.values() for name in several))
    over = ended(landscape, one.system.id, *SAFEGUARDS)
    how = f"can be looked into from {one.country}" if one.access else f"is in {one.country}"
    return Problem(
        code=RULE.code,
        message=f"`{one.system.id}` {has} {listed(groups)} and {how}, and neither an adequacy decision nor an "
        "agreement allows that transfer",
        place=one.place,
        subject=("system", one.system.id),
        help="state the agreement that allows it (`standard_clauses`, `binding_rules`), or keep the data inside",
        related=(
            *(() if over is None else (Related("has ended", over.place),)),
            *(Related("brings personal data there", link.flow.place) for _, link in bringing(landscape, one.system.id)),
        ),
        field=f"{'access_from' if one.access else 'region'}.{one.country}",
        entity=next(iter(held)) if len(held) == 1 else None,
        groups=groups if len(held) == 1 else (),
        systems=(one.system.id,),
        draft=one.system.draft,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Systems of which it is open where they are, or whether they are subject to the law that a decision is about."""
    for one in transfers(landscape):
        decision = undecided(landscape, one)
        if decision is not None:
            fact = (
                f"whether the recipient is subject to the law that the adequacy decision about {one.country} is about"
            )
            how = f"{fact} (`certified: [{decision.subject_to[0]}]`, or an agreement of kind `adequacy`)"
            yield Unknown(f"system.subject_to.{one.country}", how, one.system.id, one.place)
    if any(system.region is not None for system in landscape.systems.values()):
        for system in landscape.systems.values():
            if system.region is None and data_of(landscape, system.id)[1]:
                yield Unknown("system.region", "in which country a system is", system.id, system.place)


RULE = Rule(
    code="MDG420",
    name="transfer-without-tool",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems", "agreements", "flows"),
    concerns=("compliance",),
    settled_by=("agreements", "systems"),
    check=under("MDG420", check),
    unknown=facts("MDG420", unknown),
)
