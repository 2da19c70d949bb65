"""Published lists: data categories, uses and subjects of the Fides taxonomy, and the countries of ISO 3166-1.

The files are loaded when they are first asked for; mdg/data/README.md tells source, version and licence.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_DATA = Path(__file__).resolve().parent.parent / "data"

#: The top of all data categories that are personal data.
PERSONAL = "user"


def data_categories() -> frozenset[str]:
    """The keys of the Fides data categories, such as `user.contact.email`."""
    return _keys("fides_taxonomy.json", "data_categories")


def data_uses() -> frozenset[str]:
    """The keys of the Fides data uses, such as `marketing.advertising`."""
    return _keys("fides_taxonomy.json", "data_uses")


def data_subjects() -> frozenset[str]:
    """The keys of the Fides data subjects, such as `customer`."""
    return _keys("fides_taxonomy.json", "data_subjects")


@functools.cache
def countries() -> tuple[str, ...]:
    """The two-letter codes of ISO 3166-1, in their order."""
    return tuple(country_names())


#: Codes in common use that ISO 3166-1 does not assign, and what is meant.
_MEANT = {"UK": "GB", "EL": "GR", "USA": "US", "GER": "DE", "FRA": "FR", "ITA": "IT", "ESP": "ES", "AUT": "AT"}


def meant_country(text: str) -> str | None:
    """The code of ISO 3166-1 that was probably meant by another text, if that is clear."""
    upper = text.strip().upper()
    if upper in _MEANT or upper in country_names():
        return _MEANT.get(upper, upper)
    return next((code for code, name in country_names().items() if name.upper() == upper), None)


def country_names() -> Mapping[str, str]:
    """The English short name of each country, by its two-letter code."""
    names: Mapping[str, str] = _load("iso3166.json")["countries"]
    return names


def is_personal(category: str) -> bool:
    """Whether data of a category is personal: it is `user`, or under it."""
    return category == PERSONAL or category.startswith(f"{PERSONAL}.")


@functools.cache
def _keys(file: str, kind: str) -> frozenset[str]:
    return frozenset(_load(file)[kind])


@functools.cache
def _load(file: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_DATA / file).read_text(encoding="utf-8"))
    return loaded
