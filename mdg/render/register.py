"""The record of processing activities: for people, for a spreadsheet, for a wiki; in English or in French."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.render.cells import wrap
from mdg.render.matrix_markdown import escaped, table_row
from mdg.render.matrix_rows import BYTE_ORDER_MARK, harmless
from mdg.render.style import PLAIN, Style
from mdg.rules.compliance.register import BY_HAND, FIELDS, Entry

_TITLE = {"en": "Record of processing activities", "fr": "Registre des activités de traitement"}
_OPEN = {"en": "(open)", "fr": "(à compléter)"}
_HAND = {"en": "(to be written by hand)", "fr": "(à rédiger)"}
_LEFT = {"en": "Open fields", "fr": "Champs à compléter"}
_NOTICE = {
    "en": "Made from the text of a landscape. It is no legal advice.",
    "fr": "Établi à partir du texte du paysage. Ce n'est pas un conseil juridique.",
}
LANGUAGES = tuple(_TITLE)


def headings(language: str) -> list[str]:
    """The headings of the fields."""
    return [english if language == "en" else french for _, english, french, _ in FIELDS]


def told(entry: Entry, key: str, language: str) -> str:
    """A field as one text, each statement with file and line; or that it is open, if only for some."""
    stated = entry.fields.get(key, ())
    if stated:
        lacking = [f"{one.text}: {_OPEN[language]} [{one.where}]" for one in entry.partly.get(key, ())]
        return "; ".join([*(f"{one.text} [{one.where}]" for one in stated), *lacking])
    if key in BY_HAND:
        return _HAND[language]
    return _OPEN[language]


def rows(entries: Sequence[Entry], language: str) -> Iterator[list[str]]:
    """The entries as rows under :func:`headings`."""
    for entry in entries:
        yield [told(entry, key, language) for key, *_ in FIELDS]


def text(
    landscape: Landscape, entries: Sequence[Entry], language: str, columns: int = 100, style: Style = PLAIN
) -> str:
    """Each entry with its fields below each other."""
    lines = [*wrap(_heading(landscape, language), columns), *wrap(_NOTICE[language], columns)]
    for entry in entries:
        title = f"{entry.purpose}: {entry.subject}" if entry.subject else entry.purpose
        lines += ["", style("strong", title)]
        for (key, *_), heading in zip(FIELDS, headings(language), strict=True):
            lines += wrap(f"{heading}: {told(entry, key, language)}", columns, "  ", "    ")
    return "\n".join(lines) + "\n"


def as_csv(entries: Sequence[Entry], language: str) -> str:
    """Comma-separated values, one row an entry, written as those of ``mdg matrix`` are."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(headings(language))
    writer.writerows([harmless(cell) for cell in row] for row in rows(entries, language))
    found = out.getvalue()
    return found if found.isascii() else BYTE_ORDER_MARK + found


def markdown(landscape: Landscape, entries: Sequence[Entry], language: str) -> str:
    """A table an entry, and at the end the fields that are open, for whoever has to fill them."""
    lines = [f"# {escaped(_heading(landscape, language))}", "", _NOTICE[language]]
    for entry in entries:
        title = f"{entry.purpose}: {entry.subject}" if entry.subject else entry.purpose
        lines += ["", f"## {escaped(title)}", "", "| | |", "|-|-|"]
        for (key, *_), heading in zip(FIELDS, headings(language), strict=True):
            lines.append(table_row([escaped(heading), escaped(told(entry, key, language))]))
    names = dict(zip((key for key, *_ in FIELDS), headings(language), strict=True))
    lines += ["", f"## {_LEFT[language]}", ""]
    for entry in entries:
        title = f"{entry.purpose}: {entry.subject}" if entry.subject else entry.purpose
        lines.append(f"- {escaped(title)}: {', '.join(map(escaped, _left(entry, names)))}")
    return "\n".join(lines) + "\n"


def _left(entry: Entry, names: Mapping[str, str]) -> Iterator[str]:
    """The fields that are open, or are for some systems and groups."""
    for key, name in names.items():
        if key in entry.open:
            yield name
        elif key in entry.partly:
            yield f"{name} ({', '.join(one.text for one in entry.partly[key])})"


def as_json(landscape: Landscape, entries: Sequence[Entry]) -> dict[str, Json]:
    """The keys of ``ropa.schema.json``."""
    return {
        "landscape": landscape.name,
        "as_of": landscape.as_of.isoformat(),
        "entries": [entry.as_json() for entry in entries],
    }


def _heading(landscape: Landscape, language: str) -> str:
    name = f": {landscape.title or landscape.name}" if landscape.name else ""
    return f"{_TITLE[language]}{name} ({landscape.as_of.isoformat()})"
