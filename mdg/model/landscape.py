"""The landscape: every section compiled, and how it reads on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from mdg.diagnostic import Place
from mdg.model.items import ALWAYS, Item
from mdg.model.topology import Once

if TYPE_CHECKING:
    from mdg.model.answering import Party, Responsibility
    from mdg.model.entity import Entity
    from mdg.model.items import Extract, Need, Ownership
    from mdg.model.pack import Pack
    from mdg.model.policies import Crosswalk, Matching, Survivorship
    from mdg.model.records import NamedPopulation, Persona
    from mdg.model.topology import Flow, System
    from mdg.model.use import Agreement, Expectation, Licence, Process, Purpose, View

T = TypeVar("T")
ONE_DAY = dt.timedelta(days=1)


@attrs.frozen(slots=True, kw_only=True, repr=False)
class Settings:
    """How a landscape wants to be checked; times of day are those of ``timezone``."""

    fail_on: str = "error"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = attrs.field(factory=dict)
    timezone: str = "UTC"
    calendar_from: dt.date = dt.date(2026, 1, 1)
    calendar_days: int = 400
    packs: tuple[str, ...] = ("gdpr",)


def _items() -> Any:
    return attrs.field(factory=dict)


@attrs.frozen(slots=True, kw_only=True, repr=False, eq=False)
class Landscape:
    """The compiled truth.  It keeps every date; :meth:`on` gives what is in force on one day.

    ``as_of`` is the day that it is read as of.  Each section is a mapping from id to item, in the order of the text.
    ``ended`` holds, after :meth:`on`, the ownership rules that were in force before that day and no longer are, and
    ``loaded`` the single loads of which that is so.
    """

    name: str | None
    as_of: dt.date
    place: Place
    title: str = ""
    settings: Settings = Settings()
    parties: dict[str, Party] = _items()
    entities: dict[str, Entity] = _items()
    populations: dict[str, NamedPopulation] = _items()
    records: dict[str, Persona] = _items()
    systems: dict[str, System] = _items()
    ownership: dict[str, Ownership] = _items()
    flows: dict[str, Flow] = _items()
    needs: dict[str, Need] = _items()
    matching: dict[str, Matching] = _items()
    survivorship: dict[str, Survivorship] = _items()
    crosswalks: dict[str, Crosswalk] = _items()
    responsibilities: dict[str, Responsibility] = _items()
    purposes: dict[str, Purpose] = _items()
    agreements: dict[str, Agreement] = _items()
    licences: dict[str, Licence] = _items()
    processes: dict[str, Process] = _items()
    views: dict[str, View] = _items()
    expectations: dict[str, Expectation] = _items()
    packs: dict[str, Pack] = _items()
    ended: tuple[Ownership, ...] = ()
    loaded: tuple[Flow, ...] = ()
    #: the comments of the text that set findings aside, for the pipeline
    suppressions: tuple[Any, ...] = ()
    dated: Landscape | None = None
    #: what was worked out from this reading, so that several rules can ask for it
    _derived: dict[Any, Any] = attrs.field(factory=dict, init=False)

    def derived(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What ``work_out`` answers, kept under ``key`` for the next who asks."""
        if key not in self._derived:
            self._derived[key] = work_out()
        found: T = self._derived[key]
        return found

    def about(self, section: str, entity: str) -> tuple[Any, ...]:
        """The items of a section whose extract is of the entity, in their order."""
        found: dict[str, tuple[Any, ...]] = self.derived(("about", section), lambda: _by_entity(getattr(self, section)))
        return found.get(entity, ())

    def by_extract(self, section: str, entity: str) -> dict[Extract, list[Any]]:
        """The same by extract: of many items, most share theirs with others, and need be looked at once."""
        found: dict[str, dict[Extract, list[Any]]] = self.derived(
            ("by extract", section), lambda: _by_extract(getattr(self, section))
        )
        return found.get(entity, {})

    @property
    def every(self) -> Landscape:
        """The landscape with every date, of which this may be the reading of one day."""
        return self.dated or self

    def sections(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The sections that hold anything, by name, in the order of the language."""
        for name in SECTION_NAMES:
            items = getattr(self, name)
            if items:
                yield name, items

    def days(self, first: dt.date | None = None) -> tuple[dt.date, ...]:
        """``first`` (else ``as_of``) and each later day on which something begins, or has just ended, in order.

        What is loaded once begins on the day of the load.
        """
        first = first or self.as_of
        found = {first}
        for _, items in self.sections():
            for item in items.values():
                if item.valid is not ALWAYS:
                    if item.valid.start is not None and item.valid.start > first:
                        found.add(item.valid.start)
                    found.update(_day_after(item.valid.end, first))
        for flow in self.flows.values():
            if isinstance(flow.trigger, Once) and (loaded := flow.trigger.day(self.settings.timezone)) > first:
                found.add(loaded)
        for agreement in self.agreements.values():
            found.update(_day_after(agreement.until, first))
        for licence in self.licences.values():
            found.update(_day_after(licence.until, first))
        return tuple(sorted(found))

    def on(self, day: dt.date) -> Landscape:
        """The landscape with only what is in force on ``day``; ended ownership rules are kept in ``ended``."""
        every = self.every
        in_force = {name: _in_force(items, day) for name, items in every.sections()}
        parts = _settled(every, in_force, ("entities", "systems", "populations", "views"))
        ended = tuple(rule for rule in every.ownership.values() if rule.force.ended(day))
        loaded = tuple(_loads(every.flows, day))
        return attrs.evolve(self, as_of=day, ended=ended, loaded=loaded, dated=every, **parts)

    def without(
        self, flows: Iterable[str] = (), systems: Iterable[str] = (), middleware: Iterable[str] = ()
    ) -> Landscape:
        """The landscape, with every date, as though these flows, systems and middleware (`via`) were not there.

        What names one of them names it no more, or goes too where nothing is left to say.
        """
        # only for a what-if
        from mdg.model.removal import without

        every = self.every
        parts: dict[str, Any] = {**without(dict(every.sections()), flows, systems, middleware)}
        return attrs.evolve(every, as_of=self.as_of, **parts)

    def live(self) -> Landscape:
        """The same without drafts; the landscape itself if it has none."""
        sections = {name: items for name, items in self.sections() if any(item.draft for item in items.values())}
        if not sections and not any(item.draft for item in (*self.ended, *self.loaded)):
            return self
        parts: dict[str, Any] = {
            section: {name: item for name, item in items.items() if not item.draft}
            for section, items in sections.items()
        }
        parts = _settled(self, {**dict(self.sections()), **parts})
        ended = tuple(rule for rule in self.ended if not rule.draft)
        loaded = tuple(flow for flow in self.loaded if not flow.draft)
        return attrs.evolve(self, ended=ended, loaded=loaded, dated=self.every, **parts)


def _settled(before: Landscape, parts: dict[str, Any], naming: Iterable[str] = ("entities",)) -> dict[str, Any]:
    """The sections without the steps, and parts of views, that name what is not in these sections any more."""
    if not (parts.get("processes") or parts.get("views")):
        return parts
    gone = {section: getattr(before, section).keys() - parts.get(section, {}).keys() for section in naming}
    if not any(gone.values()):
        return parts
    # only where something ends, or is a draft
    from mdg.model.removal import without_named

    left = without_named(parts, gone)
    return {**parts, **{name: left[name] for name in ("processes", "views") if name in left}}


def _by_entity(items: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for item in items.values():
        found.setdefault(item.extract.entity, []).append(item)
    return {entity: tuple(several) for entity, several in found.items()}


def _by_extract(items: dict[str, Any]) -> dict[str, dict[Extract, list[Any]]]:
    several: dict[Extract, list[Any]] = {}
    for item in items.values():
        several.setdefault(item.extract, []).append(item)
    found: dict[str, dict[Extract, list[Any]]] = {}
    for extract, those in several.items():
        found.setdefault(extract.entity, {})[extract] = those
    return found


def _day_after(end: dt.date | None, first: dt.date) -> tuple[dt.date, ...]:
    """The day on which something is over, if that is after ``first``."""
    return () if end is None or end < first or end == dt.date.max else (end + ONE_DAY,)


def _in_force(items: dict[str, Item], day: dt.date) -> dict[str, Item]:
    if all(item.force is ALWAYS for item in items.values()):
        return items
    return {key: item for key, item in items.items() if item.force.holds(day)}


def _loads(flows: dict[str, Flow], day: dt.date) -> Iterator[Flow]:
    """The single loads that were in force before the day, and no longer are."""
    if any(flow.force is not ALWAYS for flow in flows.values()):
        for flow in flows.values():
            if flow.force.ended(day) and isinstance(flow.trigger, Once):
                yield flow


SECTION_NAMES = (
    "parties",
    "entities",
    "populations",
    "records",
    "systems",
    "ownership",
    "flows",
    "needs",
    "matching",
    "survivorship",
    "crosswalks",
    "responsibilities",
    "purposes",
    "agreements",
    "licences",
    "processes",
    "views",
    "expectations",
    "packs",
)
