"""Real manifests of a privacy-as-code tool, converted: where the verdicts are the same, and where they cannot be.

Its policies forbid a use of a category for a subject, and all else passes.  A landscape has no such list: what it says
of a purpose is what allows it, and the law forbids the rest.  So the verdicts agree on broken references and on data
that no purpose may use without a condition, and differ where a policy alone makes the difference.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import mdg

MANIFESTS = {
    "passing_declaration_taxonomy": ("fides/manifests/passing_declaration_taxonomy.yml",),
    "failing_declaration_taxonomy": ("fides/manifests/failing_declaration_taxonomy.yml",),
    "failing_dataset_taxonomy": ("fides/manifests/failing_dataset_taxonomy.yml",),
    "fides/demo_resources": ("fides/demo_resources/demo_dataset.yml", "fides/demo_resources/demo_system.yml"),
    "fideslang/demo_resources": (
        "fideslang/demo_resources/demo_dataset.yml",
        "fideslang/demo_resources/demo_system.yml",
    ),
}


@pytest.fixture(scope="session")
def case(project: Path) -> Path:
    folder = project.parent / "shared" / "cases" / "01-fides-evaluate"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder


def converted(case: Path, name: str, **said: str) -> dict[str, Any]:
    """A manifest as a landscape: a system with a need and a purpose for each declaration, ``said`` of each purpose."""
    sections: dict[str, list[Any]] = {"system": [], "dataset": []}
    for file in MANIFESTS[name]:
        content = yaml.safe_load((case / file).read_text(encoding="utf-8"))
        for section, items in sections.items():
            items += content.get(section, [])
    datasets = {one["fides_key"]: one for one in sections["dataset"]}
    groups, systems, needs, purposes = {}, {}, {}, {}
    for system in sections["system"]:
        systems[system["fides_key"]] = {"title": system["name"]}
        for number, declaration in enumerate(system["privacy_declarations"]):
            id = f"{system['fides_key']}_{number}"
            referred = [datasets[key] for key in declaration.get("dataset_references", ())]
            found = [*declaration["data_categories"], *(key for one in referred for key in categories_of(one))]
            groups[id] = {"attributes": [f"{id}_data"], "categories": list(dict.fromkeys(found))}
            purposes[id] = {"data_use": declaration["data_use"], "data_subjects": declaration["data_subjects"], **said}
            needs[id] = {"system": system["fides_key"], "groups": [id], "purpose": id}
    ownership = {f"{id}_owns": {"system": id, "may": ["create", "update", "delete"]} for id in systems}
    return {
        "mdg": 1,
        "entities": {"person": {"groups": groups}},
        "systems": systems,
        "ownership": ownership,
        "needs": needs,
        "purposes": purposes,
    }


def categories_of(dataset: Mapping[str, Any]) -> list[str]:
    """The categories of a data set, its collections and their fields."""
    fields = [field for collection in dataset["collections"] for field in collection["fields"]]
    parts = [dataset, *dataset["collections"], *fields]
    return [category for part in parts for category in part.get("data_categories") or ()]


def told(landscape: dict[str, Any], folder: Path, *codes: str) -> list[str]:
    (folder / "landscape.json").write_text(json.dumps(landscape), encoding="utf-8")
    report = mdg.check(folder, as_of="2026-09-01")
    return [f"{finding.code} {finding.message}" for finding in report.findings if finding.code in codes]


@pytest.mark.parametrize("name", ["failing_declaration_taxonomy", "failing_dataset_taxonomy"])
def test_what_fails_there_fails_here(case: Path, tmp_path: Path, name: str) -> None:
    assert json.loads((case / "answers.json").read_text())["upstream_test_exit"][name] == 1
    (finding,) = told(converted(case, name), tmp_path, "MDG407")
    assert "political" in finding


def test_of_a_data_set_it_is_the_data_that_fails_and_not_what_the_declaration_says(case: Path, tmp_path: Path) -> None:
    landscape = converted(case, "failing_dataset_taxonomy")
    (group,) = landscape["entities"]["person"]["groups"].values()
    assert group["categories"] == ["user", "user.demographic.political_opinion", "user.name"]
    group["categories"].remove("user.demographic.political_opinion")
    assert told(landscape, tmp_path, "MDG407") == []


def test_what_names_nothing_that_there_is_is_told_of_both(case: Path, tmp_path: Path) -> None:
    assert json.loads((case / "answers.json").read_text())["results"]["fideslang/demo_resources"]["status"] == "ERROR"
    unknown = " ".join(told(converted(case, "fideslang/demo_resources"), tmp_path, "MDG702"))
    assert "`improve.system`" in unknown
    assert "`user.cookie_id`" in unknown
    assert "`advertising`" in unknown


def test_the_demonstration_passes_here_too(case: Path, tmp_path: Path) -> None:
    assert json.loads((case / "answers.json").read_text())["upstream_test_exit"]["demo_resources"] == 0
    landscape = converted(case, "fides/demo_resources", lawful_basis="legitimate_interests")
    assert told(landscape, tmp_path, "MDG401", "MDG407", "MDG702") == []


def test_no_manifest_says_on_what_basis_data_is_used(case: Path, tmp_path: Path) -> None:
    """The tool does not ask for it; the law does."""
    assert len(told(converted(case, "fides/demo_resources"), tmp_path, "MDG401")) == 2


def test_political_opinions_need_a_condition_whatever_a_policy_lets_pass(case: Path, tmp_path: Path) -> None:
    """Article 9 makes no difference between payments and advertising, where the tool's policy does."""
    assert json.loads((case / "answers.json").read_text())["upstream_test_exit"]["passing_declaration_taxonomy"] == 0
    assert len(told(converted(case, "passing_declaration_taxonomy"), tmp_path, "MDG407")) == 1


@pytest.mark.parametrize("name", ["passing_declaration_taxonomy", "failing_declaration_taxonomy"])
def test_with_a_condition_both_pass_since_a_landscape_states_no_forbidden_uses(
    case: Path, tmp_path: Path, name: str
) -> None:
    assert told(converted(case, name, special_condition="A9-2-a"), tmp_path, "MDG407") == []
