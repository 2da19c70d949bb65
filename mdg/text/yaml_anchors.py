"""Anchors and aliases, within limits: what aliases stand for is shared, and counted as if it were written out."""

from __future__ import annotations

from typing import Any, NamedTuple

from mdg.text.positions import TextSource
from mdg.text.values import quoted
from mdg.text.yaml_positions import named


class Stop(Exception):
    """The file cannot be read any further, because of what stands from ``start`` to ``end``."""

    def __init__(self, message: str, start: int, end: int, help: str, related: tuple[str, int, int] = ("", 0, 0)):
        super().__init__(message)
        self.start, self.end, self.help, self.related = start, end, help, related


class _Anchor(NamedTuple):
    """Where it begins, what it stands for, how many values that is, and how many levels of containers."""

    start: int
    value: Any
    size: int
    height: int


class _Open(NamedTuple):
    """An anchor whose value is not complete: its depth, and the counts before it."""

    depth: int
    name: str
    start: int
    before: int
    deepest: int


class Anchors:
    """The anchors of one file, as far as it has been read.

    ``nodes`` counts the values written out, ``expanded`` those that aliases stand for; ``deepest`` is the greatest
    depth since the innermost open anchor began.
    """

    def __init__(self, source: TextSource, max_nodes: int, max_depth: int) -> None:
        self.source = source
        self.max_nodes = max_nodes
        self.max_depth = max_depth
        self.known: dict[str, _Anchor | None] = {}
        self.open: list[_Open] = []
        self.aliases: dict[int, int] = {}
        self.nodes = self.expanded = self.deepest = 0

    def declare(self, event: Any, text: str | None, depth: int) -> None:
        """An anchor of a text, or of a container (``text`` is None) that lies in ``depth`` others."""
        start = event.start_mark.index
        if text is not None:
            self.known[event.anchor] = _Anchor(start, text, 1, 0)
            return
        self.known[event.anchor] = None
        self.open.append(_Open(depth, event.anchor, start, self.nodes + self.expanded - 1, self.deepest))
        self.deepest = depth

    def close(self, value: Any, depth: int) -> None:
        """A container is complete: if it has an anchor, aliases may now stand for it."""
        begun = self.open[-1]
        if begun.depth == depth:
            self.open.pop()
            size = self.nodes + self.expanded - begun.before
            self.known[begun.name] = _Anchor(begun.start, value, size, self.deepest - depth)
            self.deepest = max(begun.deepest, self.deepest)

    def use(self, event: Any, depth: int) -> Any:
        """What an alias stands for, unless that would never end, or be too much."""
        name, start, end = event.anchor, event.start_mark.index, event.end_mark.index
        written = quoted(f"*{name}")
        if name not in self.known:
            help = f"write {quoted('&' + name)} before what it stands for, or put the text in quotes"
            raise Stop(f"{written} refers to an anchor that does not exist", start, end, help)
        anchor = self.known[name]
        if anchor is None:
            raise Stop(f"{written} stands inside of what it stands for", start, end, "write out what belongs there")
        self.aliases[start] = anchor.start
        self.expanded += anchor.size
        related = ("the anchor", *named(self.source.text, anchor.start, "&"))
        if self.expanded > self.max_nodes:
            message = f"the aliases up to {written} stand for more than {self.max_nodes:,} values"
            raise Stop(message, start, end, "use fewer aliases within what other aliases stand for", related)
        self.deepest = max(self.deepest, depth + anchor.height)
        if self.deepest > self.max_depth:
            raise too_deep(self.max_depth, start, end, related)
        return anchor.value


def too_deep(limit: int, start: int, end: int, related: tuple[str, int, int] = ("", 0, 0)) -> Stop:
    """Why reading stops at containers within containers within containers."""
    message = f"this is nested more than {limit} levels deep"
    return Stop(message, start, end, "flatten it: a landscape needs about ten levels", related)
