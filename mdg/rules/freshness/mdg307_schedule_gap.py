"""The gaps of a timetable differ much, and the longest breaks a need or nearly does.

## What is wrong

The longest time between two runs of a flow is over twice the shortest, in the calendar that is looked at: at weekends,
at the ends of months, where the clock changes. And the flow is on the route by which a need gets too old a copy, or one
that is in time with less to spare than the shortest gap.

## Why it matters

Who reads `0 22 * * 1-5` thinks of a nightly job, and tests it on a Tuesday. On a Monday evening the copy is three days
old, and on the Tuesday after Easter four. The worst case is what was agreed on, and a schedule that is uneven keeps it
out of sight.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail:  # MDG307
    from: shop
    to: mail
    trigger: {cron: "0 22 * * 1-5", timezone: Europe/Berlin}
needs:
  mail_needs: {system: mail, max_age: 48h}  # MDG301
```

## Instead

Run it in the gap too:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail:
    from: shop
    to: mail
    trigger: {cron: "0 10,22 * * *", timezone: Europe/Berlin}
needs:
  mail_needs: {system: mail, max_age: 48h}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed
from mdg.rules.freshness.ages import against
from mdg.rules.freshness.gaps import limited
from mdg.rules.telling import length, moment
from mdg.topology.advice import SHORTEST
from mdg.topology.network import Network
from mdg.topology.timetable import Gaps
from mdg.topology.uneven import Strain, strains, uneven_gaps


def check(landscape: Landscape) -> Iterator[Problem]:
    by_flow: dict[str, list[tuple[Network, Strain]]] = {}
    for net, several in groupby(limited(landscape), key=itemgetter(0)):
        for strain in strains(net, (one for _, one in several)):
            by_flow.setdefault(strain.link.id, []).append((net, strain))
    for found in by_flow.values():
        net, strain = found[0]
        gaps = uneven_gaps(net, strain.link)
        if gaps is not None:
            yield _problem(net, [strain for _, strain in found], gaps)


def _problem(net: Network, several: Sequence[Strain], gaps: Gaps) -> Problem:
    link, records = several[0].link, net.nothing
    for strain in several:
        records = records | strain.records
    broken = [strain for strain in several if strain.broken] or several
    verb = "breaks" if broken[0].broken else "nearly breaks"
    longest, shortest = against(gaps.longest, gaps.shortest)
    names = listed(dict.fromkeys(strain.need.need.id for strain in broken))
    return Problem(
        code=RULE.code,
        message=f"`{link.id}` runs {shortest} apart at least and {longest} at most, which {verb} {names}",
        place=link.flow.place,
        subject=("flow", link.id),
        help=_help(link.timetable.timezone if link.timetable is not None else "UTC", several, gaps),
        related=tuple(_needing(several)),
        entity=net.entity.id,
        groups=tuple(dict.fromkeys(strain.late.group for strain in several)),
        systems=(link.source, link.target),
        population=net.population(records),
        draft=link.flow.draft or net.entity.draft,
    )


def _needing(several: Sequence[Strain]) -> Iterator[Related]:
    """The needs, each with the worst of its figures."""
    worst: dict[str, Strain] = {}
    for strain in several:
        before = worst.get(strain.need.need.id)
        if before is None or strain.late.lag.rank > before.late.lag.rank:
            worst[strain.need.need.id] = strain
    for strain in worst.values():
        figure, limit = against(strain.late.lag.delay or 0, strain.need.limit or 0)
        what = f"over {limit}" if strain.broken else f"of the {limit} that it allows"
        yield Related(f"gets `{strain.late.group}` {figure} late by this flow, {what}", strain.need.need.place)


def _help(zone: str, several: Sequence[Strain], gaps: Gaps) -> str:
    paces = [strain.pace for strain in several if strain.broken]
    where = f"run it in the gap from {moment(gaps.longest_from, zone)} on, and in those like it"
    told = [pace for pace in paces if pace is not None and pace >= SHORTEST]
    if not paces or len(told) < len(paces):
        return where
    return f"{where}: every {length(min(told))} or more often would do"


RULE = Rule(
    code="MDG307",
    name="schedule-gap",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
