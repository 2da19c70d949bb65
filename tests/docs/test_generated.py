"""The pages that are made from the code say all that there is, and nothing that was written a second time."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

import mdg
from docs._pages import FOLDERS, language, pages
from docs._pages.kinds import Kinds
from mdg.cli.dispatch import COMMANDS
from mdg.rules import CODES, explanation, rule
from mdg.text import LandscapeDocument

SCHEMA: dict[str, Any] = LandscapeDocument.model_json_schema()
DEFINITIONS: dict[str, Any] = SCHEMA["$defs"]
SECTIONS = [name for name, said in SCHEMA["properties"].items() if "anyOf" in said]
EXAMPLE = Path(__file__).parents[2] / "docs" / "reference" / "example"


@pytest.fixture(scope="module")
def every() -> dict[str, str]:
    return pages()


def test_none_of_them_is_kept(project: Path) -> None:
    """They are made when the site is built; one that is kept would be out of date one day."""
    command = ["git", "ls-files", "--", *(f"docs/{folder}" for folder in FOLDERS)]
    listed = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this tree is in no git repository")
    assert not listed.stdout, "take these out of version control: `make docs` makes them"


def test_they_stand_where_nothing_else_does(every: dict[str, str]) -> None:
    assert {name.rpartition("/")[0] for name in every} == set(FOLDERS)


# --- the language --------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_has_a_page_with_an_example(every: dict[str, str], section: str) -> None:
    page = every[f"reference/language/{section}.md"]
    assert page.startswith(f"# {section}\n\n{SCHEMA['properties'][section]['description']}\n")
    assert f"[`{section}`]({section}.md)" in every["reference/language/index.md"]
    example = (EXAMPLE / f"{section}.yaml").read_text(encoding="utf-8")
    assert f"\n{section}:\n" in f"\n{example}", "the example is one of this section"
    assert f"```yaml\n{example}```" in page


def test_the_examples_are_one_landscape_without_a_fault() -> None:
    report = mdg.check(EXAMPLE, as_of="2026-12-01")
    assert [finding.message for finding in report.findings] == []
    assert {path.stem for path in EXAMPLE.iterdir()} == set(SECTIONS)


@pytest.mark.parametrize("name", [name for name, said in DEFINITIONS.items() if "properties" in said])
def test_each_key_of_a_document_is_described_with_its_values(every: dict[str, str], name: str) -> None:
    definition = DEFINITIONS[name]
    language_pages = [text for path, text in every.items() if path.startswith("reference/language/")]
    (page,) = [text for text in language_pages if f"\n{definition['description']}\n" in text]
    shared = every["reference/language/shared.md"]
    for key, said in definition["properties"].items():
        told = f"### `{key}`\n\n{said['description']}\n\nValue"
        here = [text for text in (page, shared) if told in text]
        assert here, key
        after = here[0].partition(told)[2].partition("\n")[0]
        assert after.startswith(", required:" if key in definition.get("required", ()) else ":")
        assert all(f"`{value}`" in after for value in enumerated(said))


def enumerated(schema: Any) -> set[str]:
    """The words that may be written somewhere in a value, definitions left aside."""
    if isinstance(schema, list):
        return {word for part in schema for word in enumerated(part)}
    if not isinstance(schema, dict):
        return set()
    inner = {word for key, part in schema.items() if key != "default" for word in enumerated(part)}
    return inner | set(schema.get("enum", ()))


@pytest.mark.parametrize("name", [name for name, said in DEFINITIONS.items() if "description" in said])
def test_each_kind_of_value_is_described(every: dict[str, str], name: str) -> None:
    if "properties" not in DEFINITIONS[name]:
        assert f"\n\n{DEFINITIONS[name]['description']}\n" in every["reference/language/values.md"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Flow.from", "a text"),
        ("Flow.latency", "a [duration](duration)"),
        ("Flow.encrypted", "[`true` or `false`](flag)"),
        ("Flow.when", "[conditions](when)"),
        ("Flow.operations", "`create`, `update` or `delete`, or a list of them"),
        ("Flow.groups", "a list of texts, or an [all but](AllBut)"),
        (
            "Flow.trigger",
            "`event` or `manual`, an [every trigger](EveryTrigger), a [cron trigger](CronTrigger), "
            "a [manual trigger](ManualTrigger), or a [once trigger](OnceTrigger)",
        ),
        ("Group.required", "[`true` or `false`](flag), or [conditions](when)"),
        ("Entity.dimensions", "a mapping from an [id](id) to a list of texts or a [dimension](Dimension)"),
        ("Group.attributes", "a list of texts, or a mapping from a text to an [attribute](Attribute)"),
        ("System.supplies", "a list, each a [supply](Supply)"),
        ("Expectation.may", "a mapping from `create`, `enrich`, `update` or `delete` to a text or a list of texts"),
        ("Calendar.days", "a [number of days](days)"),
    ],
)
def test_what_may_be_written_is_told_in_words(key: str, said: str) -> None:
    name, _, field = key.partition(".")
    when = {part: value for part, value in DEFINITIONS["Need"]["properties"]["when"].items() if part == "anyOf"}
    assert Kinds(DEFINITIONS, when, str).said(DEFINITIONS[name]["properties"][field]) == said


def test_the_description_that_an_editor_shows_is_the_one_of_the_page() -> None:
    assert "description" in DEFINITIONS["duration"]
    assert DEFINITIONS["duration"]["description"] in language.pages()["reference/language/values.md"]


# --- rules, commands, names ----------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_the_page_of_a_rule_is_its_explanation(every: dict[str, str], code: str) -> None:
    found = rule(code)
    page = every[f"reference/rules/{code.lower()}.md"]
    assert page == f"# {code} {found.name}\n\nSeverity: {found.severity.value}\n\n{explanation(code)}"
    listed = f"| [{code}]({code.lower()}.md) | {found.name} | {found.severity.value} |"
    assert every["reference/rules/index.md"].count(listed) == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_of_a_command_is_its_help(every: dict[str, str], name: str) -> None:
    page = every[f"reference/commands/{name}.md"]
    assert f"Usage: mdg {name} [OPTIONS]" in page
    assert "  -h, --help " in page
    assert f"| [`mdg {name}`]({name}.md) | {COMMANDS[name][1]} |" in every["reference/commands/index.md"]


def test_every_public_name_has_a_page(every: dict[str, str]) -> None:
    names = {name for name in mdg.__all__ if not name.startswith("_")}
    assert {Path(path).stem for path in every if path.startswith("reference/python/")} == names | {"index"}
