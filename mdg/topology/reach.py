"""What spreads along links, for whole sets of records at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

#: A set of records, as :mod:`mdg.population` keeps it: an integer or a decision diagram.
Set = Any
#: Where links lead, from each system on, and for which records.
Leading = Mapping[str, list[tuple[str, Set]]]


def spread(seeds: Mapping[str, Set], links: Mapping[str, Iterable[tuple[str, Set]]], nothing: Set) -> dict[str, Set]:
    """For each system the records that come to it from the seeds; ``links`` lead from a system on, each with its set.

    The smallest such sets: every link is followed again only for records that are new in its source.
    """
    found = {system: records for system, records in seeds.items() if records != nothing}
    agenda = dict(found)
    while agenda:
        system, fresh = agenda.popitem()
        for target, records in links.get(system, ()):
            more = fresh & records
            if more == nothing:
                continue
            before = found.get(target)
            if before is None:
                found[target] = more
            else:
                more = more & ~before
                if more == nothing:
                    continue
                found[target] = before | more
            agenda[target] = agenda[target] | more if target in agenda else more
    return found


def spread_within(
    seeds: Mapping[str, Set], leading: Leading, present: Mapping[str, Set] | None, nothing: Set
) -> dict[str, Set]:
    """What comes to each system from the seeds, as long as it is ``present`` in every system on the way (if given)."""
    found: dict[str, Set] = {}
    for system, records in seeds.items():
        records = records if present is None else records & present.get(system, nothing)
        if records != nothing:
            found[system] = records
    agenda = dict(found)
    while agenda:
        onward: dict[str, Set] = {}
        for system, fresh in agenda.items():
            for target, records in leading.get(system, ()):
                more = fresh & records
                if more == nothing or (present is not None and target not in present):
                    continue
                if present is not None:
                    more = more & present[target]
                if target in found:
                    more = more & ~found[target]
                if more != nothing:
                    found[target] = found[target] | more if target in found else more
                    onward[target] = onward[target] | more if target in onward else more
        agenda = onward
    return found


def partition(records: Set, sets: Iterable[Set], nothing: Set, most: int | None = None) -> list[Set] | None:
    """The records in parts, none of which any of the sets cuts; None if there are more than ``most``."""
    parts = [records]
    for one in dict.fromkeys(sets):
        cut: list[Set] = []
        for part in parts:
            inside = part & one
            if inside in (nothing, part):
                cut.append(part)
            else:
                cut += [inside, part & ~one]
        parts = cut
        if most is not None and len(parts) > most:
            return None
    return parts


class Reached(Mapping[str, Set]):
    """For each system the records from one origin that are there, as the arrays of a large network have them."""

    __slots__ = ("columns", "found", "origin")

    def __init__(self, columns: Columns, found: Any, origin: str) -> None:
        self.columns, self.found, self.origin = columns, found, origin

    def together(self, others: Iterable[Reached], records: Set) -> Reached:
        """Some records, where they are by this or by one of the others, of the same origin."""
        found = self.found
        for other in others:
            found = found | other.found
        return Reached(self.columns, self.columns.only(found, records, self.origin), self.origin)

    def _word(self, system: str) -> int:
        """The bits of the columns that are in a system."""
        place = self.columns.graph.place.get(system)
        return 0 if place is None else int(self.found[place]) & self.columns.of(self.origin)

    def get(self, system: str, default: Any = None) -> Any:
        """The records in a system, or what is given where none are."""
        word = self._word(system)
        return self.columns.union(word) if word else default

    def __getitem__(self, system: str) -> Set:
        word = self._word(system)
        if not word:
            raise KeyError(system)
        return self.columns.union(word)

    def __contains__(self, system: object) -> bool:
        return isinstance(system, str) and bool(self._word(system))

    def __iter__(self) -> Iterator[str]:
        return self.columns.systems(self.found, self.origin)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Columns(Protocol):
    """The arrays of a large network (:class:`mdg.topology.columns.Columns`), as far as others need to know them."""

    #: has ``place``, the number of each system
    graph: Any

    def of(self, origin: str) -> int:
        """The bits of the columns of one origin."""
        ...

    def union(self, word: int) -> Set:
        """The records of some columns, given as bits."""
        ...

    def only(self, found: Any, records: Set, origin: str) -> Any:
        """What is found of some records from one origin."""
        ...

    def systems(self, found: Any, origin: str) -> Iterator[str]:
        """The systems in which there are records of one origin."""
        ...

    def bounds(self, operation: str, group: str | None, writer: str, origin: str) -> Mapping[str, Any] | None:
        """The bounds of a change made at a writer, of records from one origin; None with timetables on the way."""
        ...


def less(records: Set, others: Set) -> Set:
    """What is in one set and not in the other."""
    left: Set = records & ~others
    return left


def union_of(several: Iterable[Set], nothing: Set) -> Set:
    """What is in one of the sets at least."""
    found = nothing
    for records in several:
        found = found | records
    return found
