"""The bounds of one change as columns of a walk over a large network, told system by system when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

# the module is loaded for large networks only
import numpy as np

from mdg.topology.arrays import Graph
from mdg.topology.links import UNBOUNDED, Bound
from mdg.topology.reach import Set
from mdg.topology.reading import BY_HAND, FAR, Numbers


class Delays(Mapping[str, list[Bound]]):
    """For each system the bounds of a change: of some columns, each about a kind of records."""

    __slots__ = ("_found", "_graph", "_kinds")

    def __init__(self, graph: Graph, found: Numbers, kinds: Sequence[tuple[int, Set]]) -> None:
        self._graph, self._found, self._kinds = graph, found, kinds

    def __getitem__(self, system: str) -> list[Bound]:
        row = self._found[self._graph.place[system]]
        found = [
            Bound(UNBOUNDED if row[place] >= BY_HAND else int(row[place]), kind)
            for place, kind in self._kinds
            if row[place] < FAR
        ]
        if not found:
            raise KeyError(system)
        return found

    def __iter__(self) -> Iterator[str]:
        reached = (self._found[:, [place for place, _ in self._kinds]] < FAR).any(axis=1)
        for place in np.flatnonzero(reached).tolist():
            yield self._graph.systems[place]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def of(self, place: int) -> Numbers:
        """The delays of one of the columns walked, system by system."""
        return self._found[:, place]

    @property
    def kinds(self) -> Sequence[tuple[int, Set]]:
        """The columns walked that these bounds are, each with its records."""
        return self._kinds
