"""Extracts: which entity, which groups, which records; first their constants, then their populations."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import attrs

from mdg.compile.clauses import compile_when, conjunction
from mdg.compile.context import Context, Draft, Here
from mdg.compile.entities import Declared, population
from mdg.model.entity import Entity
from mdg.model.items import EVERY_RECORD, Clauses, Extract
from mdg.population import Population


@attrs.define(slots=True, repr=False, eq=False)
class Extracts:
    """Every extract of one landscape; equal ones share their clauses and their population."""

    context: Context
    declared: Mapping[str, Declared]
    entities: dict[str, Entity] = attrs.field(factory=dict)
    _shared: dict[Hashable, Draft] = attrs.field(factory=dict)
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
        """The first phase; ``entity`` and ``inherited`` clauses serve where the document has none of its own.

        Statements that say the same, and are right, share one draft.
        """
        name = getattr(document, "population", None)
        # the text of a `when`, which is made of texts, lists and mappings, tells apart what differs
        when = document.when
        key = (document.entity, None if when is None else repr(when), name)
        draft = self._shared.get(key) if entity is None else None
        if draft is None:
            before = len(self.context.problems)
            draft = self._draft(here, document, name, entity, inherited)
            if draft is not None and entity is None and len(self.context.problems) == before:
                self._shared[key] = draft
        here.draft = draft
        return draft

    def _draft(
        self, here: Here, document: Any, name: str | None, entity: str | None, inherited: Clauses
    ) -> Draft | None:
        own = self.entity_of(here, document, entity)
        if own is None or own not in self.declared:
            return None
        if document.when is None and name is None and own == entity:
            return Draft(own, inherited)
        clauses = self._with_population(here, own, name, self._when(here, document.when, own))
        return Draft(own, clauses, name if self.context.reference(here, "populations", name, "population") else None)

    def build(self, here: Here, document: Any) -> Extract | None:
        """The second phase; None where the first one found it wrong."""
        draft = here.draft
        if draft is None or draft.entity not in self.entities:
            return None
        stated = getattr(document, "groups", None)
        key = _key_of(stated)
        extract = draft.extracts.get(key)
        if extract is None:
            before = len(self.context.problems)
            extract = Extract(
                entity=draft.entity,
                groups=self.groups_of(here, draft.entity, stated, "groups"),
                population=self.population_of(draft.entity, draft.clauses),
                clauses=draft.clauses,
                stated=stated is not None,
                population_name=draft.population_name,
            )
            if len(self.context.problems) == before:
                draft.extracts[key] = extract
        return extract

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
        key = (entity, repr(when))
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
        other = self.context.here("populations", name).draft
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


def _key_of(groups: Any) -> Hashable:
    """What an item states of groups, as a key of a dictionary; `all_but` is told apart by what is no text."""
    if groups is None:
        return None
    return tuple(groups) if isinstance(groups, (list, tuple)) else (False, *groups.all_but)
