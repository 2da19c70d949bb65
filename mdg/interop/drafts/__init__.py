"""A landscape drafted from what a log shows: statements that its rows keep, with what was measured in comments.

What happened is not what was agreed, so every statement is a draft; what a log cannot show (why data is used, how old
it may get, who answers for it) is asked for in comments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from mdg.diagnostic import Json, MdgError
from mdg.interop.drafts.asked import needs, purposes
from mdg.interop.drafts.entities import entity, entity_lines
from mdg.interop.drafts.names import Names, called, renamed
from mdg.interop.drafts.section import DRAFT, Section
from mdg.interop.drafts.ways import flows, ownership
from mdg.interop.sheets.written import comment
from mdg.model.discovered import Discovered

_WRITTEN = (
    "Drafted by `mdg discover`, and yours from here on. It says what happened, not what was agreed: look at each",
    "statement, and take `status: draft` away from what shall hold. A log cannot show parties, categories of data,",
    "purposes, or how old a copy may get.",
)


@attrs.frozen(slots=True)
class Draft:
    """A drafted landscape: its ``text``, in the language, and ``document``, the same as data, without comments.

    ``events`` rows were looked at; ``skipped`` could not be read, or lack what every event has.
    """

    text: str
    document: Mapping[str, Json]
    events: int
    skipped: int


def draft(found: Discovered, as_of: dt.datetime) -> Draft:
    """The landscape that a log shows; MdgError where it shows nothing."""
    if not found.rows:
        lacking = f" ({found.skipped:,} rows lack what every event has)" if found.skipped else ""
        said = f"`{found.name}` holds no event that was applied by {as_of.isoformat()}{lacking}"
        raise MdgError(f"{said}, so there is no draft")
    names = Names(found)
    sections = [
        _systems(found, names),
        ownership(found, names),
        flows(found, names),
        needs(found, names),
        purposes(found, names),
    ]
    entities = {names.entities[name]: entity(seen, names, name) for name, seen in found.entities.items()}
    document: dict[str, Json] = {"mdg": 1, "landscape": DRAFT, "entities": entities}
    document |= {section.name: section.items for section in sections if section.items}
    text = "\n".join([*_head(found), *entity_lines(found, names, entities), *_all_lines(sections)]) + "\n"
    return Draft(text=text, document=document, events=found.rows, skipped=found.skipped)


def _all_lines(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        yield from section.lines()


def _head(found: Discovered) -> list[str]:
    seen = f"From {found.rows:,} events"
    if found.first is not None:
        seen += f", of changes made from {found.first} until {found.last}"
    skipped = f"; {found.skipped:,} more rows could not be read, or lack what every event has" if found.skipped else ""
    return [*map(comment, (*_WRITTEN, f"{seen}{skipped}.")), "mdg: 1", f"landscape: {DRAFT}"]


def _systems(found: Discovered, names: Names) -> Section:
    section = Section("systems")
    for name, id in names.systems.items():
        section.add(id, called(name, id), renamed(name, id))
    return section
