"""Personal data goes on from one third country to another, and nothing allows that.

## What is wrong

A system outside the European Economic Area gets personal data from systems in other countries outside alone, and
neither an adequacy decision nor an agreement allows the transfer to it.

## Why it matters

The conditions for transfers hold for what the recipient does next as well: onward transfers from the third country to
another one must not undermine the protection (GDPR, Article 44). The contract with the first recipient says nothing
about the second, whom nobody here has ever seen.

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
  support: {region: CH}
  night_shift: {region: IN}  # MDG422
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_support: {from: shop, to: support, owner: company}
  support_to_night_shift: {from: support, to: night_shift, owner: company}
needs:
  support_needs: {system: support, max_age: 1d}
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
  support: {region: CH}
  night_shift: {region: IN}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_support: {from: shop, to: support, owner: company}
  support_to_night_shift: {from: support, to: night_shift, owner: company}
needs:
  support_needs: {system: support, max_age: 1d}
agreements:
  clauses: {systems: [night_shift], kind: standard_clauses, party: company}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.transfers import (
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
        counted = counted_on(landscape, one) is not None or claims_adequacy(landscape, one)
        allowed = rests_on(landscape, one) is not None or undecided(landscape, one) is not None
        if not counted and not allowed and is_onward(landscape, one):
            yield _problem(landscape, one)


def _problem(landscape: Landscape, one: Transfer) -> Problem:
    _, held = data_of(landscape, one.system.id)
    groups = tuple(dict.fromkeys(name for several in held.values() for name in several))
    flows = [link for _, link in bringing(landscape, one.system.id)]
    countries = dict.fromkeys(landscape.every.systems[link.source].region or "" for link in flows)
    return Problem(
        code=RULE.code,
        message=f"{listed(groups)} go on to `{one.system.id}` in {one.country} from {', '.join(countries)}, and "
        "neither an adequacy decision nor an agreement allows that",
        place=one.place,
        subject=("system", one.system.id),
        help="agree on it with that recipient too (`standard_clauses`, `binding_rules`), or keep the data away from it",
        related=tuple(Related("takes it on", link.flow.place) for link in flows),
        field=f"region.{one.country}",
        entity=next(iter(held)) if len(held) == 1 else None,
        groups=groups if len(held) == 1 else (),
        systems=(one.system.id,),
        draft=one.system.draft,
    )


RULE = Rule(
    code="MDG422",
    name="onward-transfer",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems", "agreements", "flows"),
    concerns=("compliance",),
    settled_by=("agreements", "flows", "systems"),
    check=under("MDG422", check),
)
