"""The reference on processes: which check comes before which use, and how old it is then (601 to 603)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .conditions import Record, as_list, holds
from .lawful import BASES, PURPOSE
from .reference import Item
from .shapes import Raw, chance

RECORDS: tuple[Record, ...] = ({"k": "p"}, {"k": "q"})
BRINGING = ("enrich", "create")
#: How old the consent can be where a step looks it up, in minutes; a view adds what its cache does.
AGES = {"shop": 0, "mailer": 60, "seen": 75, "never": 999, "unseen": 999}
HOLDS, WITHIN, OLD = {"30m": 30, "1h": 60}, 90, 999


@st.composite
def campaigns(draw: DrawFn) -> Raw:
    """A landscape with one process: steps that use data, checks for some records, and steps that widen."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    steps: dict[str, Raw] = {}
    for name in names:
        step = _step(draw)
        if chance(draw, 30):
            step["hold"] = draw(st.sampled_from(sorted(HOLDS)))
        if chance(draw, 20):
            step["channel"] = draw(st.sampled_from(["email", "sms"]))
        if chance(draw, 40):
            step["when"] = {"k": draw(st.sampled_from(["p", "q"]))}
        if chance(draw, 50):
            step["after"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        steps[name] = step
    consent = {"group": "customer.consent", "withdrawal_within": f"{WITHIN}m", "per": ["channel"]}
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
        "systems": {"shop": {}, "mailer": {}, "never": {}, "gone": {"valid": {"until": "2000-01-01"}}},
        "ownership": {"o": {"system": "shop", "may": ["create", "update", "delete"]}},
        "flows": {
            "f": {"from": "shop", "to": "mailer", "trigger": {"every": "1h"}},
            "g": {"from": "shop", "to": "never", "operations": ["create"]},
        },
        "views": {
            "seen": {"entity": "customer", "parts": {"a": {"from": "mailer", "cache": "15m"}}},
            "unseen": {"entity": "customer", "parts": {"a": {"from": "never"}}},
        },
        "purposes": {PURPOSE: {**draw(st.sampled_from(BASES[:-1])), "consent": consent, "channels": ["email"]}},
        "processes": {"p": {"steps": steps}},
    }


def _step(draw: DrawFn) -> Raw:
    """A use, a check, both in one, or a step that widens."""
    kind = draw(st.sampled_from(["use", "use", "check", "check", "widen", "both"]))
    step: Raw = {"groups": ["contact"], "purpose": PURPOSE} if kind in ("use", "both") else {"groups": ["consent"]}
    if kind == "widen":
        step["widens"] = "true"
    if kind in ("use", "widen"):
        return {**step, "system": "shop"}
    where = draw(st.sampled_from(["shop", "shop", "shop", "mailer", "seen", "never", "unseen", "gone"]))
    place = {"view": where, "entity": "customer"} if "seen" in where else {"system": where}
    return {**step, **place, "checks_consent": PURPOSE}


def reached(steps: Mapping[str, Item], use: str, record: Record, *, widening: bool) -> set[int | None]:
    """How old the consent can be, in minutes, when one comes to a use; None where it has not been looked up.

    One comes from a beginning, or has been for ever on a circle of steps into which no other leads.
    """
    after: dict[str, list[str]] = {name: [] for name in steps}
    beginnings, last = [], ""
    for name, item in steps.items():
        before = as_list(item["after"]) if "after" in item else [last] if last else []
        for previous in before:
            after[previous].append(name)
        beginnings += [] if before else [name]
        last = name
    looking = {name for name, item in steps.items() if _looks(item, steps[use]) and _covers(item, record)}
    endless = {name for name in steps if _circles(after, name, frozenset()) and not _led_into(after, name)}
    agenda: list[tuple[str, int | None]] = [(name, None) for name in [*beginnings, *(endless & looking)]]
    agenda += [(name, None) for name in endless if _circles(after, name, looking)]
    found: set[tuple[str, int | None]] = set()
    while agenda:
        name, age = agenda.pop()
        if widening and "widens" in steps[name]:
            age = None
        if name in looking:
            age = AGES[steps[name].get("view", steps[name].get("system"))]
        if (name, age) not in found:
            found.add((name, age))
            later = age if age is None else min(OLD, age + HOLDS.get(steps[name].get("hold", ""), 0))
            agenda += [(following, later) for following in after[name]]
    # what a step has looked up itself, it uses for as long as it holds it
    own = HOLDS.get(steps[use].get("hold", ""), 0) if use in looking else 0
    return {age if age is None else min(OLD, age + own) for name, age in found if name == use}


def _looks(item: Item, use: Item) -> bool:
    """Whether a step looks up the consent by which another one uses data: to mail, unless it says something else."""
    if "checks_consent" not in item:
        return False
    return bool(item.get("channel", "email") == use.get("channel", "email"))


def _in_force(steps: Mapping[str, Item]) -> dict[str, Item]:
    """The steps, each with what it comes after, without those in the system that is out of force.

    What came after one of these comes after what that one came after.
    """
    order = ["", *steps]
    after = {
        name: as_list(item["after"]) if "after" in item else order[order.index(name) - 1 : order.index(name)]
        for name, item in steps.items()
    }
    gone = {name for name, item in steps.items() if item.get("system") == "gone"}

    def waits_for(name: str, seen: AbstractSet[str]) -> Iterator[str]:
        for one in after[name]:
            if one in gone and one not in seen:
                yield from waits_for(one, seen | {one})
            elif one and one not in gone:
                yield one

    return {name: {**item, "after": [*waits_for(name, {name})]} for name, item in steps.items() if name not in gone}


def _led_into(after: Mapping[str, list[str]], name: str) -> bool:
    """Whether one comes to a step from somewhere to which one does not come from it."""
    return any(name in _behind(after, one) and one not in _behind(after, name) for one in after)


def _behind(after: Mapping[str, list[str]], name: str, without: AbstractSet[str] = frozenset()) -> set[str]:
    """The steps to which one comes from a step, by way of others alone that are not ``without``."""
    seen: set[str] = set()
    agenda = [] if name in without else [name]
    while agenda:
        for following in after[agenda.pop()]:
            if following not in seen | without:
                seen.add(following)
                agenda.append(following)
    return seen


def _circles(after: Mapping[str, list[str]], name: str, without: AbstractSet[str]) -> bool:
    """Whether a step comes to itself again."""
    return name in _behind(after, name, without)


def _used(raw: Raw, *, widening: bool) -> Iterator[tuple[str, Record, set[int | None]]]:
    steps = _in_force(raw["processes"]["p"]["steps"])
    for record in RECORDS:
        for name, step in steps.items():
            if step.get("purpose") == PURPOSE and _covers(step, record):
                yield name, record, reached(steps, name, record, widening=widening)


def unchecked(raw: Raw, *, widening: bool) -> dict[str, list[Record]]:
    """For each step that uses data, the records with which it can be reached without a check (602).

    With ``widening``, where a check does not count that was before the last step on the way that lets others in.
    """
    found: dict[str, list[Record]] = {}
    for name, record, ages in _used(raw, widening=widening):
        if None in ages:
            found.setdefault(name, []).append(record)
    return found


def too_old(raw: Raw) -> dict[str, list[Record]]:
    """For each step that uses data, and none unchecked, the records whose consent can be too old by then (602)."""
    found: dict[str, list[Record]] = {}
    never = unchecked(raw, widening=False)
    for name, record, ages in _used(raw, widening=False):
        if name not in never and any(age is not None and age > WITHIN for age in ages):
            found.setdefault(name, []).append(record)
    return found


@st.composite
def lotteries(draw: DrawFn) -> Raw:
    """A landscape whose processes read and write a coupon, which several systems may bring."""
    raw = draw(campaigns())
    for section in ("purposes", "flows", "views"):
        del raw[section]
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
