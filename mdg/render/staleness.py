"""How stale copies get, for people: one copy hop by hop, or all of them as a grid of group by system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.render.block import MARGIN, fields
from mdg.render.cells import wrap
from mdg.render.grid import EMPTY, Tokens, grid
from mdg.render.style import PLAIN, Style
from mdg.render.way import hops, left_out
from mdg.rules.telling import chain, length, moment
from mdg.text.notation import notation
from mdg.topology.copies import Copy, Staleness, Worse
from mdg.topology.outage import Outage

_NARROWEST = 40
_OVER = "!"
#: Of more copies that are worse, or too old, one less is shown; JSON has all.
_MOST = 12
#: What is missing in a what-if, and the copies that are worse for that.
Missing = tuple[Outage, Sequence[Worse]] | None
Record = Mapping[str, str | list[str]]


def word(answer: Staleness) -> str:
    """How stale a copy gets, in a word; a dot where there is none."""
    if not answer.exists:
        return "."
    if answer.never or answer.unbounded:
        return "never" if answer.never else "unbounded"
    return length(answer.seconds or 0)


def one(copy: Copy, reading: Landscape, columns: int = 100, style: Style = PLAIN, *, missing: Missing = None) -> str:
    """One copy hop by hop; beside something ``missing``, what it was like before."""
    columns = max(columns, _NARROWEST)
    answer = copy.answer
    lines = wrap(_headline(answer), columns, "", MARGIN)
    lines[0] = style(_role(copy) or "strong", lines[0])
    lines += fields(_details(copy, reading, missing), columns, style)
    return "\n".join(lines) + "\n"


def _headline(answer: Staleness) -> str:
    what = f"`{answer.group}` of `{answer.entity}`"
    if not answer.exists:
        return f"`{answer.system}` holds no {what}" + ("" if answer.witness is None else " of such a record")
    there = f"{what} in `{answer.system}`"
    if answer.never:
        return f"{there}: a change may never arrive"
    if answer.unbounded:
        return f"{there}: nothing bounds how late a change may arrive"
    if answer.writer is None:
        return f"{there}: no change of it counts, so that it is never out of date"
    return f"{there}: at most {length(answer.seconds or 0)} old"


def _details(copy: Copy, reading: Landscape, missing: Missing) -> Iterator[tuple[str, str | list[str]]]:
    answer = copy.answer
    if answer.witness is not None:
        yield "record", notation(answer.witness)
    if answer.writer is not None:
        yield "change", _change(answer)
        if answer.after is not None:
            yield "made", f"just after {moment(int(answer.after.timestamp()), reading.settings.timezone)}"
        yield "way", _way(answer)
        if answer.hops:
            yield "", list(hops(answer.hops))
    if answer.exists and not answer.held:
        yield "held", "not wherever such a record may have begun"
    for need in (*copy.kept, *copy.broken):
        limit = length(need.max_age.total_seconds()) if need.max_age is not None else ""
        yield "need", f"`{need.id}` allows {limit}, which is {'exceeded' if need in copy.broken else 'kept'}"
    if missing is not None:
        outage, worse = missing
        yield "what if", left_out(outage)
        yield "before", word(worse[0].before.answer) if worse else "no better"


def _change(answer: Staleness) -> str:
    if answer.change == "creation":
        return f"a creation in `{answer.writer}`"
    if answer.change == "supply":
        return f"what `{answer.writer}` supplies, at most {length(answer.refreshed.total_seconds())} old there"
    return f"an update in `{answer.writer}`"


def _way(answer: Staleness) -> str:
    if answer.never:
        return "none"
    return chain(answer.writer or "", answer.hops) if answer.hops else "made there"


def matrix(
    copies: Sequence[Copy],
    reading: Landscape,
    columns: int = 100,
    style: Style = PLAIN,
    *,
    record: Record | None = None,
    missing: Missing = None,
) -> str:
    """All copies, a grid an entity; of a ``record`` or of the worst, and what is worse for want of what is missing."""
    columns = max(columns, _NARROWEST)
    name = f" in `{reading.name}`" if reading.name else ""
    which = f", of the record {notation(record)}" if record is not None else ""
    lines = wrap(f"how old each copy gets{name} as of {reading.as_of.isoformat()}{which}", columns, "", MARGIN)
    if missing is not None:
        lines += wrap(f"what if: {left_out(missing[0])}", columns, "", MARGIN)
    for entity, several in groupby(copies, key=lambda copy: copy.answer.entity):
        lines += ["", *_section(entity, list(several), columns, style)]
    lines += ["", *_legend(copies, columns, style)]
    if missing is not None:
        lines += ["", *_worse(missing[1], columns, style)]
    return "\n".join(lines) + "\n"


def _section(entity: str, copies: Sequence[Copy], columns: int, style: Style) -> Iterator[str]:
    yield style("strong", entity)
    cells = {(copy.answer.group, copy.answer.system): copy for copy in copies if copy.answer.exists}
    groups = list(
        dict.fromkeys(copy.answer.group for copy in copies if (copy.answer.group, copy.answer.system) in cells)
    )
    systems = list(dict.fromkeys(copy.answer.system for copy in copies))
    holding = [system for system in systems if any((group, system) in cells for group in groups)]
    if not cells:
        yield f"{MARGIN}there is no copy"
        return
    flipped = len(holding) > len(groups)  # what there is more of goes downward
    heads, tops = (holding, groups) if flipped else (groups, holding)
    body = {top: [_cell(cells.get((top, head) if flipped else (head, top))) for head in heads] for top in tops}
    yield from grid([[("", head)] for head in heads], body, columns, style)
    empty = [system for system in systems if system not in holding]
    if empty:
        yield from wrap(f"without a copy: {', '.join(empty)}", columns, MARGIN, MARGIN * 2)


def _cell(copy: Copy | None) -> Tokens:
    if copy is None:
        return EMPTY
    return [(_role(copy), word(copy.answer) + (_OVER if copy.broken else ""))]


def _role(copy: Copy) -> str:
    """In which colour a copy is told: red for too old or never, yellow for no bound, green where its needs are kept."""
    if copy.broken or copy.answer.never:
        return "error"
    if copy.answer.unbounded:
        return "warning"
    return "good" if copy.kept else ""


def _legend(copies: Sequence[Copy], columns: int, style: Style) -> Iterator[str]:
    told = ["how long after a change the copy may be without it, at worst over all records"]
    told += ["never: a change may not arrive at all"] if any(copy.answer.never for copy in copies) else []
    told += ["unbounded: somebody brings it, without a limit"] if any(c.answer.unbounded for c in copies) else []
    yield from wrap("; ".join(told), columns, "", MARGIN)
    late = [(copy, need) for copy in copies for need in copy.broken]
    if late:
        yield from wrap(f"{_OVER} older than a need there allows:", columns, "", MARGIN)
    for copy, need in late[:_MOST]:
        limit = length(need.max_age.total_seconds()) if need.max_age is not None else ""
        said = f"{_named(copy.answer)}: {word(copy.answer)}, and `{need.id}` allows {limit}"
        first, *rest = wrap(said, columns, MARGIN, MARGIN * 2)
        yield style("error", first)
        yield from rest
    yield from _rest(len(late), columns)


def _worse(several: Sequence[Worse], columns: int, style: Style) -> Iterator[str]:
    if not several:
        yield style("good", "no copy is worse than before")
        return
    yield style("error", f"{len(several)} {'copy is' if len(several) == 1 else 'copies are'} worse than before:")
    for one in several[:_MOST]:
        before, after = one.before.answer, one.after.answer
        now = "gone" if not after.exists else word(after) if after.rank > before.rank else "held of fewer records"
        yield from wrap(f"{_named(after)}: {now}, before {word(before)}", columns, MARGIN, MARGIN * 2)
    yield from _rest(len(several), columns)


def _rest(number: int, columns: int) -> Iterator[str]:
    if number > _MOST:
        yield from wrap(f"and {number - _MOST} more; `--format json` has all of them", columns, MARGIN, MARGIN * 2)


def _named(answer: Staleness) -> str:
    return f"`{answer.entity}.{answer.group}` in `{answer.system}`"


def rows(copies: Iterable[Copy], worse: Iterable[Worse] | None = None) -> list[dict[str, Json]]:
    """The rows of the JSON answer; in a what-if, those that are worse tell what they were ``before``."""
    before = {id(one.after): one.before.answer for one in worse or ()}
    found = []
    for copy in copies:
        row = copy.as_json()
        if worse is not None:
            was = before.get(id(copy))
            keys = ("held", "worst_seconds", "never", "unbounded")
            row["before"] = None if was is None else {key: was.as_json()[key] for key in keys}
        found.append(row)
    return found
