"""The matrix of responsibilities: a grid a concern for people, rows for spreadsheets, a table for a wiki."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mdg.model.raci import Assignment, Responsibilities
from mdg.model.sheet import CONCERNS
from mdg.render.block import MARGIN
from mdg.render.cells import wrap
from mdg.render.grid import EMPTY, Tokens, grid
from mdg.render.matrix_markdown import escaped, table_row
from mdg.render.matrix_rows import BYTE_ORDER_MARK, harmless
from mdg.render.matrix_words import CUT, DISPUTED, NOBODY, Notes, condition
from mdg.render.style import PLAIN, Style

#: The column of what holds in no system in particular.
ANY = "(any)"
HEADINGS = (
    "entity",
    "group",
    "system",
    "concern",
    "records",
    "accountable",
    "responsible",
    "consulted",
    "informed",
    "stated_by",
)
_ROLES = ("responsible", "consulted", "informed")
_NARROWEST = 40
_SAID_NOTHING = "nothing is said"


def text(result: Responsibilities, columns: int = 100, style: Style = PLAIN) -> str:
    """For each entity and concern a grid of who is accountable, and below it who has another role in it."""
    columns = max(columns, _NARROWEST)
    name = f"in `{result.landscape.name}` " if result.landscape.name else ""
    lines = wrap(f"who answers for what {name}as of {result.landscape.as_of.isoformat()}", columns, "", MARGIN)
    for entity in dict.fromkeys(one.entity for one in result.assignments):
        mine = [one for one in result.assignments if one.entity == entity]
        notes = Notes()
        lines += ["", style("strong", entity)]
        for concern in CONCERNS:
            about = [one for one in mine if one.concern == concern]
            if about:
                lines += [MARGIN + style("label", concern), *_grid(about, columns, style, notes), ""]
        lines += [*_legend(mine, columns, notes), *_others(mine, columns)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _grid(about: list[Assignment], columns: int, style: Style, notes: Notes) -> Iterator[str]:
    if not any(one.statements for one in about):
        yield f"{MARGIN}{MARGIN}{_SAID_NOTHING}"
        return
    groups = list(dict.fromkeys(one.group for one in about))
    body: dict[str, list[Tokens]] = {one.system or ANY: [] for one in about}
    for group in groups:
        for column in body:
            several = [one for one in about if one.group == group and (one.system or ANY) == column]
            body[column].append(_cell(several, notes))
    yield from grid([[("", group)] for group in groups], body, columns, style)


def _cell(several: list[Assignment], notes: Notes) -> Tokens:
    found: Tokens = []
    for one in several:
        if one.statements:
            number = "" if one.whole else f" ({notes.number(one.records)})"
            found += [("", ", "), ("" if one.accountable else "warning", who(one)), ("gutter", number)]
    return found[1:] or EMPTY


def who(one: Assignment) -> str:
    """Who is accountable; nobody where the statements leave it out, and that it is disputed where they disagree."""
    accountable = one.accountable
    return accountable[0] if len(accountable) == 1 else DISPUTED if accountable else NOBODY


def _legend(mine: list[Assignment], columns: int, notes: Notes) -> Iterator[str]:
    told = f"{ANY}: in every system that has no column of its own; a dot: {_SAID_NOTHING}"
    if any(one.statements for one in mine):
        yield from wrap(told, columns, MARGIN, MARGIN)
    if any(one.statements and not one.accountable for one in mine):
        yield from wrap(f"{NOBODY}: a statement leaves the party out", columns, MARGIN, MARGIN)
    conditions = list(notes)
    for number, records in conditions:
        yield from wrap(f"({number}) {records}", columns, MARGIN, MARGIN * 2)
    if any(records.endswith(CUT) for _, records in conditions):
        yield from wrap(f"what ends in{CUT} is whole in `--format csv` and `json`", columns, MARGIN, MARGIN)


def _others(mine: list[Assignment], columns: int) -> Iterator[str]:
    """The other roles, statement by statement."""
    statements = dict.fromkeys(statement for one in mine for statement in one.statements)
    for one in statements:
        roles = [f"{role} {', '.join(getattr(one, role))}" for role in _ROLES if getattr(one, role)]
        if roles:
            yield from wrap(f"{one.id}: {'; '.join(roles)}", columns, MARGIN, MARGIN * 2)


def rows(result: Responsibilities) -> Iterator[list[str]]:
    """The rows under :data:`HEADINGS`; ``system`` is empty for what holds in no system in particular."""
    for one in result.assignments:
        answering = who(one) if one.statements else ""
        records = condition([{}] if one.whole else one.records.when())
        others = [", ".join(getattr(one, role)) for role in _ROLES]
        stated = ", ".join(statement.id for statement in one.statements)
        yield [one.entity, one.group, one.system or "", one.concern, records, answering, *others, stated]


def as_csv(result: Responsibilities) -> str:
    """Comma-separated values with a heading, written as those of ``mdg matrix`` are."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([harmless(cell) for cell in row] for row in rows(result))
    found = out.getvalue()
    return found if found.isascii() else BYTE_ORDER_MARK + found


def markdown(result: Responsibilities) -> str:
    """A table an entity, in GitHub's Markdown."""
    name = f"{escaped(result.landscape.name)} as of" if result.landscape.name else "as of"
    lines = [f"# Who answers for what: {name} {result.landscape.as_of.isoformat()}"]
    every = list(rows(result))
    for entity in dict.fromkeys(row[0] for row in every):
        lines += ["", f"## {escaped(entity)}", "", table_row(list(HEADINGS[1:])), "|-" * (len(HEADINGS) - 1) + "|"]
        lines += [table_row([escaped(cell) for cell in row[1:]]) for row in every if row[0] == entity]
    return "\n".join(lines) + "\n"
