"""The matrix for people: a grid of letters an entity, in bands that fit the width, and what stands behind the letters.

A letter without a number holds for every record that has the group; a number leads to the condition below the grid.
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.sheet import CONCERNS, VERBS, Cell, Matrix, Sheet
from mdg.render.block import MARGIN
from mdg.render.cells import visible, width, wrap
from mdg.render.grid import EMPTY, Tokens, grid
from mdg.render.matrix_words import CUT, NOBODY, NOT_HAD, Notes, age, by_party, groups_told, is_copy
from mdg.render.style import PLAIN, Style

LETTERS = {verb: verb[0].upper() for verb in VERBS}
_REFUSED, _GAP = "!", "  "
_NARROWEST = 40


def matrix(result: Matrix, columns: int = 100, style: Style = PLAIN) -> str:
    """Every sheet, with lines of at most ``columns`` cells wherever ids are short enough."""
    columns = max(columns, _NARROWEST)
    name = f" in `{result.landscape.name}`" if result.landscape.name else ""
    lines = wrap(f"who does what{name} as of {result.as_of.isoformat()}", columns, "", MARGIN)
    for sheet in result.sheets:
        lines += ["", *_section(sheet, columns, style)]
    if result.drafts:
        lines += ["", *wrap(f"drafts count as though they were live: {', '.join(result.drafts)}", columns, "", MARGIN)]
    return "\n".join(lines) + "\n"


def _section(sheet: Sheet, columns: int, style: Style) -> Iterator[str]:
    title = f": {visible(sheet.entity.title)}" if sheet.entity.title else ""
    yield style("strong", sheet.entity.id) + title
    if not sheet.groups:
        yield MARGIN + "it has no attribute groups"
        return
    if not sheet.had:
        yield MARGIN + NOT_HAD
        return
    notes = Notes()
    if sheet.systems:
        yield from _grid(sheet, columns, style, notes)
    else:
        yield MARGIN + "no system has a part in it"
    accountable = list(_accountable(sheet, columns, style, notes))
    yield ""
    yield from _legend(sheet, columns, style, notes)
    yield ""
    yield from accountable
    if sheet.without and sheet.systems:
        yield ""
        yield from wrap(f"without a part in it: {', '.join(sheet.without)}", columns, "", MARGIN)


def _grid(sheet: Sheet, columns: int, style: Style, notes: Notes) -> Iterator[str]:
    """The grid, its columns in bands that fit the width; all but the first leave out groups without a letter."""
    heads: list[Tokens] = []
    body: dict[str, list[Tokens]] = {system: [] for system in sheet.systems}
    for group in sheet.groups:  # row by row, so that numbers rise in the order of reading
        some = group.applies != group.applies.space.everything
        heads.append([("", group.name), *([("gutter", f" ({notes.number(group.applies)})")] if some else [])])
        for system in sheet.systems:
            body[system].append(_tokens(sheet.cells[group.name, system], notes))
    yield from grid(heads, body, columns, style)


def _tokens(cell: Cell, notes: Notes) -> Tokens:
    """A cell as letters, each followed by the number of its condition if it has one."""
    found: Tokens = []
    for verb, share in cell.shares.items():
        found += [("", " "), ("strong", LETTERS[verb])]
        if not share.everywhere:
            found.append(("gutter", str(notes.number(share.population))))
    if cell.age is not None and is_copy(cell):
        found += [("", " "), ("error" if cell.age.never else "label", age(cell))]
    if cell.refused is not None:
        found += [("", " "), ("error", _REFUSED), ("gutter", str(notes.number(cell.refused.population)))]
    return found[1:] or EMPTY


def _legend(sheet: Sheet, columns: int, style: Style, notes: Notes) -> Iterator[str]:
    cells = sheet.cells.values()
    conditions = list(notes)
    used = [verb for verb in VERBS if any(verb in cell.shares for cell in cells)]
    if used:
        told = ", ".join(f"{LETTERS[verb]} {verb}" for verb in used) + ": every record that has the group"
        yield from wrap(told + (", or those of the number" if conditions else ""), columns, "", MARGIN)
    aged = {age(cell) for cell in cells if cell.age is not None and is_copy(cell)}
    if aged:
        told = "a length of time: how old the copy is at worst"
        told += "; never: a change may not arrive at all" if "never" in aged else ""
        told += "; unbounded: somebody brings it, without a limit" if "unbounded" in aged else ""
        yield from wrap(told, columns, "", MARGIN)
    if any(cell.refused for cell in cells):
        lacking = {name for cell in cells if cell.refused for name in cell.refused.required}
        names = ", ".join(group for group in sheet.entity.groups if group in lacking)
        said = f"{_REFUSED} a rule grants creation there, and it is refused: required and not supplied: {names}"
        yield from wrap(said, columns, "", MARGIN)
    size = len(str(len(conditions)))
    for number, condition in conditions:
        yield from _labelled(f"{number:>{size}}", condition, columns, style, "gutter")
    if any(condition.endswith(CUT) for _, condition in conditions):
        yield from wrap(f"what ends in{CUT} is whole in `--format csv`, `xlsx` and `json`", columns, "", MARGIN)


def _accountable(sheet: Sheet, columns: int, style: Style, notes: Notes) -> Iterator[str]:
    """Who answers, by concern and party; what nobody answers for comes last."""
    told = dict(by_party(sheet))
    if all(list(parties) == [NOBODY] for parties in told.values()):
        yield from wrap(f"accountable for {', '.join(CONCERNS)}: {NOBODY}", columns, "", MARGIN)
        return
    size = max(width(party) for parties in told.values() for party in parties)
    for concern, parties in told.items():
        yield f"accountable for {concern}:"
        for party, several in parties.items():
            role = "warning" if party == NOBODY else "label"
            yield from _labelled(f"{party:<{size}}", groups_told(sheet, several, notes), columns, style, role)


def _labelled(label: str, text: str, columns: int, style: Style, role: str) -> Iterator[str]:
    head = f"{MARGIN}{label}{_GAP}"
    first, *rest = wrap(text, columns, head, " " * len(head))
    yield style(role, head) + first[len(head) :]
    yield from rest
