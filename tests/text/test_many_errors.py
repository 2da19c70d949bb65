"""An item with errors without end: some are told, the rest is counted, and nothing else in the landscape suffers."""

from __future__ import annotations

from pathlib import Path

import pytest

import mdg
from mdg.diagnostic import Report
from mdg.text.suggest import nearest
from tests.rules.reading import TODAY

BEGIN = "mdg: 1\nsystems: {erp: {}, crm: {}}\nentities: {customer: {groups: {name: {}}}}\n"


def checked(folder: Path, text: str) -> Report:
    (folder / "landscape.yaml").write_text(BEGIN + text, encoding="utf-8")
    return mdg.check(folder, as_of=TODAY)


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        (
            "flows:\n  f: {from: erp, to: crm, " + ", ".join(f"k{at}: 1" for at in range(20_000)) + "}\n",
            "MDG005",
            "unknown key `k99`; 19,900 more things are wrong in `f`",
        ),
        (
            "ownership:\n  f: {system: erp, may: [" + ", ".join(f"x{at}" for at in range(20_000)) + "]}\n",
            "MDG006",
            "`x99` is not a value of `may`; 19,900 more things are wrong in `f`",
        ),
        (
            "settings: {" + ", ".join(f"k{at}: 1" for at in range(20_000)) + "}\n",
            "MDG005",
            "unknown key `k99`; 19,900 more things are wrong in `settings`",
        ),
    ],
    ids=["unknown keys", "wrong values", "unknown settings"],
)
def test_errors_without_end_are_told_within_bounds(tmp_path: Path, text: str, code: str, last: str) -> None:
    """Each of them used to cost a copy of the item, and so time by the square of their number."""
    found = [finding for finding in checked(tmp_path, text).findings if finding.code == code]
    assert len(found) == 100
    assert found[-1].message == last


def test_what_such_an_item_names_is_not_told_to_be_unused(tmp_path: Path) -> None:
    keys = ", ".join(f"k{at}: 1" for at in range(200))
    text = "ownership:\n  o: {system: erp, may: [create, update, delete], entity: customer}\n"
    report = checked(tmp_path, f"{text}flows:\n  f: {{from: erp, to: crm, entity: customer, {keys}}}\n")
    assert {finding.code for finding in report.findings} == {"MDG005"}


def test_the_same_misspelling_in_item_after_item_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("mdg.text.suggest._edits", lambda *args: asked.append(args) or 1)
    for _ in range(1_000):
        assert nearest("kastomer_group_of_mine", ["customer_group_of_mine"]) == "customer_group_of_mine"
    assert len(asked) == 1


def test_of_a_word_without_end_only_another_spelling_is_meant() -> None:
    word = "customer_" * 100_000
    assert nearest(word, [f"{word}x", word.upper()]) == word.upper()
    assert nearest(word, [f"{word}x"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "flows:\n  f: {from: erp, to: crm, trigger: {cron: '" + "*/1," * 20_000 + " * * * *'}}\n",
        "# mdg: ignore[MDG" + "1" * 100_000 + "] why\n",
    ],
    ids=["cron", "suppression"],
)
def test_a_value_without_end_is_not_told_in_full(tmp_path: Path, text: str) -> None:
    report = checked(tmp_path, text)
    assert {"MDG006", "MDG706"} & {finding.code for finding in report.findings}
    assert max(len(finding.message) for finding in report.findings) < 300


def test_many_values_of_a_dimension_are_looked_up_one_by_one(tmp_path: Path) -> None:
    """Each used to be compared with all others, which took a minute for 100,000 values."""
    values = [f"v{at}" for at in range(50_000)]
    text = (
        "mdg: 1\nsystems: {erp: {}}\n"
        f"entities: {{customer: {{groups: {{name: {{}}}}, dimensions: {{d: [{', '.join(values)}]}}}}}}\n"
        f"ownership: {{o: {{system: erp, may: [create], when: {{d: [{', '.join(values[::2])}, v_0]}}}}}}\n"
    )
    (tmp_path / "landscape.yaml").write_text(text, encoding="utf-8")
    [finding] = mdg.check(tmp_path, as_of=TODAY).findings
    assert finding.message == "unknown value `v_0` of `d`"
