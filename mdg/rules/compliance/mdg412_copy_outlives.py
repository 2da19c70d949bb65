"""A system keeps personal data longer than anything there allows.

## What is wrong

A system states a `retention` that is longer than the longest of the purposes for which it uses a group of personal
data, of these records, all of which state one; or, where no purpose there is about that group of these records or one
states none, longer than the group may be kept. What a purpose needs for ten years does not keep another group, nor
other people's, as long. What a view reads from a system is used there too.
Under the pack `fr-cnil`, prospects of marketing may be kept for three years at most, whatever a purpose says; and a
purpose that says more is told itself.

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

from collections.abc import Iterable, Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.period import Period
from mdg.model.topology import System
from mdg.model.use import Purpose
from mdg.model.uses import Use, used_for, uses
from mdg.population import union
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.applying import exceeds, law_of, under
from mdg.rules.compliance.copies import of_system
from mdg.text.values import Period as Written
from mdg.topology import Network
from mdg.topology.links import raw
from mdg.topology.reach import Set, union_of


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class _Over:
    """What a system keeps for too long: by group the records, the purposes that allow less, and the groups that do."""

    records: dict[str, Set]
    purposes: tuple[Purpose, ...]
    groups: tuple[str, ...]


def check(landscape: Landscape) -> Iterator[Problem]:
    for system in landscape.systems.values():
        if system.retention is not None:
            for net, held in of_system(landscape, system.id):
                over = _over(net, system, system.retention, held)
                if over.records:
                    yield _problem(net, system, over)
    for purpose in landscape.purposes.values():
        most = _most(landscape, purpose)
        too_long = most is not None and purpose.retention is not None and exceeds(purpose.retention, most.span)
        if most is not None and too_long and used_for(landscape, purpose):
            yield _prospects(purpose, most)


def _over(net: Network, system: System, kept: Period, held: dict[str, Set]) -> _Over:
    records, purposes, groups = dict[str, Set](), dict[str, Purpose](), list[str]()
    for name, about in held.items():
        mine = [
            (use.purpose, part) for use in uses(net.landscape, net.entity.id) for part in _here(net, use, system, name)
        ]
        limit = net.entity.groups[name].retention
        keep = None if limit is None else limit.keep
        used = union_of((part for _, part in mine), net.nothing) & about
        allowed = [part for purpose, part in mine if _allows(_allowed(net.landscape, purpose) or keep, kept)]
        left = used & ~union_of(allowed, net.nothing)
        silent = [part for purpose, part in mine if _allowed(net.landscape, purpose) is None]
        own = about & ~used | union_of(silent, net.nothing) & left
        purposes |= {
            purpose.id: purpose
            for purpose, part in mine
            if part & left != net.nothing and _allowed(net.landscape, purpose) is not None
        }
        if not _allows(keep, kept) and own != net.nothing:
            groups.append(name)
            left = left | own
        if left != net.nothing:
            records[name] = left
    return _Over(records=records, purposes=tuple(purposes.values()), groups=tuple(groups))


def _here(net: Network, use: Use, system: System, group: str) -> Iterator[Set]:
    """The records of which something uses a group in a system, or reads it from there by a view."""
    if group not in use.extract.groups:
        return
    records = raw(use.extract.population)
    if use.system == system.id:
        yield records
        return
    view = net.landscape.views.get((use.id if use.what == "view" else use.step and use.step.view) or "")
    for part in view.parts.values() if view is not None else ():
        own = use.what != "view" or part.extract is use.extract
        if own and part.system == system.id and part.extract.entity == net.entity.id and group in part.extract.groups:
            yield records & raw(part.extract.population)


def _allows(allowed: Period | Written | None, kept: Period) -> bool:
    """Whether data may be kept so long, as far as is said."""
    return allowed is None or not exceeds(kept, allowed)


def _allowed(landscape: Landscape, purpose: Purpose) -> Period | Written | None:
    """How long a purpose lets data be kept, as far as the packs that apply leave it."""
    most = _most(landscape, purpose)
    if most is None:
        return purpose.retention
    return most.span if purpose.retention is None or exceeds(purpose.retention, most.span) else purpose.retention


@attrs.frozen(slots=True, repr=False, eq=False)
class _Most:
    """How long a law lets prospects be kept, and which."""

    span: Written
    article: str


def _most(landscape: Landscape, purpose: Purpose) -> _Most | None:
    """How long the people whom a purpose is about may be kept at most; None where no pack says."""
    if (purpose.data_use or "").split(".")[0] != "marketing" or "prospect" not in purpose.data_subjects:
        return None
    law, day = law_of(landscape), landscape.as_of
    fact, span = law.fact("prospects_kept", day), law.span("prospects_kept", day)
    return None if fact is None or span is None else _Most(span, fact.article)


def _prospects(purpose: Purpose, most: _Most) -> Problem:
    kept = "" if purpose.retention is None else purpose.retention.text
    return Problem(
        code=RULE.code,
        message=f"`{purpose.id}` lets prospects be kept for {kept}, where {most.span.text} are allowed "
        f"({most.article})",
        place=purpose.place.at("retention"),
        subject=("purpose", purpose.id),
        help=f"say `retention: {most.span.text}`, and keep customers by a purpose of their own",
        draft=purpose.draft,
    )


def _problem(net: Network, system: System, over: _Over) -> Problem:
    population = union(net.population(records) for records in over.records.values())
    kept = system.retention.text if system.retention is not None else ""
    why = [f"{listed(one.id for one in over.purposes)} allow less"] if over.purposes else []
    why += [f"{listed(over.groups)} may be kept for less"] if over.groups else []
    return Problem(
        code=RULE.code,
        message=f"`{system.id}` keeps {listed(over.records)} of {some(net.entity.id, population)} for {kept}, "
        f"and {', and '.join(why)}",
        place=system.place.at("retention"),
        subject=("system", system.id),
        help="let it keep data no longer than the longest purpose there, or state the purpose that needs it",
        related=(
            *(Related(f"allows {allowed.text}", one.place) for one, allowed in _periods(net.landscape, over.purposes)),
            *(Related("says how long it is kept", net.entity.groups[one].place.at("retention")) for one in over.groups),
        ),
        field=net.entity.id,
        entity=net.entity.id,
        groups=tuple(over.records),
        systems=(system.id,),
        population=population,
        draft=system.draft,
    )


def _periods(landscape: Landscape, purposes: Iterable[Purpose]) -> Iterator[tuple[Purpose, Period | Written]]:
    for purpose in purposes:
        allowed = _allowed(landscape, purpose)
        if allowed is not None:
            yield purpose, allowed


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
