"""One log is read one way by `audit`, `record` and `watch`: the same rows are taken, and the same ones rejected."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mdg
from mdg.store.engine import engine_of
from mdg.store.recording import stored

from .same_reading import CSV, HEAD, LANDSCAPE, NOW, ROW, alike, audited, both, origins, recorded, watched


@pytest.mark.parametrize("cell", [' "shop"', '"shop" ', '   "shop"  '])
def test_a_blank_beside_a_quoted_cell_belongs_to_no_cell(tmp_path: Path, cell: str) -> None:
    log = f"{HEAD}\n{CSV.replace('shop', cell, 1)}{CSV.replace('e1', 'e2')}"
    assert alike(tmp_path, "log.csv", log.encode()) == (2, [])
    assert origins(tmp_path) == ["shop", "shop"]


def test_a_blank_before_a_quote_begins_a_cell_with_a_separator_or_a_line_in_it(tmp_path: Path) -> None:
    first = CSV.replace("Bonn", ' "Bonn, am\nRhein" ')
    log = f"{HEAD}\n{first}{CSV.replace('e1', 'e2').replace('create', 'made')}"
    assert alike(tmp_path, "log.csv", log.encode()) == (1, [(4, "unknown operation `made`")])


def test_blanks_within_cells_stay(tmp_path: Path) -> None:
    log = f"{HEAD}\n{CSV.replace('shop', ' shop', 1)}{CSV.replace('shop', chr(34) + ' shop' + chr(34), 1)}"
    alike(tmp_path, "log.csv", log.encode())
    assert origins(tmp_path) == [" shop"]  # twice the same row


NULS = ["event_id", "record_id", "origin", "scope_site", "scope_country", "scope_role"]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_nul_in_a_text_is_refused_with_its_reason(tmp_path: Path, ending: str) -> None:
    rows: list[dict[str, Any]] = [ROW, {**ROW, "event_id": "e3"}]
    rows += [{**ROW, name: ["a\0b"] if name == "scope_role" else "a\0b"} for name in NULS]
    said = [(number, f"`{name}` has a NUL character in it") for number, name in enumerate(NULS, 3)]
    if ending == "parquet":
        table, log = pa.Table.from_pylist(rows), tmp_path / "log.parquet"
        pq.write_table(table, log)
        assert audited(tmp_path, log) == recorded(tmp_path, log) == audited(tmp_path, table) == (2, said)
    elif ending == "csv":
        lines = [[json.dumps(cell) if isinstance(cell, list) else cell for cell in row.values()] for row in rows]
        cells = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
        answer = alike(tmp_path, "log.csv", "\n".join([HEAD, *cells, ""]).encode())
        assert answer == (2, [(line + 1, reason) for line, reason in said])
    else:
        assert alike(tmp_path, "log.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode()) == (2, said)


def test_lines_that_end_in_cr_alone_are_lines_for_all(tmp_path: Path) -> None:
    log = f"{HEAD}\n{CSV}{CSV.replace('e1', 'e2').replace('shop,2026', 'mill,2026', 1)}".replace("\n", "\r").encode()
    assert alike(tmp_path, "log.csv", log) == (2, [])
    # the mill may not create, and what the shop created should be with `mail` by now
    assert watched(tmp_path, tmp_path / "log.csv") == (2, [])


def test_a_watch_goes_on_behind_lines_that_end_in_cr_alone(tmp_path: Path) -> None:
    (tmp_path / "l.yaml").write_text(LANDSCAPE, encoding="utf-8")
    log = tmp_path / "log.csv"
    told: list[Any] = []
    log.write_bytes(f"{HEAD}\n{CSV}".replace("\n", "\r").encode())
    with mdg.Watch(mdg.load(tmp_path / "l.yaml"), log, tmp_path / "memory") as watch:
        while watch.look(NOW, told.append):
            pass
        with log.open("ab") as stream:
            stream.write(CSV.replace("create", "made").replace("\n", "\r").encode())
        while watch.look(NOW, told.append):
            pass
    assert [one.place for one in told if one.kind == "unreadable"] == [f"{log}:3"]


def test_half_of_the_end_of_a_line_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "l.yaml").write_text(LANDSCAPE, encoding="utf-8")
    log = tmp_path / "log.csv"
    whole = f"{HEAD}\n{CSV}{CSV.replace('create', 'made')}".replace("\n", "\r\n").encode()
    told: list[Any] = []
    with mdg.Watch(mdg.load(tmp_path / "l.yaml"), log_with(log, b""), tmp_path / "memory") as watch:
        for size in range(len(whole) + 1):  # the writer is looked at after every character
            if size == len(whole) or whole[size - 1 : size] in b"\r\n":
                log_with(log, whole[:size])
                while watch.look(NOW, told.append):
                    pass
    assert [one.place for one in told if one.kind == "unreadable"] == [f"{log}:3"]


def log_with(path: Path, content: bytes) -> Path:
    """The path of a log that holds that."""
    path.write_bytes(content)
    return path


def test_a_lone_cr_in_a_line_is_told_by_all(tmp_path: Path) -> None:
    log = f"{HEAD}\n{CSV}{CSV.replace('c1', 'a' + chr(13) + 'b')}{CSV.replace('e1', 'e4')}"
    taken, rejections = alike(tmp_path, "log.csv", log.encode())
    assert (taken, [line for line, _ in rejections]) == (2, [3, 4])


PLAIN = json.dumps(ROW)
#: What stands in a line of JSON and is none, or none that can be read in one way.
NO_JSON = [
    (PLAIN.replace('"record_id": "c1"', '"record_id": "c1", "record_id": "c2"'), "`record_id` stands in it twice"),
    (PLAIN.replace('"record_id": "c1"', '"record_id" :"c1", "record_id": "c2"'), "`record_id` stands in it twice"),
    (PLAIN.replace("}", ', "more": {"a": 1, "a": 2}}'), "`a` stands in it twice"),
    (PLAIN.replace("}", ', "more": NaN}'), "it is no JSON"),
    (PLAIN.replace('"c1"', "NaN"), "it is no JSON"),
    (PLAIN.replace('"c1"', "-Infinity"), "it is no JSON"),
    (PLAIN.replace("}", ', "more": inf}'), "it is no JSON"),
    (PLAIN.replace("}", ",}"), "it is no JSON"),
    (PLAIN.replace("]", ",]"), "it is no JSON"),
]


@pytest.mark.parametrize("place", [0, 300])
def test_what_is_no_json_is_rejected_by_all(tmp_path: Path, place: int) -> None:
    good = [PLAIN.replace('"e1"', f'"e{number}"') for number in range(place + 1)]
    lines = [*good[:place], *(line for line, _ in NO_JSON), *good[place:]]
    taken, rejections = alike(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode())
    assert taken == place + 1
    assert [line for line, _ in rejections] == [place + 1 + number for number in range(len(NO_JSON))]
    assert all(said in reason for (_, said), (_, reason) in zip(NO_JSON, rejections, strict=True)), rejections


@pytest.mark.parametrize("line", [line for line, _ in NO_JSON])
def test_one_line_that_is_no_json_is_found_by_the_audit(tmp_path: Path, line: str) -> None:
    lines = [*(PLAIN.replace('"e1"', f'"e{number}"') for number in range(300)), line]
    (tmp_path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")
    taken, [(number, _)] = audited(tmp_path, tmp_path / "log.jsonl")
    assert (taken, number) == (300, 301)


NO_TEXTS = [True, False, 1.5, 0.0, ["x"], [], {"a": "x"}, 2**64]


@pytest.mark.parametrize("name", ["event_id", "record_id", "group", "via"])
def test_in_json_what_is_no_text_is_no_id(tmp_path: Path, name: str) -> None:
    lines = [PLAIN, *(json.dumps({**ROW, name: value}) for value in NO_TEXTS)]
    answer = alike(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode())
    assert answer == (1, [(number, f"`{name}` is no text") for number in range(2, len(lines) + 1)])
    assert alike(tmp_path, "log.json", f"[{','.join(lines)}]".encode()) == answer


def test_in_json_a_dimension_is_a_text_or_a_list_of_texts(tmp_path: Path) -> None:
    wrong = [1.5, {"a": 1}, [["x"]], [None], [1.5]]
    lines = [PLAIN, *(json.dumps({**ROW, "scope_site": value}) for value in wrong)]
    said = "`scope_site` is neither a text nor a list of texts"
    answer = alike(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode())
    assert answer == (1, [(number, said) for number in range(2, len(lines) + 1)])


@pytest.mark.parametrize("value", [7, -7, 2**63, "7", "é\N{GRINNING FACE}"], ids=str)
def test_numbers_are_the_ids_that_they_are_written_as(tmp_path: Path, value: Any) -> None:
    row = {**ROW, "record_id": value, "scope_site": value}
    later = {**row, "operation": "made"}
    for log in (json.dumps(row), json.dumps(row, ensure_ascii=False), json.dumps(row, indent=1)):
        assert alike(tmp_path, "log.json", log.encode() + b"\n") == (1, [])
        assert [one["record_id"] for one in stored(engine_of(f"sqlite:///{tmp_path}/events.db", existing=True))] == [
            str(value)
        ]
    lines = [json.dumps(row), json.dumps(later)]
    assert alike(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode())[1] == [(2, "unknown operation `made`")]


def test_a_folder_with_one_odd_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "1.csv").write_text(f"{HEAD}\n{CSV}")
    odd = CSV.replace("shop", ' "shop"').replace("e1", "e2")
    (tmp_path / "logs" / "2.csv").write_text(f"{HEAD}\n{odd}")
    assert audited(tmp_path, tmp_path / "logs") == (2, [])


PIECES = ['"', '""', " ", ",", "\n", "\r\n", "\r", "\0", "a", "é", "shop", "[", "]", '"[""a"", ""b""]"', "\t", ";"]


@pytest.mark.parametrize("seed", range(10))
def test_csv_of_any_shape(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    print("seed", seed)
    lines = []
    for number in range(12):
        cells = CSV.replace("e1", f"e{number}").strip().split(",", 10)
        if dice.random() < 0.5:
            place = dice.randrange(len(cells))
            pieces = [dice.choice(PIECES) for _ in range(dice.randrange(1, 5))]
            cells[place] = "".join([*pieces[:2], dice.choice(["", cells[place]]), *pieces[2:]])
        lines.append(",".join(cells))
    log = "\n".join([HEAD, *lines, ""])
    both(tmp_path, "log.csv", log.encode())


VALUES = ["x", "é", "", "NaN", "a\0", 'q"', "\\", 1, -1, 0, 2**64, 1.5, 1e3, True, None, [], ["a", 1], [None], {"a": 1}]


@pytest.mark.parametrize("seed", range(10))
def test_json_lines_of_any_shape(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    print("seed", seed)
    lines = []
    for number in range(12):
        row: dict[str, Any] = {**ROW, "event_id": f"e{number}"}
        for name in dice.sample([*ROW, "via", "purpose", "more", "Group"], dice.randrange(3)):
            row[name] = dice.choice(VALUES)
        names = dice.sample(list(row), len(row)) if dice.random() < 0.2 else list(row)
        line = json.dumps({name: row[name] for name in names}, ensure_ascii=dice.random() < 0.5)
        if dice.random() < 0.2:
            at = dice.randrange(len(line))
            line = line[:at] + dice.choice([" ", ",", "\t", '"', "}", "NaN", '"a":1,', "\\u0000", "-0"]) + line[at:]
        lines.append(line)
    both(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode())
