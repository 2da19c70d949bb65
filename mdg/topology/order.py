"""In which order a change comes to systems: waves, what each waits for, and cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from mdg.diagnostic import Json
from mdg.topology.components import components
from mdg.topology.links import Link


@attrs.frozen(slots=True, repr=False)
class Cycle:
    """Systems that get their own change back, and whether every flow among them is protected against that."""

    systems: tuple[str, ...]
    protected: bool

    def as_json(self) -> dict[str, Json]:
        return {"systems": list(self.systems), "protected": self.protected}


class Order:
    """The order of the systems that a change reaches along some links."""

    def __init__(self, links: Iterable[Link], start: str, reached: Iterable[str]) -> None:
        links = list(links)
        leading: dict[str, list[str]] = {system: [] for system in reached}
        for link in links:
            leading[link.source].append(link.target)
        found = components(leading)
        place = {system: number for number, several in enumerate(found) for system in several}
        wave = self._waves(leading, found, place, place[start])
        self.waves = tuple(
            tuple(sorted(system for system in leading if wave[place[system]] == number))
            for number in range(max(wave.values()) + 1)
        )
        self.before = self._before(leading, found, place, start)
        self.flows = tuple(
            tuple(link.id for link in links if wave[place[link.target]] == number) for number in range(len(self.waves))
        )
        self.cycles = tuple(self._cycles(links, found, place))

    @staticmethod
    def _waves(
        leading: Mapping[str, Sequence[str]], found: Sequence[Sequence[str]], place: Mapping[str, int], start: int
    ) -> dict[int, int]:
        """For each component, the longest path to it; components come sources first."""
        wave = {start: 0}
        for number, several in enumerate(found):
            if number in wave:
                for system in several:
                    for target in leading[system]:
                        other = place[target]
                        if other != number:
                            wave[other] = max(wave.get(other, 0), wave[number] + 1)
        return wave

    @staticmethod
    def _before(
        leading: Mapping[str, Sequence[str]], found: Sequence[Sequence[str]], place: Mapping[str, int], start: str
    ) -> dict[str, frozenset[str]]:
        """For each system, those that must have got the change first: of other components, and the start in its own."""
        before: dict[int, set[str]] = {number: set() for number in range(len(found))}
        for system, targets in leading.items():
            for target in targets:
                if place[target] != place[system]:
                    before[place[target]].add(system)
        members = {number: set(several) for number, several in enumerate(found)}
        complete = {
            number: frozenset().union(*(members[place[system]] for system in several))
            for number, several in before.items()
        }
        own = {system: frozenset({start}) for system in members[place[start]] if system != start}
        return {system: own.get(system, complete[place[system]]) for system in leading}

    @staticmethod
    def _cycles(links: Sequence[Link], found: Sequence[Sequence[str]], place: Mapping[str, int]) -> Iterator[Cycle]:
        inside: dict[int, list[Link]] = {}
        for link in links:
            if place[link.source] == place[link.target]:
                inside.setdefault(place[link.source], []).append(link)
        for number, several in sorted(inside.items()):
            guarded = all(link.flow.loop_protection != "none" for link in several)
            yield Cycle(tuple(sorted(found[number])), guarded)
