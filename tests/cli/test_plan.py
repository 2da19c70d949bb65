"""``mdg plan``: the answer in both forms, what it refuses, and a what-if."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mdg.cli import run
from tests.cli.conftest import Mdg, written
from tests.cli.test_process import on_a_terminal
from tests.topology.routed import TEXT

Said = pytest.CaptureFixture[str]
GRANTED = ["--record", "country=DE,consent=granted"]
CREATE = ["plan", "routed.yaml", "create", "--origin", "shop", *GRANTED]
UPDATE = ["plan", "routed.yaml", "update", "--origin", "crm", *GRANTED]


@pytest.fixture(autouse=True)
def routed(folder: Path) -> Path:
    return written(folder / "routed.yaml", TEXT)


def asked(capsys: Said, *arguments: str) -> dict[str, Any]:
    assert run([*arguments, "--format", "json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    answer: dict[str, Any] = json.loads(said.out)
    return answer


def test_text(capsys: Said) -> None:
    assert run(CREATE) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("create a `customer` in `shop`\n")
    assert "├─ mailer  within 28h15m\n" in said.out
    assert "no rule lets" not in said.out


def test_json_keeps_to_its_schema(project: Path, capsys: Said) -> None:
    schema = json.loads((project / "mdg" / "data" / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))
    for question in (CREATE, UPDATE, [*CREATE, "--without", "bus"], ["plan", "delete", "--origin", "shop", *GRANTED]):
        answer = asked(capsys, *question)
        jsonschema.validate(answer, schema, jsonschema.Draft202012Validator)
        assert list(answer)[:9] == schema["required"]
    assert asked(capsys, *CREATE) == {
        "operation": "create",
        "entity": "customer",
        "origin": "shop",
        "record": {"country": "DE", "consent": "granted"},
        "waves": [["shop"], ["erp"], ["crm"], ["mailer"], ["game"]],
        "arrivals": {
            "shop": {"within_seconds": 0, "route": [], "groups": ["name", "contact"]},
            "erp": {"within_seconds": 88_200, "route": ["shop_to_erp"], "groups": ["name", "contact"]},
            "crm": {"within_seconds": 93_600, "route": ["shop_to_erp", "erp_to_crm"], "groups": ["name", "contact"]},
            "mailer": {
                "within_seconds": 101_700,
                "route": ["shop_to_erp", "erp_to_crm", "crm_to_mailer"],
                "groups": ["name", "contact"],
            },
            "game": {
                "within_seconds": None,
                "route": ["shop_to_erp", "erp_to_crm", "crm_to_mailer", "mailer_to_game"],
                "groups": ["contact"],
            },
        },
        "cycles": [],
        "unreached": ["agency"],
        "flows": ["shop_to_erp", "erp_to_crm", "crm_to_mailer", "mailer_to_game"],
    }


def test_an_update_of_some_groups(capsys: Said) -> None:
    answer = asked(capsys, "plan", "update", "--origin", "erp", "--groups", "name", *GRANTED)
    assert answer["waves"] == [["erp"], ["crm"], ["mailer"]]
    assert asked(capsys, *UPDATE)["cycles"] == [{"systems": ["crm", "erp"], "protected": False}]


def test_where_the_record_began(folder: Path, capsys: Said) -> None:
    text = TEXT.replace(
        "ownership:", "ownership:\n  erp_creates: {system: erp, may: [create], groups: [name, contact]}"
    )
    written(folder / "routed.yaml", text)
    assert run(UPDATE) == 2
    assert "may have begun in `erp`, `shop`; say where with `created_in`" in capsys.readouterr().err
    assert asked(capsys, *UPDATE, "--created-in", "erp")["unreached"] == ["agency"]
    assert asked(capsys, *UPDATE, "--created-in", "shop")["unreached"] == ["agency", "shop"]


def test_a_change_that_nobody_grants_is_planned_and_says_so(capsys: Said) -> None:
    assert run(["plan", "create", "--origin", "crm", *GRANTED]) == 0
    assert "note         no rule lets `crm` create this; `mdg decide` says why" in capsys.readouterr().out
    assert run(["plan", "update", "--origin", "agency", "--groups", "score", *GRANTED]) == 0
    assert "no rule" not in capsys.readouterr().out, "what a provider supplies needs none"


def test_a_change_where_the_record_never_comes_says_so(capsys: Said) -> None:
    question = ["plan", "update", "--origin", "shop", "--created-in", "crm", "--groups", "contact", *GRANTED]
    assert run(question) == 0
    said = capsys.readouterr().out
    assert "note         such a record does not come to `shop`\n" in said
    assert "note         no rule lets such a record begin in `crm`\n" in said
    assert run([*UPDATE, "--created-in", "shop"]) == 0
    assert "note" not in capsys.readouterr().out


def test_the_day_decides_what_is_in_force(folder: Path, capsys: Said) -> None:
    written(folder / "routed.yaml", TEXT.replace("trigger: manual}", "trigger: manual, valid: {until: 2026-06-30}}"))
    assert "game" in asked(capsys, *CREATE, "--as-of", "2026-06-30")["arrivals"]
    assert "game" not in asked(capsys, *CREATE, "--as-of", "2026-07-01")["arrivals"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["create", *GRANTED], "--origin"),
        (["create", "--origin", "shop", "--origin", "crm", *GRANTED], "`--origin` is given twice"),
        (["enrich", "--origin", "shop", *GRANTED], "it must be one of create, update, delete"),
        (["--origin", "shop", *GRANTED], "say what happens to the record: create, update, delete"),
        (["routed.yaml", "create", "shop", "--origin", "shop"], "`shop` is one word too many"),
        (["missing", "create", "--origin", "shop", *GRANTED], "`missing`"),
        (["create", "--origin", "shpo", *GRANTED], "unknown system `shpo`; did you mean `shop`?"),
        (["create", "--origin", "shop", "--entity", "client", *GRANTED], "unknown entity `client`"),
        (["create", "--origin", "shop", "--record", "country=DE"], "the record has no `consent`"),
        (["create", "--origin", "shop", "--record", "country=DE,consent=grantd"], "did you mean `granted`?"),
        (["update", "--origin", "crm", "--groups", "nam", *GRANTED], "unknown group `nam` of `customer`"),
        (["update", "--origin", "crm", "--groups", "", *GRANTED], "`--groups` has an empty part"),
        (["delete", "--origin", "shop", "--groups", "name", *GRANTED], "leave out `--groups`"),
        (
            ["create", "--origin", "shop", "--without", "buss", *GRANTED],
            "unknown flow or system `buss`; did you mean `bus`?",
        ),
        (["create", "--origin", "shop", "--without", "shop", *GRANTED], "made in `shop`, which is left out"),
        (["create", "--origin", "shop", "--without", "", *GRANTED], "`--without` has an empty part"),
    ],
)
def test_what_cannot_be_planned(arguments: list[str], told: str, capsys: Said) -> None:
    assert run(["plan", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err


def test_without_something(capsys: Said) -> None:
    assert run([*CREATE, "--without", "bus", "--without", "game"]) == 0
    said = capsys.readouterr().out
    assert "  what if      without `bus`, `game` (" in said
    assert said.endswith("cut off\n  crm, mailer\n")
    answer = asked(capsys, *CREATE, "--without", "bus,game")
    assert answer["what_if"]["cut_off"] == ["crm", "mailer"]
    assert {"kind": "system", "id": "game"} in answer["what_if"]["gone"]
    assert set(answer["arrivals"]) == {"shop", "erp"}


def test_a_terminal_and_a_pipe_that_cannot_draw(mdg: Mdg) -> None:
    status, sent = on_a_terminal(*CREATE, columns=60)
    assert status == 0
    assert "\x1b[1mmailer\x1b[0m" in sent
    piped = mdg(*CREATE, env={"PYTHONIOENCODING": "ascii"}).stdout
    assert "`- game    no bound, contact\n     <- mailer by mailer_to_game" in piped
    assert "├─ erp" in mdg(*CREATE, env={"PYTHONIOENCODING": "utf-8"}).stdout


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_a_record_that_began_in_a_system_out_of_force(operation: str, folder: Path, capsys: Said) -> None:
    ended = "attic: {kind: store, valid: {until: 2026-01-31}}"
    written(folder / "ended.yaml", TEXT.replace("attic: {kind: store}", ended))
    question = ["plan", "ended.yaml", operation, "--origin", "shop", "--created-in", "attic", *GRANTED]
    assert run([*question, "--as-of", "2026-06-01"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "not told" not in said.out


def test_a_persona(folder: Path, capsys: Said) -> None:
    written(
        folder / "routed.yaml", TEXT + "records: {anna: {entity: customer, values: {country: DE, consent: none}}}\n"
    )
    answer = asked(capsys, "plan", "create", "--origin", "shop", "--record", "anna")
    assert answer["waves"] == [["shop"], ["erp"], ["crm"]]
