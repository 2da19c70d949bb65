"""The reference on consent, erasure and correction (403, 404, 405, 406, 413, 416).

Of networks without providers, to which purposes have been added.  A use is a need with a purpose that rests on
consent; its personal groups are those but the one in which the consent is kept.  What is lawful is left to people: only
that is read here which follows from the flows.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import product

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .conditions import Record
from .delays import NEVER, NOTHING, finite
from .findings import holders_of
from .look import Look, looks, waits
from .networks import LIMITS, networks
from .reference import Day, Item, Reference
from .shapes import Raw, chance
from .timing import Length, length

Found = Iterator[tuple[str, Record]]
PURPOSE, CACHE = "news", "90m"
#: Of a special category is data about health; consent as a condition for that governs nothing else.
CATEGORIES = ("user.contact", "user.contact", "user.health_and_medical", "system")
EXPLICIT = {"lawful_basis": "contract", "special_condition": "A9-2-a"}
BASES = (
    {"lawful_basis": "consent"},
    {"lawful_basis": "consent", "special_condition": "A9-2-a"},
    {"lawful_basis": "legitimate_interests", "opt_in": "consent"},
    EXPLICIT,
)


@st.composite
def lawful_networks(draw: DrawFn) -> Raw:
    """A network whose data is personal, whose needs have a purpose, and which knows one procedure of erasure."""
    raw = draw(networks().filter(lambda one: not any("supplies" in item for item in one["systems"].values())))
    groups = raw["entities"]["partner"]["groups"]
    groups.setdefault("mail", {"attributes": ["mail_id"]})
    for name, spec in groups.items():
        written = {"attributes": spec} if isinstance(spec, list) else spec
        groups[name] = {**written, "categories": [draw(st.sampled_from(CATEGORIES))]}
    for item in raw["systems"].values():
        item.pop("kind", None)
    kept = draw(st.sampled_from(sorted(groups)))
    groups[kept]["categories"] = ["user.privacy_preferences"]
    raw["systems"]["archive"] = {"erasure_procedure": "by hand"}
    consent = {"group": f"partner.{kept}", "withdrawal_within": draw(st.sampled_from(LIMITS[:-1]))}
    raw["purposes"] = {PURPOSE: {**draw(st.sampled_from(BASES)), "consent": consent}}
    for item in raw.setdefault("needs", {}).values():
        if chance(draw, 80):
            item["purpose"] = PURPOSE
    for name in [one for one in raw["systems"] if one != "archive"]:
        if chance(draw, 50):
            raw["needs"][f"use_{name}"] = {"entity": "partner", "system": name, "purpose": PURPOSE}
        if chance(draw, 40):
            asked = {"system": name, "may": ["update"], "groups": [kept], "entity": "partner"}
            raw["ownership"][f"consent_{name}"] = asked
    raw["views"] = _views(draw, sorted(raw["systems"]), sorted(set(groups) - {kept}), kept)
    raw["needs"] = raw["needs"] or {"none": {"system": "archive", "entity": "partner", "groups": [kept]}}
    return raw


def _views(draw: DrawFn, systems: list[str], shown: list[str], kept: str) -> Raw:
    """Views that read a group from some systems, and that may show the consent from another one."""
    found: Raw = {}
    for name in [one for one in systems if one != "archive" and shown and chance(draw, 30)]:
        parts: Raw = {"a": {"from": name, "groups": [draw(st.sampled_from(shown))]}}
        if chance(draw, 30):
            parts["b"] = {
                "from": draw(st.sampled_from(sorted({*systems} - {"archive"}))),
                "groups": [kept],
                "cache": CACHE,
            }
        served = draw(st.sampled_from(systems))
        found[f"view_{name}"] = {"entity": "partner", "served_by": served, "purpose": PURPOSE, "parts": parts}
    return found


def _kept(reference: Reference) -> str:
    """The group in which the consent is kept."""
    group: str = reference.items("purposes")[PURPOSE]["consent"]["group"].partition(".")[2]
    return group


def _used(look: Look, groups: AbstractSet[str], system: str) -> set[str]:
    """The personal data of some groups in a system that needs the consent."""
    specs = look.reference.group_specs(look.entity)
    needing = groups & set(look.personal()) - {_kept(look.reference)}
    if EXPLICIT.items() <= look.reference.items("purposes")[PURPOSE].items():
        needing = {group for group in needing if "user.health_and_medical" in specs[group]["categories"]}
    return {group for group in needing if system in look.holders(group)}


def _uses(reference: Reference, day: Day) -> Iterator[tuple[Look, str, Length]]:
    """Every record whose data some system uses under consent, where it has a consent at all.

    With the system to which the consent has to come, and how much older a cache can make it.
    """
    yield from ((look, system, cached) for look, _, _, system, cached in _found(reference, day))


def _found(reference: Reference, day: Day) -> Iterator[tuple[Look, set[str], str, str, Length]]:
    """The same, with the groups and the system in which they are found."""
    several = [*looks(reference, day)]
    systems = reference.statements("systems", day).keys()
    views = {
        name: view
        for name, view in reference.items("views").items()
        if {view["served_by"], *(part["from"] for part in view["parts"].values())} <= systems
    }
    places = {name: [*_places(reference, view, several)] for name, view in views.items()}
    for look in several:
        if _kept(reference) not in look.groups():
            continue
        for need in look.covered("needs").values():
            used = _used(look, reference.groups_of(need), need["system"])
            if need.get("purpose") == PURPOSE and used:
                yield look, used, need["system"], need["system"], NOTHING
        for name, view in views.items():
            part = view["parts"]["a"]
            used = _used(look, {*part["groups"]}, part["from"])
            if used:
                yield from ((look, used, part["from"], system, cached) for system, cached in places[name])


def _places(reference: Reference, view: Item, several: list[Look]) -> Iterator[tuple[str, Length]]:
    """Where a view hears of the consent: where a part shows it, else where it is served, else where it reads the data.

    It is served where it hears of it if any change of any consent comes there, or if nobody may make one.
    """
    kept, served = _kept(reference), view["served_by"]
    changes = [(look, owner) for look in several if kept in look.groups() for owner in look.owners(kept)]
    if "b" in view["parts"]:
        yield view["parts"]["b"]["from"], length(CACHE)
    elif not changes or any(
        owner == served or look.delay("update", owner, served, kept) != NEVER for look, owner in changes
    ):
        yield served, NOTHING
    else:
        yield view["parts"]["a"]["from"], NOTHING


def withdrawal_unreached(reference: Reference, day: Day) -> Found:
    """Systems that no change of the consent comes to, though somebody may make one (403)."""
    kept = _kept(reference)
    for look, system, _ in _uses(reference, day):
        owners = look.owners(kept)
        if owners and all(owner != system and look.delay("update", owner, system, kept) == NEVER for owner in owners):
            yield system, look.record


def withdrawal_slow(reference: Reference, day: Day) -> Found:
    """Systems that some change of the consent comes to later than is allowed (404)."""
    kept = _kept(reference)
    limit = length(reference.items("purposes")[PURPOSE]["consent"]["withdrawal_within"])
    for look, system, cached in _uses(reference, day):
        for owner in look.owners(kept):
            delay = finite(NOTHING) if owner == system else look.delay("update", owner, system, kept)
            if delay != NEVER and delay + cached > finite(limit):
                yield system, look.record


def consent_after_data(reference: Reference, day: Day) -> Found:
    """Systems that data can come to before the consent to its use does, or where that never comes (405).

    The consent comes with the record, where that begins with one, or from whoever may give it later.  Of networks
    without timetables, on which data can come anywhere at once.
    """
    kept = _kept(reference)
    for look, groups, found_in, system, _ in _found(reference, day):
        origin, owners = look.origin.system, look.owners(kept)
        if origin == system:
            continue
        delays = {one: look.delay("update", one, system, kept) for one in owners}
        if look.creates(kept):
            delay = look.delay("create", origin, system, kept)
            told = any(one == system or found != NEVER for one, found in delays.items())
            givers = {origin} if (told if delay == NEVER else waits(delay)) else set()
        else:
            givers = {one for one, found in delays.items() if one != system and found != NEVER and waits(found)}
        for giver, group in product(givers, groups):
            reached = {origin, *look.way("create", origin, group).bounds}
            if look.creates(group) and (
                _without(reference, [*look.flows("create", group).values()], origin, system, kept)
                if found_in == system and giver == origin
                else found_in in reached
            ):
                yield system, look.record


def _without(reference: Reference, flows: list[Item], start: str, system: str, kept: str) -> bool:
    """Whether some way leads to a system on which a flow leaves a group behind."""
    agenda, seen = [(start, False)], {(start, False)}
    while agenda:
        here, left = agenda.pop()
        for flow in flows:
            there = (flow["to"], left or kept not in reference.groups_of(flow))
            if flow["from"] == here and there not in seen:
                seen.add(there)
                agenda.append(there)
    return (system, True) in seen


def withdrawal_not_returned(reference: Reference, day: Day) -> Found:
    """Systems that may change the consent, which others keep who never hear of that, and do of somebody else (406)."""
    kept = _kept(reference)
    for look in looks(reference, day):
        owners = look.owners(kept)
        for owner in owners:
            for holder in look.holders(kept) - {owner}:
                if look.delay("update", owner, holder, kept) != NEVER:
                    continue
                others = owners - {owner}
                if holder in others or any(look.delay("update", one, holder, kept) != NEVER for one in others):
                    yield owner, look.record


def erasure_incomplete(reference: Reference, day: Day) -> Found:
    """Systems with personal data that no deletion comes to (413)."""
    for look in looks(reference, day):
        deleters = set(holders_of(reference, "delete", look.entity, look.record, day)) & look.present()
        for system in {holder for group in look.personal() for holder in look.holders(group)}:
            if all(one != system and look.delay("delete", one, system) == NEVER for one in deleters):
                yield system, look.record


def rectification_incomplete(reference: Reference, day: Day) -> Found:
    """Systems with personal data that somebody may correct, and that no correction comes to (416)."""
    for look in looks(reference, day):
        for group in look.personal():
            owners = look.owners(group)
            for system in look.holders(group) if owners else ():
                if all(one != system and look.delay("update", one, system, group) == NEVER for one in owners):
                    yield system, look.record
