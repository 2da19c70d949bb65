"""The Markdown that generated pages are put together from."""

from __future__ import annotations

from collections.abc import Iterable


def sequence(parts: Iterable[str]) -> str:
    """Paragraphs, headings and blocks, one after another, with an empty line between two of them."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def fenced(kind: str, text: str) -> str:
    """A block of code."""
    return f"```{kind}\n{text.rstrip()}\n```"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; what stands in its cells may hold any Markdown of one line."""
    head = list(heads)
    lines = [head, ["-"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def contents(pages: Iterable[str], depth: int = 1) -> str:
    """What tells the generator of the site which pages come below this one, without showing it."""
    return fenced("{toctree}", "\n".join([":hidden:", f":maxdepth: {depth}", "", *pages]))
