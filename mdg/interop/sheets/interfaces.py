"""Lists of interfaces: which system sends what to which other one, and how often."""

from __future__ import annotations

from collections.abc import Sequence

from mdg.interop.sheets.filling import Filling
from mdg.interop.sheets.frequency import frequency, with_unit
from mdg.interop.sheets.heading_words import (
    DIRECTION,
    FREQUENCY,
    FROM,
    GROUP,
    INTERFACES,
    NUMBER,
    OBJECT,
    PROTOCOL,
    REMARK,
    TITLE,
    TO,
    VIA,
    words_of,
)
from mdg.interop.sheets.headings import Heading, headings
from mdg.interop.sheets.names import folded, folded_words
from mdg.interop.sheets.statements import Reading, Transfer, best, no_heading
from mdg.interop.sheets.table import NOTHING_SAID, Row, Table, listed

_NEEDED = (FROM, TO, OBJECT)
_WANTED = (
    (FROM, "`source`, `von`, `Quelle`, `de`"),
    (TO, "`target`, `nach`, `Ziel`, `vers`"),
    (OBJECT, "`object`, `Objekt`, `objet`"),
)
_MISSING = {FROM: "no sender", TO: "no receiver", OBJECT: "no object"}
_DETAILS = ((VIA, "via"), (PROTOCOL, "protocol"), (REMARK, "description"))
_BOTH = folded_words(
    "both | both ways | bidirectional | bi directional | two way | 2 way | in and out | in out | bi | beide"
    "| beidseitig | bidirektional | bi direktional | hin und zurück | wechselseitig | bidirectionnel"
    "| bidirectionnelle | deux sens"
)
_ONE = folded_words(
    "one way | 1 way | unidirectional | uni directional | uni | push | out | outbound | einseitig | unidirektional"
    "| ausgehend | unidirectionnel | unidirectionnelle | sortant"
)
_ARROWS = {"<->": True, "<>": True, "<=>": True, "↔": True, "⇔": True, "⇄": True, "->": False, "=>": False, "→": False}
_ALL = folded_words(
    "all | all systems | all other systems | all others | everybody | alle | alle Systeme | alle anderen"
    "| alle anderen Systeme | sämtliche Systeme | tous | tous les systèmes | tous les autres"
)
_EVERYBODY = "`{}` is taken for a system of that name; write those that are meant"
#: Flows that one row may stand for: more are no list of names, but a text.
MOST = 100


def read_interfaces(readings: Sequence[Table]) -> Reading:
    """What the list says, with that line for its heading, in that reading of the file, by which most is understood.

    Raises MdgError where no line has the headings that are needed.
    """
    words = words_of(INTERFACES)
    found = [(table, heading) for table in readings for heading in headings(table, words)]
    reading = best([one for one in found if one[1].columns.keys() >= set(_NEEDED)], _read)
    if reading is None:
        raise no_heading(readings, _WANTED, [heading for _, heading in found])
    return reading


def _read(table: Table, heading: Heading) -> list[Reading]:
    columns = heading.columns
    reading = Reading(table, heading, clear=len(columns), used=frozenset(columns.values()))
    _read_rows(reading)
    return [reading]


def _read_rows(reading: Reading) -> None:
    columns = reading.heading.columns
    filling = Filling([columns[role] for role in _NEEDED])
    heads = []
    for row in reading.below():
        meant = filling.filled(row)
        if row.blank:
            continue
        names = {role: listed(meant[columns[role]]) for role in _NEEDED}
        missing = [_MISSING[role] for role in _NEEDED if not names[role]]
        if not missing:
            _transfers(reading, row, names)
        elif len(missing) == len(_NEEDED):
            reading.lost.append((reading.source(row), "it names no system and no object"))
        else:
            heads.append((row, ", ".join(missing)))
    reading.filled = filling.lines
    for row, why in heads:
        reading.lost.append((reading.source(row), "it heads the rows below" if row.line in filling.heads else why))


def _transfers(reading: Reading, row: Row, names: dict[str, tuple[str, ...]]) -> None:
    source = reading.source(row)
    pairs = [(sender, receiver) for sender in names[FROM] for receiver in names[TO]]
    columns = reading.heading.columns
    both, why = _both_ways(row.cell(columns.get(DIRECTION)))
    if why:
        reading.notes.append((source, why))
    if both:
        pairs += [(receiver, sender) for sender, receiver in pairs]
    if len(pairs) * len(names[OBJECT]) > MOST:
        reading.lost.append((source, f"it would be more than {MOST} flows"))
        return
    reading.notes += [(source, _EVERYBODY.format(name)) for name in names[FROM] + names[TO] if folded(name) in _ALL]
    often = columns.get(FREQUENCY)
    said = "" if often is None else with_unit(row.cell(often), reading.heading.name(often))
    trigger, trigger_note, told = _trigger(said, often is not None)
    if told:
        reading.notes.append((source, told))
    title = " ".join(filter(None, (_said(row, columns.get(role)) for role in (NUMBER, TITLE))))
    groups = listed(row.raw(columns.get(GROUP)))
    for sender, receiver in pairs:
        for name in names[OBJECT]:
            transfer = Transfer(
                source=source,
                sender=sender,
                receiver=receiver,
                object=name,
                groups=groups,
                trigger=trigger,
                trigger_note=trigger_note,
                title=title,
                details=tuple((key, text) for role, key in _DETAILS if (text := _said(row, columns.get(role)))),
            )
            reading.transfers.append(transfer)


def _said(row: Row, column: int | None) -> str:
    text = row.cell(column)
    return "" if text.casefold() in NOTHING_SAID else text


def _trigger(text: str, asked: bool) -> tuple[object, str, str]:
    """The trigger, a remark to stand beside it, and what to tell the reader now."""
    if text.casefold() in NOTHING_SAID:
        return "manual", "nobody said how often: no bound", "no frequency, so no bound" if asked else ""
    found = frequency(text)
    if found.trigger is None:
        return (
            "manual",
            f"{text}: not understood, so no bound",
            f"the frequency `{text}`: {found.why}, so there is no bound",
        )
    if found.assumed:
        assumed = "; ".join(found.assumed)
        return found.trigger, f"{text}: {assumed}", f"the frequency `{text}`: {assumed}"
    return found.trigger, "", ""


def _both_ways(text: str) -> tuple[bool, str]:
    """Whether a direction is both ways, and what is not understood of it."""
    arrow = _ARROWS.get("".join(text.split()))
    if arrow is not None:
        return arrow, ""
    word = folded(text)
    if word in _BOTH:
        return True, ""
    if text.casefold() in NOTHING_SAID or word in _ONE:
        return False, ""
    return False, f"the direction `{text}` is not understood, and taken to be from the sender to the receiver"
