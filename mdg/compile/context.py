"""What every compiling step shares: the text, the problems so far, and how names are looked up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from mdg.diagnostic import Place, Problem, Severity
from mdg.model.items import ALWAYS, Clauses, Extract, Validity
from mdg.text import Text
from mdg.text.fields import field_of, told_apart
from mdg.text.lost import GAP
from mdg.text.positions import SECTIONS
from mdg.text.suggest import nearest

_HOMES = {kind: section for section, kind in SECTIONS.items()}
#: Unknown names that are told, and names with which they are compared to find what was meant: a text that has more of
#: them is mended in the large.
MAX_UNKNOWN, MAX_COMPARED = 1_000, 200_000


@attrs.define(slots=True, repr=False, eq=False)
class Draft:
    """An extract between the two phases: its entity and clauses are known, its population is not.

    Items that say the same share it, and the ``extracts`` made of it, by what they state of groups.
    """

    entity: str
    clauses: Clauses
    population_name: str | None = None
    extracts: dict[Hashable, Extract] = attrs.field(factory=dict)


@attrs.define(slots=True, repr=False, eq=False)
class Context:
    """The state of one compilation."""

    text: Text
    problems: list[Problem] = attrs.field(factory=list)
    _declared: dict[str, Mapping[str, Any]] = attrs.field(factory=dict)
    _told: set[Hashable] = attrs.field(factory=set)
    _heres: dict[str, dict[str, Here]] = attrs.field(factory=dict)
    _ids: dict[str, dict[str, str]] = attrs.field(factory=dict)
    _left_out: dict[str, bool] = attrs.field(factory=dict)
    #: how many unknown names there are, where the last one that is told stands among the problems, and how many names
    #: they have been compared with
    _unknown: int = 0
    _last_unknown: int = 0
    _compared: int = 0

    def declared(self, section: str) -> Mapping[str, Any]:
        """The documents of a section, by id; of an item that is wrong, what is right in it."""
        items = self._declared.get(section)
        if items is None:
            items = getattr(self.text.document, section)
            pruned = self.text.pruned.get(section)
            self._declared[section] = items = {**items, **pruned} if pruned else items
        return items

    def here(self, section: str, name: str) -> Here:
        """An item, to be compiled; the same for every phase."""
        return self.heres(section)[name]

    def heres(self, section: str) -> Mapping[str, Here]:
        """The items of a section, to be compiled."""
        found = self._heres.get(section)
        if found is None:
            kind, places = SECTIONS[section], self.text.item_places(section, self.declared(section))
            found = self._heres[section] = {name: Here(kind, name, place) for name, place in places}
        return found

    def left_out(self, section: str) -> bool:
        """Whether an item of a section is so wrong, or so far from being read, that nothing is known of it."""
        if section not in self._left_out:
            pruned = self.text.pruned.get(section, {})
            faulty = (name for other, name in self.text.faulty if other == section)
            self._left_out[section] = section in self.text.lost or any(name not in pruned for name in faulty)
        return self._left_out[section]

    def certain(self) -> tuple[Problem, ...]:
        """The problems, less those that may come from something that is wrong elsewhere in the text."""
        pruned = {(SECTIONS[section], name) for section, items in self.text.pruned.items() for name in items}
        return tuple(
            one
            for one in self.problems
            if one.code == "MDG008" or (one.subject not in pruned and self._is_apart(*one.subject))
        )

    def _is_apart(self, kind: str, name: str) -> bool:
        """Whether an item has to do with no entity that is wrong, as far as can be told of it."""
        lost = self.text.pruned.get("entities", {}).keys()
        if not lost:
            return True
        item = self.declared(_HOMES[kind])[name] if kind in _HOMES else None
        if kind == "entity":
            references = (getattr(item, "references", None) or {}).values()
            return all(getattr(other, "entity", None) not in lost for other in references)
        entity = getattr(item, "entity", None)
        return isinstance(entity, str) and entity not in lost and entity in self.declared("entities")

    def wrong(
        self, here: Here, code: str, message: str, help: str, *path: str | int, key: bool = False, about: str = ""
    ) -> None:
        """Record a problem with the value (or key) at ``path`` inside an item; ``about`` tells equal fields apart."""
        place = here.place.at(*path, key=key)
        inside = place.path[2:]
        told = (code, here.kind, here.id, place.source.key)
        self.problems.append(
            Problem(
                code=code,
                message=message,
                help=help,
                place=place,
                subject=(here.kind, here.id),
                field=told_apart(field_of(inside, about), inside, told, self._told),
                severity=Severity.ERROR,
            )
        )

    def known(
        self,
        here: Here,
        what: str,
        name: str,
        among: Iterable[str],
        *path: str | int,
        of: str | None = None,
        key: bool = False,
    ) -> bool:
        """Whether ``name`` is one of ``among``; a problem MDG008 with the nearest name where it is not."""
        names = among if isinstance(among, (Mapping, set, frozenset)) else tuple(among)
        if name in names:
            return True
        if self._unknown >= MAX_UNKNOWN:
            self.unknown(here, what, "", name, "", *path, key=key)
            return False
        listed = tuple(name for name in names if name != GAP)
        near = self._nearest(name, listed)
        where = "" if of is None else f" of `{of}`"
        if near is not None:
            help = f"did you mean `{near}`?"
        elif not listed:
            section = _HOMES.get(what)
            help = f"no {what}{where} is declared" + (f": nothing is in `{section}`" if section else "")
        elif len(listed) <= 12:
            help = "known are " + ", ".join(f"`{name}`" for name in listed)
        else:
            help = f"declare it, or name one of the {len(listed)} that are declared"
        self.unknown(here, what, f"{what} `{name}`{where}", name, help, *path, key=key)
        return False

    def unknown(
        self, here: Here, kind: str, what: str, name: str, help: str, *path: str | int, key: bool = False
    ) -> None:
        """Record that a name of a kind is unknown, unless it may be declared in what could not be read."""
        if self.text.may_declare(kind, name):
            return
        self._unknown += 1
        if self._unknown <= MAX_UNKNOWN:
            self._last_unknown = len(self.problems)
            self.wrong(here, "MDG008", f"unknown {what}", help, *path, key=key, about=name)

    def count_unknown(self) -> None:
        """Say, where there are more unknown names than are told, how many; once all of them are known."""
        more = self._unknown - MAX_UNKNOWN
        if more > 0:
            last = self.problems[self._last_unknown]
            names = "name is" if more == 1 else "names are"
            told = f"{last.message}; {more:,} more {names} unknown"
            self.problems[self._last_unknown] = attrs.evolve(last, message=told)

    def _nearest(self, name: str, among: Sequence[str]) -> str | None:
        """What was probably meant, as long as looking for it takes no time to speak of."""
        if self._compared >= MAX_COMPARED:
            return None
        self._compared += len(among)
        return nearest(name, among)

    def reference(self, here: Here, section: str, name: str | None, *path: str | int, key: bool = False) -> bool:
        """Whether ``name`` is declared in ``section`` (True where nothing is named)."""
        if name is None or name in self._declared.get(section, ()):
            return True
        among = self.declared(section)
        return name in among or self.known(here, SECTIONS[section], name, among, *path, key=key)

    def named(self, here: Here, section: str, name: str, *path: str | int) -> str:
        """The name itself, as its declaration has it, so that of many equal texts one is kept; a problem if unknown."""
        ids = self._ids.get(section)
        if ids is None:
            ids = self._ids[section] = {id: id for id in self.declared(section)}
        found = ids.get(name)
        if found is None:
            self.reference(here, section, name, *path)
            return name
        return found

    def references(self, here: Here, section: str, names: Sequence[str] | None, *path: str | int) -> None:
        """The same for several names, standing in a list (or alone) at ``path``."""
        if names:
            among = self.declared(section)
            for index, name in enumerate(names):
                if name not in among:
                    self.known(here, SECTIONS[section], name, among, *path, index)

    def validity(self, section: str, name: str) -> Validity:
        """The validity that an item states; always, for one that is not there."""
        return validity(self.declared(section).get(name))


@attrs.define(slots=True, repr=False, eq=False)
class Here:
    """The item that is being compiled: what it is, and where it stands (its id, for a whole item).

    ``draft`` is what is known of its extract so far.
    """

    kind: str
    id: str
    place: Place
    draft: Draft | None = None
    _inner: dict[tuple[str | int, ...], Here] | None = None

    def inside(self, *path: str | int) -> Here:
        """The same item, seen from further inside; the same for every phase."""
        if self._inner is None:
            self._inner = {}
        if path not in self._inner:
            self._inner[path] = Here(self.kind, self.id, self.place.at(*path))
        return self._inner[path]


def validity(document: Any) -> Validity:
    """What a document states of its validity."""
    stated = getattr(document, "valid", None)
    return ALWAYS if stated is None else Validity(stated.from_, stated.until)


def common(document: Any, here: Here) -> dict[str, Any]:
    """The fields of every compiled item, as far as the text states them; ``force`` and ``draft`` are settled later."""
    stated = vars(document)
    found: dict[str, Any] = {"id": here.id, "place": here.place}
    if "title" in stated:
        found["title"] = stated["title"]
    if "status" in stated:
        found["draft"] = found["called_draft"] = stated["status"] == "draft"
    if "valid" in stated:
        found["valid"] = found["force"] = validity(document)
    return found
