"""A section of a draft: its items, what is told above each, and what is told where there can be none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from mdg.diagnostic import Json
from mdg.interop.sheets.names import unique
from mdg.interop.sheets.written import comment
from mdg.text.notation import notation

DRAFT = "draft"


@attrs.define(slots=True)
class Section:
    """Items by id, what is told above each and above all of them, and what is told in the place of items."""

    name: str
    above: tuple[str, ...] = ()
    items: dict[str, dict[str, Json]] = attrs.field(factory=dict)
    told: dict[str, list[str]] = attrs.field(factory=dict)
    instead: list[str] = attrs.field(factory=list)

    def add(self, id: str, values: dict[str, Json], told: Iterable[str]) -> None:
        free = unique(id, self.items)
        self.items[free] = values
        self.told[free] = list(told)

    def lines(self) -> Iterator[str]:
        if not self.items and not self.instead:
            return
        yield ""
        yield from map(comment, self.above)
        if self.items:
            yield f"{self.name}:"
        for id, values in self.items.items():
            yield from (comment(line, "  ") for line in self.told[id])
            yield f"  {id}: {notation(values)}"
        yield from (comment(line, "  " if self.items else "") for line in self.instead)
