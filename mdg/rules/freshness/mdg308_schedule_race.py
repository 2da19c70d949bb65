"""A job starts before the job that feeds it has finished.

## What is wrong

Two flows with timetables follow each other, and a run of the second starts while a run of the first is under way, just
as it ends, or shortly before it. What the first one brings may then have to wait for the next run of the second.

## Why it matters

Nothing fails. Both jobs are green, the figures are a day old, and on some days they are not, depending on which of the
two was quicker: a race that no test finds. To start the second job after the first one costs nothing, and saves a whole
period.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  hub: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_hub: {from: shop, to: hub, trigger: {cron: "0 1 * * *", timezone: UTC}, latency: 30m}
  hub_to_mail:  # MDG308
    from: hub
    to: mail
    trigger: {cron: "15 1 * * *", timezone: UTC}
    loop_protection: version
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1w}, loop_protection: version}
needs:
  hub_needs: {system: hub, max_age: 4d}
```

## Instead

Start the second job once the first one has finished, with time to spare:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  hub: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_hub: {from: shop, to: hub, trigger: {cron: "0 1 * * *", timezone: UTC}, latency: 30m}
  hub_to_mail:
    from: hub
    to: mail
    trigger: {cron: "0 2 * * *", timezone: UTC}
    loop_protection: version
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1w}, loop_protection: version}
needs:
  hub_needs: {system: hub, max_age: 4d}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.telling import length, moment, schedule
from mdg.topology.feeds import Race, races
from mdg.topology.large_network import network
from mdg.topology.links import Link
from mdg.topology.network import Network
from mdg.topology.pace import start_after


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        net = network(landscape, entity)
        by_job: dict[str, list[Race]] = {}
        for race in races(net):
            by_job.setdefault(race.link.id, []).append(race)
        for several in by_job.values():
            yield _problem(net, several)


def _problem(net: Network, several: Sequence[Race]) -> Problem:
    first, records = several[0], net.nothing
    for race in several:
        records = records | race.records
    flow = first.link.flow
    return Problem(
        code=RULE.code,
        message=f"`{first.link.id}` starts {_when(first)}, so that what comes by `{first.feeder.id}` "
        f"may wait {_wait(first)} for its next run",
        place=flow.place,
        subject=("flow", flow.id),
        help=_help(first),
        related=tuple(Related(_feeds(race.feeder), race.feeder.flow.place) for race in several),
        entity=net.entity.id,
        groups=tuple(group for group in net.entity.groups if group in first.link.groups & first.feeder.groups),
        systems=(first.link.source, first.link.target),
        population=net.population(records),
        draft=flow.draft or net.entity.draft,
    )


def _feeds(feeder: Link) -> str:
    takes = f", and takes {length(feeder.latency)}" if feeder.latency else ""
    return f"feeds it, {schedule(feeder)}{takes}"


def _when(race: Race) -> str:
    """When the job starts, and why that is too early."""
    clash, zone = race.clash, race.link.timetable.timezone if race.link.timetable is not None else "UTC"
    at = moment(clash.starts, zone)
    if clash.starts == clash.ends:
        return f"at {at}, in the moment when `{race.feeder.id}` has finished at the latest"
    if clash.starts >= clash.begins:
        return f"at {at}, while `{race.feeder.id}` may run until {moment(clash.ends, zone)}"
    return f"at {at}, {length(clash.ends - clash.starts)} before `{race.feeder.id}` has finished at the latest"


def _wait(race: Race) -> str:
    clash = race.clash
    return "for good" if clash.again is None else length(clash.again - min(clash.ends, clash.again))


def _help(race: Race) -> str:
    cron = start_after(race.feeder, race.link)
    if cron is not None:
        return f"start `{race.link.id}` at `{cron.expression}`, once `{race.feeder.id}` has finished"
    return f"start `{race.link.id}` after `{race.feeder.id}` has finished, or have the end of that set it off"


RULE = Rule(
    code="MDG308",
    name="schedule-race",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    concerns=("freshness",),
    settled_by=("ownership", "systems", "populations"),
    check=check,
)
