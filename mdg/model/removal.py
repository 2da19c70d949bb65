"""What is left of a landscape without some flows or systems: what names one of them goes, or names it no more."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from mdg.model.answering import Responsibility
from mdg.model.items import Item, Need, Ownership
from mdg.model.names import named
from mdg.model.order import before
from mdg.model.policies import Crosswalk, Matching, Survivorship
from mdg.model.topology import Flow
from mdg.model.use import Agreement, Expectation, Part, Process, Step, View

Named = TypeVar("Named", Ownership, Survivorship, Agreement)
Sections = dict[str, dict[str, Any]]


def without(
    sections: Mapping[str, Mapping[str, Any]], flows: Iterable[str], systems: Iterable[str], middleware: Iterable[str]
) -> Sections:
    """The sections without these flows and systems, and without the flows that run on such a system or middleware.

    A list of systems in a statement gets shorter; a statement that would have none left, or whose one system is gone,
    goes with it, and so does a step of a process or a part of a view.
    """
    gone = frozenset(systems)
    running = {*middleware, *gone}
    lost = set(flows)
    for flow in sections.get("flows", {}).values():
        if flow.source in gone or flow.target in gone or flow.via in running:
            lost.add(flow.id)
    removal = _Removal(gone, frozenset(lost), frozenset(_licences(sections, gone)))
    found: Sections = {name: dict(items) for name, items in sections.items()}
    for section, items in sections.items():
        narrow = removal.narrowing.get(section)
        if narrow is not None:
            left = {id: narrow(item) for id, item in items.items()}
            found[section] = {id: item for id, item in left.items() if item is not None}
    _drop_steps_of_views(found, sections)
    _settle(found, sections)
    return found


def _licences(sections: Mapping[str, Mapping[str, Any]], gone: Container[str]) -> Iterable[str]:
    return (licence.id for licence in sections.get("licences", {}).values() if licence.provider in gone)


def without_named(sections: Mapping[str, Mapping[str, Any]], gone: Mapping[str, Container[str]]) -> Sections:
    """The sections without the steps and parts that name something ``gone``, by section.

    A process or a view with none left goes too.
    """
    found: Sections = {name: dict(items) for name, items in sections.items()}
    for id, view in list(found.get("views", {}).items()):
        left = {name: part for name, part in view.parts.items() if not _names(part, gone)}
        if not left:
            del found["views"][id]
        elif len(left) < len(view.parts):
            found["views"][id] = attrs.evolve(view, parts=left)
    for id, process in list(found.get("processes", {}).items()):
        fewer = _fewer_steps(process, {name for name, step in process.steps.items() if _names(step, gone)})
        if fewer is None:
            del found["processes"][id]
        else:
            found["processes"][id] = fewer
    _drop_steps_of_views(found, sections)
    return found


def _names(one: Step | Part, gone: Mapping[str, Container[str]]) -> bool:
    """Whether a step, or a part of a view, names something that is gone."""
    named = {"entities": one.extract.entity, "systems": one.system, "populations": one.extract.population_name}
    if isinstance(one, Step):
        named["views"] = one.view
    return any(name is not None and name in gone.get(section, ()) for section, name in named.items())


class _Removal:
    """Statement by statement: what is left of it, None for nothing."""

    def __init__(self, systems: frozenset[str], flows: frozenset[str], licences: frozenset[str]) -> None:
        self.systems, self.flows, self.licences = systems, flows, licences
        self.narrowing: dict[str, Callable[[Any], Item | None]] = {
            "systems": lambda item: None if item.id in systems else item,
            "ownership": self._listing,
            "flows": self._flow,
            "needs": self._placed,
            "matching": self._placed,
            "survivorship": self._listing,
            "crosswalks": self._crosswalk,
            "responsibilities": self._placed,
            "agreements": self._listing,
            "licences": lambda item: None if item.id in licences else item,
            "processes": self._process,
            "views": self._view,
            "expectations": self._expectation,
        }

    def _kept(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in self.systems)

    def _listing(self, item: Named) -> Named | None:
        left = self._kept(item.systems)
        if left == item.systems:
            return item
        return attrs.evolve(item, systems=left) if left else None

    def _placed(self, item: Need | Matching | Responsibility) -> Item | None:
        return None if item.system in self.systems else item

    def _flow(self, flow: Flow) -> Flow | None:
        if flow.id in self.flows:
            return None
        after = tuple(name for name in flow.after if name not in self.flows)
        return flow if after == flow.after else attrs.evolve(flow, after=after)

    def _crosswalk(self, item: Crosswalk) -> Crosswalk | None:
        left = self._kept(item.maps)
        if item.system in self.systems or not left:
            return None
        return item if left == item.maps else attrs.evolve(item, maps=left)

    def _process(self, process: Process) -> Process | None:
        return _fewer_steps(process, {id for id, step in process.steps.items() if step.system in self.systems})

    def _view(self, view: View) -> View | None:
        left = {
            id: attrs.evolve(part, licence=None) if part.licence in self.licences else part
            for id, part in view.parts.items()
            if part.system not in self.systems
        }
        if view.served_by in self.systems or not left:
            return None
        return view if left == view.parts else attrs.evolve(view, parts=left)

    def _expectation(self, item: Expectation) -> Expectation | None:
        if item.created_in in self.systems:
            return None
        reaches = {system: reach for system, reach in item.reaches.items() if system not in self.systems}
        never, may, may_not = self._kept(item.never_reaches), self._granted(item.may), self._granted(item.may_not)
        if not (reaches or never or may or may_not):
            return None
        left: dict[str, Any] = {"reaches": reaches, "never_reaches": never, "may": may, "may_not": may_not}
        same = all(getattr(item, name) == value for name, value in left.items())
        return item if same else attrs.evolve(item, **left)

    def _granted(self, told: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Who may (not) do what, less the systems that are gone; that nobody may do something is a statement too."""
        return {operation: left for operation, names in told.items() if (left := self._kept(names)) or not names}


def _fewer_steps(process: Process, lost: set[str]) -> Process | None:
    """The process without some steps: what waited for one of them waits for what that waited for."""
    if not lost:
        return process
    earlier = before(process)
    left = {id: step for id, step in process.steps.items() if id not in lost}
    for id, step in left.items():
        if lost.intersection(earlier[id]):
            left[id] = attrs.evolve(step, after=_waiting_for(earlier, earlier[id], lost))
    return attrs.evolve(process, steps=left) if left else None


def _waiting_for(earlier: Mapping[str, tuple[str, ...]], after: tuple[str, ...], lost: set[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    seen: set[str] = set()
    agenda = list(after)
    while agenda:
        name = agenda.pop(0)
        if name not in lost:
            found[name] = None
        elif name not in seen:
            seen.add(name)
            agenda[:0] = earlier[name]
    return tuple(found)


def _drop_steps_of_views(found: Sections, sections: Mapping[str, Mapping[str, Any]]) -> None:
    lost = sections.get("views", {}).keys() - found.get("views", {}).keys()
    if lost:
        processes = found.get("processes", {})
        for id, process in list(processes.items()):
            left = _fewer_steps(process, {name for name, step in process.steps.items() if step.view in lost})
            if left is None:
                del processes[id]
            else:
                processes[id] = left


def _settle(found: Sections, sections: Mapping[str, Mapping[str, Any]]) -> None:
    """What named a system that ends, or is a draft, and names it no more, depends on it no longer."""
    for section, items in found.items():
        before = sections[section]
        for id, item in items.items():
            if item is not before[id] and (item.force is not item.valid or item.draft is not item.called_draft):
                force, draft = item.valid, item.called_draft
                for other, name in named(item):
                    if name in found.get(other, {}):
                        limit = found[other][name]
                        force, draft = force & limit.valid, draft or limit.draft
                items[id] = attrs.evolve(item, force=force, draft=draft)
