"""A system keeps personal data longer than anything there allows.

## What is wrong

A system states a `retention` that is longer than the longest of the purposes for which personal data is used in it, all
of which state one; or longer than a group that it holds may be kept, where no purpose is stated. Under the pack
`fr-cnil`, prospects of marketing may be kept for three years at most, whatever a purpose says.

## Why it matters

Data is kept no longer than is necessary for the purposes for which it is processed (GDPR, Article 5(1)(e)). The central
system deletes on the day, and the copy in the archive, the warehouse or the e-mail system stays for years.

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
  shop: {retention: P10Y}  # MDG412
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
purposes:
  orders: {lawful_basis: contract, controller: company, data_subjects: [customer], retention: P2Y}
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
  shop: {retention: P2Y}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
purposes:
  orders: {lawful_basis: contract, controller: company, data_subjects: [customer], retention: P2Y}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Place, Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.period import Period
from mdg.model.topology import System
from mdg.model.use import Purpose
from mdg.model.uses import personal, uses
from mdg.population import union
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.applying import exceeds, law_of, under
from mdg.rules.compliance.copies import of_system
from mdg.text.values import Period as Written
from mdg.topology import Network
from mdg.topology.reach import Set


def check(landscape: Landscape) -> Iterator[Problem]:
    for system in landscape.systems.values():
        if system.retention is not None:
            for net, held in of_system(landscape, system.id):
                purposes = _purposes(landscape, net, system.id)
                if purposes:
                    yield from _against_purposes(net, system, held, purposes)
                else:
                    yield from _against_groups(net, system, held)


def _purposes(landscape: Landscape, net: Network, system: str) -> list[Purpose]:
    found = {
        use.purpose.id: use.purpose
        for use in uses(landscape, net.entity.id)
        if use.system == system and personal(landscape, use.extract)
    }
    return list(found.values())


def _against_purposes(net: Network, system: System, held: dict[str, Set], purposes: list[Purpose]) -> Iterator[Problem]:
    allowed = [_allowed(net.landscape, purpose) for purpose in purposes]
    if system.retention is None or None in allowed:
        return
    if all(period is not None and exceeds(system.retention, period) for period in allowed):
        said = [
            Related(f"allows {period.text}", one.place) for one, period in zip(purposes, allowed, strict=True) if period
        ]
        yield _problem(net, system, held, f"{listed(one.id for one in purposes)} allow less", said)


def _allowed(landscape: Landscape, purpose: Purpose) -> Period | Written | None:
    """How long a purpose lets data be kept, as far as the packs that apply leave it."""
    marketing = (purpose.data_use or "").split(".")[0] == "marketing"
    most = law_of(landscape).span("prospects_kept", landscape.as_of) if marketing else None
    if most is None or "prospect" not in purpose.data_subjects:
        return purpose.retention
    return most if purpose.retention is None or exceeds(purpose.retention, most) else purpose.retention


def _against_groups(net: Network, system: System, held: dict[str, Set]) -> Iterator[Problem]:
    groups = net.entity.groups
    over = {
        name: groups[name].place.at("retention")
        for name in held
        if (limit := groups[name].retention) is not None
        and limit.keep is not None
        and system.retention is not None
        and exceeds(system.retention, limit.keep)
    }
    if over:
        about = {name: held[name] for name in over}
        yield _problem(net, system, about, f"{listed(over)} may be kept for less", list(_places(over)))


def _places(over: dict[str, Place]) -> Iterator[Related]:
    return (Related("says how long it is kept", place) for place in over.values())


def _problem(net: Network, system: System, held: dict[str, Set], why: str, related: list[Related]) -> Problem:
    population = union(net.population(records) for records in held.values())
    kept = system.retention.text if system.retention is not None else ""
    return Problem(
        code=RULE.code,
        message=f"`{system.id}` keeps {listed(held)} of {some(net.entity.id, population)} for {kept}, and {why}",
        place=system.place.at("retention"),
        subject=("system", system.id),
        help="let it keep data no longer than the longest purpose there, or state the purpose that needs it",
        related=tuple(related),
        field=net.entity.id,
        entity=net.entity.id,
        groups=tuple(held),
        systems=(system.id,),
        population=population,
        draft=system.draft,
    )


RULE = Rule(
    code="MDG412",
    name="copy-outlives",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems", "purposes"),
    concerns=("compliance",),
    settled_by=("purposes", "needs", "processes", "views", "systems"),
    check=under("MDG412", check),
)
