"""Documents to landscape: names resolved, defaults filled in, populations made exact, dates kept."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from mdg.compile.attributes import check_keys
from mdg.compile.context import Context
from mdg.compile.entities import complete, declare
from mdg.compile.extracts import Extracts
from mdg.diagnostic import PYTHON, Place, Problem
from mdg.model.items import ALWAYS, EVERY_RECORD
from mdg.model.landscape import SECTION_NAMES, Landscape, Settings
from mdg.model.names import named

if TYPE_CHECKING:
    from mdg.text import Text

#: The module and function that compile each section, imported where the section occurs.
_COMPILERS = {
    "parties": ("answering", "party"),
    "populations": ("records", "named_population"),
    "records": ("records", "persona"),
    "systems": ("topology", "system"),
    "ownership": ("statements", "ownership"),
    "flows": ("topology", "flow"),
    "needs": ("statements", "need"),
    "matching": ("policies", "matching"),
    "survivorship": ("policies", "survivorship"),
    "crosswalks": ("policies", "crosswalk"),
    "responsibilities": ("answering", "responsibility"),
    "purposes": ("use", "purpose"),
    "agreements": ("use", "agreement"),
    "licences": ("use", "licence"),
    "processes": ("use", "process"),
    "views": ("use", "view"),
    "expectations": ("use", "expectation"),
    "packs": ("packs", "pack"),
}
_WITH_EXTRACT = ("ownership", "flows", "needs", "matching", "survivorship", "responsibilities")


def compile_text(text: Text, as_of: dt.date) -> tuple[Landscape | None, tuple[Problem, ...]]:
    """Compile a text; the landscape is None where a problem was found.

    ``as_of`` is the day as of which the landscape is read; it keeps every date all the same.
    """
    context = Context(text)
    declared = {name: declare(context, name) for name in context.declared("entities")}
    extracts = Extracts(context, declared)
    _declare_extracts(context, extracts)
    extracts.entities.update((name, complete(context, entity)) for name, entity in declared.items())
    for entity in declared.values():
        check_keys(context, entity.here, entity, entity.document.key, "key")
    sections: dict[str, dict[str, Any]] = {"entities": dict(extracts.entities)}
    for section, (module, function) in _COMPILERS.items():
        documents = context.declared(section)
        if documents:
            compile_item = getattr(importlib.import_module(f"mdg.compile.{module}"), function)
            heres = context.heres(section).values()
            items = (compile_item(context, extracts, *one) for one in zip(heres, documents.values(), strict=True))
            sections[section] = {item.id: item for item in items if item is not None}
    if text.document.settings is not None and text.document.settings.packs is not None:
        importlib.import_module("mdg.compile.packs").check_named(context)
    if context.problems or text.pruned:
        context.count_unknown()
        return None, context.certain()
    _narrow(sections)
    return _landscape(text, as_of, sections), ()


def _landscape(text: Text, as_of: dt.date, sections: dict[str, Any]) -> Landscape:
    document = text.document
    return Landscape(
        name=document.landscape,
        title=document.title or "",
        as_of=as_of,
        place=Place(text.sources[0] if text.sources else PYTHON),
        settings=_settings(document.settings),
        suppressions=text.suppressions,
        **sections,
    )


def _declare_extracts(context: Context, extracts: Extracts) -> None:
    """The first phase for every extract: populations first, since the others name them."""
    for section in ("populations", *_WITH_EXTRACT):
        documents = context.declared(section)
        for here, document in zip(context.heres(section).values(), documents.values(), strict=True):
            extracts.declare(here, document)
    for name, document in context.declared("systems").items():
        for index, supply in enumerate(document.supplies or ()):
            extracts.declare(context.here("systems", name).inside("supplies", index), supply)
    for name, document in context.declared("processes").items():
        for step, written in document.steps.items():
            extracts.declare(context.here("processes", name).inside("steps", step), written)
    for name, document in context.declared("views").items():
        here = context.here("views", name)
        own = extracts.declare(here, document)
        default = (own.entity, own.clauses) if own is not None else (None, EVERY_RECORD)
        for part, written in document.parts.items():
            if (own or written.entity) is not None:  # else what is wrong with the view's entity has been told
                extracts.declare(here.inside("parts", part), written, *default)


def _narrow(sections: Mapping[str, dict[str, Any]]) -> None:
    """Narrow the days in force of every statement to those of the systems, populations and entities that it names.

    A statement that names a draft of one of these is a draft too.
    """
    limited = {
        section: {
            name: item for name, item in sections.get(section, {}).items() if item.valid is not ALWAYS or item.draft
        }
        for section in ("systems", "populations", "entities")
    }
    if not any(limited.values()):
        return
    for section in SECTION_NAMES:
        for name, item in sections.get(section, {}).items():
            force, draft = item.valid, item.draft
            for other, id in named(item):
                if id in limited[other]:
                    force, draft = force & limited[other][id].valid, draft or limited[other][id].draft
            if force is not item.force or draft is not item.draft:
                sections[section][name] = attrs.evolve(item, force=force, draft=draft)


def _settings(document: Any) -> Settings:
    if document is None:
        return Settings()
    stated = {
        field: value
        for field in ("fail_on", "select", "ignore", "severity", "timezone", "packs")
        if (value := getattr(document, field)) is not None
    }
    for field in ("select", "ignore", "packs"):
        if field in stated:
            stated[field] = tuple(stated[field])
    if document.calendar is not None:
        stated["calendar_from"] = document.calendar.from_
        stated["calendar_days"] = document.calendar.days
    return Settings(**stated)
