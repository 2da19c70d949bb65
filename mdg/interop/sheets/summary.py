"""What became of the sheets, for the reader: what was taken for what, and line by line what was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mdg.interop.sheets.gathered import Gathered
from mdg.interop.sheets.names import Names
from mdg.interop.sheets.statements import Reading
from mdg.interop.sheets.table import Table
from mdg.text.suggest import nearest

#: Names or lines of one kind that are listed before the rest is counted.
MOST = 12


def of_sheet(reading: Reading) -> Iterator[str]:
    """How one sheet was read, and every row of it that needs a look."""
    table = reading.table
    yield f"{table.file}: {table.how}; line {reading.heading.row.line} is its heading: {reading.heading.told()}"
    yield from (f"  {remark}" for remark in table.remarks)
    if reading.systems:
        yield f"  systems are {_listed(reading.systems)}"
    if reading.objects:
        yield f"  objects are {', '.join(map(_with_groups, reading.objects.items()))}"
    above = [source.line for source in reading.above()]
    if above:
        yield f"  above its heading, and kept in comments only: {_lines(above)}"
    unused = reading.unused()
    if unused:
        yield f"  columns kept in comments only: {', '.join(unused)}"
    yield f"  {len(reading.understood()):,} of {_count(reading.counted, 'row')} understood"
    if reading.filled:
        yield f"  cells left blank are taken for what stands above them: {_lines(reading.filled)}"
    yield from _reasons(sorted({(source.line, why) for source, why in (*reading.lost, *reading.notes)}))


def _with_groups(object: tuple[str, Iterable[str]]) -> str:
    name, groups = object
    return f"`{name}`" + (f" ({_listed(groups)})" if groups else "")


def _reasons(told: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Line by line, but for what is said of many lines: that is said once, where it comes up first."""
    lines: dict[str, list[int]] = {}
    for line, why in told:
        lines.setdefault(why, []).append(line)
    for line, why in told:
        if len(lines[why]) <= MOST:
            yield f"  line {line}: {why}"
        elif line == lines[why][0]:
            yield f"  {_lines(lines[why])}: {why}"


def _lines(lines: Sequence[int]) -> str:
    more = f" and {len(lines) - MOST:,} more" if len(lines) > MOST else ""
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:MOST]))}{more}"


def of_rest(tables: Sequence[Table]) -> list[str]:
    """The sheets of a workbook that were not read."""
    return [f"  not read: {', '.join(table.how for table in tables)}"] if tables else []


def of_names(found: Gathered, both: bool) -> Iterator[str]:
    """Names that were taken for one, and, where both sheets were given, those that only one of them has."""
    for kind, names in (("system", found.systems), ("object", found.objects), *_groups(found)):
        for spellings in names.merged():
            yield f"taken for one {kind}: {_listed(spellings)}"
        for titles in names.alike():
            yield f"taken for different {kind}s, though written almost alike: {_listed(titles)}"
    for object, group, whole in dict.fromkeys(found.parts):
        yield f"`{object}` is taken for the group `{group}` of `{whole}`"
    for name, parts in found.several.items():
        yield f"`{name}` is taken for the systems {_listed(parts)}"
    if both:
        yield from _in_one("object", found.objects, found.objects_moved, found.objects_owned)
        yield from _in_one("system", found.systems, found.systems_moving, found.systems_owning)


def of_items(found: Gathered) -> str:
    """How much was written."""
    return ", ".join(
        _count(len(items), what)
        for items, what in (
            (found.systems.spellings, "system"),
            (found.objects.spellings, "object"),
            (found.ownership, "ownership rule"),
            (found.needs, "need"),
            (found.flows, "flow"),
        )
    )


def _groups(found: Gathered) -> Iterator[tuple[str, Names]]:
    for key, names in found.groups.items():
        yield f"group of `{found.objects.title(key)}`", names


def _in_one(kind: str, names: Names, moved: set[str], owned: set[str]) -> Iterator[str]:
    for only, other, sheet, lacking in (
        (moved - owned, owned, "interfaces", "who may create and change it"),
        (owned - moved, moved, "the matrix", "how it travels"),
    ):
        if not only:
            continue
        titles = [_likely(names, key, other) for key in names.spellings if key in only]
        more = f" and {len(titles) - MOST:,} more" if len(titles) > MOST else ""
        said = f": nothing says {lacking}" if kind == "object" else ""
        yield f"only in {sheet}, {kind}s{said}: {', '.join(titles[:MOST])}{more}"


def _likely(names: Names, key: str, other: Iterable[str]) -> str:
    """The name, and which one of the other sheet may be meant by it."""
    near = nearest(key, sorted(other))
    return f"`{names.title(key)}`" + (f" (is it `{names.title(near)}`?)" if near else "")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
