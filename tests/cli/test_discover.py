"""A landscape drafted from a log: it loads, its log fits it, and what a log cannot show is asked for."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
import yaml

import mdg
from mdg.cli import run
from mdg.diagnostic import MdgError
from tests.postgres_server import server

from .conftest import Mdg

Said = pytest.CaptureFixture[str]

AS_OF = "2026-10-01T00:00:00Z"
START = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def row(event: int, record: str, system: str, after: float, via: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of change number ``event``, visible in a system so many seconds ``after`` it was made in the shop."""
    made = START + dt.timedelta(hours=event)
    told = {
        "event_id": f"{record}-{event}",
        "entity": "customer",
        "record_id": record,
        "group": "contact",
        "operation": "update" if event else "create",
        "origin": "shop",
        "changed_at": made.isoformat(),
        "system": system,
        "applied_at": (made + dt.timedelta(seconds=after)).isoformat(),
        "via": via,
        "scope_country": "DE" if record == "anna" else "AT",
        "scope_role": ["buyer"] if event < 2 else ["buyer", "payer"],
    }
    return {**told, **more}


def rows() -> list[dict[str, Any]]:
    """The shop writes; a hub passes on to two, of which the first is always first; one never says by which flow."""
    found = []
    for event in range(4):
        for record in ("anna", "bert"):
            found += [
                row(event, record, "shop", 0),
                row(event, record, "hub", 5, "shop_to_hub"),
                row(event, record, "crm", 65, "hub_to_crm"),
                row(event, record, "mail", 125, "hub_to_mail"),
                row(event, record, "lake", 3_725),
            ]
    return found


def written(folder: Path, several: list[dict[str, Any]], form: str = "jsonl") -> Path:
    file = folder / f"log.{form}"
    if form == "jsonl":
        file.write_text("".join(json.dumps(one) + "\n" for one in several), encoding="utf-8")
    elif form == "parquet":
        pq.write_table(pa.Table.from_pylist(several), file)
    else:
        pc.write_csv(
            pa.Table.from_pylist([{**one, "scope_role": json.dumps(one["scope_role"])} for one in several]), file
        )
    return file


def test_the_draft_says_what_the_log_shows(tmp_path: Path) -> None:
    found = mdg.discover(written(tmp_path, rows()), as_of=AS_OF)
    document = yaml.safe_load(found.text)
    assert json.loads(json.dumps(document)) == found.document
    assert document["entities"]["customer"] == {
        "dimensions": {
            "country": {"standard": "iso-3166-1"},
            "role": {"values": ["buyer", "payer"], "many": True, "becomes": "any"},
        },
        "groups": {"contact": {}},
    }
    assert list(document["systems"]) == ["crm", "hub", "lake", "mail", "shop"]
    (rule,) = document["ownership"].values()
    assert rule == {
        "system": "shop",
        "entity": "customer",
        "groups": ["contact"],
        "may": ["create", "update"],
        "status": "draft",
    }
    ways = {name: (flow["from"], flow["to"], flow["operations"]) for name, flow in document["flows"].items()}
    assert ways == {
        "shop_to_hub": ("shop", "hub", ["create", "update"]),
        "hub_to_crm": ("hub", "crm", ["create", "update"]),
        "hub_to_mail": ("hub", "mail", ["create", "update"]),  # and not from the crm, which is always before it
    }
    assert (found.events, found.skipped) == (40, 0)


def test_what_was_measured_stands_beside_it(tmp_path: Path) -> None:
    text = mdg.discover(written(tmp_path, rows()), as_of=AS_OF).text
    assert "# seen: create 2, update 6" in text
    assert "# rows: 8; hub had 8 of the changes before (its name says so)" in text
    assert "# from hub: half within 2m, 95 % within 2m, at most 2m" in text
    assert "# from the change: half within 2m5s, 95 % within 2m5s, at most 2m5s" in text
    assert "# contact of customer came from shop to lake: no flow is named (rows: 8)" in text
    need = "lake_needs_customer: {system: lake, entity: customer, groups: [contact], max_age: 2h}"
    assert f"{need}  # at most 1h2m5s was seen" in text
    assert "# 2 records had different ones in the course of time" in text


def test_where_no_name_says_so_it_came_from_who_had_it_last(tmp_path: Path) -> None:
    several = [{**one, "via": {"hub_to_crm": "feed_7"}.get(one["via"], one["via"])} for one in rows()]
    found = mdg.discover(written(tmp_path, several), as_of=AS_OF)
    assert found.document["flows"]["feed_7"]["from"] == "hub"
    assert "hub had 8 of the changes before (most often the last to have a change before)" in found.text


def test_a_name_is_no_evidence_against_the_rows(tmp_path: Path) -> None:
    """The system in the flow's name never had a change before, so it did not come from there."""
    several = [{**one, "via": {"hub_to_crm": "mail_to_crm"}.get(one["via"], one["via"])} for one in rows()]
    assert mdg.discover(written(tmp_path, several), as_of=AS_OF).document["flows"]["mail_to_crm"]["from"] == "hub"


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_the_log_fits_its_draft(tmp_path: Path, form: str) -> None:
    file = written(tmp_path, rows(), form)
    (tmp_path / "draft.yaml").write_text(mdg.discover(file, as_of=AS_OF).text, encoding="utf-8")
    report = mdg.check(tmp_path / "draft.yaml", as_of=AS_OF[:10])
    assert report.ok("error"), [str(one.message) for one in report.findings]
    found = mdg.audit(mdg.load(tmp_path / "draft.yaml"), file, as_of=AS_OF)
    assert (found.events, found.rejected) == (40, 0)
    assert found.violations["unauthorised"] == 0
    assert found.violations["undeclared_route"] == 8  # to the lake
    assert not found.unseen_flows


def test_every_form_of_a_log_gives_the_same_draft(tmp_path: Path) -> None:
    file = written(tmp_path, rows())
    expected = mdg.discover(file, as_of=AS_OF)
    for other in (written(tmp_path, rows(), "csv"), written(tmp_path, rows(), "parquet")):
        assert mdg.discover(other, as_of=AS_OF) == expected
    with server() as postgres:
        for url in (f"sqlite:///{tmp_path}/events.db", postgres.new_store()):
            mdg.record(url, file)
            assert mdg.discover(url, as_of=AS_OF) == expected


def test_names_that_are_no_ids_stay_as_titles(tmp_path: Path) -> None:
    several = [{**one, "system": one["system"].replace("crm", "CRM Nord"), "entity": "Kunde/Firma"} for one in rows()]
    found = mdg.discover(written(tmp_path, several), as_of=AS_OF)
    assert found.document["systems"]["crm_nord"] == {"title": "CRM Nord"}
    assert found.document["entities"]["kunde_firma"]["title"] == "Kunde/Firma"
    assert "the log says `CRM Nord`, which is no id" in found.text
    (tmp_path / "draft.yaml").write_text(found.text, encoding="utf-8")
    mdg.load(tmp_path / "draft.yaml")


def test_groups_whose_names_are_no_ids(tmp_path: Path) -> None:
    """A group has no title, so what the log calls it is told in a comment."""
    several = [{**one, "group": "contact data"} for one in rows()]
    text = mdg.discover(written(tmp_path, several), as_of=AS_OF).text
    assert "      # the log says `contact data`, which is no id" in text
    (tmp_path / "draft.yaml").write_text(text, encoding="utf-8")
    assert list(mdg.load(tmp_path / "draft.yaml").entities["customer"].groups) == ["contact_data"]


def test_a_text_cannot_leave_its_comment(tmp_path: Path) -> None:
    several = [{**one, "via": one["via"] and "a\nflows: {x: {}} # mdg: ignore MDG101"} for one in rows()]
    text = mdg.discover(written(tmp_path, several), as_of=AS_OF).text
    (tmp_path / "draft.yaml").write_text(text, encoding="utf-8")
    assert "x" not in mdg.load(tmp_path / "draft.yaml").flows
    assert "# mdg" not in text


def test_a_column_that_some_rows_lack_is_no_dimension(tmp_path: Path) -> None:
    several = rows()
    several[0] = {**several[0], "scope_country": None}
    use = row(5, "anna", "mail", 0, operation="use", purpose="news", scope_country=None)
    found = mdg.discover(written(tmp_path, [*several, use]), as_of=AS_OF)
    assert list(found.document["entities"]["customer"]["dimensions"]) == ["role"]
    assert "no dimension is made of `scope_country`: 1 of 40 rows have none" in found.text


def test_a_use_needs_no_scope(tmp_path: Path) -> None:
    without = {"scope_country": None, "scope_role": None}
    use = row(5, "anna", "mail", 0, operation="use", group=None, purpose="news", origin="mail", **without)
    file = written(tmp_path, [*rows(), use])
    found = mdg.discover(file, as_of=AS_OF)
    assert list(found.document["entities"]["customer"]["dimensions"]) == ["country", "role"]
    (tmp_path / "draft.yaml").write_text(found.text, encoding="utf-8")
    assert mdg.audit(mdg.load(tmp_path / "draft.yaml"), file, as_of=AS_OF).rejected == 0


def test_deletions_uses_and_consents(tmp_path: Path) -> None:
    several = [
        *rows(),
        row(9, "anna", "shop", 0, operation="delete", group=None),
        row(9, "anna", "hub", 5, "shop_to_hub", operation="delete", group=None),
        row(5, "anna", "mail", 0, operation="use", purpose="news", origin="mail"),
        row(4, "anna", "shop", 0, group="consent", purpose="news", scope_consent="granted"),
    ]
    file = written(tmp_path, several)
    found = mdg.discover(file, as_of=AS_OF)
    assert found.document["ownership"]["shop_delete_customer"]["may"] == ["delete"]
    assert "operations" not in found.document["flows"]["shop_to_hub"]  # it carries all of them
    assert found.document["purposes"] == {"news": {"status": "draft"}}
    assert "consent is told in customer.consent" in found.text
    assert "consent" not in found.document["entities"]["customer"]["dimensions"]
    (tmp_path / "draft.yaml").write_text(found.text, encoding="utf-8")
    audit = mdg.audit(mdg.load(tmp_path / "draft.yaml"), file, as_of=AS_OF)
    assert (audit.rejected, audit.violations["unauthorised"]) == (0, 0)


def test_a_name_of_several_ways_is_that_of_the_most_frequent(tmp_path: Path) -> None:
    several = [{**one, "via": "nightly" if one["system"] in ("hub", "crm") else one["via"]} for one in rows()]
    found = mdg.discover(written(tmp_path, [*several, row(7, "anna", "crm", 65, "nightly")]), as_of=AS_OF)
    assert {name: flow["to"] for name, flow in found.document["flows"].items()} == {
        "nightly": "crm",
        "hub_to_mail": "mail",
    }
    assert "came from shop to hub: `nightly` is named, which elsewhere is another way (rows: 8)" in found.text


def test_rows_that_lack_something_are_counted(tmp_path: Path, capsys: Said) -> None:
    several = [*rows(), {**rows()[0], "system": None}, {**rows()[0], "operation": "merge"}]
    assert run(["discover", str(written(tmp_path, several)), "--as-of", AS_OF]) == 0
    said = capsys.readouterr()
    assert "2 more rows were left out" in said.err
    assert "2 more rows could not be read" in said.out


def test_rows_applied_later_are_left_out(tmp_path: Path) -> None:
    found = mdg.discover(written(tmp_path, rows()), as_of="2026-09-01T00:00:00Z")
    assert found.events == 2
    assert list(found.document["systems"]) == ["shop"]


def test_a_log_without_events_is_no_draft(tmp_path: Path) -> None:
    with pytest.raises(MdgError, match="holds no event that was applied by 2020"):
        mdg.discover(written(tmp_path, rows()), as_of="2020-01-01")
    with pytest.raises(MdgError, match=r"no event .* \(1 rows lack what every event has\), so there is no draft"):
        mdg.discover(written(tmp_path, [{**rows()[0], "system": None}]), as_of=AS_OF)
    with pytest.raises(MdgError, match="there is no log at"):
        mdg.discover(tmp_path / "nowhere.jsonl")


def test_a_draft_overwrites_nothing(tmp_path: Path, capsys: Said) -> None:
    file, kept = written(tmp_path, rows()), tmp_path / "landscape.yaml"
    assert run(["discover", str(file), "-o", str(kept)]) == 0
    kept.write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert run(["discover", str(file), "-o", str(kept)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert kept.read_text(encoding="utf-8") == "mine"


def test_as_json_it_is_a_landscape_too(tmp_path: Path, mdg: Mdg) -> None:
    file = written(tmp_path, rows())
    done = mdg("discover", str(file), "--format", "json", "-o", str(tmp_path / "draft.json"))
    assert done.returncode == 0, done.stderr
    assert mdg("check", str(tmp_path / "draft.json"), "--fail-on", "error").returncode == 0
