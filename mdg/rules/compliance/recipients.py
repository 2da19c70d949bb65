"""Who has to do with a use of personal data: the systems in which it takes place, who operates them, who is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import attrs

from mdg.diagnostic import Json, Place
from mdg.model.answering import Party
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.use import Purpose
from mdg.model.uses import Use
from mdg.rules.compliance.agreeing import covering


@attrs.frozen(slots=True, repr=False, eq=False)
class Stated:
    """A statement in a field, and where the text says so."""

    text: str
    place: Place

    @property
    def where(self) -> str:
        """File and line, the file as it is named within the landscape."""
        return f"{self.place.source.key}:{self.place.span().line}"

    def as_json(self) -> dict[str, Json]:
        """Its text with file and line."""
        return {"text": self.text, "file": self.place.source.key, "line": self.place.span().line}


def party_named(landscape: Landscape, name: str) -> str:
    """A party as people know it, with its address."""
    party: Party | None = landscape.every.parties.get(name)
    told = party.title if party is not None and party.title else name
    return f"{told} <{party.email}>" if party is not None and party.email else told


def of_processor(landscape: Landscape, system: System) -> bool:
    """Whether a system is a processor's: by its role, or where none is stated by the party that operates it."""
    operator: Party | None = landscape.every.parties.get(system.operator or "")
    by_operator = operator is not None and operator.is_ == "processor"
    return by_operator if system.role is None else system.role == "processor"


def of_another(landscape: Landscape, system: System, controllers: Collection[str | None]) -> bool:
    """Whether a system is known to be another controller's than these, or another organisation's and no processor's.

    Of whom it is that nobody is said to be controller for, is open.  A team is no organisation of its own.
    """
    known = {name for name in controllers if name in landscape.every.parties}
    if system.operator is None or not known or system.operator in known or of_processor(landscape, system):
        return False
    operator = landscape.every.parties.get(system.operator)
    if operator is not None and operator.kind == "team":
        return False
    other = operator is not None and operator.kind == "organisation" and operator.is_ != "data_protection_officer"
    return other if system.role is None else system.role in ("controller", "joint_controller")


def systems_of(landscape: Landscape, use: Use) -> Iterator[str]:
    """The systems in which a use takes place: of a view, those of its parts too."""
    if use.system is not None:
        yield use.system
    view = landscape.views.get(
        use.id if use.what == "view" else (use.step.view if use.step is not None else None) or ""
    )
    for part in view.parts.values() if view is not None else ():
        if part.extract.entity == use.extract.entity:
            yield part.system


def once(stated: Iterable[Stated]) -> Iterator[Stated]:
    """Each text once, where it stands first."""
    found: dict[str, Stated] = {}
    for one in stated:
        found.setdefault(one.text, one)
    return iter(found.values())


def recipients(landscape: Landscape, uses: Iterable[Use], *, outside: bool) -> Iterator[Stated]:
    """The parties that need it or are shown it: vendors and processors, or all others."""
    seen = set()
    for use in uses:
        parties = []
        if use.what == "need":
            parties = [(landscape.needs[use.id].owner, use.place.at("owner"))]
        elif use.what == "view":
            audience = landscape.views[use.id].audience
            parties = [(name, use.place.at("audience", index)) for index, name in enumerate(audience)]
        for name, place in parties:
            party = landscape.every.parties.get(name or "")
            is_outside = party is not None and party.is_ in ("vendor", "processor")
            if name is not None and name not in seen and is_outside is outside:
                seen.add(name)
                yield Stated(party_named(landscape, name), place)


def operators(landscape: Landscape, systems: Iterable[System], controller: str | None) -> Iterator[Stated]:
    """The parties outside that operate systems, and are no processors: vendors of their own, other controllers."""
    for system in systems:
        party = landscape.every.parties.get(system.operator or "")
        controls = system.role in ("controller", "joint_controller")
        vendor = controls and party is not None and party.is_ == "vendor" and not of_processor(landscape, system)
        if system.operator is not None and (vendor or of_another(landscape, system, (controller,))):
            yield Stated(party_named(landscape, system.operator), system.place.at("operator"))


def processors(landscape: Landscape, systems: Iterable[System]) -> Iterator[Stated]:
    """The parties that operate systems as processors; where nothing says who, those to the contracts about them."""
    for system in systems:
        if not of_processor(landscape, system):
            continue
        if system.operator is not None:
            yield Stated(party_named(landscape, system.operator), system.place.at("operator"))
        for contract in covering(landscape, system.id, "processing") if system.operator is None else ():
            if contract.party is not None:
                yield Stated(party_named(landscape, contract.party), contract.place.at("party"))


def agreed(landscape: Landscape, systems: Iterable[System], kind: str) -> Iterator[Stated]:
    """The agreements of a kind about systems, each with its party and reference."""
    seen = set()
    for system in systems:
        for one in covering(landscape, system.id, kind):
            if one.id not in seen:
                seen.add(one.id)
                told = party_named(landscape, one.party) if one.party is not None else one.title or one.id
                yield Stated(f"{told} ({one.reference})" if one.reference else told, one.place)


def joint(landscape: Landscape, purpose: Purpose, systems: list[System]) -> Iterator[Stated]:
    """The parties to arrangements, and others that operate a system as joint controllers."""
    yield from agreed(landscape, systems, "joint_controllers")
    known = {one.party for system in systems for one in covering(landscape, system.id, "joint_controllers")}
    others = (
        one for one in systems if one.role == "joint_controller" and one.operator not in (None, purpose.controller)
    )
    for system in others:
        if system.operator not in known:
            known.add(system.operator)
            yield Stated(party_named(landscape, system.operator or ""), system.place.at("operator"))
