"""A grid of short cells, its columns in bands that fit the width: rows below each other, each with its head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mdg.render.block import MARGIN
from mdg.render.cells import width
from mdg.render.style import Style

#: Parts of a cell, each with the role that gives it its colour.
Tokens = list[tuple[str, str]]
EMPTY: Tokens = [("gutter", ".")]
_GAP = "  "


def grid(heads: Sequence[Tokens], body: Mapping[str, Sequence[Tokens]], columns: int, style: Style) -> Iterator[str]:
    """The lines of a grid: ``heads`` stand before its rows, ``body`` has the cells of each column by its title.

    Where the columns do not fit, they go on below; all bands but the first leave out rows with nothing in them.
    """
    first = max(_width(head) for head in heads)
    sizes = {title: max(width(title), *map(_width, cells)) for title, cells in body.items()}
    for number, band in enumerate(_bands(sizes, columns - first - len(MARGIN))):
        if number:
            yield ""
        titles = "".join(f"{_GAP}{title}" + " " * (sizes[title] - width(title)) for title in band)
        yield MARGIN + style("label", " " * first + titles.rstrip())
        for row, head in enumerate(heads):
            if number and all(body[title][row] == EMPTY for title in band):
                continue  # the first band has every row
            line = _shown(head, first, style)
            line += "".join(_GAP + _shown(body[title][row], sizes[title], style) for title in band)
            yield MARGIN + line.rstrip()


def _bands(sizes: dict[str, int], room: int) -> Iterator[list[str]]:
    band: list[str] = []
    used = 0
    for title, size in sizes.items():
        if band and used + len(_GAP) + size > room:
            yield band
            band, used = [], 0
        band.append(title)
        used += len(_GAP) + size
    yield band


def _width(tokens: Tokens) -> int:
    return sum(width(text) for _, text in tokens)


def _shown(tokens: Tokens, size: int, style: Style) -> str:
    return "".join(style(role, text) for role, text in tokens) + " " * (size - _width(tokens))
