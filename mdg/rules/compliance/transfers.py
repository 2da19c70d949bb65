"""Where personal data goes outside the area of the Regulation, and on what that rests (GDPR, Articles 44 to 46).

It goes to where a system is that keeps it, that is looked into, or that shows it by a view.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Place
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.rules.compliance.agreeing import covering
from mdg.rules.compliance.copies import of_system, personal_copies, personal_entities, shown_personal
from mdg.text.law import Decision, adequacy, within
from mdg.topology import Link, Network, network

#: The agreements that are appropriate safeguards (Article 46).
SAFEGUARDS = ("standard_clauses", "binding_rules")


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Transfer:
    """A system with personal data in a country outside, or that is looked into from there (``access``)."""

    system: System
    country: str
    place: Place
    access: bool = False


def transfers(landscape: Landscape) -> tuple[Transfer, ...]:
    """Every transfer that regions and places of access tell of; of places that no source decides, none is told."""
    return landscape.derived("transfers", lambda: tuple(_transfers(landscape)))


def _transfers(landscape: Landscape) -> Iterator[Transfer]:
    for system in landscape.systems.values():
        places = [(system.region, system.place.at("region"), False)] if system.region is not None else []
        places += [(code, system.place.at("access_from", at), True) for at, code in enumerate(system.access_from)]
        outside = [(code, place, access) for code, place, access in places if code and within(code) is False]
        if outside and data_of(landscape, system.id)[1]:
            for code, place, access in outside:
                if not (access and code == system.region):
                    yield Transfer(system=system, country=code, place=place, access=access)


def data_of(landscape: Landscape, system: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The personal data that a system `holds`, or else `shows` by views: by entity, the groups."""
    held = {net.entity.id: tuple(groups) for net, groups in of_system(landscape, system)}
    return ("holds", held) if held else ("shows", shown_personal(landscape, system))


def rests_on(landscape: Landscape, one: Transfer) -> str | None:
    """What a transfer rests on: an adequacy decision or an agreement; None for nothing."""
    in_force = [decision for decision in adequacy(one.country) if decision.holds(landscape.as_of)]
    if any(_reaches(landscape, decision, one) for decision in in_force):
        return "adequacy"
    return next((str(found.kind) for found in covering(landscape, one.system.id, *SAFEGUARDS)), None)


def undecided(landscape: Landscape, one: Transfer) -> Decision | None:
    """The decision that allows a transfer if the recipient is subject to a law, where nothing states whether it is."""
    if rests_on(landscape, one) is not None:
        return None
    return next((each for each in adequacy(one.country) if each.subject_to and each.holds(landscape.as_of)), None)


def _reaches(landscape: Landscape, decision: Decision, one: Transfer) -> bool:
    """Whether a decision is known to include the system."""
    wanted = {name.casefold() for name in (*decision.requires, *decision.subject_to)}
    if not wanted or wanted & {name.casefold() for name in one.system.certified}:
        return True
    return bool(decision.subject_to) and claims_adequacy(landscape, one)


def counted_on(landscape: Landscape, one: Transfer) -> Decision | None:
    """An adequacy decision on which a transfer seems to be based, and which is over, not yet there, or leaves it out.

    The text says so by an agreement of kind `adequacy`, or by any certificate where a decision requires one.
    """
    decisions = adequacy(one.country)
    claimed = any(True for _ in covering(landscape, one.system.id, "adequacy"))
    for decision in decisions:
        if not decision.holds(landscape.as_of):
            return decision
        if decision.requires and (claimed or one.system.certified):
            return decision
    return None


def claims_adequacy(landscape: Landscape, one: Transfer) -> bool:
    """Whether an agreement says that a transfer rests on an adequacy decision."""
    return any(True for _ in covering(landscape, one.system.id, "adequacy"))


def bringing(landscape: Landscape, system: str) -> Iterator[tuple[Network, Link]]:
    """The flows that bring personal data to a system."""
    for entity in personal_entities(landscape):
        net = network(landscape, entity)
        held = personal_copies(net).get(system, {})
        for link in net.links:
            if link.target == system and link.groups & held.keys():
                yield net, link


def is_onward(landscape: Landscape, one: Transfer) -> bool:
    """Whether personal data comes to a system from other countries outside alone."""
    sources = {link.source for _, link in bringing(landscape, one.system.id)}
    regions = [landscape.every.systems[name].region for name in sources]
    outside = [region is not None and within(region) is False and region != one.country for region in regions]
    return not one.access and bool(outside) and all(outside)
