"""The matrix as Markdown, for a wiki or a pull request: a table an entity, in words, with the conditions below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mdg.model.sheet import CONCERNS, Cell, Matrix, Sheet
from mdg.render.cells import visible
from mdg.render.matrix_words import CUT, NOBODY, NOT_HAD, Notes, by_party, groups_told, old

#: What would be taken for markup where a text stands; an underscore within a word is none.
_MARKUP = re.compile(r"([\\`*{}\[\]<>#|~&!]|(?<!\w)_|_(?!\w))")


def markdown(result: Matrix) -> str:
    """Every sheet as a section, in GitHub's Markdown (tables); nothing in it can be taken for markup or HTML."""
    name = f": {escaped(result.landscape.name)}" if result.landscape.name else ""
    lines = [f"# Who does what{name} as of {result.as_of.isoformat()}"]
    for sheet in result.sheets:
        lines += ["", *_section(sheet)]
    if result.drafts:
        lines += ["", f"Drafts count as though they were live: {', '.join(map(_code, result.drafts))}."]
    return "\n".join(lines) + "\n"


def _section(sheet: Sheet) -> Iterator[str]:
    title = f": {escaped(sheet.entity.title)}" if sheet.entity.title else ""
    yield f"## {escaped(sheet.entity.id)}{title}"
    yield ""
    if not sheet.groups:
        yield "It has no attribute groups."
        return
    if not sheet.had:
        yield f"{NOT_HAD.capitalize()}."
        return
    notes = Notes()
    if sheet.systems:
        yield from _table(sheet, notes)
    else:
        yield "No system has a part in it."
    accountable = list(_accountable(sheet, notes))
    yield ""
    yield from _conditions(sheet, notes)
    yield "Accountable:"
    yield ""
    yield from accountable
    if sheet.without and sheet.systems:
        yield ""
        yield f"Without a part in it: {', '.join(map(escaped, sheet.without))}."


def _table(sheet: Sheet, notes: Notes) -> Iterator[str]:
    yield table_row(["group", *map(escaped, sheet.systems)])
    yield "|-" * (len(sheet.systems) + 1) + "|"
    for group in sheet.groups:
        some = group.applies != group.applies.space.everything
        head = escaped(group.name) + (f" ({notes.number(group.applies)})" if some else "")
        yield table_row([head, *(_cell(sheet.cells[group.name, system], notes) for system in sheet.systems)])


def table_row(cells: list[str]) -> str:
    """One row of a table; its cells are escaped."""
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Cell, notes: Notes) -> str:
    found = []
    for verb, share in cell.shares.items():
        origin = f" from {', '.join(map(escaped, share.sources))}" if share.sources else ""
        found.append(f"{verb}{origin}" + ("" if share.everywhere else f" ({notes.number(share.population)})"))
    if said := old(cell):
        found.append(said)
    if cell.refused is not None:
        required = ", ".join(map(escaped, cell.refused.required))
        found.append(f"creation refused without {required} ({notes.number(cell.refused.population)})")
    return ", ".join(found)


def _conditions(sheet: Sheet, notes: Notes) -> Iterator[str]:
    conditions = list(notes)
    if not conditions:
        return
    yield "What has no number holds for every record that has the group. What has one, for these:"
    yield ""
    for number, condition in conditions:
        yield f"{number}. {_code(condition)}"
    if any(condition.endswith(CUT) for _, condition in conditions):
        yield ""
        yield f"What ends in `{CUT.strip()}` is whole in `--format csv`, `xlsx` and `json`."
    yield ""


def _accountable(sheet: Sheet, notes: Notes) -> Iterator[str]:
    told = dict(by_party(sheet))
    if all(list(parties) == [NOBODY] for parties in told.values()):
        yield f"- for {', '.join(CONCERNS)}: {NOBODY}"
        return
    for concern, parties in told.items():
        for party, several in parties.items():
            yield f"- for {concern}: {escaped(party)}: {escaped(groups_told(sheet, several, notes))}"


def escaped(text: str) -> str:
    """The text, nothing in which can be taken for markup."""
    return _MARKUP.sub(r"\\\1", visible(text))


def _code(text: str) -> str:
    """The text as code, in more backticks than it has in a row."""
    shown = visible(text)
    ticks = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in shown[:1] + shown[-1:] else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"
