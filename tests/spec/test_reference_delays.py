"""The reference on delays and staleness, held to cases worked out by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml

from .delays import AT_ONCE, NEVER, UNBOUNDED, Delay, Hop, Moment, explains, finite, hops, worst_delay, worst_delays
from .reference import Reference
from .staleness import Staleness, staleness
from .timing import Calendar, calendar_of, length

TODAY = datetime.date(2026, 1, 15)
YEAR = Calendar(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2027, 2, 5, tzinfo=datetime.UTC))


def chain(*flows: str) -> frozenset[Hop]:
    """Flows written as `a b trigger latency`, the trigger in the language."""
    written = {}
    for number, flow in enumerate(flows):
        source, target, trigger, latency = (part.strip() for part in flow.split("|"))
        item = {"from": source, "to": target, "latency": latency, "trigger": yaml.load(trigger, yaml.BaseLoader)}
        written[f"f{number}"] = item
    return hops(written)


def nightly(*runs: str, zone: str = "UTC") -> frozenset[Hop]:
    """A chain of jobs from a to b to c …, each written `minute hour … latency`."""
    cut = [run.rsplit(" ", 1) for run in runs]
    names = "abcdefgh"
    return chain(
        *(
            f'{names[n]} | {names[n + 1]} | {{cron: "{cron}", timezone: {zone}}} | {late}'
            for n, (cron, late) in enumerate(cut)
        )
    )


def within(text: str) -> Delay:
    return finite(length(text))


@pytest.mark.parametrize(
    ("network", "target", "expected"),
    [
        (nightly("0 1 * * * 30m", "0 2 * * * 60m", "0 5 * * * 15m"), "d", within("28h15m")),
        (nightly("0 1 * * * 30m", "30 0 * * * 60m", "0 5 * * * 15m"), "d", within("52h15m")),
        (nightly("0 22 * * 1-5 0s"), "b", within("72h")),
        (nightly("0 22 * * * 0s", "30 22 * * * 0s"), "c", within("24h30m")),
        (nightly("0 22 * * 1-5 0s", "30 22 * * 1-5 0s"), "c", within("72h30m")),
        (nightly("0 22 * * * 30m", "30 22 * * * 0s"), "c", within("24h30m")),
        (nightly("0 22 * * * 31m", "30 22 * * * 0s"), "c", within("48h30m")),
        (nightly("0 22 L * * 0s"), "b", within("31d")),
        (nightly("0 22 LW * * 0s"), "b", within("32d")),
        (nightly("0 22 L * * 1h", "0 0 1 * * 0s"), "c", within("31d2h")),
        (nightly("0 22 L * * 3h", "0 0 1 * * 0s"), "c", within("62d2h")),
        (chain("a|b|event|5m", "b|c|{every: 1h}|1m"), "c", within("66m")),
        (chain("a|b|{manual: 5d}|1m", "b|c|event|0s"), "c", within("5d1m")),
        (chain("a|b|manual|1m", "b|c|event|0s"), "c", UNBOUNDED),
        (chain("a|b|manual|1m", 'b|c|{cron: "0 22 * * *"}|0s'), "c", UNBOUNDED),
        (chain("a|b|manual|1m", "a|b|{every: 30d}|0s"), "b", within("30d")),
        (chain("a|b|{once: 2026-01-02T00:00}|0s", "b|c|event|0s"), "c", NEVER),
        (chain("a|b|event|0s"), "a", AT_ONCE),
        (chain("a|b|event|0s"), "c", NEVER),
        (chain('a|b|{every: 10m}|0s', 'b|c|{cron: "0 * * * *"}|5m'), "c", within("75m")),
        (chain('a|b|{cron: "0 0 29 2 */7"}|0s', "a|c|event|0s"), "b", within("2250d")),
    ],
)  # fmt: skip
def test_worst_case_delays(network: frozenset[Hop], target: str, expected: Delay) -> None:
    """2250 days: from the start of 2026 to Sunday 29 February 2032, after the calendar and within nine years."""
    assert worst_delay(network, "a", target, YEAR) == expected


def test_half_an_hour_between_two_jobs_is_half_an_hour() -> None:
    """What is there at 22:00 in b is half an hour later in c; the day before b does not count twice."""
    network = nightly("0 22 * * * 0s", "30 22 * * * 0s")
    assert worst_delay(network, "b", "c", YEAR) == within("24h")
    assert worst_delay(network, "a", "c", YEAR) == within("24h30m")


def test_the_worst_moment_is_just_after_a_run() -> None:
    network = nightly("0 22 * * 1-5 0s")
    moments = worst_delays(network, "a", YEAR)["b"].moments
    first = datetime.datetime(2026, 1, 2, 22, tzinfo=datetime.UTC)
    assert min(moments) == Moment(first, after=True)
    assert len(moments) == 57, "Fridays from 2 January 2026 to 29 January 2027"


def test_a_calendar_of_one_day_sees_only_the_changes_made_on_it() -> None:
    friday = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    saturday, sunday = friday + datetime.timedelta(days=1), friday + datetime.timedelta(days=2)
    network = nightly("0 22 * * 1-5 0s")
    assert worst_delay(network, "a", "b", Calendar(friday, saturday)) == within("72h")
    assert worst_delay(network, "a", "b", Calendar(saturday, sunday)) == within("70h")
    hour = nightly("0 0 * * * 0s")
    assert worst_delay(hour, "a", "b", Calendar(saturday, sunday)) == within("24h"), "just after midnight"


@pytest.mark.parametrize(
    ("zone", "days", "expected"),
    [
        ("Europe/Berlin", ("2026-03-27", 4), "24h"),
        ("Europe/Berlin", ("2026-10-23", 4), "25h"),
        ("Australia/Sydney", ("2026-04-03", 4), "25h"),
        ("Australia/Sydney", ("2026-10-02", 4), "24h"),
    ],
)
def test_a_night_in_which_the_clock_is_set_back_is_longer(zone: str, days: tuple[str, int], expected: str) -> None:
    start = datetime.datetime.fromisoformat(days[0]).replace(tzinfo=datetime.UTC)
    calendar = Calendar(start, start + datetime.timedelta(days=days[1]))
    assert worst_delay(nightly("0 5 * * * 0s", zone=zone), "a", "b", calendar) == within(expected)


def test_the_hour_that_is_skipped_breaks_a_chain() -> None:
    """At 02:30 there is an hour for the first job; when that runs at 03:00 it misses the second, at 03:15, by half."""
    network = nightly("30 2 * * * 45m", "15 3 * * * 0s", zone="Europe/Berlin")
    start = datetime.datetime(2026, 3, 28, tzinfo=datetime.UTC)
    day = Calendar(start, start + datetime.timedelta(days=1))
    assert worst_delay(network, "a", "c", day) == within("47h45m"), "from 28 March 02:30 to 30 March 03:15 summer time"
    later = Calendar(day.end + datetime.timedelta(hours=24), day.end + datetime.timedelta(hours=48))
    assert worst_delay(network, "a", "c", later) == within("24h45m")


def test_the_fast_route_is_overtaken_by_the_slow_one() -> None:
    """By day the messages every eight hours win, before a run of the nightly job that job does."""
    network = chain("a|b|{every: 8h}|1h", 'a|c|{cron: "0 22 * * *"}|5m', "c|b|event|0s")
    assert worst_delay(network, "a", "b", YEAR) == within("9h")
    assert worst_delay(network, "a", "c", YEAR) == within("24h5m")
    only = {hop for hop in network if hop.name == "f0"}
    slow = tuple(sorted(hop for hop in network if hop.name != "f0"))
    assert explains(tuple(only), network, "a", "b", YEAR)
    assert not explains(slow, network, "a", "b", YEAR)
    hybrid = chain('a|c|{cron: "0 12 * * *"}|0s', 'a|c|{cron: "0 0 * * *"}|0s')
    assert worst_delay(hybrid, "a", "c", YEAR) == within("12h")


def test_cycles_add_nothing() -> None:
    network = chain("a|b|event|1m", "b|a|event|1m", "b|c|{every: 1h}|0s", "c|b|event|0s")
    assert worst_delay(network, "a", "c", YEAR) == within("61m")
    assert worst_delay(network, "a", "a", YEAR) == AT_ONCE


LANDSCAPE = """
mdg: 1
entities: {e: {groups: {g: [a], h: [b]}}}
systems: {shop: {}, erp: {}, crm: {}, agency: {kind: provider}}
"""


def judged(text: str, group: str, system: str, day: datetime.date = TODAY) -> Staleness:
    """How stale a group of the one entity without dimensions is in a system."""
    raw: dict[str, Any] = {**yaml.load(LANDSCAPE, yaml.BaseLoader), **yaml.load(text, yaml.BaseLoader)}
    return staleness(Reference(raw), "e", group, {}, system, day)


TWO_WRITERS = """
ownership:
  c: {system: shop, may: [create], groups: [g]}
  w: {system: crm, may: [enrich], groups: [g]}
flows:
  out: {from: shop, to: erp, trigger: {every: 1h}}
  on: {from: erp, to: crm, trigger: {every: 2h}, operations: [create, update]}
  back: {from: crm, to: erp, trigger: {every: 5h}, groups: [g]}
"""


def test_staleness_is_that_of_the_slowest_writer() -> None:
    assert judged(TWO_WRITERS, "g", "erp")[:2] == (True, within("5h"))
    assert judged(TWO_WRITERS, "g", "erp").writers == {"crm"}
    assert judged(TWO_WRITERS, "g", "crm")[:2] == (True, within("3h")), "its own writes are there at once"
    assert judged(TWO_WRITERS, "g", "shop")[:2] == (True, NEVER), "what crm changes never comes back"
    assert judged(TWO_WRITERS, "h", "erp") == (False, AT_ONCE, frozenset())


def test_an_origin_that_has_ended_is_one_but_creates_nothing_any_more() -> None:
    text = TWO_WRITERS.replace("groups: [g]}\n  w", "groups: [g], valid: {until: 2026-01-14}}\n  w")
    found = judged(text, "g", "crm")
    assert found[:2] == (True, AT_ONCE)
    assert found.writers == {"crm"}
    assert judged(text.replace("[enrich]", "[delete]"), "g", "crm") == (True, AT_ONCE, frozenset()), (
        "held, and nothing changes any more"
    )


def test_held_at_every_origin_and_stale_as_at_the_worst() -> None:
    text = """
    ownership: {c: {system: [shop, erp], may: [create], groups: [g]}}
    flows:
      a: {from: shop, to: crm, trigger: {every: 1h}}
      b: {from: erp, to: crm, trigger: {every: 3h}, operations: [create, update]}
      c: {from: erp, to: agency, groups: [h]}
    """
    assert judged(text, "g", "crm")[:2] == (True, within("3h"))
    one_only = text.replace("b: {from: erp, to: crm, trigger: {every: 3h}, operations: [create, update]}", "")
    assert judged(one_only, "g", "crm")[:2] == (False, within("1h"))


def test_updates_only_cannot_bring_the_creation() -> None:
    text = """
    ownership: {c: {system: shop, may: [create, update], groups: [g, h]}}
    flows:
      a: {from: shop, to: crm, groups: [g], trigger: {every: 1d}}
      b: {from: shop, to: crm, groups: [h], operations: [update]}
    """
    found = judged(text, "h", "crm")
    assert (found.held, found.worst) == (True, NEVER)
    assert {cause.kind for cause in found.causes} == {"creation"}


def test_what_a_provider_supplies_is_older_by_its_refreshment() -> None:
    text = """
    systems:
      shop: {}
      erp: {}
      agency: {kind: provider, supplies: [{groups: [g], refreshed: 1d}, {refreshed: 30d}]}
    ownership: {c: {system: shop, may: [create], groups: [h]}}
    flows:
      a: {from: shop, to: erp}
      b: {from: agency, to: erp, groups: [g], trigger: {every: 6h}}
    """
    assert judged(text, "g", "agency")[:2] == (True, within("30d"))
    assert judged(text, "g", "erp")[:2] == (True, within("30d6h"))
    assert judged(text, "g", "shop").held is False


def test_the_calendar_is_that_of_the_settings() -> None:
    raw = {"settings": {"calendar": {"from": "2026-03-01", "days": "2"}}}
    start = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    assert calendar_of(Reference(raw)) == Calendar(start, start + datetime.timedelta(days=2))
    assert calendar_of(Reference({})) == YEAR
    assert length("P1W2DT3H4M5S") == length("1w2d3h4m5s") == datetime.timedelta(9, 3 * 3600 + 245)
