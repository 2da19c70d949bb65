"""A restored backup brings back what was erased.

## What is wrong

A system with personal data says of its recovery that erasures are not replayed (`replays_erasures: false`). Where it
says of its recovery neither that nor the contrary, or not how long backups are kept (`backup_kept`), MDG705 asks.

## Why it matters

Erased data may stay in backups for a while, if it is put beyond use and does not come back when a backup is restored
(GDPR, Articles 17(1) and 5(1)(e)). After a restore of last week, this week's five hundred erasures are undone, and
nobody knows whose they were, unless they were written down elsewhere and are carried out again.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {recovery: {backup_kept: P3M, replays_erasures: false}}  # MDG426
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```

## Instead

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {recovery: {backup_kept: P3M, replays_erasures: true}}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown, listed
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import of_system


def check(landscape: Landscape) -> Iterator[Problem]:
    for system in landscape.systems.values():
        if system.recovery is None or system.recovery.replays_erasures is not False:
            continue
        held = {net.entity.id: tuple(groups) for net, groups in of_system(landscape, system.id)}
        if held:
            kept = system.recovery.backup_kept
            how_long = "" if kept is None else f", of backups that are kept for {kept.text},"
            yield Problem(
                code=RULE.code,
                message=f"`{system.id}` holds personal data ({listed(held)}), and a restore{how_long} brings back what "
                "was erased",
                place=system.place.at("recovery", key=True),
                subject=("system", system.id),
                help="keep a list of erasures apart from the backups, and carry it out after each restore",
                entity=next(iter(held)) if len(held) == 1 else None,
                groups=next(iter(held.values())) if len(held) == 1 else (),
                systems=(system.id,),
                draft=system.draft,
            )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Systems with personal data and backups that do not say whether erasures are replayed, or how long they last."""
    for system in landscape.systems.values():
        recovery = system.recovery
        if recovery is None or None not in (recovery.replays_erasures, recovery.backup_kept):
            continue
        if any(True for _ in of_system(landscape, system.id)):
            if recovery.replays_erasures is None:
                yield Unknown("system.replays_erasures", "whether a restore replays erasures", system.id, system.place)
            if recovery.backup_kept is None:
                yield Unknown("system.backup_kept", "how long backups are kept", system.id, system.place)


RULE = Rule(
    code="MDG426",
    name="backup-undoes-erasure",
    severity=Severity.WARNING,
    module=__name__,
    sections=("systems",),
    concerns=("compliance",),
    settled_by=("systems",),
    check=under("MDG426", check),
    unknown=facts("MDG426", unknown),
)
