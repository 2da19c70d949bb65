"""The union of files: what counts twice, what counts nowhere, and what is no landscape."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import mdg
from mdg.text import Text, read


def folder_of(folder: Path, files: Mapping[str, str]) -> Text:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return read(folder)


def told(text: Text) -> list[tuple[str, str, str]]:
    """Code, file and message of each problem."""
    return [(problem.code, problem.place.source.key, problem.message) for problem in text.problems]


def test_a_folder_is_the_union_of_its_files(tmp_path: Path) -> None:
    text = folder_of(
        tmp_path,
        {
            "a.yaml": "mdg: 1\nlandscape: shop\nsystems: {erp: }\nsettings: {timezone: UTC}",
            "b/c.json": '{"systems": {"crm": {"kind": "application"}}, "settings": {"fail_on": "warning"}}',
            "d.yml": "x-note: kept\nflows:\n",
        },
    )
    assert told(text) == []
    assert text.document.landscape == "shop"
    assert list(text.document.systems) == ["erp", "crm"]
    assert text.document.settings is not None
    assert (text.document.settings.timezone, text.document.settings.fail_on) == ("UTC", "warning")
    assert text.document.extensions == {"x-note": "kept"}
    assert [source.key for source in text.sources] == ["a.yaml", "b/c.json", "d.yml"]
    assert text.place("systems", "crm", "kind").source.key == "b/c.json"
    assert dict(text.places)["systems", "erp"].span().line == 3
    assert len(text.places) == 4


def test_an_id_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    text = folder_of(
        tmp_path,
        {"a.yaml": "mdg: 1\nsystems: {erp: {kind: hub}}", "b.yaml": "mdg: 1\nsystems: {erp: {}, crm: {}}"},
    )
    [problem] = text.problems
    assert told(text) == [("MDG004", "b.yaml", "the id `erp` stands twice in `systems`")]
    assert problem.subject == ("system", "erp")
    span = problem.place.span()
    assert (span.line, span.column, span.end_column) == (2, 11, 14)
    [first] = problem.related
    assert (first.place.source.key, first.place.span().column) == ("a.yaml", 11)
    assert text.document.systems["erp"].kind == "hub"


def test_a_setting_or_a_name_in_two_files(tmp_path: Path) -> None:
    text = folder_of(
        tmp_path,
        {
            "a.yaml": "mdg: 1\nlandscape: one\nsystems: {a: }\nsettings: {fail_on: error}",
            "b.yaml": "landscape: two\nsettings: {fail_on: info}",
            "c.yaml": "landscape: one\ntitle: other",
        },
    )
    assert told(text) == [
        ("MDG004", "b.yaml", "the landscape has two names, `one` and `two`"),
        ("MDG004", "b.yaml", "`fail_on` is set twice"),
    ]
    assert text.document.landscape == "one"
    assert text.document.settings is not None
    assert text.document.settings.fail_on == "error"


def test_a_wrong_setting_is_told_in_the_file_that_has_it(tmp_path: Path) -> None:
    files = {"a.yaml": "mdg: 1\nsystems: {a: }\nsettings: {fail_on: error}", "b.yaml": "settings: {timezone: Mars}"}
    assert told(folder_of(tmp_path, files)) == [("MDG006", "b.yaml", "unknown time zone `Mars`")]


@pytest.mark.parametrize("pattern", ["drafts", "drafts/**", "'*.draft.yaml'", "[drafts, other]"])
def test_files_are_left_out_by_a_setting(tmp_path: Path, pattern: str) -> None:
    text = folder_of(
        tmp_path,
        {
            "a.yaml": f"mdg: 1\nsystems: {{erp: }}\nsettings: {{exclude: {pattern}}}",
            "drafts/b.draft.yaml": "systems: {erp: , crm: {kind: huub}}",
        },
    )
    assert told(text) == []
    assert list(text.document.systems) == ["erp"]


def test_a_file_of_something_else_is_one_finding(tmp_path: Path) -> None:
    text = folder_of(
        tmp_path, {"a.yaml": "mdg: 1\nsystems: {a: }", "compose.yaml": "services: {}\nvolumes: {}\nnetworks: {}\na: b"}
    )
    assert told(text) == [
        ("MDG005", "compose.yaml", "no key of a landscape is in this file: `services`, `volumes`, `networks`, ...")
    ]
    assert "exclude" in text.problems[0].help


@pytest.mark.parametrize(
    "content",
    [
        "apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Secret\n",
        "openapi: 3.1.0\ntitle: Orders\npaths: {}\ncomponents: {}\n",
        "services: {a: !include b}  # mdg: ignore[MDG203]\nservices: {}\n",
    ],
)
def test_a_file_of_something_else_is_one_finding_whatever_is_in_it(tmp_path: Path, content: str) -> None:
    text = folder_of(tmp_path, {"a.yaml": "mdg: 1\nsystems: {a: }", "b.yaml": content})
    [(code, file, message)] = told(text)
    assert (code, file) == ("MDG005", "b.yaml")
    assert message.startswith("no key of a landscape is in this file")
    assert text.suppressions == ()
    assert text.document.title is None


def test_a_file_with_nothing_but_a_title_belongs_to_the_landscape(tmp_path: Path) -> None:
    text = folder_of(tmp_path, {"a.yaml": "mdg: 1\nsystems: {a: }", "b.yaml": "title: Ours\nx-note: 1"})
    assert told(text) == []
    assert text.document.title == "Ours"


def test_only_a_file_of_something_else(tmp_path: Path) -> None:
    text = folder_of(tmp_path, {"compose.yaml": "services: {}"})
    assert told(text) == [("MDG005", "compose.yaml", "no key of a landscape is in this file: `services`")]


def test_only_misspelt_sections_are_told_with_the_right_spelling(tmp_path: Path) -> None:
    [problem] = folder_of(tmp_path, {"a.yaml": "sytems: {}"}).problems
    assert problem.help.startswith("did you mean `systems`?")


@pytest.mark.parametrize("version", ["2", "'1.0'", "one", "0001"])
def test_a_version_that_is_not_supported(version: str) -> None:
    text = read("-", stdin_text=f"mdg: {version}\nsystems: {{a: }}".encode())
    assert [problem.code for problem in text.problems] == ["MDG009"]
    assert text.problems[0].help == "write `mdg: 1`"


def test_no_version_anywhere_is_told_once(tmp_path: Path) -> None:
    text = folder_of(tmp_path, {"a.yaml": "systems: {a: }", "b.yaml": "systems: {b: }", "c.yaml": "services: {}"})
    assert [problem.code for problem in text.problems] == ["MDG005", "MDG007"]
    assert text.problems[1].message == "no file says which version of the language it is written in"
    assert text.problems[1].place.span().line == 1


@pytest.mark.parametrize(
    "files",
    [{}, {"a.yaml": ""}, {"a.yaml": "mdg: 1"}, {"a.yaml": "mdg: 1\nflows:\nsystems: {}"}, {"a.yaml": "x-a: 1"}],
    ids=["no file", "empty", "version", "sections", "extension"],
)
def test_nothing_to_check_is_a_finding(tmp_path: Path, files: dict[str, str]) -> None:
    text = folder_of(tmp_path, files)
    assert [problem.code for problem in text.problems] == ["MDG010"]
    assert text.problems[0].place.span().line == 1


def test_a_file_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    text = folder_of(tmp_path, {"a.yaml": "systems: {crm: {", "b.yaml": "mdg: 1\nsystems: {erp: {kind: huub}}"})
    assert [(code, file) for code, file, _ in told(text)] == [("MDG002", "a.yaml"), ("MDG006", "b.yaml")]
    assert text.unreadable
    assert "crm" in text.unreadable_words


@pytest.mark.parametrize("broken", [b"mdg: 1\nx-a: [}", b"mdg: 1\nsystems: {\xff: }"])
def test_a_file_that_cannot_be_read_may_be_the_one_that_says_the_version(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(broken)
    entities = "entities: {bp: {groups: {g: [n]}}}\nsystems: {s: , t: }\n"
    (tmp_path / "b.yaml").write_text(entities + "ownership: {o: {system: s, may: update}}")
    assert [(code, file) for code, file, _ in told(read(tmp_path))] == [("MDG002", "a.yaml")]
    report = mdg.check(tmp_path, as_of="2026-06-01")
    assert report.findings[0].code == "MDG002"
    assert any(finding.code >= "MDG1" for finding in report.findings)


def test_suppressions_are_handed_on() -> None:
    text = read("-", stdin_text=b"mdg: 1\nsystems: {a: }  # mdg: ignore[MDG701] not used yet\n")
    assert [suppression.codes for suppression in text.suppressions] == [("MDG701",)]


def test_extensions_stand_at_the_top_and_not_in_sections() -> None:
    text = read("-", stdin_text=b"mdg: 1\nx-hub: &d {kind: hub}\nsystems: {x-b: *d, a: *d}")
    [problem] = text.problems
    assert (problem.code, problem.message, problem.subject) == ("MDG006", "`x-b` is not an id", ("system", "x-b"))
    assert list(text.document.systems) == ["a"]
    assert text.document.extensions == {"x-hub": {"kind": "hub"}}


def test_unknown_keys_without_end_are_told_within_bounds() -> None:
    keys = "".join(f"zz{n}: 1\n" for n in range(20_000))
    text = read("-", stdin_text=f"mdg: 1\nsystems: {{a: }}\n{keys}".encode())
    assert [problem.code for problem in text.problems] == ["MDG005"] * 100
    assert text.problems[-1].message == "unknown key `zz99`; 19,900 more keys are like this"
