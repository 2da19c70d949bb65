"""The reference on consent, erasure and correction (403, 404, 406, 413, 416), and on the order of steps (601 to 603).

Of networks without providers, to which purposes have been added.  A use is a need with a purpose that rests on
consent; its personal groups are those but the one in which the consent is kept.  What is lawful is left to people: only
that is read here which follows from the flows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .conditions import Record, as_list, holds
from .delays import NEVER, finite
from .findings import holders_of
from .look import Look, looks
from .networks import LIMITS, networks
from .reference import Day, Item, Reference
from .shapes import Raw, chance
from .timing import length

Found = Iterator[tuple[str, Record]]
PURPOSE = "news"
BRINGING = ("enrich", "create")


@st.composite
def lawful_networks(draw: DrawFn) -> Raw:
    """A network whose data is personal, whose needs have a purpose, and which knows one procedure of erasure."""
    raw = draw(networks().filter(lambda one: not any("supplies" in item for item in one["systems"].values())))
    groups = raw["entities"]["partner"]["groups"]
    groups.setdefault("mail", {"attributes": ["mail_id"]})
    for name, spec in groups.items():
        written = {"attributes": spec} if isinstance(spec, list) else spec
        groups[name] = {**written, "categories": ["user.contact"] if chance(draw, 80) else ["system"]}
    for item in raw["systems"].values():
        item.pop("kind", None)
    kept = draw(st.sampled_from(sorted(groups)))
    groups[kept]["categories"] = ["user.privacy_preferences"]
    raw["systems"]["archive"] = {"erasure_procedure": "by hand"}
    consent = {"group": f"partner.{kept}", "withdrawal_within": draw(st.sampled_from(LIMITS[:-1]))}
    raw["purposes"] = {PURPOSE: {"lawful_basis": "consent", "consent": consent}}
    for item in raw.setdefault("needs", {}).values():
        if chance(draw, 80):
            item["purpose"] = PURPOSE
    for name in [one for one in raw["systems"] if one != "archive"]:
        if chance(draw, 50):
            raw["needs"][f"use_{name}"] = {"entity": "partner", "system": name, "purpose": PURPOSE}
        if chance(draw, 40):
            asked = {"system": name, "may": ["update"], "groups": [kept], "entity": "partner"}
            raw["ownership"][f"consent_{name}"] = asked
    raw["needs"] = raw["needs"] or {"none": {"system": "archive", "entity": "partner", "groups": [kept]}}
    return raw


def _kept(reference: Reference) -> str:
    """The group in which the consent is kept."""
    group: str = reference.items("purposes")[PURPOSE]["consent"]["group"].partition(".")[2]
    return group


def _used(look: Look, need: Item) -> bool:
    """Whether a need uses personal data that its system has."""
    groups = look.reference.groups_of(need) & set(look.personal())
    return any(need["system"] in look.holders(group) for group in groups - {_kept(look.reference)})


def _uses(reference: Reference, day: Day) -> Iterator[tuple[Look, str]]:
    """Every record whose data some system uses under consent, where it has a consent at all."""
    for look in looks(reference, day):
        if _kept(reference) in look.groups():
            for need in look.covered("needs").values():
                if need.get("purpose") == PURPOSE and _used(look, need):
                    yield look, need["system"]


def withdrawal_unreached(reference: Reference, day: Day) -> Found:
    """Systems that no change of the consent comes to, though somebody may make one (403)."""
    kept = _kept(reference)
    for look, system in _uses(reference, day):
        owners = look.owners(kept)
        if owners and all(owner != system and look.delay("update", owner, system, kept) == NEVER for owner in owners):
            yield system, look.record


def withdrawal_slow(reference: Reference, day: Day) -> Found:
    """Systems that some change of the consent comes to later than is allowed (404)."""
    kept = _kept(reference)
    limit = finite(length(reference.items("purposes")[PURPOSE]["consent"]["withdrawal_within"]))
    for look, system in _uses(reference, day):
        for owner in look.owners(kept) - {system}:
            delay = look.delay("update", owner, system, kept)
            if delay != NEVER and delay > limit:
                yield system, look.record


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


# -- which check comes before which use

RECORDS: tuple[Record, ...] = ({"k": "p"}, {"k": "q"})


@st.composite
def campaigns(draw: DrawFn) -> Raw:
    """A landscape with one process: steps that use data, checks for some records, and steps that widen."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    steps: dict[str, Raw] = {}
    for name in names:
        step: Raw = {"system": "shop", "groups": ["contact"], "purpose": PURPOSE}
        kind = draw(st.sampled_from(["use", "use", "check", "check", "widen"]))
        if kind != "use":
            step = {"system": "shop", "groups": ["consent"]}
        if kind == "check":
            step["checks_consent"] = PURPOSE
        if kind == "widen":
            step["widens"] = "true"
        if chance(draw, 40):
            step["when"] = {"k": draw(st.sampled_from(["p", "q"]))}
        if chance(draw, 50):
            step["after"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        steps[name] = step
    consent = {"group": "customer.consent", "withdrawal_within": "1h"}
    return {
        "mdg": "1",
        "entities": {
            "customer": {
                "dimensions": {"k": ["p", "q"]},
                "groups": {
                    "contact": {"attributes": ["email"], "categories": ["user.contact"]},
                    "consent": {"attributes": ["state"], "categories": ["user.privacy_preferences"]},
                },
            }
        },
        "systems": {"shop": {}},
        "ownership": {"o": {"system": "shop", "may": ["create", "update", "delete"]}},
        "purposes": {PURPOSE: {"lawful_basis": "consent", "consent": consent}},
        "processes": {"p": {"steps": steps}},
    }


def reached(steps: Mapping[str, Item], record: Record, *, widening: bool) -> set[tuple[str, bool]]:
    """Each step to which one comes, and whether the record has been looked at by then.

    One comes from a beginning, or has been on a circle of steps for ever.
    """
    after: dict[str, list[str]] = {name: [] for name in steps}
    beginnings, last = [], ""
    for name, item in steps.items():
        before = as_list(item["after"]) if "after" in item else [last] if last else []
        for previous in before:
            after[previous].append(name)
        beginnings += [] if before else [name]
        last = name
    found: set[tuple[str, bool]] = set()
    agenda = [(name, False) for name in beginnings]
    looking = {name for name, item in steps.items() if "checks_consent" in item and _covers(item, record)}
    agenda += [(name, True) for name in steps if _circles(after, name, frozenset())]
    agenda += [(name, False) for name in steps if _circles(after, name, looking)]
    while agenda:
        name, looked = agenda.pop()
        if widening and "widens" in steps[name]:
            looked = False
        if "checks_consent" in steps[name] and _covers(steps[name], record):
            looked = True
        if (name, looked) not in found:
            found.add((name, looked))
            agenda += [(following, looked) for following in after[name]]
    return found


def _circles(after: Mapping[str, list[str]], name: str, without: AbstractSet[str]) -> bool:
    """Whether a step comes to itself again, by way of others alone that are not ``without``."""
    seen: set[str] = set()
    agenda = [] if name in without else [name]
    while agenda:
        for following in after[agenda.pop()]:
            if following not in seen | without:
                seen.add(following)
                agenda.append(following)
    return name in seen


def unchecked(raw: Raw, *, widening: bool) -> dict[str, list[Record]]:
    """For each step that uses data, the records with which it can be reached without a check (602).

    With ``widening``, where a check does not count that was before the last step on the way that lets others in.
    """
    steps = raw["processes"]["p"]["steps"]
    found: dict[str, list[Record]] = {}
    for record in RECORDS:
        for name, looked in sorted(reached(steps, record, widening=widening)):
            if not looked and steps[name].get("purpose") == PURPOSE and _covers(steps[name], record):
                found.setdefault(name, []).append(record)
    return found


@st.composite
def lotteries(draw: DrawFn) -> Raw:
    """A landscape whose processes read and write a coupon, which several systems may bring."""
    raw = draw(campaigns())
    del raw["purposes"]
    raw["entities"]["customer"]["groups"]["coupon"] = {"attributes": ["code"], "categories": []}
    raw["systems"] = {"shop": {}, "till": {}}
    raw["ownership"]["o"]["groups"] = ["contact", "consent"]
    for number in range(draw(st.integers(0, 2))):
        rule = {
            "groups": ["coupon"],
            "may": [draw(st.sampled_from(["enrich", "enrich", "enrich", "update", "create"]))],
        }
        raw["ownership"][f"r{number}"] = _somewhere(draw, rule)
    raw["processes"] = {"p": {"steps": {}}}
    names = [f"s{number}" for number in range(draw(st.integers(2, 5)))]
    for name in names:
        step: Raw = {"groups": ["coupon"]}
        writes = draw(st.sampled_from(["", "", "", "enrich", "enrich", "enrich", "update", "create"]))
        if writes:
            step |= {"writes": writes} | ({"reads": "true"} if chance(draw, 20) else {})
        if chance(draw, 30):
            step["after"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        raw["processes"]["p"]["steps"][name] = _somewhere(draw, step)
    if chance(draw, 30):
        step = {"groups": ["coupon"], "writes": draw(st.sampled_from(["enrich", "update", "create"]))}
        raw["processes"]["other"] = {"steps": {"t": _somewhere(draw, step)}}
    return raw


def _somewhere(draw: DrawFn, item: Raw) -> Raw:
    """The rule or step in one of the systems, for some of the records or all."""
    item["system"] = draw(st.sampled_from(["shop", "shop", "till"]))
    return {**item, "when": {"k": draw(st.sampled_from(["p", "q"]))}} if chance(draw, 40) else item


def read_too_early(raw: Raw) -> dict[str, list[Record]]:
    """For each step of the first process, the records of which it reads a coupon that is brought behind it (601)."""
    steps = raw["processes"]["p"]["steps"]
    others = raw["processes"].get("other", {"steps": {}})["steps"]
    found: dict[str, list[Record]] = {}
    for name, step in steps.items():
        if "writes" in step and "reads" not in step:
            continue
        behind = {one for one in steps if _comes_before(steps, name, one) and not _comes_before(steps, one, name)}
        for record in RECORDS:
            about = {one: item for one, item in {**steps, **others}.items() if _covers(item, record)}
            bringing = {one: item for one, item in about.items() if one in behind and item.get("writes") == "enrich"}
            elsewhere = [item for one, item in about.items() if one not in behind and item.get("writes") in BRINGING]
            rules = [rule for rule in raw["ownership"].values() if "coupon" in rule["groups"] and _covers(rule, record)]
            created = any("create" in rule["may"] for rule in rules)
            systems = {item["system"] for item in bringing.values()}
            added = any("enrich" in rule["may"] and rule["system"] not in systems for rule in rules)
            if name in about and bringing and not elsewhere and not created and not added:
                found.setdefault(name, []).append(record)
    return found


def _comes_before(steps: Mapping[str, Item], one: str, other: str) -> bool:
    """Whether a step comes before another, over any number of steps."""
    agenda, seen, order = [other], {""}, ["", *steps]
    while agenda:
        name = agenda.pop()
        before = as_list(steps[name]["after"]) if "after" in steps[name] else [order[order.index(name) - 1]]
        if one in before:
            return True
        agenda += [previous for previous in before if previous not in seen]
        seen.update(before)
    return False


def _covers(step: Item, record: Record) -> bool:
    return "when" not in step or holds(step["when"], record)
