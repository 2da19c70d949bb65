"""The offending line of a text, with its number in a gutter and carets under the part that is meant."""

from __future__ import annotations

from collections.abc import Sequence

from mdg.diagnostic import Json
from mdg.render.cells import cells
from mdg.render.style import Style

_CUT = "..."
#: The part of the room that is given to what stands before the carets.
_BEFORE = 3


def excerpt(
    lines: Sequence[str], location: dict[str, Json], columns: int, style: Style, *, gutter: int, role: str = ""
) -> list[str]:
    """The line at ``location``, cut round it to ``columns`` cells; with carets in the colour ``role``, if one is given.

    Nothing where the text has no such line, or nothing stands on it.  ``gutter`` is the width of line numbers.
    """
    number = location["line"]
    if not 1 <= number <= len(lines) or not lines[number - 1].strip():
        return []
    room = columns - gutter - 3
    line, start, length = _window(lines[number - 1].rstrip(), location, room)
    shown = [f"{style('gutter', f'{number:>{gutter}} |')} {line}".rstrip()]
    if role:
        shown.append(f"{style('gutter', ' ' * gutter + ' |')} {' ' * start}{style(role, '^' * length)}")
    return shown


def _window(line: str, location: dict[str, Json], room: int) -> tuple[str, int, int]:
    """The part of the line that is shown, and where in it, in cells, the carets start and how many they are."""
    first = min(location["column"] - 1, len(line))
    if first == len(line):
        line += " "  # the carets stand just past the end, and want room there
    last = location["end_column"] - 1 if location["end_line"] == location["line"] else len(line)
    last = min(max(last, first + 1), max(len(line), first + 1))
    # of a line of a million characters, only those near the carets are looked at
    origin, end = max(0, first - room), min(len(line), first + room + 1)
    shown = list(cells(line[origin:end]))
    begin, stop = _fit([taken for _, taken in shown], first - origin, room, cut=(origin > 0, end < len(line)))
    cut_left, cut_right = origin + begin > 0, origin + stop < len(line)
    text = "".join(part for part, _ in shown[begin:stop])
    start = sum(taken for _, taken in shown[begin : first - origin]) + len(_CUT) * cut_left
    length = sum(taken for _, taken in shown[first - origin : min(last - origin, stop)])
    return f"{_CUT * cut_left}{text}{_CUT * cut_right}", start, max(1, length)


def _fit(widths: list[int], at: int, room: int, cut: tuple[bool, bool]) -> tuple[int, int]:
    """The stretch round ``at`` that fits into ``room``: all, or a part that leaves space for the marks of a cut."""
    if not any(cut) and sum(widths) <= room:
        return 0, len(widths)
    room -= 2 * len(_CUT)
    begin, used = at, 0
    while begin > 0 and used + widths[begin - 1] <= room // _BEFORE:
        begin -= 1
        used += widths[begin]
    stop = at
    while stop < len(widths) and used + widths[stop] <= room:
        used += widths[stop]
        stop += 1
    while begin > 0 and used + widths[begin - 1] <= room:
        begin -= 1
        used += widths[begin]
    return begin, stop
