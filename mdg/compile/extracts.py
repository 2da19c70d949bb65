"""Extracts: which entity, which groups, which records; first their constants, then their populations."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import attrs

from mdg.compile.clauses import compile_when, conjunction
from mdg.compile.context import Context, Here
from mdg.compile.entities import Declared, population
from mdg.model.entity import Entity
from mdg.model.items import EVERY_RECORD, Clauses, Extract
from mdg.population import Population


@attrs.define(slots=True, eq=False)
class Draft:
    """An extract between the two phases: its entity and clauses are known, its population is not."""

    entity: str
    clauses: Clauses
    population_name: str | None = None


@attrs.define(slots=True, eq=False)
class Extracts:
    """Every extract of one landscape; equal ones share their clauses and their population."""

    context: Context
    declared: Mapping[str, Declared]
    entities: dict[str, Entity] = attrs.field(factory=dict)
    _drafts: dict[tuple[str | int, ...], Draft] = attrs.field(factory=dict)
    _clauses: dict[Hashable, Clauses] = attrs.field(factory=dict)
    _populations: dict[tuple[str, int], tuple[Clauses, Population]] = attrs.field(factory=dict)
    _groups: dict[tuple[str, ...], tuple[str, ...]] = attrs.field(factory=dict)
    _told: bool = False

    def entity_of(self, here: Here, document: Any, default: str | None = None) -> str | None:
        """The entity that an item is about: the one it names, else the default, else the only one there is."""
        context = self.context
        if document.entity is not None:
            return document.entity if context.reference(here, "entities", document.entity, "entity") else None
        if default is not None:
            return default
        if context.left_out("entities"):
            return None  # it may be the only one, or one of several
        if len(self.declared) == 1:
            return next(iter(self.declared))
        if not self.declared:
            self._no_entity(here)
            return None
        among = ", ".join(f"`{name}`" for name in self.declared)
        context.wrong(
            here,
            "MDG007",
            "`entity` is missing",
            f"several entities are declared: name one of {among}",
            key=True,
        )
        return None

    def _no_entity(self, here: Here) -> None:
        """Tell once, of all the statements that there may be, that there is nothing for them to be about."""
        if not self._told and not self.context.text.unreadable:
            self._told = True
            help = "declare it under `entities`, with its attribute groups"
            self.context.wrong(here, "MDG007", "no entity is declared that this could be about", help, key=True)

    def declare(
        self, here: Here, document: Any, entity: str | None = None, inherited: Clauses = EVERY_RECORD
    ) -> Draft | None:
        """The first phase; ``entity`` and ``inherited`` clauses serve where the document has none of its own."""
        context = self.context
        own = self.entity_of(here, document, entity)
        if own is None or own not in self.declared:
            return None
        name = getattr(document, "population", None)
        if document.when is None and name is None and own == entity:
            clauses = inherited
        else:
            clauses = self._when(here, document.when, own)
            clauses = self._with_population(here, own, name, clauses)
        draft = Draft(own, clauses, name if context.reference(here, "populations", name, "population") else None)
        self._drafts[here.place.path] = draft
        return draft

    def build(self, here: Here, document: Any) -> Extract | None:
        """The second phase; None where the first one found it wrong."""
        draft = self._drafts.get(here.place.path)
        if draft is None or draft.entity not in self.entities:
            return None
        stated = getattr(document, "groups", None)
        return Extract(
            entity=draft.entity,
            groups=self.groups_of(here, draft.entity, stated, "groups"),
            population=self.population_of(draft.entity, draft.clauses),
            clauses=draft.clauses,
            stated=stated is not None,
            population_name=draft.population_name,
        )

    def population_of(self, entity: str, clauses: Clauses) -> Population:
        key = (entity, id(clauses))
        kept = self._populations.get(key)
        if kept is None:
            kept = self._populations[key] = (clauses, population(self.entities[entity].space, clauses))
        return kept[1]

    def groups_of(self, here: Here, entity: str, stated: Any, *path: str | int) -> tuple[str, ...]:
        """The groups that an extract names, in the entity's order; all of them where it names none."""
        every = self.declared[entity].document.groups
        if stated is None:
            return self._ordered(entity, tuple(every))
        excluded = not isinstance(stated, (list, tuple))
        names = stated.all_but if excluded else stated
        path = (*path, "all_but") if excluded else path
        sound = [
            name
            for index, name in enumerate(names)
            if name in every or self.context.known(here, "group", name, every, *path, index, of=entity)
        ]
        if not excluded:
            return self._ordered(entity, tuple(sound))
        left = tuple(name for name in every if name not in sound)
        if not left and every:
            self.context.wrong(
                here, "MDG006", f"no group of `{entity}` is left", "name fewer groups in `all_but`", *path
            )
        return self._ordered(entity, left)

    def _ordered(self, entity: str, names: tuple[str, ...]) -> tuple[str, ...]:
        key = (entity, *names)
        kept = self._groups.get(key)
        if kept is None:
            every = self.declared[entity].document.groups
            kept = self._groups[key] = tuple(name for name in every if name in names)
        return kept

    def _when(self, here: Here, when: Any, entity: str) -> Clauses:
        if when is None:
            return EVERY_RECORD
        key = (entity, _frozen(when))
        kept = self._clauses.get(key)
        if kept is None:
            before = len(self.context.problems)
            declared = self.declared[entity]
            kept = compile_when(self.context, here, when, declared.dimensions, "when")
            declared.name(kept)
            if len(self.context.problems) == before:
                self._clauses[key] = kept
        return kept

    def _with_population(self, here: Here, entity: str, name: str | None, clauses: Clauses) -> Clauses:
        documents = self.context.declared("populations")
        if name is None or name not in documents:
            return clauses
        named = self.context.text.place("populations", name)
        other = self._drafts.get(named.path)
        if other is None:
            return clauses
        if other.entity != entity:
            self.context.wrong(
                here,
                "MDG006",
                f"population `{name}` is one of `{other.entity}`, and this is about `{entity}`",
                f"name a population of `{entity}`",
                "population",
            )
            return clauses
        key = ("and", id(other.clauses), id(clauses))
        kept = self._clauses.get(key)
        if kept is None:
            kept = self._clauses[key] = conjunction(other.clauses, clauses)
        return kept


def _frozen(when: Any) -> Hashable:
    """A `when` as a key of a dictionary."""
    if isinstance(when, str):
        return when
    if isinstance(when, Mapping):
        return ("when", *((name, _frozen(written)) for name, written in when.items()))
    if isinstance(when, (list, tuple)):
        return tuple(_frozen(written) for written in when)
    return (
        "condition",
        _frozen(when.not_ or ()),
        _frozen(when.all or ()),
        None if when.only is None else tuple(when.only),
        None if when.besides is None else tuple(when.besides),
    )
