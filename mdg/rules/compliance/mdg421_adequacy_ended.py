"""A transfer counts on an adequacy decision that is over, or that does not include the recipient.

## What is wrong

A system with personal data is outside the European Economic Area, no agreement covers it, and what it counts on is not
there: the adequacy decision about its country has ended or not begun, or includes certified recipients only and the
system is not certified; or an agreement of kind `adequacy` names a country about which there is no decision.

## Why it matters

An adequacy decision (GDPR, Article 45) can end on a day, be annulled, or be limited to some recipients: that about the
United States is for organisations which take part in the Data Privacy Framework, that about the United Kingdom ends in
December 2031. From then on each transfer needs another ground. The decisions are dated data with their sources.

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
  mailer: {region: US, certified: [ISO 27001]}  # MDG421
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, owner: company}
needs:
  mailer_needs: {system: mailer, max_age: 1d}
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
systems:
  shop: {region: DE}
  mailer: {region: US, certified: [ISO 27001, EU-US DPF]}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, owner: company}
needs:
  mailer_needs: {system: mailer, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed
from mdg.rules.compliance.agreeing import covering
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.transfers import Transfer, claims_adequacy, counted_on, data_of, rests_on, transfers
from mdg.text.law import Decision


def check(landscape: Landscape) -> Iterator[Problem]:
    for one in transfers(landscape):
        if rests_on(landscape, one) is None:
            decision = counted_on(landscape, one)
            if decision is not None or claims_adequacy(landscape, one):
                yield _problem(landscape, one, decision)


def _why(landscape: Landscape, one: Transfer, decision: Decision | None) -> str:
    if decision is None:
        return f"there is no adequacy decision about {one.country}"
    if decision.end is not None and decision.end < landscape.as_of:
        return f"the adequacy decision about {one.country} ended on {decision.end.isoformat()}"
    if decision.start is not None and decision.start > landscape.as_of:
        return f"the adequacy decision about {one.country} is in force from {decision.start.isoformat()} on"
    return f"the adequacy decision about {one.country} is for {decision.scope}, and it is not certified"


def _problem(landscape: Landscape, one: Transfer, decision: Decision | None) -> Problem:
    has, held = data_of(landscape, one.system.id)
    groups = tuple(dict.fromkeys(name for several in held.values() for name in several))
    how = f"can be looked into from {one.country}" if one.access else f"is in {one.country}"
    claims = covering(landscape, one.system.id, "adequacy")
    return Problem(
        code=RULE.code,
        message=f"`{one.system.id}` {has} {listed(groups)} and {how}, and {_why(landscape, one, decision)}",
        place=one.place,
        subject=("system", one.system.id),
        help="state another ground for the transfer (`standard_clauses`, `binding_rules`), or the certificate",
        related=tuple(Related("counts on an adequacy decision", claim.place) for claim in claims),
        field=f"{'access_from' if one.access else 'region'}.{one.country}",
        entity=next(iter(held)) if len(held) == 1 else None,
        groups=groups if len(held) == 1 else (),
        systems=(one.system.id,),
        draft=one.system.draft,
    )


RULE = Rule(
    code="MDG421",
    name="adequacy-ended",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems", "agreements"),
    concerns=("compliance",),
    settled_by=("agreements", "systems"),
    check=under("MDG421", check),
)
