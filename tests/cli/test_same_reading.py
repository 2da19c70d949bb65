"""One log is read one way by `audit`, `record` and `watch`: the same rows are taken, and the same ones rejected."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import random
import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mdg
from mdg.store.engine import engine_of
from mdg.store.recording import stored

LANDSCAPE = """\
mdg: 1
entities:
  customer:
    dimensions: {country: [DE, FR], role: {values: [buyer, payer], many: true}, site: {open: true}}
    groups:
      name: {attributes: [first, last]}
systems: {shop: {}, mail: {}}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  f: {from: shop, to: mail, latency: 1h}
needs:
  n: {system: mail, max_age: 2h}
"""
ROW = {
    "event_id": "e1",
    "entity": "customer",
    "record_id": "c1",
    "group": "name",
    "operation": "create",
    "origin": "shop",
    "changed_at": "2026-01-05T08:00:00Z",
    "system": "shop",
    "applied_at": "2026-01-05T08:00:00Z",
    "scope_country": "DE",
    "scope_role": ["payer", "buyer"],
    "scope_site": "Bonn",
}
HEAD = ",".join(ROW)
CSV = (
    'e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,DE,"[""payer"", ""buyer""]",Bonn\n'
)
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
Rejected = list[tuple[int, str]]


def audited(folder: Path, log: Any) -> tuple[int, Rejected]:
    """How many rows an audit judged, and the lines and reasons of those that it rejected."""
    (folder / "l.yaml").write_text(LANDSCAPE, encoding="utf-8")
    answer = mdg.audit(mdg.load(folder / "l.yaml"), log, as_of=NOW)
    rejections = [(one.line, one.reason) for one in answer.rejections]
    assert len(rejections) == min(answer.rejected, 20)
    return answer.events + answer.repeated_rows + answer.conflicting_rows, rejections


def recorded(folder: Path, log: Any) -> tuple[int, Rejected]:
    """The same of a recording."""
    url = f"sqlite:///{folder}/events.db"
    (folder / "events.db").unlink(missing_ok=True)
    answer = mdg.record(url, log)
    rejections = [(row["line"], row["reason"]) for row in answer.rejections]
    assert len(rejections) == answer.rejected
    return answer.read - answer.rejected, rejections


def watched(folder: Path, log: Path) -> tuple[int, Rejected]:
    """The same of a watch, of which the rows without a notice are those that it took."""
    (folder / "memory").unlink(missing_ok=True)
    told: list[Any] = []
    with mdg.Watch(mdg.load(folder / "l.yaml"), log, folder / "memory") as watch:
        while watch.look(NOW, told.append):
            pass
        assert watch.unfinished is None
    wrong = [one for one in told if one.kind == "unreadable"]
    return len(told) - len(wrong), [(int(one.place.rpartition(":")[2]), one.reason) for one in wrong]


def alike(folder: Path, name: str, log: bytes) -> tuple[int, Rejected]:
    """What the audit and the recording take, which is the same, as are the lines that both and the watch reject."""
    path = folder / name
    path.write_bytes(log)
    answer = audited(folder, path)
    taken, rejections = recorded(folder, path)
    lines = [line for line, _ in answer[1]]
    assert (answer[0], lines) == (taken, [line for line, _ in rejections])
    if not log.lstrip().startswith((b"[", b"{\n")):  # what is no line after the other does not grow
        assert lines == [line for line, _ in watched(folder, path)[1]]
    return answer


def origins(folder: Path) -> list[str]:
    """The origins of the rows that were recorded."""
    return [row["origin"] for row in stored(engine_of(f"sqlite:///{folder}/events.db", existing=True))]


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


@pytest.mark.parametrize("name", ["event_id", "record_id", "origin", "scope_site", "scope_country", "scope_role"])
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_nul_in_a_text_is_refused_with_its_reason(tmp_path: Path, name: str, ending: str) -> None:
    text = "a\0b"
    wrong = {**ROW, name: [text] if name == "scope_role" else text}
    rows = [ROW, wrong, {**ROW, "event_id": "e3"}]
    said = f"`{name}` has a NUL character in it"
    if ending == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "log.parquet")
        assert audited(tmp_path, tmp_path / "log.parquet") == (2, [(2, said)])
        assert recorded(tmp_path, tmp_path / "log.parquet") == (2, [(2, said)])
        assert audited(tmp_path, pa.Table.from_pylist(rows)) == (2, [(2, said)])
    elif ending == "csv":
        lines = [[json.dumps(cell) if isinstance(cell, list) else cell for cell in row.values()] for row in rows]
        cells = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
        assert alike(tmp_path, "log.csv", "\n".join([HEAD, *cells, ""]).encode()) == (2, [(3, said)])
    else:
        assert alike(tmp_path, "log.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode()) == (
            2,
            [(2, said)],
        )


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


@pytest.mark.parametrize(("line", "said"), NO_JSON)
@pytest.mark.parametrize("place", [0, 300])
def test_what_is_no_json_is_rejected_by_all(tmp_path: Path, line: str, said: str, place: int) -> None:
    lines = [PLAIN.replace('"e1"', f'"e{number}"') for number in range(place + 1)]
    lines.insert(place, line)
    taken, [(number, reason)] = alike(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode())
    assert (taken, number) == (place + 1, place + 1)
    assert said in reason


NO_TEXTS = [True, 1.5, ["x"], {"a": "x"}, 123456789012345678901234567890]


@pytest.mark.parametrize("value", NO_TEXTS, ids=str)
@pytest.mark.parametrize("name", ["event_id", "record_id", "group", "via"])
def test_in_json_what_is_no_text_is_no_id(tmp_path: Path, name: str, value: Any) -> None:
    lines = [PLAIN, json.dumps({**ROW, name: value}), PLAIN.replace("e1", "e3")]
    answer = alike(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode())
    assert answer == (2, [(2, f"`{name}` is no text")])
    assert alike(tmp_path, "log.json", f"[{','.join(lines)}]".encode()) == answer


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [["x"]], [None], [1.5]], ids=str)
def test_in_json_a_dimension_is_a_text_or_a_list_of_texts(tmp_path: Path, value: Any) -> None:
    lines = [PLAIN, json.dumps({**ROW, "scope_site": value})]
    said = "`scope_site` is neither a text nor a list of texts"
    assert alike(tmp_path, "log.jsonl", ("\n".join(lines) + "\n").encode()) == (1, [(2, said)])


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


def typed(name: str, kind: Any, values: list[Any]) -> pa.Table:
    """A table of three rows, in which a column is of that type."""
    rows = [{**ROW, "event_id": f"e{number}", "via": None} for number in range(3)]
    table = pa.Table.from_pylist(rows)
    if table.schema.field("via").type == pa.null():
        table = table.set_column(table.schema.get_field_index("via"), "via", pa.array([None] * 3, pa.string()))
    return table.set_column(table.schema.get_field_index(name), name, pa.array(values, kind))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.binary(), b"x"),
        (pa.float64(), 1.5),
        (pa.bool_(), True),
        (pa.decimal128(5, 0), decimal.Decimal(7)),
        (pa.timestamp("us"), dt.datetime(2026, 1, 1)),
        (pa.list_(pa.string()), ["x"]),
        (pa.struct({"a": pa.string()}), {"a": "x"}),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["event_id", "record_id", "group", "via"])
def test_in_parquet_what_is_no_text_is_no_id(tmp_path: Path, kind: Any, value: Any, name: str) -> None:
    table = typed(name, kind, [None, value, value])
    log = tmp_path / "log.parquet"
    pq.write_table(table, log)
    answer = audited(tmp_path, log)
    wrong = [(2, f"`{name}` is no text"), (3, f"`{name}` is no text")]
    assert answer[1][-2:] == wrong
    assert len(answer[1]) + answer[0] == 3
    assert len(answer[1]) == (2 if name == "via" else 3)
    assert recorded(tmp_path, log)[1][-2:] == wrong
    assert audited(tmp_path, table) == answer


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.int8(), 7),
        (pa.uint64(), 2**63),
        (pa.dictionary(pa.int8(), pa.string()), "x"),
        (pa.large_string(), "x"),
        (pa.uuid(), uuid.UUID(int=7)),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["event_id", "record_id", "scope_site"])
def test_in_parquet_what_is_written_as_a_text_is_one(tmp_path: Path, kind: Any, value: Any, name: str) -> None:
    given = value.bytes if isinstance(value, uuid.UUID) else value
    table = typed(name, kind, [given, given, given])
    pq.write_table(table, tmp_path / "log.parquet")
    assert audited(tmp_path, tmp_path / "log.parquet")[1] == recorded(tmp_path, tmp_path / "log.parquet")[1] == []
    found = list(stored(engine_of(f"sqlite:///{tmp_path}/events.db", existing=True)))
    told = {json.loads(row["scope"])["site"] if name == "scope_site" else row[name] for row in found}
    assert told == {str(value)}


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        (pa.bool_(), True, True),
        (pa.list_(pa.int8()), [1], True),
        (pa.list_(pa.string(), 1), ["x"], True),
        (pa.list_(pa.float64()), [1.5], False),
        (pa.float32(), 1.5, False),
        (pa.binary(), b"x", False),
    ],
    ids=str,
)
def test_in_parquet_what_can_be_a_dimension(tmp_path: Path, kind: Any, value: Any, *, taken: bool) -> None:
    pq.write_table(typed("scope_site", kind, [value] * 3), tmp_path / "log.parquet")
    answer = audited(tmp_path, tmp_path / "log.parquet")
    said = "`scope_site` is neither a text nor a list of texts"
    assert answer == ((3, []) if taken else (0, [(number, said) for number in (1, 2, 3)]))
    assert recorded(tmp_path, tmp_path / "log.parquet") == answer


def test_files_of_other_types_are_read_each_by_its_own(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    pq.write_table(typed("record_id", pa.string(), ["a", "b", "c"]), tmp_path / "logs" / "1.parquet")
    pq.write_table(typed("record_id", pa.float64(), [1.5, 2.5, 3.5]), tmp_path / "logs" / "2.parquet")
    pq.write_table(typed("record_id", pa.int64(), [1, 2, 3]), tmp_path / "logs" / "3.parquet")
    said = "`record_id` is no text"
    answer = audited(tmp_path, tmp_path / "logs")
    assert answer[1] == [(number, said) for number in (1, 2, 3)]


def test_a_folder_with_one_odd_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "1.csv").write_text(f"{HEAD}\n{CSV}")
    odd = CSV.replace("shop", ' "shop"').replace("e1", "e2")
    (tmp_path / "logs" / "2.csv").write_text(f"{HEAD}\n{odd}")
    assert audited(tmp_path, tmp_path / "logs") == (2, [])


PIECES = ['"', '""', " ", ",", "\n", "\r\n", "\r", "\0", "a", "é", "shop", "[", "]", '"[""a"", ""b""]"', "\t", ";"]


@pytest.mark.parametrize("seed", range(40))
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


def both(folder: Path, name: str, log: bytes) -> None:
    """The audit rejects what the recording does, and beside that only what it judges by the landscape."""
    (folder / name).write_bytes(log)
    taken, rejections = audited(folder, folder / name)
    kept, refused = recorded(folder, folder / name)
    lines = {line for line, _ in rejections}
    assert {line for line, _ in refused} - lines == set(), (rejections, refused)
    assert taken + len(rejections) == kept + len(refused), (rejections, refused)


VALUES = ["x", "é", "", "NaN", "a\0", 'q"', "\\", 1, -1, 0, 2**64, 1.5, 1e3, True, None, [], ["a", 1], [None], {"a": 1}]


@pytest.mark.parametrize("seed", range(40))
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
