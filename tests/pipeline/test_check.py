"""From a path to a report: days, severities, selections, fingerprints, files, suppressions."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import mdg
import mdg.rules
from mdg.diagnostic import Finding, MdgError
from mdg.text.positions import SECTIONS
from tests.rules.examples import example, findings_in, sections
from tests.rules.reading import TODAY, found, judged, judged_files, marked, named_related, only, underlined
from tests.text.editor import as_yaml_1_2

#: Beside what a test adds, nothing is wrong with it, and nothing that matters is left open.
BASE = """
entities:
  customer:
    dimensions: {country: [DE, FR, IT]}
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems: {shop: {keys: {customer: first}}, crm: {keys: {customer: first}}, erp: {keys: {customer: first}, valid: {}}}
flows:
  out: {from: shop, to: erp, delivery: exactly_once, loop_protection: origin}
  in: {from: crm, to: erp, delivery: exactly_once, loop_protection: origin}
  to_crm: {from: shop, to: crm, delivery: exactly_once, loop_protection: origin}
  to_shop: {from: crm, to: shop, delivery: exactly_once, loop_protection: origin}
needs:
  n: {system: erp, max_age: 1d}
  of_shop: {system: shop}
  of_crm: {system: crm}
"""
SHOP = "shop_owns: {system: shop, may: [create, update, delete]}"


def text(*ownership: str, more: str = "") -> str:
    rights = "\n".join(f"  {right}" for right in ownership)
    return f"{BASE}\nownership:\n{rights}\n{dedent(more)}"


# days


def test_what_holds_on_several_days_is_one_finding_about_all_its_records() -> None:
    of = text(
        SHOP,
        "crm_german: {system: crm, may: [create], when: {country: DE}, valid: {until: 2026-12-31}}",
        "crm_french: {system: crm, may: [create], when: {country: FR}, valid: {from: 2027-01-01}}",
    )
    finding = only(of, "MDG102")
    assert (finding.since, finding.until) == (None, None)
    assert finding.when == [{"country": {"not": "IT"}}] or finding.when == [{"country": ["DE", "FR"]}]
    assert named_related(of, finding) == ["crm_french", "crm_german", "shop_owns"]


def test_the_witness_is_one_of_the_first_day() -> None:
    of = text(
        "shop_owns: {system: shop, may: [create]}",
        "italian: {system: crm, may: [create], when: {country: IT}}",
        "german: {system: erp, may: [create], when: {country: DE}, valid: {from: 2026-08-01}}",
    )
    finding = only(of, "MDG102")
    assert (finding.since, finding.when) == (None, [{"country": {"not": "FR"}}])
    assert finding.witness == {"entity": "customer", "record": {"country": "IT"}}


def test_the_witness_of_an_error_does_not_need_a_draft() -> None:
    of = text(
        "shop_owns: {system: shop, may: [create]}",
        "italian: {system: crm, may: [create], when: {country: IT}}",
        "german: {system: crm, may: [create], when: {country: DE}, status: draft}",
    )
    finding = only(of, "MDG102")
    assert (finding.severity, finding.when) == ("error", [{"country": {"not": "FR"}}])
    assert finding.witness == {"entity": "customer", "record": {"country": "IT"}}


def test_no_setting_makes_a_pass_of_what_cannot_be_read(tmp_path: Path) -> None:
    files = {"a.yaml": f"mdg: 1\nsettings: {{severity: {{MDG002: info, MDG102: info}}}}\n{text(SHOP)}", "b.yaml": "{"}
    report = judged_files(tmp_path, files)
    assert [finding.severity for finding in report.findings if finding.code == "MDG002"] == ["error"]
    assert not report.ok()


@pytest.mark.parametrize(
    ("valid", "since", "until"),
    [
        ("{}", None, None),
        ("{from: 2026-01-01}", None, None),
        ("{from: 2026-06-01}", None, None),
        ("{from: 2026-06-02}", "2026-06-02", None),
        ("{until: 2026-06-01}", None, "2026-06-01"),
        ("{from: 2026-09-01, until: 2026-09-30}", "2026-09-01", "2026-09-30"),
        ("{until: 2026-05-31}", "never", None),
    ],
)
def test_since_and_until(valid: str, since: str | None, until: str | None) -> None:
    findings = found(text(SHOP, f"crm_too: {{system: crm, may: [create], valid: {valid}}}"), "MDG102")
    assert [(finding.since, finding.until) for finding in findings] == ([] if since == "never" else [(since, until)])


def test_what_stops_and_begins_again_is_one_finding() -> None:
    of = text(
        SHOP,
        "first: {system: crm, may: [create], valid: {until: 2026-08-31}}",
        "again: {system: crm, may: [create], valid: {from: 2026-10-01, until: 2026-12-31}}",
    )
    finding = only(of, "MDG102")
    assert (finding.since, finding.until) == (None, "2026-12-31")


def test_what_differs_from_day_to_day_is_told_with_the_day() -> None:
    of = text(
        SHOP,
        "crm_first: {system: crm, may: [create], valid: {from: 2027-01-01, until: 2027-01-31}}",
        "erp_next: {system: erp, may: [create], valid: {from: 2027-02-01, until: 2027-02-28}}",
        "erp_again: {system: erp, may: [create], valid: {from: 2027-04-01, until: 2027-04-30}}",
        more="""
        parties: {sales: {}, desk: {}}
        responsibilities:
          all: {concern: accuracy, accountable: desk}
          of_erp: {concern: accuracy, accountable: sales, system: erp}
        """,
    )
    finding = only(of, "MDG102")
    assert finding.message == (
        "the same `customer` may be created in `shop` and `crm`, and no `matching` settles it; "
        "it concerns `erp` from 2027-02-01 on"
    )
    assert (finding.since, finding.until) == ("2027-01-01", "2027-04-30")
    about_days = [other["message"] for other in finding.related if other["location"] == finding.location]
    assert about_days == [
        "from 2027-02-01 on, the same `customer` may be created in `shop` and `erp`, and no `matching` settles it",
        "does not hold from 2027-03-01 to 2027-03-31",
    ]
    assert finding.accountable is None


def test_the_future_is_looked_at_and_the_past_is_not() -> None:
    of = text(SHOP, "crm_too: {system: crm, may: [create], valid: {from: 2030-01-01, until: 2030-01-31}}")
    assert only(of, "MDG102").since == "2030-01-01"
    assert only(of, "MDG102", as_of=dt.date(2030, 1, 15)).since is None
    assert not found(of, "MDG102", as_of=dt.date(2030, 2, 1))


@pytest.mark.parametrize(
    "more",
    [
        "populations: {p: {when: {country: DE}, valid: {until: 2026-05-31}}}",
        "populations: {p: {when: {country: DE}, valid: {from: 2026-07-01, until: 2026-07-01}}}",
    ],
)
def test_a_statement_that_names_what_is_out_of_force_is_so_too(more: str) -> None:
    of = text(SHOP, "crm_too: {system: crm, may: [create], population: p}", more=more)
    assert [finding.since for finding in found(of, "MDG102")] == (["2026-07-01"] if "from" in more else [])


def test_of_a_rule_for_several_systems_one_out_of_force_is_enough() -> None:
    of = text("both: {system: [shop, old], may: [create]}").replace(
        "valid: {}}}", "valid: {}}, old: {valid: {until: 2026-05-31}}}"
    )
    assert not found(of, "MDG102")
    assert found(of, "MDG102", as_of=dt.date(2026, 5, 31))


def test_today_is_the_day_in_the_time_zone_of_the_landscape() -> None:
    of = text(SHOP, "crm_too: {system: crm, may: [create], valid: {until: 2026-05-31}}")
    late = dt.datetime(2026, 5, 31, 23, 30, tzinfo=dt.UTC)
    of_day = {
        zone: judged(of + f"\nsettings: {{timezone: {zone}}}", as_of=None, now=late) for zone in ("UTC", "Asia/Tokyo")
    }
    assert [report.as_of for report in of_day.values()] == ["2026-05-31", "2026-06-01"]
    assert ["MDG102" in {one.code for one in report.findings} for report in of_day.values()] == [True, False]


# severities


def codes(report: mdg.Report) -> dict[str, str]:
    return {finding.code: finding.severity for finding in report.findings}


@pytest.mark.parametrize(
    ("rights", "draft"),
    [
        (["a: {system: shop, may: [create]}", "b: {system: crm, may: [create], status: draft}"], True),
        (["a: {system: shop, may: [create]}", "b: {system: crm, may: [create]}"], False),
        (["a: {system: [shop, crm], may: [create]}", "b: {system: crm, may: [create], status: draft}"], False),
        (["a: {system: shop, may: [create]}", "b: {system: fresh, may: [create]}"], True),
    ],
)
def test_what_would_not_be_there_without_drafts_is_a_warning_at_most(rights: list[str], draft: bool) -> None:
    of = text(*rights).replace("valid: {}}}", "valid: {}}, fresh: {status: draft}}")
    assert codes(judged(of))["MDG102"] == ("warning" if draft else "error")


def test_a_draft_entity_has_no_errors() -> None:
    of = text("a: {system: [shop, crm], may: [create, update]}").replace(
        "    dimensions:", "    status: draft\n    dimensions:"
    )
    assert {"MDG102", "MDG103", "MDG107"} <= set(codes(judged(of)))
    assert "error" not in codes(judged(of)).values()


def test_a_draft_that_becomes_live_later_is_an_error() -> None:
    of = text(
        SHOP,
        "b: {system: crm, may: [create], status: draft}",
        "c: {system: crm, may: [create], valid: {from: 2027-01-01}}",
    )
    assert only(of, "MDG102").severity == "error"


HIDDEN = """
entities:
  e:
    dimensions: {k: [x, y]}
    groups:
      g: {attributes: [a], categories: [system], required: true}
      h: {attributes: [b], categories: [user.name]}
systems: {A: {}, B: {}}
ownership:
  a: {system: A, may: [create, DELETE], groups: [GROUPS], status: draft}
  b: {system: A, may: create, groups: [h], when: {k: x}}
"""


@pytest.mark.parametrize(
    ("groups", "delete"), [("h", "update"), ("'g', h", "update"), ("g", "delete"), ("'g', h", "delete")]
)
def test_no_draft_hides_what_is_wrong_without_it(groups: str, delete: str) -> None:
    of = HIDDEN.replace("GROUPS", groups).replace("DELETE", delete)
    alone = "".join(line for line in of.splitlines(keepends=True) if "draft" not in line)
    errors = {
        (one.code, one.subject["id"], one.fingerprint) for one in judged(alone).findings if one.severity == "error"
    }
    assert {code for code, _, _ in errors} == {"MDG105", "MDG107"}
    told = {(one.code, one.subject["id"], one.fingerprint): one.severity for one in judged(of).findings}
    assert {key for key, severity in told.items() if severity == "error"} == errors
    assert ("MDG110", "b") not in {(code, id) for code, id, _ in told}


def test_a_draft_is_dead_where_what_is_live_says_as_much() -> None:
    of = text("a: {system: shop, may: [create], status: draft}", "b: {system: shop, may: [create]}")
    finding = only(of, "MDG110")
    assert (finding.subject["id"], finding.severity) == ("a", "warning")


def test_what_a_draft_adds_to_an_error_is_told_apart() -> None:
    of = text(SHOP, "b: {system: crm, may: [create]}", "c: {system: erp, may: [create], status: draft}")
    finding = only(of, "MDG102")
    assert finding.severity == "error"
    assert finding.message.endswith("may be created in `shop` and `crm`, and no `matching` settles it; "
                                    "it concerns `erp` with drafts")  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "levels"),
    [
        ("{severity: {MDG102: info}}", {"MDG102": "info", "MDG103": "error"}),
        ("{severity: {MDG102: warning, MDG103: info}}", {"MDG102": "warning", "MDG103": "info"}),
        ("{ignore: [MDG102]}", {"MDG103": "error"}),
        ("{ignore: MDG1, select: [MDG1, MDG7]}", {}),
        ("{select: [MDG102]}", {"MDG102": "error"}),
        ("{select: [MDG1], ignore: [MDG103]}", {"MDG102": "error"}),
    ],
)
def test_settings_choose_rules_and_levels(settings: str, levels: dict[str, str]) -> None:
    of = text("a: {system: [shop, crm], may: [create, update, delete]}", more=f"settings: {settings}")
    assert codes(judged(of)) == levels


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ("{ignore: [MDG]}", "[MDG]"),
        ("{ignore: MDG}", "MDG"),
        ("{select: [MDG1], ignore: [MDG10, MDG11]}", "[MDG10, MDG11]"),
    ],
)
def test_settings_that_leave_nothing_to_judge_are_wrong(settings: str, line: str) -> None:
    of = text(SHOP, more=f"settings: {settings}")
    [finding] = judged(of).findings
    assert (finding.code, finding.severity, marked(of, finding)) == ("MDG006", "error", line)
    assert not judged(of, select=["MDG102"]).ok()


def test_a_level_of_the_settings_does_not_make_a_draft_an_error() -> None:
    of = text(
        "a: {system: shop, may: [create, delete]}",
        "b: {system: crm, may: [create], status: draft}",
        more="settings: {severity: {MDG102: error}}",
    )
    assert codes(judged(of)) == {"MDG102": "warning"}


def test_what_is_asked_for_takes_the_place_of_the_settings() -> None:
    of = text("a: {system: [shop, crm], may: [create, update, delete]}", more="settings: {select: [MDG102]}")
    assert set(codes(judged(of, select=["MDG103"]))) == {"MDG103"}
    assert set(codes(judged(of, ignore=["MDG7"]))) == {"MDG102"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"select": ["MDG999"]}, "there is no rule `MDG999`"),
        ({"ignore": ["nonsense"]}, "there is no rule `nonsense`"),
        ({"select": [""]}, "there is no rule ``"),
        ({"select": ["MDG102"], "ignore": ["MDG1"]}, "nothing is left to check"),
    ],
)
def test_an_unknown_or_empty_selection_is_no_pass(options: dict[str, list[str]], message: str) -> None:
    with pytest.raises(MdgError, match=message):
        judged(text(SHOP), **options)


def test_a_single_code_may_stand_alone() -> None:
    of = text("a: {system: [shop, crm], may: [create, update, delete]}")
    assert set(codes(judged(of, select="MDG102"))) == {"MDG102"}
    assert "MDG102" not in codes(judged(of, ignore="MDG102"))
    with pytest.raises(MdgError, match="there is no rule `MDG999`"):
        judged(of, select="MDG999")


def test_a_day_may_be_a_date_or_its_text() -> None:
    of = f"mdg: 1\n{text(SHOP)}".encode()
    for day in (TODAY, TODAY.isoformat()):
        assert mdg.check("-", stdin_text=of, as_of=day).as_of == "2026-06-01"
        landscape = mdg.load("-", stdin_text=of, as_of=day)
        assert landscape.as_of == TODAY
        assert mdg.check(landscape, as_of="2026-07-01").as_of == "2026-07-01"
    wrong: tuple[Any, ...] = ("soon", "2026-02-30", dt.datetime(2026, 6, 1, tzinfo=dt.UTC), 2026, "")
    for given in wrong:
        with pytest.raises(MdgError, match="is no day"):
            mdg.check("-", stdin_text=of, as_of=given)
        with pytest.raises(MdgError, match="is no day"):
            mdg.load("-", stdin_text=of, as_of=given)


def test_a_level_that_there_is_not() -> None:
    with pytest.raises(MdgError, match="`nonsense` is no level; the levels are `error`, `warning`, `info`"):
        judged(text(SHOP)).ok(fail_on="nonsense")


def test_wrong_text_is_told_whatever_is_selected() -> None:
    of = text(SHOP).replace("system: erp", "system: epr")
    assert set(codes(judged(of, select=["MDG103"]))) == {"MDG008"}


def test_the_level_to_fail_on_is_that_of_the_settings() -> None:
    of = text(SHOP, more="settings: {fail_on: info}")
    assert judged(of).fail_on == "info"
    assert judged(text(SHOP)).fail_on == "error"


def test_worst_harm_comes_first() -> None:
    of = text("a: {system: [shop, crm], may: [create, update]}", more="parties: {me: {}}")
    findings = judged(of.replace(", categories: [user.name]", "")).findings
    assert [finding.severity for finding in findings] == sorted(
        (finding.severity for finding in findings), key=["error", "warning", "info"].index
    )
    assert {"error", "warning", "info"} == {finding.severity for finding in findings}


# fingerprints

FAULTY = text("a: {system: [shop, crm], may: [create, update], when: {country: DE}}", more="parties: {me: {}}")


def prints(report: mdg.Report) -> dict[tuple[str, str], str]:
    return {(finding.code, finding.subject["id"]): finding.fingerprint for finding in report.findings}


@pytest.mark.parametrize(
    "changed",
    [
        "\n\n\n" + FAULTY,
        FAULTY.replace("when: {country: DE}", "when: {country: [DE, FR]}"),
        FAULTY.replace("[shop, crm]", "[crm, shop]"),
        FAULTY + "\nmatching: {m: {system: erp, by: [last], when: {country: IT}}}",
        FAULTY.replace("crm: {}", "crm: {title: The customers}"),
        FAULTY.replace("erp: {}}", "erp: {}, other: {}}"),
    ],
)
def test_fingerprints_stay_while_the_text_around_changes(changed: str) -> None:
    before, after = prints(judged(FAULTY)), prints(judged(changed))
    assert {"MDG102", "MDG103", "MDG107", "MDG701"} <= {code for code, _ in before}
    assert before.items() <= after.items()


def test_fingerprints_tell_findings_apart() -> None:
    of = text("a: {system: [shop, crm], may: [create, update]}", more="parties: {me: {}, you: {}}")
    of = of.replace("groups:", "groups:\n      bank: {attributes: [iban], categories: [made.up, made.up.too]}")
    report = judged(of)
    assert len({finding.fingerprint for finding in report.findings}) == len(report.findings) > 6


def test_comments_that_are_wrong_in_the_same_way_are_told_apart() -> None:
    lines = [
        "# mdg: ignore because",
        "# mdg: ignore it is so",
        "# mdg: ignore it is so",
        "# mdg: ignore[MDG102] settled in spring",
        "# mdg: ignore[MDG102] settled in spring",
    ]
    of = "".join(f"{line}\nx-{number}: 1\n" for number, line in enumerate(lines)) + text(SHOP)
    told = found(of, "MDG706")
    assert len({one.fingerprint for one in told}) == len(told) == 5
    moved = found(f"\n\nx-more: 1\n{of}", "MDG706")
    assert [one.fingerprint for one in moved] == [one.fingerprint for one in told]


def test_fingerprints_do_not_depend_on_where_the_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"in/a.yaml": f"mdg: 1\n{FAULTY}"}
    here, there = (judged_files(tmp_path / name, files) for name in ("here", "there"))
    monkeypatch.chdir(tmp_path / "here")
    inside = mdg.check(".", as_of=TODAY)
    assert prints(here) == prints(there) == prints(inside)
    assert inside.findings[0].location["file"] == "in/a.yaml"


# files

SPLIT = {
    "a/entities.yaml": "mdg: 1\nentities: {customer: {dimensions: {country: [DE, FR]}, groups: {name: [first]}}}",
    "b.yml": "systems: {shop: {keys: {customer: first}}}\n"
    "flows: {f: {from: crm, to: shop, loop_protection: version, delivery: exactly_once}}\n"
    "ownership: {s: {system: shop, may: [create, update, delete]}}",
    "c.json": '{"systems": {"crm": {"keys": {"customer": "first"}}}, "needs": {"s": {"system": "shop"}},'
    ' "ownership": {"c": {"system": ["crm"], "may": ["create"]}}}',
    "d.yaml": "systems: {erp: {}}\nneeds: {e: {system: erp}, c: {system: crm}}\nlandscape: split\n"
    "flows: {b: {from: shop, to: crm, loop_protection: version, delivery: exactly_once}}",
}


def without_places(finding: Finding) -> dict[str, Any]:
    left_out = ("location", "related", "fingerprint", "message")
    return {key: value for key, value in finding.as_json().items() if key not in left_out}


def test_the_split_into_files_and_their_order_change_nothing(tmp_path: Path) -> None:
    told = []
    for number, order in enumerate(itertools.permutations(SPLIT)):
        files = {f"{place}/{name}": SPLIT[name] for place, name in enumerate(order)}
        told.append([without_places(one) for one in judged_files(tmp_path / str(number), files).findings])
    assert {finding["code"] for finding in told[0]} == {"MDG102", "MDG303", "MDG705"}
    assert all(findings == told[0] for findings in told)


def test_a_finding_stands_in_the_file_where_its_subject_does(tmp_path: Path) -> None:
    report = judged_files(tmp_path, SPLIT)
    [finding] = [one for one in report.findings if one.code == "MDG102"]
    assert (Path(finding.location["file"]).name, underlined(report, finding)) == ("entities.yaml", "customer")
    assert sorted(Path(other["location"]["file"]).name for other in finding.related) == ["b.yml", "c.json"]
    assert report.landscape == "split"


BROKEN = {
    "indented": "flows:\n  f: {from: shop, to: erp}\n g: {}",
    "tab": "flows:\n\tf: {from: shop, to: erp}",
    "bytes": "flows: \x00",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_yaml_costs_one_finding(name: str, tmp_path: Path) -> None:
    report = judged_files(tmp_path, {**SPLIT, "z.yaml": BROKEN[name]})
    assert {"MDG002", "MDG102"} <= set(codes(report))
    assert [Path(one.location["file"]).name for one in report.findings if one.code == "MDG002"] == ["z.yaml"]


def test_references_into_a_broken_file_are_not_missed(tmp_path: Path) -> None:
    broken = "systems:\n\tbank: {}\nentities: {product: {groups: {label: [text]}}}"
    files = {**SPLIT, "e.yaml": "needs: {b: {system: bank, entity: customer}, p: {system: erp, entity: product}}"}
    assert {one.code for one in judged_files(tmp_path, {**files, "z.yaml": broken}).findings} == {
        "MDG002",
        "MDG102",
        "MDG705",
    }
    assert "MDG008" in codes(judged_files(tmp_path, {**files, "z.yaml": "x-nothing: {}"}))


WHOLE = {
    "a.yaml": """
mdg: 1
entities:
  e:
    dimensions: {k: [x, y]}
    groups: {g: {attributes: [a], categories: [user.name], required: true}, h: {attributes: [b], categories: [system]}}
systems: {shop: {keys: {e: a}}, erp: {keys: {e: a}}}
flows:
  f: {from: shop, to: erp, loop_protection: version, delivery: exactly_once}
  g: {from: erp, to: shop, loop_protection: version, delivery: exactly_once}
  i: {from: shop, to: crm, loop_protection: version, delivery: exactly_once}
  j: {from: erp, to: crm, loop_protection: version, delivery: exactly_once}
needs: {n: {system: erp, max_age: 1d}, s: {system: shop}, c: {system: crm}}
""",
    "b.yaml": "systems: {crm: {keys: {e: a}}}\n",
    "c.yaml": "ownership: {o: {system: [shop, erp], may: [create, update, delete]}}\n",
    "d.yaml": "matching: {m: {system: shop, by: [a]}}\nsurvivorship: {s: {strategy: latest}}\n",
}


@pytest.mark.parametrize(
    ("broken", "unjudged"),
    [
        ("b.yaml", {"entities", "flows", "needs", "ownership"}),
        ("c.yaml", {"entities", "flows", "needs", "ownership"}),
        ("d.yaml", {"entities", "ownership", "matching", "survivorship"}),
    ],
)
@pytest.mark.parametrize("how", ["\n\ty: 1", "\0", "\xff", "{"])
def test_what_a_file_that_is_no_yaml_may_settle_is_not_said(
    broken: str, how: str, unjudged: set[str], tmp_path: Path
) -> None:
    assert judged_files(tmp_path, WHOLE).findings == ()
    file = tmp_path / broken
    file.write_bytes(b"x:" + how.encode("latin-1") + b"\n" + file.read_bytes())
    report = mdg.check(tmp_path, as_of=TODAY)
    assert [(one.code, Path(one.location["file"]).name) for one in report.findings] == [("MDG002", broken)]
    stated = {
        section for name, text in WHOLE.items() if name != broken for section in SECTIONS if f"{section}:" in text
    }
    assert set(report.not_judged) >= unjudged & stated


@pytest.mark.parametrize("broken", ["c.yaml", "d.yaml"])
def test_of_what_cannot_be_opened_nothing_is_known(broken: str, tmp_path: Path) -> None:
    judged_files(tmp_path, WHOLE)
    (tmp_path / broken).unlink()
    (tmp_path / broken).symlink_to("nowhere.yaml")
    report = mdg.check(tmp_path, as_of=TODAY)
    assert [(one.code, Path(one.location["file"]).name) for one in report.findings] == [("MDG001", broken)]
    assert set(report.not_judged) >= {"entities", "systems", "flows", "needs"}


@pytest.mark.parametrize("heading", ["systems", "sustems"])
def test_no_rule_needs_a_system_that_could_not_be_read(heading: str, tmp_path: Path) -> None:
    """Whatever else is wrong in a landscape; and no matter whether one can see that the file declares systems."""
    examples = [example(sections(mdg.explain(code))["Example"]).files for code in mdg.rules.CODES if code > "MDG1"]
    landscapes = [as_yaml_1_2(text) for files in examples for text in files.values()]
    for number, whole in enumerate(landscapes):
        systems = dict(whole["systems"])
        for lost in [list(systems), *([name] for name in systems)]:
            kept = {**whole, "systems": {name: systems[name] for name in systems if name not in lost}}
            unread = json.dumps({heading: {name: systems[name] for name in lost}})
            files = {"a.json": json.dumps(kept, default=str), "b.yaml": f"x:\n\ty: 1\nz: {unread}"}
            report = judged_files(tmp_path / f"{number} {lost}", files)
            assert "MDG002" in codes(report)
            assert not codes(report).keys() & {f"MDG00{digit}" for digit in range(3, 9)}


def test_what_no_further_statement_can_undo_is_said_all_the_same(tmp_path: Path) -> None:
    files = {**WHOLE, "z.yaml": "needs:\n\tz: {}", "y.yaml": "needs: {twice: {system: erp}}\nparties: {nobody: {}}"}
    report = judged_files(tmp_path, files)
    assert set(codes(report)) == {"MDG002", "MDG110", "MDG701"}


@pytest.mark.parametrize(
    ("content", "code"),
    [("services:\n  db: {image: postgres}\nvolumes: {}", "MDG005"), ("- a\n- b", "MDG006"), ("just a text", "MDG006")],
)
def test_a_file_that_is_no_landscape_costs_one_finding(content: str, code: str, tmp_path: Path) -> None:
    """A repository with a compose file in it is what people try first."""
    report = judged_files(tmp_path, {**SPLIT, "compose.yaml": content})
    assert [Path(one.location["file"]).name for one in report.findings if one.code == code] == ["compose.yaml"]
    assert "MDG102" in codes(report)
    assert not report.ok()


def test_what_a_landscape_leaves_out_is_not_read(tmp_path: Path) -> None:
    files = {**SPLIT, "compose.yaml": "services: {}", "x.yaml": "settings: {exclude: [compose.*]}"}
    assert set(codes(judged_files(tmp_path, files))) == {"MDG102", "MDG303", "MDG705"}


def test_a_wrong_text_is_not_judged() -> None:
    """What would follow from half a landscape is not what is wrong with it."""
    of = text("a: {system: [shop, crm], may: [create, update]}").replace(
        "out: {from: shop, to:", "out: {from: shop, too:"
    )
    report = judged(of)
    assert set(codes(report)) == {"MDG005"}
    assert set(report.not_judged) >= {"entities", "systems", "needs", "ownership"}


# the report


def test_the_sections_that_no_rule_examines_are_named() -> None:
    more = "views: {v: {parts: {p: {from: crm}}}}\nprocesses: {q: {steps: {s: {system: crm}}}}"
    report = judged(text(SHOP, more=more))
    assert set(report.not_judged) == {"views"}
    assert "crosswalks" not in report.not_judged


def test_a_landscape_that_was_loaded_has_the_report_of_its_path(tmp_path: Path) -> None:
    files: Mapping[str, str] = {
        **SPLIT,
        "x.yaml": "systems:\n  idle: {}  # mdg: ignore[MDG701] comes in spring\n  rest: {}\n"
        "parties:\n  me: {}  # mdg: ignore[MDG102] why",
    }
    of_path = judged_files(tmp_path, files)
    of_landscape = mdg.check(mdg.load(tmp_path, as_of=TODAY))
    assert of_path.as_json() == of_landscape.as_json()
    assert (of_path.suppressed, "MDG706" in codes(of_path)) == (1, True)


def test_the_same_landscape_as_of_another_day() -> None:
    of = text(SHOP, "crm_too: {system: crm, may: [create], valid: {from: 2027-01-01, until: 2027-12-31}}")
    landscape = mdg.load("-", stdin_text=f"mdg: 1\n{of}".encode(), as_of=TODAY)
    days = {
        day: {one.code: one.since for one in mdg.check(landscape, as_of=day).findings}
        for day in (TODAY, dt.date(2028, 1, 1))
    }
    assert days[TODAY]["MDG102"] == "2027-01-01"
    assert "MDG102" not in days[dt.date(2028, 1, 1)]


HOUSE_STYLE = """
parties: {me: {}, you: {}}
entities:
  customer:
    dimensions: {country: [DE, FR], stage: {values: [new, live], becomes: {new: [live]}}}
    groups:
      name: {attributes: [first], categories: [user.nam]}
      bank: {attributes: [iban], required: true}
      idle: {attributes: [x], categories: [user.name]}
      lost: [y]
systems: {shop: {region: UK}, crm: {}, erp: {valid: {until: 2026-12-31}}, unused: {}}
ownership:
  a: {system: [shop, crm], may: [create, update], groups: [name], when: {country: DE}}
  b: {system: shop, may: [update], groups: [name], when: {country: DE}}
  c: {system: crm, may: [enrich], groups: [idle], valid: {until: 2026-12-31}}
flows: {f: {from: shop, to: erp, trigger: {cron: 0 22 * * *}, groups: [name, idle, lost]}}
needs: {n: {system: erp, groups: [bank]}, m: {system: shop, groups: [lost]}}
survivorship: {s: {strategy: priority, systems: [shop], when: {stage: live}}}
responsibilities: {r: {concern: accuracy, accountable: me}, t: {concern: accuracy, accountable: you}}
# mdg: ignore[MDG102] why
"""


@pytest.mark.slow
def test_every_rule_speaks_the_same_language(tmp_path: Path) -> None:
    """Lower case, no full stop, the way out in the help, no word of Python: here and in each rule's own example."""
    findings = [*judged(HOUSE_STYLE).findings]
    for code in mdg.rules.CODES:
        shown = example(sections(mdg.explain(code))["Example"])
        findings += findings_in(shown, shown.write(tmp_path / code), TODAY)
    assert {finding.code for finding in findings} == set(mdg.rules.CODES)
    for finding in findings:
        for said in (finding.message, finding.help, *(other["message"] for other in finding.related)):
            assert said == said.strip()
            assert said[-1] != "."
            assert said[0] == "`" or said[0].islower() or said[0].isdigit()
            assert said.count("`") % 2 == 0
            assert not any(word in said for word in ("None", "True", "False", "frozenset", "tuple", "dict"))
        assert finding.help
        # what happened is no population: its witness is rows
        assert finding.code in mdg.rules.AUDITED or (finding.witness is None) == (not finding.when)


def test_each_finding_underlines_something() -> None:
    report = judged(HOUSE_STYLE)
    where = {finding.code: marked(HOUSE_STYLE, finding) for finding in report.findings}
    assert where["MDG111"] == "[shop]"
    assert where["MDG703"] == "0 22 * * *"
    assert where["MDG704"] == "UK"
    assert all(text.strip() for text in where.values())
