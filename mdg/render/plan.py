"""The propagation of a change for people: its waves drawn below each other, and what is worth knowing about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.render.block import MARGIN, fields
from mdg.render.cells import width, wrap
from mdg.render.style import PLAIN, Style
from mdg.render.way import hops, left_out
from mdg.rules.telling import length, trigger
from mdg.text.notation import notation
from mdg.topology.outage import Effect, Later
from mdg.topology.propagation import Arrival, Propagation

_NARROWEST = 40
_GAP = "  "
#: How the drawing is made: between waves, before a system, below it, and where a flow comes from.
LINES = {"rail": "│", "fork": "├─ ", "last": "└─ ", "from": "←"}
ASCII = {"rail": "|", "fork": "+- ", "last": "`- ", "from": "<-"}


def plan(
    result: Propagation,
    reading: Landscape,
    columns: int = 100,
    style: Style = PLAIN,
    *,
    effect: Effect | None = None,
    notes: Iterable[str] = (),
    ascii_only: bool = False,
) -> str:
    """The plan, wrapped to ``columns``; ``notes`` say what no rule lets anybody do of it, if that is so."""
    columns = max(columns, _NARROWEST)
    sentence = f"{result.operation} a `{result.entity}` in `{result.origin}`"
    lines = wrap(sentence, columns, "", MARGIN)
    lines[0] = style("strong", lines[0])
    lines += fields(_heading(result, effect, notes), columns, style)
    drawing = _Drawing(result, reading, columns, style, ASCII if ascii_only else LINES)
    lines += ["", *drawing.lines()]
    closing = fields(_closing(result, reading), columns, style)
    if effect is not None:
        closing += _effect(effect, columns, style)
    return "\n".join(lines + ([""] if closing else []) + closing) + "\n"


def _heading(result: Propagation, effect: Effect | None, notes: Iterable[str]) -> Iterator[tuple[str, str]]:
    if result.record:
        yield "record", notation(result.record)
    groups = result.arrivals[result.origin].groups
    if groups:
        yield "groups", ", ".join(groups)
    if effect is not None:
        yield "what if", left_out(effect.outage)
    if not result.there:
        then = "" if effect is None else " then"
        yield "note", f"such a record does not come to `{result.origin}`{then}"
    for note in notes:
        yield "note", note


class _Drawing:
    """The waves, one below the other: each system with its bound, and below it the flows by which it learns."""

    def __init__(
        self, result: Propagation, reading: Landscape, columns: int, style: Style, signs: dict[str, str]
    ) -> None:
        self.result, self.columns, self.style, self.signs = result, columns, style, signs
        loads = {flow.id: flow for flow in reading.loaded}
        self.into: dict[str, list[Flow]] = {}
        for name in result.flows:
            flow = reading.flows.get(name) or loads[name]
            self.into.setdefault(flow.target, []).append(flow)
        self.widest = max(width(system) for wave in result.waves[1:] or result.waves for system in wave)

    def lines(self) -> Iterator[str]:
        for number, wave in enumerate(self.result.waves):
            if number:
                yield self.signs["rail"]
            yield self.style("label", f"wave {number}")
            for place, system in enumerate(wave, 1):
                yield from self._system(system, last=place == len(wave) and number == len(self.result.waves) - 1)

    def _system(self, system: str, *, last: bool) -> Iterator[str]:
        fork = self.signs["last" if last else "fork"]
        below = (" " if last else self.signs["rail"]) + " " * (len(fork) - 1)
        arrival = self.result.arrivals[system]
        said = self._said(system, arrival)
        pad = " " * (self.widest - width(system))
        head = f"{fork}{system}" if not said else f"{fork}{system}{pad}{_GAP}"
        first, *rest = wrap(said, self.columns, head, f"{below}{MARGIN}")
        yield fork + self.style("strong", system) + first[len(fork) + len(system) :]
        yield from rest
        if system != self.result.origin:
            for flow in self._ordered(system, arrival):
                told = f"{self.signs['from']} {flow.source} by {flow.id}, {trigger(flow)}"
                yield from wrap(told, self.columns, f"{below}{MARGIN}", f"{below}{MARGIN * 2}")

    def _ordered(self, system: str, arrival: Arrival) -> list[Flow]:
        """The flows into a system, that of its bound first."""
        return sorted(self.into.get(system, ()), key=lambda flow: flow.id not in arrival.route[-1:])

    def _said(self, system: str, arrival: Arrival) -> str:
        if system == self.result.origin:
            return ""
        all_groups = self.result.arrivals[self.result.origin].groups
        some = f", {', '.join(arrival.groups) or 'no group'}" if arrival.groups != all_groups else ""
        later = "".join(f"; {name} {_within(late)}" for name, late in arrival.later().items())
        return _within(arrival.within) + some + later


def _within(late: dt.timedelta | None) -> str:
    return "no bound" if late is None else f"within {length(late.total_seconds())}"


def _closing(result: Propagation, reading: Landscape) -> Iterator[tuple[str, str | list[str]]]:
    timed = {system: one for system, one in result.arrivals.items() if one.within}
    if timed:
        last = max(timed, key=lambda system: timed[system].within or dt.timedelta())
        yield "slowest", [f"`{last}`, {_within(timed[last].within)}", *hops(timed[last].hops)]
    unbounded = [system for system, one in result.arrivals.items() if one.within is None]
    if unbounded:
        yield "no bound", f"{', '.join(unbounded)}: somebody brings it by hand, with no limit agreed"
    for cycle in result.cycles:
        guarded = "protected against echoes" if cycle.protected else "not every flow among them is protected: an echo"
        yield "cycle", f"{', '.join(cycle.systems)}: {guarded}"
    # a provider has it anyway, and a system that is out of force is only where the record began
    here = (name for name in result.unreached if name in reading.systems)
    untold = [name for name in here if reading.systems[name].kind != "provider"]
    if untold:
        yield "not told", f"{', '.join(untold)}: the record is there, and the change does not come there"


def _effect(effect: Effect, columns: int, style: Style) -> Iterator[str]:
    """What an outage cuts off, and what is later for it."""
    if not effect.cut_off and not effect.later:
        yield ""
        yield style("good", "nothing is cut off or later than before")
    if effect.cut_off:
        yield ""
        yield style("error", "cut off")
        yield from wrap(", ".join(effect.cut_off), columns, MARGIN, MARGIN)
    if effect.later:
        yield ""
        yield style("warning", "later than before")
        for one in effect.later:
            yield from wrap(_told(one), columns, MARGIN, MARGIN * 2)


def _told(one: Later) -> str:
    said = f"{one.system}: {_compared(one.before, one.within)}"
    said += "".join(f"; {name} {_compared(before, within)}" for name, before, within in one.groups)
    return said + (f", without {', '.join(one.lost)}" if one.lost else "")


def _compared(before: dt.timedelta | None, within: dt.timedelta | None) -> str:
    return _within(within) if before == within else f"{_within(within)}, before {_within(before)}"
