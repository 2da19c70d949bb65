"""What the cells of the matrix say, in words: shared by every form that it is written in."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Json
from mdg.model.entity import Group
from mdg.model.responsibility import Answers
from mdg.model.sheet import CONCERNS, Cell, Sheet
from mdg.population import Population
from mdg.rules.telling import length
from mdg.text.notation import notation

EVERY = "every record"
NO_RECORD = "no record"
#: In place of a sheet of groups that are nowhere.
NOT_HAD = "no record can have any of its groups"
#: In place of a party; no id is written with brackets.
DISPUTED = "(disputed)"
NOBODY = "(nobody)"
#: What is shown of a condition where there is little room; the whole of it is in CSV, XLSX and JSON.
SHORT = 180
CUT = " ..."


def condition(when: list[dict[str, Json]]) -> str:
    """A `when` on one line, as it can be pasted into a landscape."""
    if when == [{}]:
        return EVERY
    if not when:
        return NO_RECORD
    return notation(when[0]) if len(when) == 1 else notation(when)


def shortly(text: str, most: int = SHORT) -> str:
    """The text, or its beginning up to the end of a word."""
    return text if len(text) <= most else text[: most - len(CUT)].rpartition(" ")[0].rstrip(",") + CUT


def parties(found: Answers | None, among: Population) -> str:
    """Who answers, and on which records where those are not all of ``among``; empty where nobody does."""
    return "; ".join(
        name if records == among else f"{name} where {condition(records.when())}" for name, records in _named(found)
    )


def age(cell: Cell) -> str:
    """How old the copy gets at worst; empty where there is none."""
    if cell.age is None:
        return ""
    if cell.age.seconds is None:
        return "never" if cell.age.never else "unbounded"
    return length(cell.age.seconds)


def old(cell: Cell) -> str:
    """The same as part of a sentence; empty for what is changed there alone, and so is never old."""
    if cell.age is None or not is_copy(cell):
        return ""
    if cell.age.seconds is None:
        return "may never learn of a change" if cell.age.never else "old without any bound"
    return f"up to {length(cell.age.seconds)} old"


def is_copy(cell: Cell) -> bool:
    """Whether the group comes there from elsewhere too."""
    return cell.age is not None and (bool(cell.age.route) or cell.age.never or "receives" in cell.shares)


def refusal(cell: Cell) -> str:
    """Why a right to create comes to nothing, and where; empty where that is not so."""
    if cell.refused is None:
        return ""
    required = ", ".join(cell.refused.required)
    return f"creation is refused where {condition(cell.refused.population.when())}: without {required}"


class Notes:
    """Numbers for the populations of one sheet, in the order in which they are met: equal ones have one number."""

    def __init__(self) -> None:
        self._numbers: dict[Population, int] = {}

    def number(self, records: Population) -> int:
        return self._numbers.setdefault(records, len(self._numbers) + 1)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Each number with its condition, shortened."""
        for records, number in self._numbers.items():
            yield number, shortly(condition(records.when()))

    def __bool__(self) -> bool:
        return bool(self._numbers)


@attrs.frozen(slots=True, eq=False)
class Answering:
    """Some records of a group for which a party (or nobody, or several) answers, in one system or in general."""

    group: str
    scope: str
    records: Population
    whole: bool


def by_party(sheet: Sheet) -> Iterator[tuple[str, dict[str, list[Answering]]]]:
    """For each concern who answers for what, and at the end what nobody answers for."""
    for concern in CONCERNS:
        found: dict[str, list[Answering]] = {}
        unanswered: list[Answering] = []
        for group in sheet.groups:
            general = sheet.accountable[group.name].get(concern)
            _note(found, general, group.name, "", group.applies)
            scope = ""
            for system in sheet.systems:
                own = sheet.cells[group.name, system].accountable.get(concern)
                if own is not general and not _alike(own, general):
                    scope = " elsewhere"
                    _note(found, own, group.name, f" in {system}", group.applies)
                    unanswered += _unanswered(own, group, f" in {system}")
            unanswered += _unanswered(general, group, scope)
        if unanswered:
            found[NOBODY] = unanswered
        yield concern, found


def groups_told(sheet: Sheet, several: list[Answering], notes: Notes) -> str:
    """The groups for which somebody answers: by system, and those for which only on some records with a number."""
    by_scope: dict[str, list[Answering]] = {}
    for one in several:
        by_scope.setdefault(one.scope, []).append(one)
    return "; ".join(_names(sheet, same, notes) + scope for scope, same in by_scope.items())


def _names(sheet: Sheet, several: list[Answering], notes: Notes) -> str:
    whole = {one.group for one in several if one.whole}
    others = [name for name in sheet.entity.groups if name not in whole]
    if len(whole) == len(several) > 2 * len(others) and len(sheet.entity.groups) > 1:
        return "every group" + (f" but {', '.join(others)}" if others else "")
    return ", ".join(one.group if one.whole else f"{one.group} ({notes.number(one.records)})" for one in several)


def _named(found: Answers | None) -> list[tuple[str, Population]]:
    if found is None:
        return []
    return [*found.parties.items(), *([(DISPUTED, found.disputed)] if found.disputed else [])]


def _unanswered(found: Answers | None, group: Group, scope: str) -> list[Answering]:
    left = group.applies
    for _, records in _named(found):
        left = left - records
    return [Answering(group.name, scope, left, left == group.applies)] if left else []


def _note(
    found: dict[str, list[Answering]], answers: Answers | None, group: str, scope: str, among: Population
) -> None:
    for name, records in _named(answers):
        found.setdefault(name, []).append(Answering(group, scope, records, records == among))


def _alike(one: Answers | None, other: Answers | None) -> bool:
    return dict(_named(one)) == dict(_named(other))
