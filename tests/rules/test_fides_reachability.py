"""Data sets of a privacy-as-code tool, converted: which collection does an erasure never reach, and does it matter?

A collection is a system.  A person comes in, and may be deleted, where it is known who a request is about; from there
the rest of the data is written to the other collections, and a reference is what lets the deletion follow.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import mdg


@pytest.fixture(scope="session")
def case(project: Path) -> Path:
    folder = project.parent / "shared" / "cases" / "02-fides-reachability"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder


def converted(case: Path, name: str) -> dict[str, Any]:
    (dataset,) = yaml.safe_load((case / "datasets" / f"{name}.yml").read_text(encoding="utf-8"))["dataset"]
    groups, identified, references = {}, [], set()
    for collection in dataset["collections"]:
        id = collection["name"]
        groups[id] = {
            "attributes": [f"{id}_{field['name']}" for field in collection["fields"]],
            "categories": sorted({one for field in collection["fields"] for one in field["data_categories"]}),
        }
        for field in collection["fields"]:
            meta = field.get("fides_meta", {})
            identified += [id] if "identity" in meta and id not in identified else []
            for reference in meta.get("references", ()):
                assert reference["direction"] == "from"
                references.add((reference["field"].partition(".")[0], id))
    (first,) = identified
    flows = {
        f"{first}_to_{id}": {
            "from": first,
            "to": id,
            "groups": [id],
            "operations": ["create", "update", *(["delete"] if (first, id) in references else [])],
        }
        for id in groups
        if id != first
    }
    return {
        "mdg": 1,
        "entities": {"person": {"groups": groups}},
        "systems": {id: {} for id in groups},
        "ownership": {"comes_in": {"system": first, "may": ["create", "update", "delete"]}},
        "flows": flows,
    }


def never_reached(landscape: dict[str, Any], folder: Path) -> list[str]:
    (folder / "landscape.json").write_text(json.dumps(landscape), encoding="utf-8")
    report = mdg.check(folder, as_of="2026-09-01")
    assert not [one for one in report.findings if one.code.startswith("MDG0")]
    return [one.subject["id"] for one in report.findings if one.code == "MDG205"]


@pytest.mark.parametrize("name", ["directly_reachable", "multiple_identities"])
def test_what_is_reached_there_is_reached_here(case: Path, tmp_path: Path, name: str) -> None:
    assert json.loads((case / "answers.json").read_text()).get(name, "ok") == "ok"
    assert never_reached(converted(case, name), tmp_path) == []


def test_the_collection_that_is_not_reached_is_the_same(case: Path, tmp_path: Path) -> None:
    name = "unreachable_with_data_categories"
    assert json.loads((case / "answers.json").read_text())[name].endswith(f"{name}:address")
    assert never_reached(converted(case, name), tmp_path) == ["address"]


def test_it_matters_only_for_personal_data(case: Path, tmp_path: Path) -> None:
    landscape = converted(case, "unreachable_with_data_categories")
    landscape["entities"]["person"]["groups"]["address"]["categories"] = ["system.operations"]
    assert never_reached(landscape, tmp_path) == []
