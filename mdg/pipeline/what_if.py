"""What if: the landscape as though a flow, a system or some middleware were not there, and what that makes worse."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mdg.decision.request import check_known
from mdg.diagnostic import MdgError
from mdg.model.landscape import Landscape
from mdg.pipeline.questions import check_landscape, plan
from mdg.topology.outage import Effect, Outage, effect
from mdg.topology.propagation import Propagation

#: The words that may stand before a name, with a colon, to say what it names.
KINDS = ("flow", "system", "middleware")
#: Sections by what one of their statements is called.
_SINGULAR = {
    "systems": "system",
    "ownership": "ownership rule",
    "flows": "flow",
    "needs": "need",
    "matching": "matching",
    "survivorship": "survivorship",
    "crosswalks": "crosswalk",
    "responsibilities": "responsibility",
    "agreements": "agreement",
    "licences": "licence",
    "processes": "process",
    "views": "view",
    "expectations": "expectation",
}


def without(landscape: Landscape, *names: str) -> Landscape:
    """The landscape as though these flows, systems and middleware (``via``) were not there, nor what names only them.

    A name that is both a flow and a system is told by a word before it: ``flow:crm``, ``system:crm``.  MdgError for a
    name that is neither, with the nearest.
    """
    return outage(landscape, names).landscape


def outage(landscape: Landscape, names: Iterable[str]) -> Outage:
    """The same, with what is gone."""
    check_landscape(landscape)
    every = landscape.every
    known = {
        "flow": every.flows.keys(),
        "system": every.systems.keys(),
        "middleware": {flow.via for flow in every.flows.values() if flow.via} - every.systems.keys(),
    }
    names = tuple(dict.fromkeys(names))
    chosen: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for name in names:
        kind, meant = _meant(name, known)
        chosen[kind].append(meant)
    left = landscape.without(*chosen.values())
    gone = tuple(
        (_SINGULAR[section], id)
        for section, items in every.sections()
        for id in items
        if id not in getattr(left, section)
    )
    return Outage(names, left, gone)


def _meant(name: str, known: Mapping[str, Collection[str]]) -> tuple[str, str]:
    """What a name names: its kind, and its id."""
    kind, colon, rest = name.partition(":")
    if colon and kind in KINDS and name not in known["middleware"]:
        check_known(kind, rest, known[kind])
        return kind, rest
    kinds = [kind for kind, names in known.items() if name in names]
    if not kinds:
        check_known("flow or system", name, dict.fromkeys(one for names in known.values() for one in names))
    if len(kinds) > 1:
        ways = " or ".join(f"`{kind}:{name}`" for kind in kinds)
        raise MdgError(f"`{name}` is a {' and a '.join(kinds)}; write {ways}")
    return kinds[0], name


def plan_without(missing: Outage, before: Propagation, **asked: Any) -> tuple[Propagation, Effect]:
    """The plan of a change, ``asked`` as it was for the one ``before``, in an outage; and how that is worse.

    MdgError where the change, or the record, begins in a system that is left out.
    """
    for name, said in ((asked["origin"], "the change is made"), (asked.get("created_in"), "the record began")):
        if name in missing.systems:
            raise MdgError(f"{said} in `{name}`, which is left out; ask about a change made elsewhere")
    if asked.get("groups") is None and before.operation == "update":
        asked = {**asked, "groups": before.arrivals[before.origin].groups}
    after = plan(missing.landscape, before.operation, **asked)
    return after, effect(missing, before, after)
