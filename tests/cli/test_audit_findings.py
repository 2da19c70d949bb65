"""What the rules on logs find where it is easily found wrongly, and what is never a pass."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

import mdg
from mdg.cli import run
from mdg.diagnostic import MdgError

HEAD = "event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via"
PERSON = """\
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems: {shop: {}, mail: {}}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  to_mail: {from: shop, to: mail, trigger: {every: 1h}}
needs:
  mail_needs: {system: mail, max_age: 2h}
"""


def events(*rows: str) -> str:
    """Rows of CSV: `operation origin made system applied via`, days and hours of January 2026."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD.split(","))
    for number, text in enumerate(rows):
        operation, origin, made, system, applied, *via = text.split()
        instants = [f"2026-01-{at.replace('/', 'T')}:00Z" for at in (made, applied)]
        group = "" if operation == "delete" else "name"
        writer.writerow(
            [f"e{number}", "customer", "c1", group, operation, origin, instants[0], system, instants[1], *via]
            + ([""] if not via else [])
        )
    return out.getvalue()


def found(tmp_path: Path, landscape: str, log: str, as_of: str = "2026-06-01") -> dict[str, str]:
    """By the code of each finding its message."""
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    (tmp_path / "landscape.yaml").write_text(landscape, encoding="utf-8")
    answer = mdg.audit(mdg.load(tmp_path / "landscape.yaml"), tmp_path / "log.csv", as_of=as_of)
    assert answer.report is not None
    return {finding.code: finding.message for finding in answer.report.findings}


def test_a_copy_that_went_with_an_earlier_deletion_needs_no_other(tmp_path: Path) -> None:
    made = ("create shop 05/08:00 shop 05/08:00", "create shop 05/08:00 mail 05/09:00 to_mail")
    gone = ("delete shop 06/08:00 shop 06/08:00", "delete shop 06/08:00 mail 06/09:00 to_mail")
    again = ("create shop 10/08:00 shop 10/08:00", "delete shop 10/08:20 shop 10/08:20")
    assert "MDG813" not in found(tmp_path, PERSON, events(*made, *gone, *again))
    back = "create shop 10/08:00 mail 10/08:10 to_mail"
    assert "MDG813" in found(tmp_path, PERSON, events(*made, *gone, *again, back))
    assert "MDG813" in found(tmp_path, PERSON, events(*made, gone[0]))


CHANGED = """\
mdg: 1
entities: {customer: {groups: {name: [first]}}}
systems: {shop: {}, erp: {}}
ownership: {shop_owns: {system: shop, may: [create, update]}}
flows:
  slow: {from: shop, to: erp, trigger: {every: SLOW}, valid: {until: 2026-01-31}}
  fast: {from: shop, to: erp, latency: FAST, valid: {from: 2026-02-01}}
needs: {erp_needs: {system: erp, max_age: 4d}}
"""
IN_JANUARY = events("create shop 10/08:00 shop 10/08:00", "create shop 10/08:00 erp 11/02:00 slow")


def test_a_delivery_is_held_against_the_bound_of_its_day(tmp_path: Path) -> None:
    text = CHANGED.replace("SLOW", "1d").replace("FAST", "5m")
    assert "MDG815" not in found(tmp_path, text, IN_JANUARY, "2026-03-01")


def test_a_bound_of_earlier_days_is_refuted_though_the_one_of_today_is_not(tmp_path: Path) -> None:
    """In January two flows lead there, and the faster one alone sets the bound."""
    beside = "  quick: {from: shop, to: erp, trigger: {every: 1h}, valid: {until: 2026-01-31}}\nneeds"
    text = CHANGED.replace("SLOW", "1d").replace("FAST", "3d").replace("needs", beside, 1)
    said = found(tmp_path, text, IN_JANUARY, "2026-03-01")
    assert "took 18h to `erp`, over the bound of 1h" in said["MDG815"]


BESIDE = """\
mdg: 1
entities: {customer: {groups: {name: [first], rating: [score]}}}
systems: {shop: {}, mail: {}, crm: {}}
ownership: {shop_owns: {system: shop, may: [create, update]}}
flows:
  names: {from: shop, to: mail, groups: [name], trigger: {every: 1h}}
  ratings: {from: shop, to: mail, groups: [CARRIED], trigger: {every: 6h}}
  from_crm: {from: crm, to: shop, groups: [name], trigger: {every: 6h}}
needs: {mail_needs: {system: mail, groups: [name], max_age: 1d}}
"""


@pytest.mark.parametrize("declared", [False, True])
def test_a_flow_promises_nothing_of_what_it_is_not_declared_for(tmp_path: Path, declared: bool) -> None:
    text = BESIDE.replace("CARRIED", "rating, name" if declared else "rating")
    log = events("create shop 05/08:00 shop 05/08:00", "create shop 05/08:00 mail 05/12:00 ratings")
    said = found(tmp_path, text, log, "2026-03-01")
    assert ("MDG815" in said, "MDG810" in said) == (declared, not declared)


def test_a_bound_says_nothing_of_changes_that_nobody_may_make(tmp_path: Path) -> None:
    """Bounds are those of changes by systems with a right; one by another takes its own way, and is no surprise."""
    text = BESIDE.replace("CARRIED", "rating")
    came = ("update crm 05/08:00 shop 05/12:00 from_crm", "update crm 05/08:00 mail 05/12:30 names")
    said = found(tmp_path, text, events("update crm 05/08:00 crm 05/08:00", *came), "2026-03-01")
    assert ("MDG815" in said, "MDG808" in said) == (False, True)


@pytest.mark.parametrize(("at", "is_found"), [("2027-03-26", False), ("2025-03-26", False), ("2026-01-20", True)])
def test_a_single_load_is_missed_only_where_the_log_reaches_to_it(tmp_path: Path, at: str, is_found: bool) -> None:
    load = f"flows:\n  load: {{from: shop, to: mail, trigger: {{once: '{at}T18:00', timezone: UTC}}}}"
    log = events("create shop 05/08:00 shop 05/08:00", "create shop 05/08:00 mail 05/09:00 to_mail")
    said = found(tmp_path, PERSON.replace("flows:", load, 1), log, "2026-03-01")
    assert ("MDG814" in said) is is_found


UNREAD = events("create shop 05/08:00 shop 05/08:00").replace("2026-01-05T08:00:00Z,shop", "yesterday,shop")


@pytest.mark.parametrize("log", [HEAD + "\n", UNREAD], ids=["empty", "unread"])
def test_a_log_that_could_not_be_judged_passes_in_no_form(
    folder: Path, capsys: pytest.CaptureFixture[str], log: str
) -> None:
    (folder / "l.yaml").write_text(PERSON, encoding="utf-8")
    (folder / "log.csv").write_text(log, encoding="utf-8")
    answer = mdg.audit(mdg.load("l.yaml"), "log.csv", as_of="2026-02-01")
    assert answer.report is not None
    assert not answer.report.ok()
    said: dict[str, Any] = {}
    for form in ("junit", "sarif", "github", "gitlab"):
        assert run(["audit", "l.yaml", "--events", "log.csv", "--as-of", "2026-02-01", "--format", form]) == 2
        said[form] = capsys.readouterr().out
    error = Xml.fromstring(said["junit"]).find("testsuite/testcase/error")
    assert error is not None
    assert error.get("message", "").startswith("log.csv")
    (ran,) = json.loads(said["sarif"])["runs"][0]["invocations"]
    assert not ran["executionSuccessful"]
    assert ran["toolExecutionNotifications"][0]["level"] == "error"
    assert said["github"].startswith("::error title=not judged::log.csv")
    assert json.loads(said["gitlab"])[-1]["location"]["path"] == "log.csv"


def test_a_report_never_takes_the_place_of_the_log(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "l.yaml").write_text(PERSON, encoding="utf-8")
    (folder / "logs").mkdir()
    log = folder / "logs" / "log.csv"
    log.write_text(UNREAD, encoding="utf-8")
    before = log.read_bytes()
    for events_of, target in ((log, "logs/log.csv"), ("logs", "logs/log.csv"), (log, "logs/../logs/log.csv")):
        assert run(["audit", "l.yaml", "--events", str(events_of), "--output", target]) == 2
        assert "belongs to the log itself" in capsys.readouterr().err
    assert run(["discover", str(log), "--output", "logs/log.csv"]) == 2
    assert "belongs to the log itself" in capsys.readouterr().err
    assert log.read_bytes() == before


def test_what_came_back_is_counted_among_the_violations(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "l.yaml").write_text(PERSON, encoding="utf-8")
    log = events(
        "create shop 05/08:00 shop 05/08:00",
        "delete shop 06/08:00 shop 06/08:00",
        "delete shop 06/08:00 mail 06/09:00 to_mail",
        "create shop 05/08:00 mail 07/09:00 to_mail",
    )
    (folder / "log.csv").write_text(log, encoding="utf-8")
    assert run(["audit", "l.yaml", "--events", "log.csv", "--as-of", "2026-02-01"]) == 1
    assert "violations: 1 resurrected\n" in capsys.readouterr().out


def test_what_is_suppressed_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hidden = PERSON.replace("  mail_needs", "  # mdg: ignore[MDG801] agreed with sales\n  mail_needs")
    (folder / "l.yaml").write_text(hidden, encoding="utf-8")
    log = events("create shop 05/08:00 shop 05/08:00", "create shop 05/08:00 mail 05/18:00 to_mail")
    (folder / "log.csv").write_text(log, encoding="utf-8")
    assert run(["audit", "l.yaml", "--events", "log.csv", "--as-of", "2026-02-01"]) == 0
    assert "nothing found (1 suppressed)" in capsys.readouterr().out


def test_what_is_suppressed_and_did_not_happen_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By an audit, as only that knows; what is wrong with a comment itself is told by a check of the text."""
    comment = "  # mdg: ignore[MDG801, MDG301] agreed with sales\n  # mdg: ignore[MDG802]\n  mail_needs"
    (folder / "l.yaml").write_text(PERSON.replace("  mail_needs", comment), encoding="utf-8")
    log = events("create shop 05/08:00 shop 05/08:00", "create shop 05/08:00 mail 05/08:00 to_mail")
    (folder / "log.csv").write_text(log, encoding="utf-8")
    asked = ["audit", "l.yaml", "--events", "log.csv", "--as-of", "2026-02-01"]
    assert run([*asked, "--format", "json"]) == 0
    [finding] = json.loads(capsys.readouterr().out)["findings"]
    assert finding["message"] == "the suppression of `MDG801` suppresses nothing"
    assert (finding["code"], finding["severity"]) == ("MDG706", "warning")
    assert run([*asked, "--fail-on", "warning"]) == 1
    for way in (["--ignore", "MDG706"], ["--select", "MDG801"], ["--select", "MDG802"]):
        assert run([*asked, *way, "--fail-on", "warning"]) == 0, way
    for form in ("sarif", "junit", "github", "gitlab"):
        capsys.readouterr()
        assert run([*asked, "--format", form]) == 0
        assert "MDG706" in capsys.readouterr().out, form
    (folder / "log.csv").write_text(events(), encoding="utf-8")
    run([*asked, "--fail-on", "warning"])
    assert "MDG706" not in capsys.readouterr().out, "nothing was judged"
    run(["check", "l.yaml", "--as-of", "2026-02-01"])
    assert "`MDG801` suppresses nothing" not in capsys.readouterr().out


SCOPED = """\
mdg: 1
entities:
  customer:
    dimensions: {country: {open: true}, role: {values: [a, b], many: true}}
    groups: {name: [first]}
systems: {shop: {}}
ownership: {shop_owns: {system: shop, may: [create, update]}}
"""


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize(
    ("first", "second", "repeated", "conflicting"),
    [
        (("DE", '["a", "b"]'), ("DE", '["a", "b"]'), 1, 0),
        (("DE", '["a", "b"]'), ("DE", '["b","a"]'), 1, 0),
        (("DE", "a"), ("DE", '["a"]'), 1, 0),
        (("DE", '["a"]'), ("DE", '["b"]'), 0, 1),
        (("DE", '["a"]'), ("FR", '["a"]'), 0, 1),  # though no statement tells them apart
    ],
)
def test_rows_of_one_key_are_the_same_where_they_say_the_same(
    tmp_path: Path, form: str, first: tuple[str, str], second: tuple[str, str], repeated: int, conflicting: int
) -> None:
    (tmp_path / "l.yaml").write_text(SCOPED, encoding="utf-8")
    at = "2026-01-05T08:00:00Z"
    cells = dict(
        zip(HEAD.split(","), ["e", "customer", "c1", "name", "create", "shop", at, "shop", at, None], strict=True)
    )
    rows = [{**cells, "scope_country": country, "scope_role": role} for country, role in (first, second)]
    with (tmp_path / f"log.{form}").open("w", newline="", encoding="utf-8") as file:
        if form == "csv":
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        else:
            lists = [
                {**row, "scope_role": json.loads(row["scope_role"]) if "[" in row["scope_role"] else row["scope_role"]}
                for row in rows
            ]
            file.writelines(json.dumps(row) + "\n" for row in lists)
    answer = mdg.audit(mdg.load(tmp_path / "l.yaml"), tmp_path / f"log.{form}", as_of="2026-02-01")
    assert (answer.events, answer.repeated_rows, answer.conflicting_rows) == (1, repeated, conflicting)


def test_a_landscape_of_many_needs_is_told_on_one_screen_the_worst_first(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    systems = [f"sales_system_{number}" for number in range(60)]
    flows = "".join(f"\n  to_{name}: {{from: shop, to: {name}}}" for name in systems)
    needs = "".join(f"\n  need_of_{name}: {{system: {name}, max_age: 2h}}" for name in systems)
    text = SCOPED.replace("    dimensions: {country: {open: true}, role: {values: [a, b], many: true}}\n", "")
    text = text.replace("{shop: {}}", "{shop: {}, " + ", ".join(f"{name}: {{}}" for name in systems) + "}")
    (folder / "l.yaml").write_text(f"{text}flows:{flows}\nneeds:{needs}\n", encoding="utf-8")
    told = [f"create shop 05/08:00 {name} 05/09:00 to_{name}" for name in systems[:50]]
    (folder / "log.csv").write_text(events("create shop 05/08:00 shop 05/08:00", *told), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["audit", "l.yaml", "--events", "log.csv", "--as-of", "2026-02-01"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 55
    assert [line for line in lines if len(line) > 80] == []
    assert f"need_of_{systems[57]}" in "".join(lines[3:11])  # what never came is worse than what did
    assert lines[11] == "and 52 more needs, 2 with changes late or missing; `--format json` has all"


GOOD = "e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,\n"
SENT = GOOD.replace("shop,2026-01-05T08:00:00Z,\n", "mail,2026-01-05T09:00:00Z,to_mail\n")


def rejected(folder: Path, name: str, log: bytes) -> tuple[int, list[tuple[int, str]]]:
    (folder / "l.yaml").write_text(PERSON, encoding="utf-8")
    (folder / name).write_bytes(log)
    found = mdg.audit(mdg.load(folder / "l.yaml"), folder / name, as_of="2026-02-01")
    assert found.rejected == len(found.rejections)
    return found.events, [(one.line, one.reason.split(":")[0]) for one in found.rejections]


NO_UTF_8 = "`record_id` has a character that is none"


def test_rows_that_are_no_utf_8_are_told_with_their_place_and_the_others_judged(tmp_path: Path) -> None:
    csv_log = f"{HEAD}\n{GOOD.replace('c1', 'Müller')}{GOOD}{SENT}".encode("latin-1")
    assert rejected(tmp_path, "log.csv", csv_log) == (2, [(2, NO_UTF_8)])
    lines = [dict(zip(HEAD.split(","), row.strip().split(","), strict=True)) for row in (GOOD, SENT)]
    texts = [json.dumps({**row, "via": row["via"] or None}, ensure_ascii=False) for row in lines]
    events_read, told = rejected(
        tmp_path, "log.jsonl", "\n".join([texts[0].replace("c1", "Müller"), *texts]).encode("latin-1")
    )
    assert (events_read, [line for line, _ in told]) == (2, [1])
    with pytest.raises(MdgError, match="is in UTF-16; save it as UTF-8"):
        rejected(tmp_path, "log.csv", f"{HEAD}\n{GOOD}".encode("utf-16"))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "mark"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_is_read_as_its_heading_says(tmp_path: Path, separator: str, mark: bytes) -> None:
    bad = GOOD.replace("e1", "e2").replace("2026-01-05T08:00:00Z", "yesterday", 1)
    log = mark + f"{HEAD}\n{GOOD}{bad}{SENT}".replace(",", separator).encode()
    for name in ("log.csv", "log.tsv"):
        said = rejected(tmp_path, name, log)
        assert said == (2, [(3, "`changed_at` is no instant with a date and a time of day")])


def test_quotes_that_come_late_in_a_file_are_quotes(tmp_path: Path) -> None:
    """Nothing is guessed from the first rows, of which none has quotes."""
    plain = "".join(GOOD.replace("e1", f"p{number}").replace("c1", f"p{number}") for number in range(30_000))
    quoted = GOOD.replace("c1", '"c ""1"", and\nmore"') + SENT.replace("c1", '"c ""1"", and\nmore"')
    (tmp_path / "l.yaml").write_text(PERSON, encoding="utf-8")
    (tmp_path / "log.csv").write_text(f"{HEAD}\n{plain}{quoted}", encoding="utf-8")
    found = mdg.audit(mdg.load(tmp_path / "l.yaml"), tmp_path / "log.csv", as_of="2026-02-01")
    assert (found.events, found.rejected, found.violations["orphan"]) == (30_002, 0, 0)
    assert found.needs["mail_needs"].delivered == 1


def test_an_apostrophe_is_no_quote(tmp_path: Path) -> None:
    said = rejected(
        tmp_path, "log.csv", f"{HEAD}\n{GOOD.replace('c1', chr(39) + '1' + chr(39))}{SENT.replace('c1', '1')}".encode()
    )
    assert said == (2, [])
