"""What still comes to each place if one of them did not exist: spanning forests of whole sets of records.

From the seeds a forest is grown over the fewest links, for each record its own.  If a place is taken away, only what is
below it in the forest can be lost, and that finds another way in from beside it or not at all: what dominator trees
(Lengauer and Tarjan 1979) are for one record.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from mdg.topology.reach import Set

Node = TypeVar("Node", bound=Hashable)


class Edges(NamedTuple, Generic[Node]):
    """Where links lead, and from where they come, each with its records."""

    onward: dict[Node, list[tuple[Node, Set]]]
    inward: dict[Node, list[tuple[Node, Set]]]


def edges(triples: Iterable[tuple[Node, Node, Set]], nothing: Set) -> Edges[Node]:
    """The edges from, to and for which records; those for none are left out."""
    onward: dict[Node, list[tuple[Node, Set]]] = {}
    inward: dict[Node, list[tuple[Node, Set]]] = {}
    for source, target, records in triples:
        if records != nothing:
            onward.setdefault(source, []).append((target, records))
            inward.setdefault(target, []).append((source, records))
    return Edges(onward, inward)


class Forest(Generic[Node]):
    """What comes to each place from the seeds (``reach``), over which others, and after how many links."""

    def __init__(self, seeds: Mapping[Node, Set], along: Edges[Node], nothing: Set) -> None:
        self._along = along
        self._nothing = nothing
        self.reach: dict[Node, Set] = {}
        #: by place and number of links: what comes there then, from which places it does, and to which it goes on
        self._rounds: dict[Node, dict[int, Set]] = {}
        self._above: dict[tuple[Node, int], list[tuple[Node, Set]]] = {}
        self._below: dict[tuple[Node, int], list[tuple[Node, Set]]] = {}
        agenda = {node: records for node, records in seeds.items() if records != nothing}
        number = 0
        while agenda:
            for node, fresh in agenda.items():
                self._rounds.setdefault(node, {})[number] = fresh
                self.reach[node] = self.reach[node] | fresh if node in self.reach else fresh
            agenda = self._grown(agenda, number)
            number += 1

    def _grown(self, agenda: Mapping[Node, Set], number: int) -> dict[Node, Set]:
        """Where what is new comes to next."""
        nothing, reach = self._nothing, self.reach
        found: dict[Node, Set] = {}
        for node, fresh in agenda.items():
            for target, records in self._along.onward.get(node, ()):
                more = fresh & records
                for known in (reach, found):
                    if more != nothing and target in known:
                        more = more & ~known[target]
                if more != nothing:
                    found[target] = found[target] | more if target in found else more
                    self._below.setdefault((node, number), []).append((target, more))
                    self._above.setdefault((target, number + 1), []).append((node, more))
        return found

    def path(self, node: Node, point: Set) -> list[Node]:
        """The places over which one record comes from its seed to a place, both included."""
        rounds = self._rounds.get(node, {})
        number = next(number for number, records in rounds.items() if records & point != self._nothing)
        found = [node]
        for earlier in range(number, 0, -1):
            above = self._above[node, earlier]
            node = next(other for other, records in above if records & point != self._nothing)
            found.append(node)
        return found[::-1]

    def path_beside(self, node: Node, point: Set, without: Collection[Node]) -> list[Node] | None:
        """The same over none of some places, by the fewest links; None where one record comes only by way of these."""
        onward: dict[Node, Node] = {}
        agenda = [] if node in without else [node]
        for here in agenda:
            if self._rounds.get(here, {}).get(0, self._nothing) & point != self._nothing:
                found = [here]
                while found[-1] != node:
                    found.append(onward[found[-1]])
                return found
            for source, records in self._along.inward.get(here, ()):
                new = source not in onward and source != node and source not in without and source in self.reach
                if new and records & point & self.reach[source] != self._nothing:
                    onward[source] = here
                    agenda.append(source)
        return None

    def before(self, node: Node, others: Collection[Node]) -> Set:
        """The records that come to a place over no more links than to any of some others, and so not by way of them."""
        found = self._nothing
        theirs = [pair for other in others for pair in self._rounds.get(other, {}).items()]
        for number, records in self._rounds.get(node, {}).items():
            for earlier, there in theirs:
                if earlier < number:
                    records = records & ~there
            found = found | records
        return found

    def last(self, nodes: Iterable[Node], among: Set) -> int:
        """After how many links the last of some records come to the last of some places."""
        rounds = (pair for node in nodes for pair in self._rounds.get(node, {}).items())
        return max((number for number, records in rounds if records & among != self._nothing), default=0)

    def below(self, others: Collection[Node], among: Set, until: int | None = None) -> dict[Node, Set]:
        """Of some records, those that come to each place by way of some others (these left out) in the forest.

        What comes anywhere only after more than ``until`` links is not looked at.
        """
        nothing = self._nothing
        agenda: dict[int, dict[Node, Set]] = {}
        for node in others:
            for number, records in self._rounds.get(node, {}).items():
                if records & among != nothing:
                    agenda.setdefault(number, {})[node] = records & among
        found: dict[Node, Set] = {}
        while agenda and (until is None or min(agenda) < until):
            number = min(agenda)
            for node, records in agenda.pop(number).items():
                for target, over in self._below.get((node, number), ()):
                    more = records & over
                    if more != nothing and target not in others:
                        found[target] = found[target] | more if target in found else more
                        onward = agenda.setdefault(number + 1, {})
                        onward[target] = onward[target] | more if target in onward else more
        return found

    def lost(self, without: Collection[Node], among: Set) -> dict[Node, Set]:
        """Of some records, those that come to each place no more without some places, with what began there."""
        below = self.below(without, among)
        every = {node: self.reach[node] & among for node in without if node in self.reach} | below
        for node, records in self._back(below, without).items():
            every[node] = every[node] & ~records
        return {node: records for node, records in every.items() if records != self._nothing}

    def _back(self, below: Mapping[Node, Set], without: Collection[Node]) -> dict[Node, Set]:
        """Of what is below some places, what comes there another way."""
        found = self._beside(below, without)
        nothing = self._nothing
        agenda = dict(found)
        while agenda:
            onward: dict[Node, Set] = {}
            for node, fresh in agenda.items():
                for target, over in self._along.onward.get(node, ()):
                    more = fresh & over & below[target] if target in below else nothing
                    if more != nothing and target in found:
                        more = more & ~found[target]
                    if more != nothing:
                        found[target] = found[target] | more if target in found else more
                        onward[target] = onward[target] | more if target in onward else more
            agenda = onward
        return found

    def _beside(self, below: Mapping[Node, Set], without: Collection[Node]) -> dict[Node, Set]:
        """Of what is below some places, what comes there straight from where it is not."""
        nothing = self._nothing
        found: dict[Node, Set] = {}
        for node, records in below.items():
            for source, over in self._along.inward.get(node, ()):
                if source not in without and source in self.reach:
                    more = records & over & self.reach[source]
                    if more != nothing and source in below:
                        more = more & ~below[source]
                    if more != nothing:
                        found[node] = found[node] | more if node in found else more
        return found
