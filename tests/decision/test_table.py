"""Tables: every row gets what it would get if it were asked alone."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import mdg
from mdg.decision import DecisionError, DecisionPoint
from tests.decision.naive import OPERATIONS, SYSTEMS, asked, laid_out, landscapes, layouts, records
from tests.decision.test_decide import TEXT

pa = pytest.importorskip("pyarrow")
rows = pytest.importorskip("mdg.decision.rows")

DAY = "2026-06-01"
DIMENSIONS = ("size", "city", "role", "tag")
ROWS = {
    "id": [1, 2, 3, 4],
    "role": [["prospect"], [], ["customer", "prospect"], ["prospect"]],
    "country": ["DE", "FR", None, "AT"],
    "kind": ["person", "company", "person", "person"],
    "system": ["crm", "erp", "crm", "erp"],
    "groups": [["contact"], ["identity"], None, ["identity", "contact"]],
}
ALLOWED = [True, False, True, False]
RULES = [["crm_contact"], [], ["crm_contact"], []]
DENIED = [[], ["identity"], [], ["identity", "contact"]]


@pytest.fixture(scope="module")
def point() -> DecisionPoint:
    return DecisionPoint(mdg.load(TEXT), as_of=DAY)


@st.composite
def questions(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Columns: records (some of them with values missing), systems and groups."""
    chosen = draw(st.lists(st.tuples(records, st.sampled_from(SYSTEMS), asked), min_size=1, max_size=30))
    gaps = draw(st.sets(st.tuples(st.integers(0, 29), st.sampled_from(DIMENSIONS)), max_size=3))
    columns: dict[str, list[Any]] = {
        name: [None if (row, name) in gaps else record[name] for row, (record, _, _) in enumerate(chosen)]
        for name in DIMENSIONS
    }
    columns |= {name: [None if value is None else sorted(value) for value in columns[name]] for name in ("role", "tag")}
    return columns | {"system": [system for _, system, _ in chosen], "groups": [groups for *_, groups in chosen]}


def arrow(columns: dict[str, list[Any]]) -> Any:
    many = pa.list_(pa.string())
    kinds = {name: many if name in ("role", "tag", "groups") else pa.string() for name in columns}
    return pa.table({name: pa.array(column, kinds[name]) for name, column in columns.items()})


def one_by_one(point: DecisionPoint, operation: str, columns: dict[str, list[Any]]) -> list[Any]:
    """The decisions row by row, an error where there is none."""
    answers: list[Any] = []
    for row, system in enumerate(columns["system"]):
        record = {name: columns[name][row] for name in DIMENSIONS}
        try:
            groups = columns["groups"][row]
            answers.append(point.decide(operation, system=system, entity="partner", groups=groups, record=record))
        except DecisionError as error:
            answers.append(error)
    return answers


@settings(max_examples=60)
@given(
    document=landscapes(),
    layout=layouts,
    columns=questions(),
    operation=st.sampled_from(OPERATIONS),
    block=st.sampled_from((3, 99)),
)
def test_rows_get_what_they_would_get_alone(
    document: dict[str, Any], layout: tuple[int, int], columns: dict[str, list[Any]], operation: str, block: int
) -> None:
    point = DecisionPoint(mdg.load(document), as_of=DAY)
    with laid_out(layout), pytest.MonkeyPatch.context() as patch:
        alone = one_by_one(point, operation, columns)
        patch.setattr(rows, "BLOCK", block)
        wrong = [row for row, answer in enumerate(alone) if isinstance(answer, DecisionError)]
        if wrong:
            with pytest.raises(DecisionError) as error:
                point.decide_table(operation, arrow(columns), entity="partner")
            assert str(error.value) == f"row {wrong[0]}: {alone[wrong[0]]}"
            return
        told = point.decide_table(operation, arrow(columns), entity="partner")
        explained = point.decide_table(operation, arrow(columns), entity="partner", explain=True)
    assert told.select(list(columns)).to_pydict() == arrow(columns).to_pydict()
    for name in ("allowed", "rules", "denied_groups"):
        right = [getattr(answer, name) for answer in alone]
        note(f"{name}: {right}")
        assert [tuple(one) if isinstance(one, list) else one for one in told.column(name).to_pylist()] == right
        assert explained.column(name).to_pylist() == told.column(name).to_pylist()
    assert explained.column("reason").to_pylist() == [answer.reason for answer in alone]
    assert [tuple(one) for one in explained.column("instead").to_pylist()] == [answer.instead for answer in alone]


def test_columns_are_added_and_the_others_left_alone(point: DecisionPoint) -> None:
    table = pa.table(ROWS)
    told = point.decide_table("update", table, entity="partner")
    assert told.column_names == [*ROWS, "allowed", "rules", "denied_groups"]
    assert told.column("id").to_pylist() == ROWS["id"]
    assert told.column("allowed").to_pylist() == ALLOWED
    assert told.column("rules").to_pylist() == RULES
    assert told.column("denied_groups").to_pylist() == DENIED
    again = point.decide_table("delete", told, entity="partner", system="crm")
    assert again.column_names == told.column_names
    assert again.column("allowed").to_pylist() == [False] * 4


@pytest.mark.parametrize("kind", ["dictionary", "large", "views", "chunks", "batch"])
def test_every_kind_of_arrow_text(point: DecisionPoint, kind: str) -> None:
    table = pa.table(ROWS)
    if kind == "dictionary":
        for name in ("country", "kind", "system"):
            table = table.set_column(table.schema.get_field_index(name), name, table[name].dictionary_encode())
    elif kind == "chunks":
        table = pa.concat_tables([table.slice(0, 1), table.slice(1, 0), table.slice(1)])
    elif kind == "batch":
        table = table.to_batches()[0]
    else:
        text = pa.large_string() if kind == "large" else pa.string_view()
        lists = pa.large_list(pa.large_string()) if kind == "large" else pa.large_list(pa.string_view())
        kinds = {"id": pa.int64(), "role": lists, "groups": lists}
        table = pa.table({name: pa.array(column, kinds.get(name, text)) for name, column in ROWS.items()})
    told = point.decide_table("update", table, entity="partner")
    assert type(told) is type(table)
    assert [told.column(name).to_pylist() for name in ("allowed", "rules", "denied_groups")] == [ALLOWED, RULES, DENIED]


def test_a_pandas_frame_comes_back_as_one(point: DecisionPoint) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(ROWS | {"role": [set(roles) for roles in ROWS["role"]]}, index=[7, 7, 8, 9])
    told = point.decide_table("update", frame, entity="partner")
    assert list(told.columns) == [*ROWS, "allowed", "rules", "denied_groups"]
    assert list(told.index) == [7, 7, 8, 9]
    assert told["allowed"].tolist() == ALLOWED
    assert [list(one) for one in told["rules"]] == RULES
    assert "allowed" not in frame.columns
    groups = pd.Series([["contact"]] * 4)
    told = point.decide_table("update", frame, entity="partner", system=pd.Series(["crm"] * 4), groups=groups)
    assert told["allowed"].tolist() == [True, False, True, True]


def test_whatever_has_the_arrow_stream_comes_back_as_an_arrow_table(point: DecisionPoint) -> None:
    class Stream:
        def __arrow_c_stream__(self, schema: object = None) -> object:
            return pa.table(ROWS).__arrow_c_stream__(schema)

    told = point.decide_table("update", Stream(), entity="partner")
    assert isinstance(told, pa.Table)
    assert told.column("allowed").to_pylist() == ALLOWED


def test_what_is_named_counts_before_the_columns(point: DecisionPoint) -> None:
    table = pa.table(ROWS)
    told = point.decide_table("update", table, entity="partner", system="crm", groups="contact")
    assert told.column("allowed").to_pylist() == [True, False, True, True]
    systems = pa.array(["crm", "erp", "web", "crm"])
    told = point.decide_table("create", table, entity="partner", system=systems, groups=["contact"], explain=True)
    assert told.column("denied_groups").to_pylist() == [
        ["identity"],
        ["identity", "contact"],
        ["identity", "contact"],
        ["identity"],
    ]


def named(*dimensions: str) -> DecisionPoint:
    """A point for records with dimensions of these names."""
    entity = {"dimensions": {name: ["g", "h"] for name in dimensions}, "groups": {"g": ["n"], "h": ["m"]}}
    rule = {"system": "s", "may": ["update"], "groups": ["g"]}
    document = {"mdg": "1", "entities": {"bp": entity}, "systems": {"s": {}}, "ownership": {"r": rule}}
    return DecisionPoint(mdg.load(document), as_of=DAY)


def test_a_column_with_the_name_of_a_dimension_is_that_dimension() -> None:
    point, table = named("groups"), pa.table({"groups": ["h", "g"]})
    alone = [point.decide("update", system="s", entity="bp", record={"groups": value}).allowed for value in ("h", "g")]
    told = point.decide_table("update", table, system="s", entity="bp")
    assert told.column("allowed").to_pylist() == alone == [True, True]
    told = point.decide_table("update", table, system="s", entity="bp", groups=pa.array([["h"], ["g"]]))
    assert told.column("allowed").to_pylist() == [False, True]
    point, table = named("system"), pa.table({"system": ["h", "g"], "groups": [["g"], ["h"]]})
    told = point.decide_table("update", table, system="s", entity="bp")
    assert told.column("allowed").to_pylist() == [True, False]
    for columns in (table, pa.table({"groups": [["g"]]})):
        with pytest.raises(DecisionError, match="`system` is a dimension of `bp`, so no column says who asks; pass"):
            point.decide_table("update", columns, entity="bp")


def test_an_answer_never_replaces_a_dimension() -> None:
    for name in ("allowed", "rules", "denied_groups"):
        with pytest.raises(DecisionError, match=f"the answer `{name}` would replace the dimension of `bp`"):
            named(name).decide_table("update", pa.table({name: ["g"]}), system="s", entity="bp")
    point, table = named("reason"), pa.table({"reason": ["g"]})
    assert point.decide_table("update", table, system="s", entity="bp").column("reason").to_pylist() == ["g"]
    with pytest.raises(DecisionError, match="the answer `reason` would replace"):
        point.decide_table("update", table, system="s", entity="bp", explain=True)


@pytest.mark.parametrize("name", ["kind", "system", "allowed"])
def test_two_columns_of_one_name_are_an_error(point: DecisionPoint, name: str) -> None:
    table = pa.table(ROWS | {"allowed": [1, 2, 3, 4]})
    frame = pytest.importorskip("pandas").DataFrame(table.to_pydict())
    for one in (table.append_column(name, table.column(name)), frame[[*frame.columns, name]]):
        with pytest.raises(DecisionError, match=f"the table has 2 columns `{name}`, and one is expected"):
            point.decide_table("update", one, entity="partner")


def test_a_table_without_rows_or_without_dimensions(point: DecisionPoint) -> None:
    told = point.decide_table("update", pa.table(ROWS).slice(0, 0), entity="partner")
    assert told.num_rows == 0
    assert told.column_names[-3:] == ["allowed", "rules", "denied_groups"]
    told = point.decide_table("delete", pa.table({"id": [1, 2]}), entity="partner", system="crm")
    assert told.column("allowed").to_pylist() == [False, False]


def changed(name: str, column: list[Any]) -> Any:
    return pa.table(ROWS | {name: column})


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"table": changed("kind", ["person", "persn", None, "x"])}, "row 1: unknown value `persn` of `kind`"),
        ({"table": changed("role", [["prospect"], [None], [], []])}, "row 1: a value of `role` is text"),
        ({"table": changed("country", ["AT", "DE", "DE", None]), "system": "erp"}, "row 3: `country` is missing"),
        ({"table": changed("system", ["crm", None, "crm", "x"])}, "row 1: this system is nothing"),
        (
            {"table": changed("system", ["crm", "erp", "crm", "emp"])},
            "row 3: unknown system `emp`; did you mean",
        ),
        ({"table": changed("groups", [["bank"], ["bnak"], [], []])}, "row 1: unknown group `bnak` of `partner`"),
        ({"table": changed("kind", [1, 2, 3, 4])}, "column `kind` is of type int64, and should hold text"),
        ({"table": changed("kind", [["person"]] * 4)}, "column `kind` holds lists, and a row has one `kind`"),
        ({"table": pa.table(ROWS).drop_columns("system")}, "no system is named, and the table has no column `system`"),
        ({"system": pa.array(["crm"])}, "`system` has 1 rows, and the table has 4"),
        ({"system": "cmr"}, "unknown system `cmr`; did you mean `crm`?"),
        ({"groups": ["bnak"]}, "unknown group `bnak` of `partner`; did you mean `bank`?"),
        ({"entity": "partners"}, "unknown entity `partners`"),
        ({"table": [1, 2]}, "a table is an Arrow table, a data frame"),
    ],
)
def test_errors_name_the_row(point: DecisionPoint, question: dict[str, Any], said: str) -> None:
    question = {"table": pa.table(ROWS), "entity": "partner"} | question
    with pytest.raises(DecisionError) as error:
        point.decide_table("update", question.pop("table"), **question)
    assert str(error.value).startswith(said)


def test_more_values_than_fit_one_number() -> None:
    """Lists of a dimension with more values than a number has bits, and more clauses than that."""
    labels = [f"label_{number}" for number in range(150)]
    text = {
        "mdg": "1",
        "entities": {
            "item": {
                "dimensions": {"label": {"values": labels, "many": "true"}},
                "groups": {"facts": ["weight"]},
            }
        },
        "systems": {"crm": {}},
        "ownership": {
            f"rule_{number}": {"system": "crm", "may": ["update"], "when": {"label": {"all": [label, labels[0]]}}}
            for number, label in enumerate(labels)
        },
    }
    point = DecisionPoint(mdg.load(text), as_of=DAY)
    lists = [[labels[0], labels[number]] for number in range(0, 150, 7)] + [[labels[5]], [], [labels[149], labels[0]]]
    told = point.decide_table("update", pa.table({"label": lists}), entity="item", system="crm")
    for row, values in enumerate(lists):
        answer = point.decide("update", system="crm", entity="item", record={"label": values})
        assert told.column("rules").to_pylist()[row] == list(answer.rules)
        assert told.column("allowed").to_pylist()[row] == answer.allowed


def test_without_the_extra_it_says_which_to_install(point: DecisionPoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mdg.decision.rows", None)
    with pytest.raises(mdg.MdgError, match=r"install `mdg\[table\]`"):
        point.decide_table("update", pa.table(ROWS), entity="partner")
