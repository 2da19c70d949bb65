"""What a rule's docstring says is so: its form, and that its examples give just the findings that they promise."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import pytest
import yaml

import mdg
import mdg.rules
from mdg.diagnostic import Finding, MdgError, Severity
from mdg.rules import AUDITED, CATALOGUE, CODES, rule

from .examples import HEADINGS, example, findings_in, sections

EVERY = pytest.mark.parametrize("code", CODES)
FOLDER = Path(mdg.rules.__file__).parent
#: A fact that an example leaves out is no fault of the example.
UNKNOWN_FACT = "MDG705"


def files() -> list[Path]:
    return sorted(FOLDER.glob("*/mdg[0-9]*.py"), key=lambda path: path.name)


def test_the_catalogue_has_every_rule_in_the_order_of_the_codes() -> None:
    assert [module for _, module in CATALOGUE] == [f"{path.parent.name}.{path.stem}" for path in files()]
    assert list(CODES) == sorted(set(CODES))


@EVERY
def test_a_rule_is_what_its_file_is_called(code: str) -> None:
    found = rule(code)
    stem = found.module.rpartition(".")[2]
    assert (found.code, stem) == (code, f"{code.lower()}_{found.name.replace('-', '_')}")
    assert importlib.import_module(found.module).RULE is found
    assert found.name.islower()
    assert set(found.concerns) <= {"freshness", "accuracy", "compliance"}


@EVERY
def test_an_explanation_has_a_first_line_and_four_parts(code: str) -> None:
    lines = mdg.explain(code).splitlines()
    assert lines[0].endswith(".")
    assert len(lines[0]) <= 100
    assert lines[1] == ""
    parts = sections(mdg.explain(code))
    assert tuple(parts) == HEADINGS
    assert all(text.strip() for text in parts.values())


@EVERY
def test_explain_says_what_stands_in_the_file(code: str) -> None:
    docstring = importlib.import_module(rule(code).module).__doc__
    assert docstring is not None
    assert mdg.explain(code).strip() == docstring.strip()


@pytest.mark.parametrize("meant", ["two-creators", "TWO-CREATORS", "two_creators", "two-creator", "102"])
def test_a_rule_that_was_called_by_its_name_is_found_by_its_code(meant: str) -> None:
    """Its name stands beside its code in every finding."""
    with pytest.raises(MdgError, match=f"there is no rule `{meant}`; did you mean `MDG102`\\?"):
        mdg.explain(meant)


def test_explain_knows_no_other_code() -> None:
    with pytest.raises(MdgError, match=r"there is no rule `MDG7O6`; did you mean `MDG706`\?"):
        mdg.explain("MDG7O6")


def told(findings: tuple[Finding, ...], folder: Path) -> Counter[tuple[str, str, int]]:
    """The findings by code, file and line."""
    return Counter(
        (finding.code, Path(finding.location["file"]).relative_to(folder).as_posix(), finding.location["line"])
        for finding in findings
    )


@EVERY
def test_the_example_has_just_the_findings_that_it_promises(code: str, tmp_path: Path) -> None:
    shown = example(sections(mdg.explain(code))["Example"])
    folder = shown.write(tmp_path)
    findings = findings_in(shown, folder)
    wanted = shown.marked()
    wanted.update((code, name, 1) for name in shown.links)
    assert sum(number for (marked, _, _), number in wanted.items() if marked == code) > 0
    beside = [finding for finding in findings if finding.code != UNKNOWN_FACT or code == UNKNOWN_FACT]
    assert told(tuple(beside), folder) == wanted
    severities = {finding.severity for finding in findings if finding.code == code}
    assert severities == {rule(code).severity.value}


@pytest.mark.parametrize("code", [code for code in CODES if code >= "MDG1" and code not in AUDITED])
def test_nothing_is_found_about_records_that_cannot_exist(code: str, tmp_path: Path) -> None:
    """Of an entity all of whose records are impossible, but that its items are about nothing."""
    folder = example(sections(mdg.explain(code))["Example"]).write(tmp_path)
    for path in folder.glob("*.yaml"):
        document = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        for entity in document.get("entities", {}).values():
            entity["impossible"] = {}
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
    assert [finding.code for finding in mdg.check(folder).findings if finding.when is not None] == []


@EVERY
def test_what_to_write_instead_is_clean(code: str, tmp_path: Path) -> None:
    shown = example(sections(mdg.explain(code))["Instead"])
    findings = findings_in(shown, shown.write(tmp_path))
    assert [finding.code for finding in findings if finding.code != UNKNOWN_FACT or code == UNKNOWN_FACT] == []
    assert all(finding.severity == Severity.INFO for finding in findings)
