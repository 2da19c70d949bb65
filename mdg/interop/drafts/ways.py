"""Who was seen to change what, and how it was seen to travel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from mdg.diagnostic import Json
from mdg.interop.drafts.names import Names, is_id, renamed
from mdg.interop.drafts.section import DRAFT, Section
from mdg.interop.sheets.names import key_of, slug
from mdg.model.discovered import Discovered, Made, Route
from mdg.model.happened import Lag
from mdg.text.values import format_duration

_OPERATIONS = ("create", "update", "delete")
_WRITTEN = (
    "Drafted by `mdg discover`, and yours from here on. It says what happened, not what was agreed: look at each",
    "statement, and take `status: draft` away from what shall hold. A log cannot show parties, categories of data,",
    "purposes, or how old a copy may get.",
)
_OWNERSHIP = "Who was seen to create, update and delete what; nobody else may."
_FLOWS = (
    "How records were seen to travel. Say how often each flow runs, as `trigger: {every: 15m}`, and how long a run",
    "takes at worst, as `latency: 5m`: without that, a flow counts as immediate.",
)


def ownership(found: Discovered, names: Names) -> Section:
    """Rules for what was done."""
    section = Section("ownership", (_OWNERSHIP,))
    for made in found.made:
        _rules(section, made, names)
    return section


def _rules(section: Section, made: Made, names: Names) -> None:
    """One rule for the groups with which the same was done, and one for deletions, in which groups do not count."""
    system, entity = names.systems[made.system], names.entities[made.entity]
    together: dict[tuple[str, ...], list[str]] = {}
    for group, operations in made.operations.items():
        done = tuple(one for one in _OPERATIONS if one in operations and one != "delete")
        if group is not None and done:
            together.setdefault(done, []).append(group)
    for done, groups in together.items():
        told = [_counted(operation, made, groups) for operation in done]
        section.add(
            f"{system}_{'_'.join(done)}_{entity}",
            {
                "system": system,
                "entity": entity,
                "groups": [names.groups[made.entity][group] for group in sorted(groups)],
                "may": list(done),
                "status": DRAFT,
            },
            [f"seen: {', '.join(told)}"],
        )
    if any("delete" in operations for operations in made.operations.values()):
        values: dict[str, Json] = {"system": system, "entity": entity, "may": ["delete"], "status": DRAFT}
        section.add(f"{system}_delete_{entity}", values, [f"seen: {_counted('delete', made, made.operations)}"])


def _counted(operation: str, made: Made, groups: Iterable[str | None]) -> str:
    return f"{operation} {sum(made.operations[group].get(operation, 0) for group in groups):,}"


def flows(found: Discovered, names: Names) -> Section:
    """A flow for each name, one entity and one system; what came by none is told."""
    section = Section("flows", _FLOWS)
    known: set[str] = set()
    # first those whose names are ids, so that each keeps its own
    for route in sorted(found.routes, key=lambda one: one.via is not None and not is_id(one.via)):
        if route.via is None or route.source == route.target or route.via in known:
            section.instead.append(_told_only(route))
            continue
        known.add(route.via)
        id = route.via if is_id(route.via) else slug(key_of(route.via), "flow")
        section.add(id, _flow(route, names), [*_told_of(route, names), *renamed(route.via, id)])
    return section


def _flow(route: Route, names: Names) -> dict[str, Json]:
    values: dict[str, Json] = {
        "from": names.systems[route.source],
        "to": names.systems[route.target],
        "entity": names.entities[route.entity],
    }
    if route.groups:
        values["groups"] = [names.groups[route.entity][group] for group in route.groups]
    if route.operations != _OPERATIONS:
        values["operations"] = list(route.operations)
    return {**values, "status": DRAFT}


def _told_of(route: Route, names: Names) -> Iterator[str]:
    why = "its name says so" if route.named else "most often the last to have a change before"
    yield f"rows: {route.rows:,}; {route.source} had {route.before:,} of the changes before ({why})"
    if route.hop.max is not None:
        yield f"from {route.source}: {_lag(route.hop)}"
    if route.lag.max is not None:
        yield f"from the change: {_lag(route.lag)}"


def _lag(lag: Lag) -> str:
    return f"half within {length(lag.p50)}, 95 % within {length(lag.p95)}, at most {length(lag.max)}"


def length(seconds: float | None) -> str:
    """As the language writes it, in whole seconds, rounded up."""
    return format_duration(dt.timedelta(seconds=-(-(seconds or 0) // 1)))


def _told_only(route: Route) -> str:
    what = ", ".join(route.groups) or " and ".join(f"{one}s" for one in route.operations)
    by = "no flow is named" if route.via is None else f"`{route.via}` is named, which elsewhere is another way"
    if route.via is not None and route.source == route.target:
        by = f"`{route.via}` is named, and it had come from there itself"
    return f"{what} of {route.entity} came from {route.source} to {route.target}: {by} (rows: {route.rows:,})"
