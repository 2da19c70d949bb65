"""The files of a landscape that was gathered from sheets: every row stands in a comment beside what it became."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from mdg.interop.sheets.gathered import WHOLE, Gathered, Item
from mdg.interop.sheets.statements import Reading
from mdg.interop.sheets.table import Source
from mdg.text.folders import printable
from mdg.text.notation import notation, scalar

#: What a comment would silence findings by, if it stood in a cell.
_SUPPRESSION = re.compile(r"#(?=[ \t]*mdg)", re.IGNORECASE)
_WRITTEN = (
    "Written by `mdg init` from spreadsheets, and yours from here on. Each statement stands below the row that it is",
    "made of; `mdg check` tells where they do not fit together.",
)
_TO_ADD = (
    "Worth adding, as it decides what can be found: `dimensions`, where rules differ between records, and, for what is",
    "about people, the `categories` of groups, as `user.contact.email`.",
)
_READ_SO = (
    "Who may create, update and delete what: what is not allowed here is denied. `C` is taken for `create`, bringing a",
    "new record into being. Where a system only adds a group to records from elsewhere, write `enrich` instead.",
)
_NEEDED = (
    "Who reads what. Say how old it may be there, at worst, as `max_age: 1h`, and `check` tells where it is older.",
)
_NO_MATRIX = (
    "Who may create and change what? No matrix of ownership was given; what is not allowed here is denied:",
    "  erp_owns_customers: {system: erp, entity: customer, may: [create, update, delete]}",
)
_NO_INTERFACES = (
    "How do records travel? No list of interfaces was given:",
    "  erp_to_shop: {from: erp, to: shop, entity: customer, trigger: {every: 15m}}",
)


def files(
    name: str, found: Gathered, interfaces: Sequence[Reading], matrix: Sequence[Reading], head: str
) -> dict[str, str]:
    """The text of each file by its name; each begins with the line ``head``."""
    return {
        "landscape.yaml": _text(head, _landscape(name, found)),
        "systems.yaml": _text(head, ["systems:", *_systems(found)]),
        "ownership.yaml": _text(head, _ownership(found, matrix)),
        "flows.yaml": _text(head, _flows(found, interfaces)),
    }


def comment(text: str, indent: str = "") -> str:
    """A text as a comment on one line: nothing in it can end the line, or is taken for more than a remark."""
    return f"{indent}# {_SUPPRESSION.sub(lambda _: '(#)', printable(text))}".rstrip()


def _text(head: str, lines: Iterable[str]) -> str:
    return "\n".join([head, *lines]) + "\n"


def _landscape(name: str, found: Gathered) -> list[str]:
    lines = [*map(comment, _WRITTEN), "mdg: 1", f"landscape: {scalar(name)}", "", *map(comment, _TO_ADD), "entities:"]
    ids = found.objects.ids()
    for key, id in ids.items():
        lines += [f"  {id}:", *_titled(found.objects.title(key), id, "title", "    "), "    groups:"]
        groups = found.group_ids(key)
        if not groups:
            lines.append(f"      {WHOLE}: {{}} # all of it, as the sheets name no group of it")
        for group, group_id in groups.items():
            title = found.groups[key].title(group)
            lines.append(f"      {group_id}: {notation({} if title == group_id else {'x-title': title})}")
    return lines


def _titled(title: str, id: str, key: str, indent: str) -> list[str]:
    return [f"{indent}{key}: {scalar(title)}"] if title != id else []


def _systems(found: Gathered) -> list[str]:
    lines = []
    for key, id in found.systems.ids().items():
        title = found.systems.title(key)
        lines.append(f"  {id}: {notation({} if title == id else {'title': title})}")
    return lines


def _ownership(found: Gathered, matrix: Sequence[Reading]) -> list[str]:
    if not matrix:
        return [*map(comment, _NO_MATRIX), "ownership:"]
    lines = [*map(comment, _READ_SO), *_origins(matrix)]
    lines += ["ownership:", *_items(found.ownership), ""]
    return [*lines, *map(comment, _NEEDED), "needs:", *_items(found.needs), *_lost(matrix)]


def _flows(found: Gathered, interfaces: Sequence[Reading]) -> list[str]:
    if not interfaces:
        return [*map(comment, _NO_INTERFACES), "flows:"]
    lines = [comment("How records travel. Say how long a run takes at worst, as `latency: 5m`."), *_origins(interfaces)]
    return [*lines, "flows:", *_items(found.flows), *_lost(interfaces)]


def _origins(readings: Sequence[Reading]) -> list[str]:
    return [line for reading in readings for line in _origin(reading)]


def _origin(reading: Reading) -> list[str]:
    table = reading.table
    heading = [reading.source(row) for row in (reading.heading.row, reading.heading.second) if row is not None]
    lines = [comment(f"From {table.file}, {table.how}. Its heading:"), *(comment(shown(source)) for source in heading)]
    above = [comment(shown(source)) for source in reading.above()]
    return [*lines, *([comment("Above its heading:"), *above] if above else [])]


def _items(items: Mapping[str, Item]) -> list[str]:
    lines: list[str] = []
    for id, item in items.items():
        lines += [comment(shown(source), "  ") for source in item.sources]
        lines.append(f"  {id}:")
        for key, value in item.values.items():
            beside = f" {comment(item.beside[key])}" if key in item.beside else ""
            lines.append(f"    {key}: {notation(value)}{beside}")
    return lines


def shown(source: Source) -> str:
    """A row and where it stands."""
    return f"{source.file} line {source.line}: {source.text}"


def _lost(readings: Sequence[Reading]) -> list[str]:
    lost = [one for reading in readings for one in _by_line(reading.lost)]
    if not lost:
        return []
    lines = ["", comment("What was not understood, and stands nowhere above:")]
    return lines + [comment(f"{shown(source)} -- {why}") for source, why in lost]


def _by_line(lost: Sequence[tuple[Source, str]]) -> list[tuple[Source, str]]:
    return sorted(lost, key=lambda one: one[0].line)
