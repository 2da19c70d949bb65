"""Law as data: every entry has its source and the day on which that was read, and unknown is not a no."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from mdg.rules import CODES
from mdg.text import law
from mdg.text.documents.privacy import PurposeDocument
from mdg.text.taxonomy import countries, data_categories

FILES = sorted(path.relative_to(law.FOLDER).as_posix() for path in law.FOLDER.rglob("*.yaml"))


def content(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((law.FOLDER / name).read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_when_it_was_read(name: str) -> None:
    assert isinstance(content(name)["read"], dt.date)


def entries(name: str) -> list[dict[str, Any]]:
    loaded = content(name)
    return [one for key in ("lists", "decisions", "facts", "regions") for one in loaded.get(key, ())]


@pytest.mark.parametrize("name", FILES)
def test_an_entry_has_a_source_or_is_unknown(name: str) -> None:
    whole = content(name).get("source")
    for entry in entries(name):
        source = entry.get("source", whole)
        assert (source is None) == (entry.get("is") == "unknown"), entry
        assert source is None or source.startswith("http")


def test_codes_of_countries_are_those_of_iso_3166() -> None:
    named = [code for file in FILES for entry in entries(file) for code in entry.get("codes", ())]
    named += [entry["country"] for entry in content("regions.yaml")["regions"]]
    assert set(named) <= set(countries())
    listed = [code for entry in content("places.yaml")["lists"] for code in entry["codes"]]
    assert len(listed) == len(set(listed)), "a place is in one list"


def test_the_union_has_27_members_and_the_area_30() -> None:
    members, others, *_ = content("places.yaml")["lists"]
    assert (len(members["codes"]), len(others["codes"])) == (27, 3)


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("NO", True),
        ("RE", True),
        ("NC", False),
        ("GB", False),
        ("CH", False),
        ("AX", None),
        ("EU", True),
        ("EEA", True),
    ],
)
def test_where_the_regulation_applies(code: str, inside: bool | None) -> None:
    assert law.within(code) is inside


@pytest.mark.parametrize(("region", "country"), [("eu-west-2", "GB"), ("eu-central-2", "CH"), ("europe-west2", "GB")])
def test_a_name_of_a_region_does_not_tell(region: str, country: str) -> None:
    assert law.cloud_region(region) == country
    assert not law.within(country)


def test_categories_are_of_the_taxonomy() -> None:
    loaded = content("categories.yaml")
    keys = {key for kind in ("special", "criminal") for entry in loaded[kind] for key in entry["keys"]}
    assert keys <= data_categories()
    assert {entry["what"] for entry in loaded["special"] if not entry["keys"]} == {"sex life", "trade union membership"}


def test_every_lawful_basis_of_the_language_has_its_identifier() -> None:
    said = str(PurposeDocument.__annotations__["lawful_basis"]).replace("'", '"')
    for basis in content("bases.yaml")["bases"]:
        assert f'"{basis}"' in said
        assert law.basis_identifier(basis).startswith("https://w3id.org/dpv/legal/eu/gdpr#A6-1-")
    assert said.count('"') == 2 * len(content("bases.yaml")["bases"])


def test_packs_name_rules_that_exist() -> None:
    for name in FILES:
        if name.startswith("packs/"):
            assert set(content(name)["rules"]) <= set(CODES)
    compliance = {code for code in CODES if code.startswith("MDG4")}
    assert law.law(("gdpr",)).rules == compliance, "each rule of the family is in the pack that applies by default"


def test_a_pack_says_what_the_one_that_it_extends_says() -> None:
    assert law.law(("fr-cnil",)).rules == law.law(("gdpr",)).rules
    assert law.law(()).rules == frozenset()
    day = dt.date(2026, 6, 1)
    assert law.law(("ccpa",)).span("erasure_within", day).rest == dt.timedelta(days=45)  # type: ignore[union-attr]
    assert law.law(("fr-cnil",)).span("erasure_within", day).months == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "packs", [("gdpr", "ccpa"), ("ccpa", "gdpr"), ("fr-cnil", "ccpa"), ("ccpa", "fr-cnil", "gdpr")]
)
def test_of_laws_beside_each_other_the_shorter_span_binds(packs: tuple[str, ...]) -> None:
    fact = law.law(packs).fact("erasure_within", dt.date(2026, 6, 1))
    assert fact is not None
    assert (fact.value, fact.article) == ("P1M", "GDPR, Article 12(3)")
