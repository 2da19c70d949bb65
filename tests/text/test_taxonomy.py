"""The published lists that are shipped: what they hold, and that they say where they are from."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mdg.text.taxonomy import countries, country_names, data_categories, data_subjects, data_uses, is_personal


def test_the_fides_taxonomy() -> None:
    assert {"user", "user.contact.email", "user.financial.bank_account", "system.operations"} <= data_categories()
    assert {"marketing.advertising", "essential.service"} <= data_uses()
    assert {"customer", "employee", "prospect"} <= data_subjects()


def test_every_category_has_its_parent() -> None:
    for keys in (data_categories(), data_uses()):
        assert {key.rpartition(".")[0] for key in keys if "." in key} <= keys


def test_countries() -> None:
    assert len(countries()) == 249
    assert {"DE", "AT", "NO", "GB", "US"} <= set(countries())
    assert not {"EU", "UK", "XK"} & set(countries())
    assert list(countries()) == sorted(countries())
    assert country_names()["NO"] == "Norway"


@pytest.mark.parametrize(
    ("category", "personal"),
    [("user", True), ("user.contact.email", True), ("system.operations", False), ("username", False)],
)
def test_personal_data_is_what_is_under_user(category: str, personal: bool) -> None:
    assert is_personal(category) is personal


@pytest.mark.parametrize("name", ["fides_taxonomy.json", "iso3166.json"])
def test_each_file_says_where_it_is_from(project: Path, name: str) -> None:
    folder = project / "mdg" / "data"
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for stated in (content["source"], content["version"], content["retrieved"], content["licence"]):
        assert stated in readme


def test_lists_are_read_when_they_are_asked_for() -> None:
    code = """
        import mdg.text.taxonomy as taxonomy
        files = [taxonomy._load.cache_info().currsize]
        taxonomy.countries()
        print(*files, taxonomy._load.cache_info().currsize)
    """
    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["0", "1"]
