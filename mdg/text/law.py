"""Dated law, as data: where the Regulation applies, adequacy decisions, special categories, and packs of rules.

The files are under ``mdg/data/law``; each entry names its source and the file the day on which it was read.  What no
source supports is entered as unknown, and nobody may take that for an answer.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import attrs
import yaml

from mdg.text.taxonomy import countries
from mdg.text.values import Fault, Period, parse_period

FOLDER = Path(__file__).resolve().parent.parent / "data" / "law"
#: The packs that come with mdg.
BUILT_IN = ("gdpr", "fr-cnil", "ccpa")
#: What a region may be instead of a country: parts of the area in which the Regulation applies.
WITHIN = frozenset({"EU", "EEA"})


@attrs.frozen(slots=True, repr=False)
class Decision:
    """An adequacy decision about a country, in force from ``start`` to ``end`` (None for no limit known).

    ``requires`` are names of a certificate without which a recipient is outside it, ``subject_to`` those of a law to
    which recipients in it are subject; ``scope`` says it in words.
    """

    country: str
    start: dt.date | None
    end: dt.date | None
    requires: tuple[str, ...]
    subject_to: tuple[str, ...]
    scope: str
    source: str

    def holds(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@attrs.frozen(slots=True, repr=False)
class Fact:
    """A figure that law states, from ``start`` to ``end``, with its article and where that was read.

    ``law`` is the pack that the one that states it extends in the end, or that pack itself.
    """

    law: str
    name: str
    value: str
    start: dt.date | None
    end: dt.date | None
    article: str
    source: str


@attrs.frozen(slots=True, repr=False)
class Right:
    """A right of people: whatever the basis, on some ``bases``, for some ``uses``, or where somebody decides."""

    name: str
    article: str
    bases: tuple[str, ...]
    uses: tuple[str, ...]
    decides: bool
    source: str

    @property
    def by(self) -> str:
        """By which statement they have it: ``bases``, ``uses`` or ``decides``."""
        return "decides" if self.decides else "uses" if self.uses else "bases"

    def holds(self, basis: str, use: str | None) -> bool:
        """Whether they have it on a basis, for a data use."""
        of_use = any(use == one or (use or "").startswith(f"{one}.") for one in self.uses)
        return (not self.bases or basis in self.bases) and (not self.uses or of_use)


@attrs.frozen(slots=True, repr=False)
class Law:
    """The packs that apply: the codes of their rules, and their facts, those of a pack before those that it extends."""

    packs: tuple[str, ...]
    rules: frozenset[str]
    facts: tuple[Fact, ...]

    def fact(self, name: str, day: dt.date) -> Fact | None:
        """A fact as it is on a day; None where no pack states it.

        A pack takes the place of what it extends; of laws that apply beside each other, the shortest span binds.
        """
        found: dict[str, Fact] = {}
        for fact in self.facts:
            begun, over = fact.start is None or fact.start <= day, fact.end is not None and fact.end < day
            if fact.name == name and begun and not over:
                found.setdefault(fact.law, fact)
        return min(found.values(), key=_days) if len(found) > 1 else next(iter(found.values()), None)

    def span(self, name: str, day: dt.date) -> Period | None:
        """A fact that is a span of calendar time."""
        found = self.fact(name, day)
        return None if found is None else parse_period(found.value)


def within(code: str) -> bool | None:
    """Whether the Regulation applies as such in a country (or `EU`, `EEA`).

    None where no source says, and for what is no code of a country, of which nobody knows where it is.
    """
    if code in WITHIN:
        return True
    for entry in _load("places.yaml")["lists"]:
        if code in entry["codes"]:
            return {"in": True, "out": False}.get(entry["is"])
    return False if code in countries() else None


def adequacy(code: str) -> tuple[Decision, ...]:
    """The adequacy decisions about a country, in force or not."""
    return _decisions().get(code, ())


def special(category: str) -> str | None:
    """Which special category of personal data (GDPR, Article 9) a category of the taxonomy is; None for none."""
    return _under(category, "special")


def criminal(category: str) -> str | None:
    """The same for data on criminal convictions (GDPR, Article 10)."""
    return _under(category, "criminal")


def basis_identifier(basis: str) -> str:
    """The identifier of a lawful basis in the W3C Data Privacy Vocabulary."""
    loaded = _load("bases.yaml")
    return f"{loaded['namespace']}{loaded['bases'][basis]['dpv']}"


def basis_article(basis: str) -> str:
    """The point of the Regulation's Article 6 that a lawful basis is."""
    found: str = _load("bases.yaml")["bases"][basis]["article"]
    return found


@functools.cache
def rights() -> tuple[Right, ...]:
    """The rights of people, in the order of the file."""
    return tuple(
        Right(
            name=one["right"],
            article=one["article"],
            bases=tuple(one.get("bases", ())),
            uses=tuple(one.get("uses", ())),
            decides=one.get("decides", False),
            source=one["source"],
        )
        for one in _load("rights.yaml")["rights"]
    )


def cloud_region(name: str) -> str | None:
    """The country in which a region of a cloud provider is, as far as the list goes."""
    return next((one["country"] for one in _load("regions.yaml")["regions"] if one["name"] == name.lower()), None)


class Own(Protocol):
    """A pack of a landscape's own."""

    @property
    def extends(self) -> str | None: ...
    @property
    def rules(self) -> frozenset[str]: ...
    @property
    def figures(self) -> Sequence[Any]: ...


def law(packs: Iterable[str], own: Mapping[str, Own] = MappingProxyType({})) -> Law:
    """What the packs named say together, be they a landscape's ``own``; those that they extend count too."""
    order: dict[str, tuple[str, Own]] = {}
    for name in packs:
        chain = list(_with_extended(name, own))
        for one, content in chain:
            order.setdefault(one, (chain[0][0], content))
    rules = frozenset(code for _, content in order.values() for code in content.rules)
    facts = tuple(
        Fact(root, one.name, one.value, one.start, one.end, one.article, one.source)
        for root, content in reversed(order.values())
        for one in content.figures
    )
    return Law(tuple(order), rules, facts)


def governed() -> frozenset[str]:
    """The codes of the rules on data protection, which apply where a pack has them."""
    return frozenset(code for name in BUILT_IN for code in _built_in(name).rules)


def _with_extended(name: str, own: Mapping[str, Own]) -> Iterator[tuple[str, Own]]:
    """The pack, after those that it extends; one that is not there, or is no longer, says nothing."""
    chain: dict[str, Own] = {}
    following: str | None = name
    while following is not None and following not in chain:
        found = _built_in(following) if following in BUILT_IN else own.get(following)
        if found is None:
            break
        chain[following] = found
        following = found.extends
    yield from reversed(chain.items())


@attrs.frozen(slots=True, repr=False)
class _Figure:
    name: str
    value: str
    start: dt.date | None
    end: dt.date | None
    article: str
    source: str


@attrs.frozen(slots=True, repr=False)
class _Pack:
    extends: str | None
    rules: frozenset[str]
    figures: tuple[_Figure, ...]


@functools.cache
def _built_in(name: str) -> _Pack:
    content = _load(f"packs/{name}.yaml")
    figures = (
        _Figure(one["fact"], one["value"], one.get("from"), one.get("until"), one["article"], one["source"])
        for one in content["facts"]
    )
    return _Pack(content.get("extends"), frozenset(content["rules"]), tuple(figures))


def _days(fact: Fact) -> float:
    """How long a span is at its shortest, in days; what is no span binds before all, unless it asks for nothing."""
    try:
        period = parse_period(fact.value)
    except Fault:
        return float(fact.value == "false")
    return period.years * 365 + period.months * 28 + period.rest.total_seconds() / 86_400


def _under(category: str, kind: str) -> str | None:
    """The most special of the entries under whose keys a category is."""
    found = [
        (len(key), entry["what"])
        for entry in _load("categories.yaml")[kind]
        for key in entry["keys"]
        if category == key or category.startswith(f"{key}.")
    ]
    return max(found)[1] if found else None


@functools.cache
def _decisions() -> dict[str, tuple[Decision, ...]]:
    found: dict[str, tuple[Decision, ...]] = {}
    for one in _load("adequacy.yaml")["decisions"]:
        for code in one["codes"]:
            decision = Decision(
                country=code,
                start=one["from"],
                end=one["until"],
                requires=tuple(one.get("requires", ())),
                subject_to=tuple(one.get("subject_to", ())),
                scope=one.get("scope", ""),
                source=one["source"],
            )
            found[code] = (*found.get(code, ()), decision)
    return found


@functools.cache
def _load(file: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load((FOLDER / file).read_text(encoding="utf-8"), Loader=loader)
    return loaded
