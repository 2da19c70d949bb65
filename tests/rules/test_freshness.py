"""What needs get: the rules 301 to 309, their faults, the ways out that they tell, and what only looks like a fault."""

# ruff: noqa: E501  # one row of a table a line

from __future__ import annotations

from textwrap import dedent

import pytest

from mdg.diagnostic import Finding

from .reading import found, marked, named_related, only

SHOP_TO_MAIL = """
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups: {name: [first, last], contact: [email]}
systems: {shop: {}, hub: {}, crm: {}, mail: {}}
ownership:
  owned: {system: shop, may: [create, update]}
"""


def text(rest: str, base: str = SHOP_TO_MAIL) -> str:
    return base + dedent(rest)


def nightly(*jobs: str, limit: str = "24h", latencies: tuple[str, ...] = ("30m", "60m", "15m")) -> str:
    """Three jobs one after the other, and a need at the end."""
    return text(
        f"""
        flows:
          one: {{from: shop, to: hub, trigger: {jobs[0]}, latency: {latencies[0]}}}
          two: {{from: hub, to: crm, trigger: {jobs[1]}, latency: {latencies[1]}}}
          three: {{from: crm, to: mail, trigger: {jobs[2]}, latency: {latencies[2]}}}
        needs:
          fresh: {{system: mail, max_age: {limit}}}
        """
    )


def at(cron: str, zone: str = "UTC") -> str:
    return f'{{cron: "{cron}", timezone: {zone}}}'


IN_ORDER = (at("0 1 * * *"), at("0 2 * * *"), at("0 5 * * *"))
OUT_OF_ORDER = (at("0 1 * * *"), at("30 0 * * *"), at("0 5 * * *"))


def hops(finding: Finding) -> list[str]:
    return [other["message"] for other in finding.related if other["message"].startswith("hop ")]


# 301


def test_301_a_chain_of_nightly_jobs() -> None:
    of = nightly(*IN_ORDER)
    finding = only(of, "MDG301")
    assert finding.message == (
        "`name` and `contact` of every `customer` can be 28h15m late in `mail`, over 24h, 24h30m of it by `one`"
    )
    assert (marked(of, finding), finding.subject) == ("fresh", {"kind": "need", "id": "fresh"})
    assert (finding.severity, finding.when) == ("error", [{}])
    assert finding.witness == {"entity": "customer", "record": {"country": "DE"}}
    assert hops(finding) == [
        "hop 1 of 3: `shop` → `hub` by `one`, cron `0 1 * * *` (UTC): visible just after Thu 2026-01-01 01:00 UTC, "
        "waits 1d for the run of Fri 2026-01-02 01:00 UTC, then 30m",
        "hop 2 of 3: `hub` → `crm` by `two`, cron `0 2 * * *` (UTC): visible Fri 2026-01-02 01:30 UTC, "
        "waits 30m for the run of Fri 2026-01-02 02:00 UTC, then 1h",
        "hop 3 of 3: `crm` → `mail` by `three`, cron `0 5 * * *` (UTC): visible Fri 2026-01-02 03:00 UTC, "
        "waits 2h for the run of Fri 2026-01-02 05:00 UTC, then 15m",
    ]
    assert named_related(of, finding) == ["one", "owned", "three", "two"]


def test_301_half_an_hour_adds_a_day() -> None:
    finding = only(nightly(*OUT_OF_ORDER, limit="36h"), "MDG301")
    assert "can be 52h15m late in `mail`, over 36h" in finding.message
    assert "waits 23h for the run of Sat 2026-01-03 00:30 UTC" in hops(finding)[1]


@pytest.mark.parametrize(("limit", "told"), [("28h14m59s", True), ("28h15m", False)])
def test_301_the_limit_itself_is_in_time(limit: str, told: bool) -> None:
    assert bool(found(nightly(*IN_ORDER, limit=limit), "MDG301")) == told


@pytest.mark.parametrize(
    ("jobs", "limit", "help", "mended"),
    [
        # the flow that takes most of the time alone, to the second
        (("{every: 1d}", "{every: 1h}", "event"), "12h", "let `one` run every 9h15m or more often", ("{every: 9h15m}", "{every: 1h}", "event")),
        # alone it would have to run every second, so that both are asked
        (("{every: 1d}", "{every: 1h}", "event"), "2h45m1s", "let `one` and `two` run every 30m or more often", ("{every: 30m}", "{every: 30m}", "event")),
        # a timetable: the gap that would do, and how many runs a day that is
        ((at("0 22 * * *"), "event", "event"), "12h", "let `one` run every 10h15m or more often (3 times a day)", (at("0 6,14,22 * * *"), "event", "event")),
        # a later start, where that is enough
        (OUT_OF_ORDER, "36h", "start `two` at `35 1 * * *`, once `one` has finished; or let `one` run every 6h45m or more often (4 times a day)", (IN_ORDER[0], at("35 1 * * *"), IN_ORDER[2])),
        (OUT_OF_ORDER, "36h", "run every 6h45m or more often (4 times a day); or allow 52h15m", (at("0 1,7,13,19 * * *"), OUT_OF_ORDER[1], OUT_OF_ORDER[2])),
        # no flow alone
        (IN_ORDER, "24h", "let `one`, `two` and `three` run every 7h25m or more often (4 times a day)", ("{every: 7h25m}",) * 3),
        (IN_ORDER, "1h45m", "set `one`, `two` and `three` off on each change", ("event",) * 3),
        # what is agreed upon
        (("{manual: 5d}", "event", "event"), "3d", "agree 70h15m at most for `one`", ("{manual: 70h15m}", "event", "event")),
    ],
)  # fmt: skip
def test_301_what_would_do(jobs: tuple[str, ...], limit: str, help: str, mended: tuple[str, ...]) -> None:
    assert help in only(nightly(*jobs, limit=limit), "MDG301").help
    assert not found(nightly(*mended, limit=limit), "MDG301")


def test_301_each_population_has_its_own_way_and_all_are_mended() -> None:
    flows = """
        flows:
          german: {from: shop, to: mail, when: {country: DE}, trigger: {every: %s}}
          french: {from: shop, to: mail, when: {country: FR}, trigger: {every: %s}}
        needs: {fresh: {system: mail, max_age: 1d}}
        """
    finding = only(text(flows % ("2d", "3d")), "MDG301")
    assert "can be 3d late in `mail`, over 1d" in finding.message
    assert finding.when == [{}]
    assert finding.witness == {"entity": "customer", "record": {"country": "FR"}}, "the worst of them"
    assert any("can be 2d late by `shop` → `mail`" in other["message"] for other in finding.related)
    assert finding.help == "let `french` and `german` run every 1d or more often; or allow 3d"
    assert not found(text(flows % ("1d", "1d")), "MDG301")


def test_301_the_later_of_two_writers() -> None:
    of = text(
        """
        flows:
          out: {from: shop, to: mail}
          there: {from: shop, to: crm}
          back: {from: crm, to: mail, groups: [contact], trigger: {every: 2d}}
        needs: {fresh: {system: mail, max_age: 1d}}
        """,
        SHOP_TO_MAIL + "  corrected: {system: crm, may: [update], groups: [contact]}\n",
    )
    finding = only(of, "MDG301")
    assert finding.message == "`contact` of every `customer` can be 2d late in `mail`, over 1d"
    assert named_related(of, finding) == ["back", "corrected"]


def test_301_counts_what_a_provider_refreshes() -> None:
    agency = "agency: {kind: provider, supplies: [{groups: [contact], refreshed: 5d}]}, shop: {}"
    of = text(
        """
        flows:
          records: {from: shop, to: mail, groups: [name]}
          scores: {from: agency, to: mail, groups: [contact], operations: [update], trigger: {every: 3d}}
        needs: {fresh: {system: mail, groups: [contact], max_age: 7d}}
        """,
        SHOP_TO_MAIL.replace("shop: {}", agency, 1).replace("may: [create, update]", "may: [create], groups: [name]"),
    )
    finding = only(of, "MDG301")
    assert "can be 8d late in `mail`, over 7d" in finding.message
    assert finding.help == "let `scores` run every 2d or more often; or allow 8d"
    assert any("supplies `contact`, at most 5d old there" in other["message"] for other in finding.related)


@pytest.mark.parametrize(
    ("flow", "limit", "figure"),
    [
        ("trigger: {cron: '0 22 * * 1-5', timezone: UTC}", "48h", "3d late in `mail`, over 2d"),
        ("trigger: {cron: '0 0 L * *', timezone: UTC}", "30d", "31d late in `mail`, over 30d"),
        # the night in which the clock is put back has an hour more
        ("trigger: {cron: '0 0 * * *', timezone: Europe/Berlin}", "24h", "25h late in `mail`, over 24h"),
        ("trigger: {cron: '0 0 * * *', timezone: Australia/Sydney}", "24h", "25h late in `mail`, over 24h"),
    ],
)
def test_301_the_worst_day_of_the_calendar(flow: str, limit: str, figure: str) -> None:
    of = text(f"flows: {{f: {{from: shop, to: mail, {flow}}}}}\nneeds: {{n: {{system: mail, max_age: {limit}}}}}")
    assert figure in only(of, "MDG301").message


def test_301_since_and_until() -> None:
    of = text(
        """
        flows:
          slow: {from: shop, to: mail, trigger: {every: 2d}}
          quick: {from: shop, to: mail, valid: {from: 2026-08-01}}
        needs: {fresh: {system: mail, max_age: 1d}}
        """
    )
    finding = only(of, "MDG301")
    assert (finding.since, finding.until) == (None, "2026-07-31")


@pytest.mark.parametrize(
    "rest",
    [
        # nothing is too late that has no limit
        "flows: {f: {from: shop, to: mail, trigger: {every: 9d}}}\nneeds: {n: {system: mail}}",
        # nor in the system that writes it
        "needs: {n: {system: shop, max_age: 1s}}",
        # what never arrives is told by others: the updates here
        "flows: {f: {from: shop, to: mail, operations: [create], trigger: {every: 9d}}}\nneeds: {n: {system: mail, max_age: 1d}}",
        # and what has no bound
        "flows: {f: {from: shop, to: mail, trigger: manual}}\nneeds: {n: {system: mail, max_age: 1d}}",
        # the best route counts
        "flows: {f: {from: shop, to: mail, trigger: {every: 9d}}, g: {from: shop, to: mail, trigger: {every: 1d}}}\nneeds: {n: {system: mail, max_age: 1d}}",
    ],
)
def test_301_is_not_told(rest: str) -> None:
    assert not found(text(rest), "MDG301")


def test_301_of_a_draft_is_a_warning() -> None:
    of = text(
        "flows: {f: {from: shop, to: mail, trigger: {every: 9d}}}\nneeds: {n: {system: mail, max_age: 1d, status: draft}}"
    )
    assert only(of, "MDG301").severity == "warning"


# 302


def test_302_by_hand() -> None:
    flows = """
        flows:
          out: {from: shop, to: hub, trigger: %s}
          onward: {from: hub, to: mail, trigger: {every: 1d}}
        needs: {fresh: {system: mail, max_age: 7d}}
        """
    of = text(flows % "manual")
    finding = only(of, "MDG302")
    assert finding.message == (
        "`name` and `contact` of every `customer` can be late without bound in `mail`, which allows 7d: "
        "`out` is run by hand, with no limit agreed"
    )
    assert finding.help == "agree 6d at most for `out`; or let a schedule do what is done by hand"
    assert hops(finding)[0].endswith("by `out`, by hand, with no limit agreed: without any bound")
    assert (finding.severity, finding.subject["id"]) == ("error", "fresh")
    assert not found(text(flows % "{manual: 6d}"), "MDG302")
    assert not found(text(flows % "{manual: 6d}"), "MDG301")


def test_302_a_second_route_bounds_it_for_some() -> None:
    of = text(
        """
        flows:
          by_hand: {from: shop, to: mail, trigger: manual}
          nightly: {from: shop, to: mail, when: {country: DE}, trigger: {every: 1d}}
        needs: {fresh: {system: mail, max_age: 7d}}
        """
    )
    assert only(of, "MDG302").when == [{"country": "FR"}]


def test_302_that_no_limit_helps() -> None:
    of = text(
        "flows: {f: {from: shop, to: mail, trigger: manual, latency: 2d}}\nneeds: {n: {system: mail, max_age: 1d}}"
    )
    assert only(of, "MDG302").help.endswith("see MDG305")
    assert only(of, "MDG305").severity == "error"


# 303 and 304

NEEDS = "needs: {n: {system: mail}}\n"


@pytest.mark.parametrize(
    ("flows", "help", "mended"),
    [
        ("{f: {from: shop, to: mail, operations: [update]}}", "add `create` to the `operations` of `f`", "{f: {from: shop, to: mail, operations: [create, update]}}"),
        ("{f: {from: shop, to: mail, when: {country: DE}}}", "let `f` take these records along", "{f: {from: shop, to: mail}}"),
        ("{f: {from: shop, to: hub}}", "let a flow with `create` among its operations take these records from `shop` to `mail`", "{f: {from: shop, to: hub}, g: {from: shop, to: mail}}"),
        ("{f: {from: hub, to: mail}, g: {from: shop, to: hub, when: {country: DE}}}", "let `g` take these records along", "{f: {from: hub, to: mail}, g: {from: shop, to: hub}}"),
        ("{f: {from: hub, to: mail}, g: {from: crm, to: hub}, h: {from: shop, to: crm, operations: [update]}, i: {from: mail, to: hub}}", "add `create` to the `operations` of `h`", "{f: {from: hub, to: mail}, g: {from: crm, to: hub}, h: {from: shop, to: crm}}"),
    ],
)  # fmt: skip
def test_303_and_what_would_close_the_gap(flows: str, help: str, mended: str) -> None:
    finding = only(text(NEEDS + f"flows: {flows}"), "MDG303")
    assert finding.help == f"{help}; or narrow the need"
    assert not found(text(NEEDS + f"flows: {mended}"), "MDG303")


def test_303_says_where_they_begin_and_what_leaves_them_out() -> None:
    of = text(NEEDS + "flows: {f: {from: shop, to: mail, when: {country: DE}}}")
    finding = only(of, "MDG303")
    assert finding.message == "some `customer` records from `shop` never come to be in `mail`, which needs them"
    assert (finding.when, finding.severity) == ([{"country": "FR"}], "error")
    assert (marked(of, finding), named_related(of, finding)) == ("n", ["f", "owned"])
    assert finding.related[1]["message"] == "leaves out all of these records"


def test_303_of_one_of_two_origins() -> None:
    base = SHOP_TO_MAIL + "  called_in: {system: crm, may: [create]}\n"
    of = text(NEEDS + "flows: {f: {from: shop, to: mail}}", base)
    assert only(of, "MDG303").message == "no `customer` from `crm` ever comes to be in `mail`, which needs it"


def test_303_of_those_that_a_right_that_has_ended_has_made() -> None:
    base = SHOP_TO_MAIL + "  before: {system: crm, may: [create], valid: {until: 2020-12-31}}\n"
    assert "from `crm`" in only(text(NEEDS + "flows: {f: {from: shop, to: mail}}", base), "MDG303").message


@pytest.mark.parametrize(
    "rest",
    [
        "flows: {f: {from: shop, to: mail}}",
        "flows: {f: {from: shop, to: hub}, g: {from: hub, to: mail}}",
        "flows: {f: {from: shop, to: mail, trigger: {once: 2026-01-05T10:00, timezone: UTC}}}",
        "flows: {f: {from: shop, to: mail, groups: [name]}}",
    ],
)
def test_303_what_is_there(rest: str) -> None:
    assert not found(text(NEEDS + rest), "MDG303")


def test_303_a_single_load_that_is_still_to_come() -> None:
    of = text(NEEDS + "flows: {f: {from: shop, to: mail, trigger: {once: 2026-09-05T10:00, timezone: UTC}}}")
    assert only(of, "MDG303").help.startswith("let a flow with `create`")


@pytest.mark.parametrize(
    ("flows", "help", "mended"),
    [
        ("{f: {from: shop, to: mail, groups: [name]}}", "add `contact` to the `groups` of `f`", "{f: {from: shop, to: mail}}"),
        ("{f: {from: shop, to: mail, groups: [name]}, g: {from: shop, to: mail, groups: [contact], when: {country: DE}}}", "add `contact` to the `groups` of `f`", "{f: {from: shop, to: mail}}"),
        ("{f: {from: shop, to: crm}, g: {from: crm, to: mail, groups: [name]}, h: {from: hub, to: mail}}", "add `contact` to the `groups` of `g`", "{f: {from: shop, to: crm}, g: {from: crm, to: mail}}"),
        ("{f: {from: shop, to: crm, groups: [name]}, g: {from: crm, to: mail}}", "add `contact` to the `groups` of `f`", "{f: {from: shop, to: crm}, g: {from: crm, to: mail}}"),
        ("{f: {from: shop, to: mail, groups: [name], when: {country: DE}}, g: {from: shop, to: mail, groups: [name], when: {country: FR}}}", "let a flow with `update` or `create` take `contact` from `shop` to `mail`", "{f: {from: shop, to: mail, groups: [name]}, h: {from: shop, to: mail, groups: [contact]}}"),
    ],
)  # fmt: skip
def test_304_and_what_would_close_the_gap(flows: str, help: str, mended: str) -> None:
    finding = only(text(NEEDS + f"flows: {flows}"), "MDG304")
    assert finding.help == f"{help}; or narrow the need"
    assert not found(text(NEEDS + f"flows: {mended}"), "MDG304")


def test_304_the_record_without_the_group() -> None:
    of = text(
        NEEDS
        + "flows: {f: {from: shop, to: mail, groups: [name], when: {country: DE}}, g: {from: shop, to: mail, when: {country: FR}}}"
    )
    finding = only(of, "MDG304")
    assert finding.message == "`contact` of some `customer` records from `shop` never comes to `mail`, which needs it"
    assert finding.when == [{"country": "DE"}]
    assert named_related(of, finding) == ["f", "g", "owned"]


def test_304_that_nobody_writes() -> None:
    base = SHOP_TO_MAIL.replace("may: [create, update]", "may: [create, update], groups: [name]")
    finding = only(text(NEEDS + "flows: {f: {from: shop, to: mail}}", base), "MDG304")
    assert finding.help.startswith("let a system `enrich` or `update` `contact`")


def test_304_where_a_group_does_not_apply_nothing_is_missing() -> None:
    base = SHOP_TO_MAIL.replace("contact: [email]", "contact: {attributes: [email], applies_to: {country: FR}}")
    of = text(NEEDS + "flows: {f: {from: shop, to: mail, groups: [name]}}", base)
    assert only(of, "MDG304").when == [{"country": "FR"}]


# 305


def test_305_takes_the_place_of_advice() -> None:
    of = nightly(*IN_ORDER, limit="1h")
    finding = only(of, "MDG305")
    assert finding.message == (
        "`name` and `contact` of every `customer` cannot be in `mail` within 1h, whatever the schedules: "
        "the transfers alone take 1h45m"
    )
    assert (
        finding.help == "make the transfers quicker, `two` above all (1h), let a flow go a shorter way, or allow 1h45m"
    )
    assert hops(finding)[1] == "hop 2 of 3: `hub` → `crm` by `two` takes 1h once it runs"
    assert (finding.severity, finding.subject, marked(of, finding)) == (
        "error",
        {"kind": "need", "id": "fresh"},
        "fresh",
    )
    assert only(of, "MDG301").help == "no schedule helps all of these records: see MDG305"


@pytest.mark.parametrize(("limit", "told"), [("1h44m59s", True), ("1h45m", False)])
def test_305_latencies_that_just_fit(limit: str, told: bool) -> None:
    assert bool(found(nightly("event", "{every: 1h}", "{manual: 1d}", limit=limit), "MDG305")) == told


def test_305_another_way_would_be_quick_enough_if_it_ran_more_often() -> None:
    of = text(
        """
        flows:
          usual: {from: shop, to: mail, latency: 3h}
          weekly: {from: shop, to: mail, trigger: {every: 7d}, latency: 5m}
        needs: {fresh: {system: mail, max_age: 1h}}
        """
    )
    assert not found(of, "MDG305")
    assert only(of, "MDG301").help == "let `weekly` run every 55m or more often; or allow 3h"
    assert not found(of.replace("7d", "55m"), "MDG301")


def test_305_what_a_provider_refreshes_counts() -> None:
    agency = "agency: {kind: provider, supplies: [{groups: [contact], refreshed: 5d}]}, shop: {}"
    base = SHOP_TO_MAIL.replace("shop: {}", agency, 1).replace("may: [create, update]", "may: [create], groups: [name]")
    of = text("needs: {fresh: {system: agency, groups: [contact], max_age: 1d}}", base)
    finding = only(of, "MDG305")
    assert finding.message.endswith("whatever the schedules: what `agency` supplies may be 5d old")
    assert finding.help == "have `agency` refresh it more often (`refreshed`), or allow 5d"
    flow = "flows: {on: {from: agency, to: mail, groups: [contact], operations: [update], latency: 2h}, "
    more = text(f"{flow}all: {{from: shop, to: mail}}}}\nneeds: {{n: {{system: mail, max_age: 1d}}}}", base)
    finding = only(more, "MDG305")
    assert finding.message.endswith("what `agency` supplies may be 5d old, and the transfers take 2h more")
    assert finding.help.startswith(
        "have `agency` refresh it more often (`refreshed`), make the transfers quicker, `on`"
    )


# 306


@pytest.mark.parametrize(
    ("trigger", "limit", "figure"),
    [
        ("{every: 6h}", "10h", "12h late in `mail`, over 10h"),
        ("{every: 6h}", "12h", None),
        (at("0 22 * * *"), "36h", "48h late in `mail`, over 36h"),
        (at("0 22 * * *"), "48h", None),
        (at("0 22 * * 1-5"), "72h", "4d late in `mail`, over 3d"),
        ("event", "1s", None),
        ("{manual: 6h}", "10h", None),
        # what is too late anyhow is told as that
        ("{every: 6h}", "5h", None),
    ],
)
def test_306_one_missed_run(trigger: str, limit: str, figure: str | None) -> None:
    of = text(
        f"flows: {{f: {{from: shop, to: mail, trigger: {trigger}}}}}\nneeds: {{n: {{system: mail, max_age: {limit}}}}}"
    )
    told = [finding.message for finding in found(of, "MDG306")]
    assert len(told) == (figure is not None)
    assert all(message.startswith("one missed run of `f` makes") and figure in message for message in told if figure)


def test_306_in_a_chain_each_run_counts() -> None:
    of = nightly(*IN_ORDER, limit="30h")
    finding = only(of, "MDG306")
    assert finding.message.startswith(
        "one missed run of `one`, `two` or `three` makes `name` and `contact` of every `customer` 52h15m late in `mail`, over 30h"
    )
    assert [message.endswith("one run being missed") for message in hops(finding)].count(True) == 1
    assert (finding.severity, finding.subject["id"], marked(of, finding)) == ("warning", "fresh", "fresh")


def test_306_tells_how_often_would_bear_it() -> None:
    of = text(
        "flows: {f: {from: shop, to: mail, trigger: {every: 6h}, latency: 1h}}\nneeds: {n: {system: mail, max_age: 11h}}"
    )
    assert only(of, "MDG306").help.startswith("let `f` run every 5h or more often, or have a failed run noticed")
    assert not found(of.replace("6h", "5h"), "MDG306")


def test_306_a_second_route_takes_its_place() -> None:
    of = text(
        """
        flows:
          usual: {from: shop, to: mail, trigger: {every: 6h}}
          spare: {from: shop, to: mail, trigger: {every: 10h}, when: {country: DE}}
        needs: {fresh: {system: mail, max_age: 11h}}
        """
    )
    finding = only(of, "MDG306")
    assert finding.when == [{"country": "FR"}]
    assert finding.witness == {"entity": "customer", "record": {"country": "FR"}}


def test_306_a_weekend_job_that_only_the_weekend_needs() -> None:
    """Neither is on the best route at every moment; a run missed of either breaks it."""
    of = text(
        f"""
        flows:
          week: {{from: shop, to: mail, trigger: {at("0 22 * * 1-5")}}}
          weekend: {{from: shop, to: mail, trigger: {at("0 22 * * 6,0")}}}
        needs: {{fresh: {{system: mail, max_age: 30h}}}}
        """
    )
    finding = only(of, "MDG306")
    assert "`week`" in finding.message
    assert "`weekend`" in finding.message


# 307


def test_307_weekends() -> None:
    of = text(
        f"""
        flows: {{f: {{from: shop, to: mail, trigger: {at("0 22 * * 1-5", "Europe/Berlin")}}}}}
        needs: {{fresh: {{system: mail, max_age: 48h}}, patient: {{system: mail, max_age: 5d}}, hurried: {{system: mail, max_age: 80h}}}}
        """
    )
    finding = only(of, "MDG307")
    assert finding.message == "`f` runs 24h apart at least and 73h at most, which breaks `fresh`"
    assert finding.help == (
        "run it in the gap from Fri 2026-10-23 22:00 Europe/Berlin on, and in those like it: every 2d or more often would do"
    )
    assert (finding.severity, finding.subject) == ("warning", {"kind": "flow", "id": "f"})
    assert (marked(of, finding), named_related(of, finding)) == ("f", ["fresh", "hurried"])
    assert "gets `name` 73h late by this flow, of the 80h that it allows" in [
        other["message"] for other in finding.related
    ]


@pytest.mark.parametrize(
    ("cron", "limit", "told"),
    [
        ("0 22 * * *", "12h", False),  # even, but for the hour of summer time
        ("0 22 * * 1-5", "72h", True),  # it holds, with nothing to spare
        ("0 22 * * 1-5", "97h", False),
        ("0 22 L * *", "20d", False),  # 28 to 31 days
        ("0 22 1,L * *", "20d", True),
    ],
)
def test_307_what_is_uneven_and_matters(cron: str, limit: str, told: bool) -> None:
    of = text(
        f"flows: {{f: {{from: shop, to: mail, trigger: {at(cron)}}}}}\nneeds: {{n: {{system: mail, max_age: {limit}}}}}"
    )
    assert bool(found(of, "MDG307")) == told


def test_307_off_the_route_it_is_nobodys_concern() -> None:
    of = text(
        f"""
        flows:
          f: {{from: shop, to: mail, trigger: {at("0 22 * * 1-5")}}}
          g: {{from: shop, to: crm, trigger: {{every: 3d}}}}
        needs: {{n: {{system: crm, max_age: 1d}}, unlimited: {{system: mail}}}}
        """
    )
    assert not found(of, "MDG307")


# 308


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (at("0 1 * * *"), "starts at Thu 2026-01-01 01:00 UTC, while `one` may run until Thu 2026-01-01 01:30 UTC, so that what comes by `one` may wait 23h30m"),
        (at("30 1 * * *"), "in the moment when `one` has finished at the latest, so that what comes by `one` may wait 1d"),
        (at("30 0 * * *"), "1h before `one` has finished at the latest, so that what comes by `one` may wait 23h"),
        (at("31 1 * * *"), None),
        (at("0 12 * * *"), None),
        (at("0 15 * * *"), None),
        ("{every: 1d}", None),
    ],
)  # fmt: skip
def test_308_a_job_and_the_one_that_feeds_it(second: str, message: str | None) -> None:
    told = found(nightly(IN_ORDER[0], second, "event"), "MDG308")
    assert [finding.subject for finding in told] == [{"kind": "flow", "id": "two"}] * (message is not None)
    assert all(message in finding.message and finding.severity == "warning" for finding in told if message)


def test_308_the_start_that_it_tells_ends_it() -> None:
    of = nightly(*OUT_OF_ORDER)
    finding = only(of, "MDG308")
    assert finding.help == "start `two` at `35 1 * * *`, once `one` has finished"
    assert (marked(of, finding), named_related(of, finding)) == ("two", ["one"])
    assert not found(of.replace("30 0 * * *", "35 1 * * *"), "MDG308")


def test_308_only_for_records_and_groups_that_go_by_both() -> None:
    flows = f"""
        flows:
          one: {{from: shop, to: hub, trigger: {at("0 1 * * *")}, latency: 1h%s}}
          two: {{from: hub, to: mail, trigger: {at("30 1 * * *")}%s}}
        """
    assert only(text(flows % (", when: {country: DE}", "")), "MDG308").when == [{"country": "DE"}]
    assert not found(text(flows % (", when: {country: DE}", ", when: {country: FR}")), "MDG308")
    assert not found(text(flows % (", groups: [name]", ", groups: [contact]")), "MDG308")
    assert not found(text(flows % ("", ", operations: [delete]")), "MDG308")


def test_308_clocks_that_meet_twice_a_year() -> None:
    """In summer the second starts an hour earlier than the first would like it to."""
    of = nightly(at("30 23 * * *", "UTC"), at("45 0 * * *", "Europe/Berlin"), "event", latencies=("5m", "0s", "0s"))
    assert "Wed 2025" not in only(of, "MDG308").message
    assert "23:45" in only(of, "MDG308").message or "00:45" in only(of, "MDG308").message


# 309

PERSONAL = SHOP_TO_MAIL.replace(
    "name: [first, last]", "name: {attributes: [first, last], categories: [user.name]}"
).replace("contact: [email]", "contact: {attributes: [email], categories: [user.contact.email]}")


def test_309_nobody_has_said() -> None:
    of = text("flows: {f: {from: shop, to: mail}}\nneeds: {n: {system: mail}}", PERSONAL)
    finding = only(of, "MDG309")
    assert finding.message == (
        "nothing says how fresh `name` and `contact` of every `customer` must be, nor who answers for that"
    )
    assert (finding.severity, finding.subject) == ("info", {"kind": "entity", "id": "customer"})
    assert (marked(of, finding), named_related(of, finding)) == ("customer", ["contact", "name"])


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("needs: {n: {system: mail, max_age: 1d}}", None),
        ("needs: {n: {system: mail, max_age: 1d, groups: [name]}}", [{}]),
        ("needs: {n: {system: mail, max_age: 1d, when: {country: DE}}}", [{"country": "FR"}]),
        ("parties: {us: {}}\nresponsibilities: {r: {concern: freshness, accountable: us}}", None),
        ("parties: {us: {}}\nresponsibilities: {r: {concern: accuracy, accountable: us}}", [{}]),
    ],
)
def test_309_what_is_said(said: str, when: list[dict[str, str]] | None) -> None:
    assert [finding.when for finding in found(text(said, PERSONAL), "MDG309")] == ([] if when is None else [when])


def test_309_is_silent_about_what_may_not_be_personal() -> None:
    assert not found(SHOP_TO_MAIL, "MDG309")
    [unknown] = [one for one in found(SHOP_TO_MAIL, "MDG705") if one.subject["id"] == "group.categories"]
    assert "`MDG309`" in unknown.message


def test_309_where_nobody_writes_it_nobody_holds_it() -> None:
    base = PERSONAL.replace("may: [create, update]", "may: [create, update], groups: [name]")
    assert only(base, "MDG309").message.startswith("nothing says how fresh `name` of every")
