"""What the British authority's template of a record asks for beside Article 30, as far as a landscape answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.use import Purpose
from mdg.model.uses import Use
from mdg.rules.compliance.agreeing import covering
from mdg.rules.compliance.applying import exceeds
from mdg.rules.compliance.mdg423_impact_assessment import criteria
from mdg.rules.compliance.recipients import Stated, party_named
from mdg.rules.compliance.transfers import SAFEGUARDS, Transfer, rests_on
from mdg.text.law import rights


def interests(purpose: Purpose) -> Iterator[Stated]:
    """That there are none, where the purpose rests on something else; what they are, no landscape says."""
    if purpose.lawful_basis not in (None, "legitimate_interests"):
        words = (purpose.lawful_basis or "").replace("_", " ")
        yield Stated(f"none: it rests on {words}", purpose.place.at("lawful_basis"))


def rights_of_people(purpose: Purpose, uses: Iterable[Use]) -> Iterator[Stated]:
    """The rights that people have by the basis of a purpose, its data use, and steps that decide."""
    if purpose.lawful_basis is None:
        return
    deciding = next((use for use in uses if use.step is not None and use.step.decides), None)
    places = {"bases": purpose.place.at("lawful_basis"), "uses": purpose.place.at("data_use")}
    by: dict[str, list[str]] = {}
    for right in rights():
        if right.holds(purpose.lawful_basis, purpose.data_use):
            by.setdefault(right.by, []).append(f"{right.name} (Article {right.article})")
    for how, names in by.items():
        place = places.get(how) if deciding is None or how != "decides" else deciding.place
        if place is not None:
            yield Stated(", ".join(names), place)


def safeguards(landscape: Landscape, found: Iterable[Transfer], inside: Iterable[System]) -> Iterator[Stated]:
    """For each transfer the decision or the agreements on which it rests; systems that are ``inside`` need none."""
    for system in inside:
        yield Stated(f"none needed for {system.id}", system.place.at("region"))
    for one in found:
        if rests_on(landscape, one) == "adequacy":
            yield Stated(f"{one.system.id}: adequacy decision about {one.country} (Article 45)", one.place)
        for agreement in covering(landscape, one.system.id, *SAFEGUARDS):
            party = f" with {party_named(landscape, agreement.party)}" if agreement.party is not None else ""
            reference = f" ({agreement.reference})" if agreement.reference else ""
            kind = (agreement.kind or "").replace("_", " ")
            yield Stated(f"{one.system.id}: {kind}{party}{reference}", agreement.place)


def adherence(purpose: Purpose, systems: Iterable[System]) -> Iterator[Stated]:
    """How long the systems keep data, and where that is longer than the purpose allows."""
    for system in systems:
        kept = system.retention
        if kept is not None:
            longer = purpose.retention is not None and exceeds(kept, purpose.retention)
            told = ", which is longer than this purpose allows" if longer else ""
            yield Stated(f"{system.id}: keeps it for {kept.text}{told}", system.place.at("retention"))


def assessment_due(landscape: Landscape, purpose: Purpose, uses: tuple[Use, ...]) -> Iterator[Stated]:
    """The criteria by which an impact assessment is due (MDG423); where less than two can be read, it is open."""
    found = dict(criteria(landscape, purpose, uses))
    if len(found) > 1:
        for criterion, related in found.items():
            yield Stated(f"due: {criterion}", related.place)
