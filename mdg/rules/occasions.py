"""What must be written down for a rule to have anything to say.

Most landscapes state a part of what the language offers, and a rule about the rest can find nothing there, nor ask for
a fact.  Such a rule is not even loaded, so that a small check takes the time of what it is about.  What is written
counts whatever its dates: what is in force on a day is a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mdg.model.landscape import Landscape
from mdg.model.topology import Event
from mdg.model.writers import LATER
from mdg.rule import Rule
from mdg.rules import rule

#: By code, what has to be there: a section, something that a statement of it states (``systems.region``), or one of
#: :data:`_KINDS`; any of several, between bars.  A rule without an entry is always run.
OCCASIONS: dict[str, str] = {
    "MDG109": "writing receivers",
    "MDG111": "survivorship",
    "MDG201": "flows",
    "MDG202": "several flows",
    "MDG203": "several flows",
    "MDG204": "several flows",
    "MDG206": "changing records",
    "MDG208": "flows",
    "MDG209": "flows",
    "MDG210": "flows",
    "MDG211": "flows",
    "MDG212": "systems.kind",
    "MDG213": "flows",
    "MDG214": "flows.after",
    "MDG215": "needs",
    "MDG216": "entities.references",
    "MDG217": "several flows",
    "MDG218": "ends",
    "MDG301": "schedules|flows.latency|systems.supplies",
    "MDG302": "schedules|systems.supplies",
    "MDG303": "needs",
    "MDG304": "needs",
    "MDG305": "flows.latency|systems.supplies",
    "MDG306": "schedules",
    "MDG307": "schedules",
    "MDG308": "schedules",
    "MDG401": "purposes",
    "MDG402": "purposes",
    "MDG403": "purposes",
    "MDG404": "purposes",
    "MDG405": "purposes",
    "MDG406": "purposes",
    "MDG407": "purposes",
    "MDG408": "derived groups",
    "MDG409": "purposes",
    "MDG411": "purposes|retention",
    "MDG412": "systems.retention|prospects",
    "MDG413": "purposes|systems.erasure_procedure",
    "MDG415": "schedules|flows.latency",
    "MDG417": "systems.finds_by",
    "MDG418": "systems.role|systems.operator",
    "MDG419": "systems.role",
    "MDG420": "systems.region|systems.access_from",
    "MDG421": "systems.region|systems.access_from",
    "MDG422": "systems.region|systems.access_from",
    "MDG423": "purposes",
    "MDG424": "purposes",
    "MDG425": "purposes",
    "MDG426": "systems.recovery",
    "MDG427": "flows.encrypted",
    "MDG428": "purposes",
    "MDG429": "processes",
    "MDG430": "purposes",
    "MDG501": "parties|responsibilities",
    "MDG502": "responsibilities",
    "MDG503": "responsibilities",
    "MDG504": "responsibilities",
    "MDG505": "responsibilities",
    "MDG506": "responsibilities",
    "MDG507": "flows",
    "MDG601": "processes",
    "MDG602": "processes",
    "MDG603": "processes",
    "MDG604": "processes",
    "MDG605": "processes",
    "MDG611": "processes",
    "MDG612": "processes",
    "MDG613": "processes",
    "MDG614": "processes",
    "MDG615": "processes",
    "MDG703": "schedules",
    "MDG704": "systems.region|systems.access_from|licences.regions",
    "MDG707": "expectations",
    "MDG708": "ends",
}


def occasioned(landscape: Landscape, codes: Iterable[str]) -> Iterator[Rule]:
    """The rules, of those with these codes, for which the landscape gives occasion; no other is loaded."""
    return (rule(code) for code in codes if _occasion(landscape.every, OCCASIONS.get(code)))


def _occasion(landscape: Landscape, wanted: str | None) -> bool:
    if wanted is None:
        return True
    return landscape.derived(("occasion", wanted), lambda: any(_is_there(landscape, one) for one in wanted.split("|")))


def _is_there(landscape: Landscape, what: str) -> bool:
    kind = _KINDS.get(what)
    if kind is not None:
        return kind(landscape)
    section, _, stated = what.partition(".")
    items = getattr(landscape, section)
    return any(_says(getattr(item, stated)) for item in items.values()) if stated else bool(items)


def _says(value: Any) -> bool:
    """Whether something is stated: `false` is, and nothing, an empty list and no time at all are not."""
    return value is False or bool(value)


def _changing(landscape: Landscape) -> bool:
    return any(not entity.space.lasting for entity in landscape.entities.values())


def _derived(landscape: Landscape) -> bool:
    return any(group.derived_from for entity in landscape.entities.values() for group in entity.groups.values())


def _written_to(landscape: Landscape) -> bool:
    """Whether data flows to a system that may change what is there."""
    receiving = {flow.target for flow in landscape.flows.values()}
    rules = (rule for rule in landscape.ownership.values() if rule.may & LATER)
    return any(not receiving.isdisjoint(rule.systems) for rule in rules)


def _prospecting(landscape: Landscape) -> bool:
    return any("prospect" in purpose.data_subjects for purpose in landscape.purposes.values())


def _retained(landscape: Landscape) -> bool:
    groups = (group for entity in landscape.entities.values() for group in entity.groups.values())
    return any(group.retention is not None for group in groups)


def _ending(landscape: Landscape) -> bool:
    if any(item.force.end is not None for _, items in landscape.sections() for item in items.values()):
        return True
    agreed = any(one.until is not None for one in landscape.agreements.values())
    return agreed or any(one.until is not None for one in landscape.licences.values())


_KINDS: dict[str, Callable[[Landscape], bool]] = {
    "changing records": _changing,
    "derived groups": _derived,
    "ends": _ending,
    "prospects": _prospecting,
    "retention": _retained,
    "schedules": lambda landscape: any(not isinstance(flow.trigger, Event) for flow in landscape.flows.values()),
    "several flows": lambda landscape: len(landscape.flows) > 1,
    "writing receivers": _written_to,
}
