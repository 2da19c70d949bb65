"""The cases in which a guess goes wrong: each worked out by hand, and asked of the package as a user would."""

from __future__ import annotations

import datetime as dt
import re

import pytest

import mdg
from mdg.topology.copies import Staleness

DAY = dt.date(2026, 1, 15)
HEAD = """
mdg: 1
entities: {e: {dimensions: {k: [x, y]}, groups: {g: [a], h: [b]}}}
"""
#: the first creates and changes, each of the others has what the one before sends it
SYSTEMS = "abcd"


def loaded(text: str) -> mdg.Landscape:
    return mdg.load("-", stdin_text=(HEAD + text).encode(), as_of=DAY)


def chain(*jobs: str, zone: str = "UTC", more: str = "") -> mdg.Landscape:
    """Systems one after the other; each job is `schedule | latency`, the schedule a cron, or a trigger in braces."""
    flows = []
    for number, job in enumerate(jobs):
        schedule, latency = (part.strip() for part in job.split("|"))
        trigger = schedule if schedule[0] in "{em" else f'{{cron: "{schedule}", timezone: {zone}}}'
        ends = f"from: {SYSTEMS[number]}, to: {SYSTEMS[number + 1]}"
        flows.append(f"  f{number}: {{{ends}, trigger: {trigger}, latency: {latency}}}")
    systems = ", ".join(f"{name}: {{}}" for name in SYSTEMS[: len(jobs) + 1])
    text = f"systems: {{{systems}}}\nownership: {{o: {{system: a, may: [create, update]}}}}\nflows:\n"
    return loaded(text + "\n".join(flows) + "\n" + more)


def stale(landscape: mdg.Landscape, at: str, group: str = "g", k: str = "x") -> Staleness:
    return mdg.staleness(landscape, "e", group, at=at, record={"k": k})


def age(landscape: mdg.Landscape, at: str, group: str = "g", k: str = "x") -> dt.timedelta | str | None:
    found = stale(landscape, at, group, k)
    return "never" if found.never else "unbounded" if found.unbounded else found.worst


def within(text: str) -> dt.timedelta:
    units = {"d": "days", "h": "hours", "m": "minutes"}
    return dt.timedelta(**{units[unit]: int(number) for number, unit in re.findall(r"(\d+)([dhm])", text)})


# --- timetables ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "worst"), [("0 2 * * *", "28h15m"), ("30 0 * * *", "52h15m")])
def test_half_an_hour_earlier_adds_a_day(second: str, worst: str) -> None:
    """A job that runs before the one that feeds it has what that brought the night before."""
    nights = chain("0 1 * * * | 30m", f"{second} | 60m", "0 5 * * * | 15m")
    found = stale(nights, "d")
    assert found.worst == within(worst)
    assert found.route == ("f0", "f1", "f2")


def test_the_hops_add_up_to_the_bound() -> None:
    found = stale(chain("0 1 * * * | 30m", "30 0 * * * | 60m", "0 5 * * * | 15m"), "d")
    assert found.worst is not None
    assert dt.timedelta(seconds=sum(hop.lasts or 0 for hop in found.hops)) == found.worst == within("52h15m")
    assert [hop.link.id for hop in found.hops] == ["f0", "f1", "f2"]
    assert found.after is not None
    assert found.hops[-1].arrives == (found.after + found.worst).timestamp()


@pytest.mark.parametrize(
    ("jobs", "worst"),
    [
        (["0 22 * * 1-5 | 0s"], "72h"),  # Friday evening to Monday evening
        (["0 22 * * 1-5 | 0s", "0 6 * * 1-5 | 0s"], "80h"),  # and to Tuesday morning: Friday's is sent on Monday
        (["0 22 * * 1-5 | 0s", "0 6 * * * | 0s"], "80h"),
        (["0 23 L * * | 0s"], "31d"),
        (["0 3 31 * * | 0s"], "61d"),  # months of 30 days, and February, are left out
        (["0 0 29 2 * | 0s"], "789d"),  # from the start of 2026, after the calendar
        (["{every: 15m} | 1m", "{every: 1h} | 2m"], "78m"),
        (["event | 5m", "{every: 1h} | 0s"], "65m"),
    ],
)
def test_schedules(jobs: list[str], worst: str) -> None:
    assert age(chain(*jobs), SYSTEMS[len(jobs)]) == within(worst)


@pytest.mark.parametrize(
    ("zone", "first", "worst"),
    [
        ("Europe/Berlin", "2026-03-27", "24h"),
        ("Europe/Berlin", "2026-10-23", "25h"),
        ("Australia/Sydney", "2026-04-03", "25h"),
        ("Australia/Sydney", "2026-10-02", "24h"),
        ("Asia/Kolkata", "2026-10-23", "24h"),
    ],
)
def test_the_night_on_which_the_clock_goes_back_is_longer(zone: str, first: str, worst: str) -> None:
    night = chain("0 5 * * * | 0s", zone=zone, more=f"settings: {{calendar: {{from: {first}, days: 4}}}}")
    assert age(night, "b") == within(worst)


def test_the_hour_that_is_skipped_breaks_a_chain() -> None:
    """The first job runs at 03:00 in place of 02:30, and is too late for the second by half an hour, once a year."""
    jobs = ("30 2 * * * | 45m", "15 3 * * * | 0s")
    spring = "settings: {calendar: {from: 2026-03-28, days: 1}}"
    assert age(chain(*jobs, zone="Europe/Berlin", more=spring), "c") == within("47h45m")
    summer = "settings: {calendar: {from: 2026-05-01, days: 1}}"
    assert age(chain(*jobs, zone="Europe/Berlin", more=summer), "c") == within("24h45m")


def test_runs_after_the_calendar_still_deliver() -> None:
    assert age(chain("0 5 * * 1 | 0s", more="settings: {calendar: {from: 2026-01-02, days: 1}}"), "b") == within("77h")


@pytest.mark.parametrize(("trigger", "worst"), [("manual", "unbounded"), ("{manual: 5d}", within("5d"))])
def test_by_hand_there_is_a_bound_only_where_one_is_agreed(trigger: str, worst: object) -> None:
    assert age(chain(f"{trigger} | 0s"), "b") == worst


def test_a_single_load_brings_no_change() -> None:
    once = chain("{once: 2026-01-02T00:00} | 0s", "event | 0s")
    assert stale(once, "c").held
    assert age(once, "c") == "never"


# --- several ways --------------------------------------------------------------------------------

DIAMOND = """
systems: {a: {}, b: {}, c: {}, d: {}}
ownership: {o: {system: a, may: [create, update]}}
flows:
  fast_in: {from: a, to: b}
  fast_out: {from: b, to: d, trigger: {every: 8h}, latency: 1h}
  slow_in: {from: a, to: c, trigger: {cron: "0 22 * * *", timezone: UTC}, latency: 5m}
  slow_out: {from: c, to: d}
"""


def test_of_two_ways_the_better_one_counts_at_each_moment() -> None:
    """Interval by day, timetable at night: neither alone has the bound that both have together."""
    assert age(loaded(DIAMOND), "d") == within("9h")
    twice = DIAMOND.replace("{every: 8h}, latency: 1h", '{cron: "0 10 * * *", timezone: UTC}')
    assert age(loaded(twice), "d") == within("12h5m")


def test_where_the_slow_way_overtakes_the_fast_one_that_is_told() -> None:
    report = mdg.check("-", stdin_text=(HEAD + DIAMOND).encode(), as_of=DAY, select="MDG204")
    (finding,) = report.findings
    assert finding.subject == {"kind": "system", "id": "d"}
    assert {"`fast_out`", "`slow_out`"} <= set(finding.message.replace(",", " ").split())


def test_a_way_beside_the_system_is_found_where_a_way_through_it_is_as_short() -> None:
    """What comes to `d` late comes there by way of `b`, or of `c`; in `b` only the latter is another route."""
    ways = """
systems: {a: {}, b: {}, c: {}, d: {}}
ownership: {o: {system: a, may: [create, update]}}
flows:
  straight: {from: a, to: b}
  there: {from: b, to: d, latency: 30m}
  round: {from: a, to: c, latency: 2h}
  on: {from: c, to: d}
  back: {from: d, to: b}
"""
    report = mdg.check("-", stdin_text=(HEAD + ways).encode(), as_of=DAY, select="MDG204")
    told = {finding.subject["id"]: finding for finding in report.findings}
    assert told.keys() == {"b", "d"}
    assert "by `straight` at once and by `back` within 2h" in told["b"].message


CYCLE = """
systems: {a: {}, b: {}}
ownership:
  c: {system: a, may: [create, update], groups: [g]}
  w: {system: b, may: [enrich, update], groups: [h]}
flows:
  out: {from: a, to: b, groups: [g]}
  back: {from: b, to: a, groups: [h], operations: [update]}
"""


def test_a_cycle_of_disjoint_groups_is_no_echo() -> None:
    assert not mdg.check("-", stdin_text=(HEAD + CYCLE).encode(), as_of=DAY, select="MDG202").findings
    echo = CYCLE.replace("groups: [g]}\n  back", "groups: [g, h]}\n  back")
    (finding,) = mdg.check("-", stdin_text=(HEAD + echo).encode(), as_of=DAY, select="MDG202").findings
    assert "`h`" in finding.message
    assert "`g`" not in finding.message


def test_updates_only_bring_no_creation() -> None:
    flows = """
systems: {a: {}, b: {}}
ownership: {o: {system: a, may: [create, update]}}
flows:
  whole: {from: a, to: b, groups: [g], trigger: {every: 1d}}
  changes: {from: a, to: b, groups: [h], operations: [update]}
"""
    landscape = loaded(flows)
    assert stale(landscape, "b", "h").held
    assert age(landscape, "b", "h") == "never"
    assert age(landscape, "b", "g") == within("1d")
    # The first change comes a day before the record, and finds nothing to change.
    (finding,) = mdg.check("-", stdin_text=(HEAD + flows).encode(), as_of=DAY, select="MDG217").findings
    assert finding.subject["id"] == "changes"


SUPPLIED = """
systems: {a: {}, b: {}, agency: {kind: provider, supplies: [{groups: [h]}]}}
ownership: {o: {system: a, may: [create], groups: [g]}}
flows:
  whole: {from: a, to: b, groups: [g], trigger: {cron: "0 22 * * *", timezone: UTC}}
  scores: {from: agency, to: b, groups: [h], operations: [update]}
"""


def test_what_a_provider_supplies_does_not_wait_for_the_record() -> None:
    (finding,) = mdg.check("-", stdin_text=(HEAD + SUPPLIED).encode(), as_of=DAY, select="MDG217").findings
    assert finding.subject["id"] == "scores"
    assert finding.help == "let the record come to `b` as fast", "a provider brings no record"
    assert finding.related[-1]["message"] == "supplies `h`"
    at_once = SUPPLIED.replace(', trigger: {cron: "0 22 * * *", timezone: UTC}', "")
    assert not mdg.check("-", stdin_text=(HEAD + at_once).encode(), as_of=DAY, select="MDG217").findings


SPLIT = """
systems: {a: {}, b: {}, c: {}}
ownership: {o: {system: a, may: [create]}}
flows:
  fast: {from: a, to: b, groups: [g]}
  slow: {from: a, to: b, groups: [h], trigger: {every: 1d}}
  on: {from: b, to: c, groups: [g]}
"""


@pytest.mark.parametrize(
    ("groups", "bound", "route"),
    [
        (None, "0d", ("fast",)),
        (["g", "h"], "1d", ("slow",)),
        (["h"], "1d", ("slow",)),
        (["g"], "0d", ("fast",)),
        ([], "0d", ("fast",)),
    ],
)
def test_a_creation_is_there_with_the_record_or_with_the_last_of_the_groups_asked_about(
    groups: list[str] | None, bound: str, route: tuple[str, ...]
) -> None:
    plan = mdg.plan(loaded(SPLIT), "create", origin="a", entity="e", record={"k": "x"}, groups=groups)
    assert plan.waves == (("a",), ("b",), ("c",))
    assert (plan.arrivals["b"].within, plan.arrivals["b"].route) == (within(bound), route)
    assert plan.arrivals["c"].within == within("0d"), "where no further group comes, it is that of the record"
    if groups is None:
        assert plan.arrivals["b"].by_group == {"g": within("0d"), "h": within("1d")}
        assert plan.arrivals["b"].later() == {"h": within("1d")}


def test_a_group_that_the_record_has_not_does_not_travel() -> None:
    landscape = mdg.load("-", stdin_text=HEAD.replace("h: [b]", "h: {applies_to: {k: y}}").encode() + SPLIT.encode())
    plan = mdg.plan(landscape, "create", origin="a", entity="e", record={"k": "x"}, groups=["g", "h"])
    assert (plan.arrivals["b"].within, plan.arrivals["b"].groups) == (within("0d"), ("g",))


def test_a_provider_supplies_what_is_as_old_as_its_refreshment() -> None:
    landscape = loaded("""
systems:
  a: {}
  b: {}
  agency: {kind: provider, supplies: [{groups: [g], refreshed: 30d}]}
ownership: {o: {system: a, may: [create], groups: [h]}}
flows:
  to_a: {from: agency, to: a, groups: [g], trigger: {every: 6h}, operations: [update]}
  on: {from: a, to: b}
""")
    assert age(landscape, "b") == within("30d6h")
    assert stale(landscape, "b").refreshed == within("30d")
    # A provider passes nothing on that it does not supply, and no record comes into being by it.
    assert not mdg.holders(landscape, "e", "h", created_in="agency", record={"k": "x"})


def test_of_several_creators_the_slowest_counts_and_all_must_bring_it() -> None:
    two = """
systems: {a: {}, b: {}, c: {}}
ownership: {o: {system: [a, b], may: [create]}}
flows:
  one: {from: a, to: c, trigger: {every: 1h}}
  other: {from: b, to: c, trigger: {every: 3h}, when: {k: x}}
"""
    landscape = loaded(two)
    assert (stale(landscape, "c").held, age(landscape, "c")) == (True, within("3h"))
    assert (stale(landscape, "c", k="y").held, age(landscape, "c", k="y")) == (False, within("1h"))


def test_a_single_load_ends_and_begins_what_is_found() -> None:
    """What it brings is there from its day on, and no change follows it."""
    load = """
systems: {a: {}, b: {}}
ownership: {o: {system: a, may: [create, update]}}
flows: {load: {from: a, to: b, trigger: {once: 2026-06-15T23:30, timezone: America/New_York}}}
needs: {n: {system: b, max_age: 1d}}
"""
    report = mdg.check("-", stdin_text=(HEAD + load).encode(), as_of=DAY, select=["MDG207", "MDG303"])
    assert {(one.code, one.since, one.until) for one in report.findings} == {
        ("MDG303", None, "2026-06-15"),
        ("MDG207", "2026-06-16", None),
    }


def test_a_load_that_is_to_come_goes_past_no_hub_yet() -> None:
    load = """
systems: {a: {}, b: {kind: hub}, c: {}}
ownership: {o: {system: a, may: [create]}}
flows:
  in: {from: a, to: b}
  out: {from: b, to: c}
  load: {from: a, to: c, trigger: {once: 2027-01-01T00:00, timezone: UTC}}
"""
    (finding,) = mdg.check("-", stdin_text=(HEAD + load).encode(), as_of=DAY, select="MDG212").findings
    assert (finding.subject["id"], finding.since) == ("load", "2027-01-01")
