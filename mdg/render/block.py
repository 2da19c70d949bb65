"""Labelled lines below a heading: the labels in one column, the values in the next, wrapped under themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mdg.render.cells import wrap
from mdg.render.style import Style

MARGIN = "  "
_GAP = "  "
_LABEL = len("accountable")


def fields(values: Iterable[tuple[str, str | Sequence[str]]], columns: int, style: Style) -> list[str]:
    """One line or more for each label with its text, or its several lines of text."""
    lines: list[str] = []
    for label, value in values:
        first = MARGIN + f"{label:<{_LABEL}}" + _GAP
        rest = " " * len(first)
        parts = [value] if isinstance(value, str) else value
        found: list[str] = []
        for part in parts:
            inner = rest + MARGIN if part.startswith("- ") else rest
            found += wrap(part, columns, rest, inner)
        lines.append(MARGIN + style("label", f"{label:<{_LABEL}}") + _GAP + found[0][len(rest) :])
        lines += found[1:]
    return lines
