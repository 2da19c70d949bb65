"""Baselines: what they accept, what they do not hide, and what they say of files that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import mdg
from mdg.diagnostic import Comparison, MdgError, Report
from mdg.pipeline.accept import accepted
from mdg.pipeline.baseline import of, read
from mdg.render.baseline import baseline as written
from tests.render.reports import PARTNERS, RULES, everything, finding, report, span
from tests.rules.reading import TODAY

#: Two systems may create a French customer (MDG102) and update its name (MDG103), and nothing else is wrong.
CONTESTED = """\
mdg: 1
landscape: contested
entities:
  customer:
    dimensions:
      country: [DE, FR, IT]
    groups:
      name: {attributes: [first, last], categories: [system]}
systems:
  shop: {keys: {customer: last}}
  crm: {keys: {customer: last}}
flows:
  to_crm: {entity: customer, from: shop, to: crm, loop_protection: version, delivery: exactly_once}
  to_shop: {entity: customer, from: crm, to: shop, loop_protection: version, delivery: exactly_once}
needs:
  crm_needs: {entity: customer, system: crm}
  shop_needs: {entity: customer, system: shop}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
  crm_owns: {system: crm, may: [create, update], when: {country: FR}}
"""
FIXED = CONTESTED.replace("may: [create, update], when", "may: [delete], when")


@pytest.fixture
def landscape(tmp_path: Path) -> Path:
    path = tmp_path / "landscape.yaml"
    path.write_text(CONTESTED, encoding="utf-8")
    return path


@pytest.fixture
def file(landscape: Path) -> Path:
    """The baseline of the contested landscape."""
    path = landscape.parent / "baseline.json"
    path.write_text(written(of(checked(landscape), str(path)).as_json()), encoding="utf-8")
    return path


def checked(landscape: Path, text: str | None = None, **options: Any) -> Report:
    if text is not None:
        landscape.write_text(text, encoding="utf-8")
    return mdg.check(landscape, as_of=TODAY, **options)


def compared(found: Report) -> Comparison:
    assert found.baseline is not None
    return found.baseline


def codes(found: Report) -> list[str]:
    return [one.code for one in found.findings]


def test_what_it_holds_does_not_count(landscape: Path, file: Path) -> None:
    assert codes(checked(landscape)) == ["MDG102", "MDG103"]
    found = checked(landscape, baseline=file)
    assert found.findings == ()
    assert found.ok("info")
    assert [one.code for one in compared(found).accepted] == ["MDG102", "MDG103"]
    assert not compared(found).gone
    assert not compared(found).grown


def reordered(text: str) -> str:
    """The dimensions of the entity after its groups, in another style."""
    apart = text.replace("    dimensions:\n      country: [DE, FR, IT]\n", "")
    return apart.replace("[system]}\n", "[system]}\n    dimensions: {country: [DE,\n      FR, IT]}\n")


EDITS: dict[str, Callable[[str], str]] = {
    "lines moved": lambda text: "# a heading\n\n\n" + text,
    "another order": reordered,
    "another system": lambda text: text.replace("  shop: {keys", "  other: {kind: hub}\n  shop: {title: shop, keys"),
    "another day": lambda text: text.replace("FR}", "FR}, valid: {from: 2020-01-01}"),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_it_holds_it_after_any_other_edit(landscape: Path, file: Path, change: Callable[[str], str]) -> None:
    found = checked(landscape, change(CONTESTED), baseline=file)
    assert not {"MDG102", "MDG103"} & set(codes(found))
    assert len(compared(found).accepted) == 2


def test_what_is_new_counts(landscape: Path, file: Path) -> None:
    more = CONTESTED.replace("entities:\n", "entities:\n  product:\n    groups: {core: [id]}\n")
    text = more.replace("{system: shop,", "{entity: customer, system: shop,").replace(
        "{system: crm,", "{entity: customer, system: crm,"
    )
    text += "  shop_products: {entity: product, system: shop, may: [create]}\n"
    text += "  crm_products: {entity: product, system: crm, may: [create]}\n"
    found = checked(landscape, text, baseline=file)
    assert ("MDG102", "product") in {(one.code, one.subject["id"]) for one in found.findings}
    assert "customer" not in {one.subject["id"] for one in found.findings if one.code == "MDG102"}
    assert not found.ok()


def test_what_is_gone_is_told(landscape: Path, file: Path) -> None:
    gone = compared(checked(landscape, FIXED, baseline=file)).gone
    assert [(entry["code"], entry["subject"]["id"]) for entry in gone] == [
        ("MDG102", "customer"),
        ("MDG103", "customer.name"),
    ]


def test_what_was_not_looked_for_is_not_gone(landscape: Path, file: Path) -> None:
    found = checked(landscape, FIXED, baseline=file, select=["MDG103", "MDG7"])
    assert [entry["code"] for entry in compared(found).gone] == ["MDG103"]
    assert [entry["code"] for entry in compared(found).unjudged] == ["MDG102"]


def test_nothing_is_gone_while_the_text_is_wrong(landscape: Path, file: Path) -> None:
    found = checked(landscape, FIXED.replace("systems:", "sistems:"), baseline=file)
    assert codes(found) == ["MDG005"]
    assert not compared(found).gone
    assert len(compared(found).unjudged) == 2


def test_what_a_comment_sets_aside_needs_no_entry(landscape: Path, file: Path) -> None:
    text = CONTESTED.replace("  customer:\n", "  customer:  # mdg: ignore[MDG102] matched by hand\n")
    found = checked(landscape, text, baseline=file)
    assert found.suppressed == 1
    assert [entry["code"] for entry in compared(found).gone] == ["MDG102"]


def test_more_records_are_growth(landscape: Path, file: Path) -> None:
    """One finding tells of all records of its subject, so that a new fault may be in a known finding."""
    found = checked(landscape, CONTESTED.replace("country: FR", "country: [FR, IT]"), baseline=file)
    assert codes(found) == ["MDG102", "MDG103"]
    assert [(one.code, words) for one, words in compared(found).grown] == [
        ("MDG102", "does not hold it for {country: IT}"),
        ("MDG103", "does not hold it for {country: IT}"),
    ]
    assert not found.ok()


@pytest.mark.parametrize(
    "text",
    [
        CONTESTED.replace("[DE, FR, IT]", "[FR, IT]"),
        CONTESTED.replace("[DE, FR, IT]", "[DE, FR, IT, ES]"),
        CONTESTED.replace("country: [DE, FR, IT]", "country: [DE, FR, IT]\n      size: [s, l]"),
        CONTESTED.replace("when: {country: FR}", "when: [{country: FR}, {country: FR}]"),
    ],
    ids=["a value less", "a value more", "a dimension more", "said otherwise"],
)
def test_the_same_records_said_otherwise_are_no_growth(landscape: Path, file: Path, text: str) -> None:
    found = checked(landscape, text, baseline=file)
    assert not {"MDG102", "MDG103"} & set(codes(found))


def test_fewer_records_are_no_growth(landscape: Path, file: Path) -> None:
    wide = CONTESTED.replace("when: {country: FR}", "when: {country: [FR, IT]}")
    file.write_text(written(of(checked(landscape, wide), "baseline.json").as_json()), encoding="utf-8")
    assert codes(checked(landscape, CONTESTED, baseline=file)) == []


def test_worse_is_growth(landscape: Path, file: Path) -> None:
    """A fault of drafts is a warning; it was accepted as that."""
    draft = CONTESTED.replace("country: FR}", "country: FR}, status: draft")
    file.write_text(written(of(checked(landscape, draft), "baseline.json").as_json()), encoding="utf-8")
    assert codes(checked(landscape, draft, baseline=file)) == []
    found = checked(landscape, CONTESTED, baseline=file)
    assert codes(found) == ["MDG102", "MDG103"]
    assert {words for _, words in compared(found).grown} == {"holds it as `warning`"}


def found_times(number: int) -> Report:
    return report(*[finding(location=span(PARTNERS, line, 3, 9)) for line in range(1, number + 1)], rules=("MDG102",))


def test_more_of_the_same_is_growth() -> None:
    two = of(found_times(2), "b.json")
    assert accepted(found_times(2), two, lambda _, __: []).findings == ()
    more = accepted(found_times(4), two, lambda _, __: [])
    assert [one.location["line"] for one in more.findings] == [3, 4]
    assert {words for _, words in compared(more).grown} == {"holds 2 like this, and there are 4"}
    less = accepted(found_times(1), two, lambda _, __: [])
    assert [entry["count"] for entry in compared(less).gone] == [1]


def test_another_landscapes_is_refused(landscape: Path, file: Path) -> None:
    with pytest.raises(MdgError, match="is the baseline of the landscape `contested`, and this is `other`"):
        checked(landscape, CONTESTED.replace("landscape: contested", "landscape: other"), baseline=file)
    nameless = CONTESTED.replace("landscape: contested\n", "")
    assert codes(checked(landscape, nameless, baseline=file)) == []


def test_what_is_wrong_with_the_text_is_never_accepted(landscape: Path, file: Path) -> None:
    with pytest.raises(MdgError, match="what is wrong with the text cannot be accepted"):
        of(checked(landscape, CONTESTED.replace("systems:", "sistems:")), "b.json")
    entry = {"code": "MDG005", "fingerprint": "x"}
    file.write_text(json.dumps({"mdg_baseline": 1, "entries": [entry]}), encoding="utf-8")
    with pytest.raises(MdgError, match="`MDG005` is about the text itself"):
        read(file)


def test_written_as_its_schema_has_it(project: Path, landscape: Path) -> None:
    schema = json.loads((project / "mdg/data/schemas/baseline.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    real = mdg.check(project / "examples" / "sap_cx", as_of=TODAY)
    for found in (real, checked(landscape), report()):
        content = json.loads(written(of(found, "b.json").as_json()))
        jsonschema.validate(content, schema, jsonschema.Draft202012Validator)
        assert len(content["entries"]) == len(found.findings)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    evil = '\u202e\x9b \ud800 " \\ 工場'
    found = report(*everything().findings[1:], finding(code="MDG103", message=evil, when=[{evil: {"not": [evil]}}]))
    made = of(found, "b.json")
    (tmp_path / "b.json").write_text(written(made.as_json()), encoding="utf-8")
    assert read(tmp_path / "b.json").as_json() == made.as_json()


def test_the_same_findings_give_the_same_file_in_any_order() -> None:
    """With nothing in it of the day, the place of the command or the lines, so that a diff shows what changed."""
    found = [
        finding(identity="b", subject={"kind": "entity", "id": "x"}),
        finding(identity="a", subject={"kind": "entity", "id": "y"}),
        finding(identity="c", code="MDG101", location=span(RULES, 1, 1, 2)),
        finding(identity="d", code="MDG101", location=span(PARTNERS, 1, 1, 2)),
        finding(identity="e", code="MDG101", message="two"),
        finding(identity="e", code="MDG101", message="one"),
    ]
    keys = {PARTNERS: "a.yaml", RULES: "b.yaml"}
    texts = {
        written(of(report(*order, keys=keys, as_of=day), "b.json").as_json())
        for order, day in ((found, "2026-01-01"), (found[::-1], "2026-01-02"), (found[3:] + found[:3], "2026-01-03"))
    }
    (text,) = texts
    told = {one.fingerprint: one.identity for one in found}
    assert [told[entry["fingerprint"]] for entry in json.loads(text)["entries"]] == ["d", "e", "c", "b", "a"]


def test_entries_of_rules_that_were_not_run_are_kept(landscape: Path, file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    some = checked(landscape, baseline=file, select=["MDG103"])
    assert written(of(some, "b.json").as_json()) == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "broken: it is no JSON from line 1, column 1 on"),
        ('{"mdg_baseline": 1,\n "entries": [', "it is no JSON from line 2, column 14 on"),
        ("mdg: 1\nlandscape: x\n", "it is no JSON from line 1"),
        ("[]", "is no baseline of mdg"),
        ('{"version": "2.1.0", "runs": []}', "is no baseline of mdg"),
        ('{"mdg_baseline": 2, "entries": []}', "is of version `2`, and this mdg reads 1"),
        ('{"mdg_baseline": 1}', "it has no list of `entries`"),
        ('{"mdg_baseline": 1, "entries": {}}', "it has no list of `entries`"),
        ('{"mdg_baseline": 1, "entries": [], "entrees": []}', "it has an unknown key `entrees`"),
        ('{"mdg_baseline": 1, "entries": [], "entries": []}', "a key stands twice in it"),
        ('{"mdg_baseline": 1, "landscape": 5, "entries": []}', "`landscape` is no text"),
        ("[" * 100_000, "nested too deeply"),
        ('{"mdg_baseline": 1, "entries": ["x"]}', "in entry 1 there is no object"),
        ('{"mdg_baseline": 1, "entries": [{"code": "MDG102"}]}', "in entry 1 there is no `fingerprint`"),
        (
            '{"mdg_baseline": 1, "entries": [{"code": "MDG102", "fingerprint": "a"}, {"fingerprint": "b"}]}',
            "in entry 2 there is no `code`",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_told(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MdgError) as raised:
        read(path)
    assert told in str(raised.value)
    assert "b.json" in str(raised.value)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"count": 0}, "`count` is less than 1"),
        ({"count": True}, "`count` is wrong"),
        ({"count": "2"}, "`count` is wrong"),
        ({"severity": "fatal"}, "`severity` is none of"),
        ({"subject": {"kind": 1}}, "`subject` is wrong"),
        ({"when": [1]}, "`when` is wrong"),
        ({"when": [{"country": 1}]}, "`when` is wrong"),
        ({"when": [{"country": {"not": {"a": "b"}}}]}, "`when` is wrong"),
        ({"when": [{"country": {"nor": "b"}}]}, "`when` is wrong"),
        ({"message": None}, "`message` is wrong"),
        ({"fingerprints": "x"}, "there is an unknown key `fingerprints`"),
    ],
)
def test_an_entry_that_is_wrong_is_told(tmp_path: Path, part: dict[str, Any], told: str) -> None:
    path = tmp_path / "b.json"
    entry = {"code": "MDG102", "fingerprint": "a", **part}
    path.write_text(json.dumps({"mdg_baseline": 1, "entries": [entry]}), encoding="utf-8")
    with pytest.raises(MdgError, match=f"in entry 1 {told}"):
        read(path)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b'{"mdg_baseline": "\xff"}')
    with pytest.raises(MdgError, match="it is no UTF-8"):
        read(tmp_path / "b.json")


def test_a_merge_may_leave_an_entry_twice(tmp_path: Path) -> None:
    """Two branches that accepted the same finding; but two that differ are no merge."""
    path = tmp_path / "b.json"
    one, other = ({"code": "MDG102", "fingerprint": "a", "count": count} for count in (1, 2))
    path.write_text(json.dumps({"mdg_baseline": 1, "entries": [one, one]}), encoding="utf-8")
    assert [entry.count for entry in read(path).entries.values()] == [1]
    path.write_text(json.dumps({"mdg_baseline": 1, "entries": [one, other]}), encoding="utf-8")
    with pytest.raises(MdgError, match="entry 2 has a `fingerprint` that an earlier one has too"):
        read(path)


def test_an_entry_needs_no_more_than_code_and_fingerprint(landscape: Path, file: Path) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    content["entries"] = [{key: entry[key] for key in ("code", "fingerprint")} for entry in content["entries"]]
    del content["landscape"]
    file.write_text(json.dumps(content), encoding="utf-8")
    assert codes(checked(landscape, baseline=file)) == []
