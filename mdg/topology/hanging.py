"""By which single system or middleware a copy hangs: what every way of every record of it leads through.

These are the dominators of a flow graph (Lengauer and Tarjan 1979), here for sets of records: of each system and each
other, the records none of whose ways avoids the other.  They are the largest sets that agree with what enters a system:
all its flows' sources, and what these hang by, have that in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from mdg.model.items import Extract, Need
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.keys import beginnings
from mdg.topology.links import Link, raw
from mdg.topology.network import Network
from mdg.topology.reach import Set
from mdg.topology.trails import writing

#: By system or middleware, the records that hang by it.
Hanging = dict[str, Set]
#: For each system, the links into it: from where, by which middleware, for which records.
Into = Mapping[str, Sequence[tuple[str, str | None, Set]]]


@attrs.frozen(slots=True, repr=False, eq=False)
class Needing:
    """A need, and the records of which it is met and would not be without a system or middleware."""

    need: Need
    hanging: Hanging


def needs(network: Network) -> Iterator[Needing]:
    """Every need of the entity that hangs by something, where it is met at an origin, with what it hangs by.

    Where the records began is left out, and so are the writers of a group: without these there is nothing to bring.
    """
    for need in network.landscape.about("needs", network.entity.id):
        hanging = hanging_by(network, need.system, need.extract)
        if hanging:
            yield Needing(need, hanging)


def hanging_by(network: Network, at: str, extract: Extract) -> Hanging:
    """By what it hangs that an extract is in a system, of the records of which it is there; left out is the same."""
    found: Hanging = {}
    for cohort in cohorts(network):
        for name, records in _hanging(cohort, at, extract):
            found[name] = found[name] | records if name in found else records
    return found


@attrs.frozen(slots=True, repr=False, eq=False)
class _Way:
    """A way in which records can have begun as to some groups: who they are, and what hangs by what for these."""

    born: Set
    #: for presence, then for each group, by system what hangs by what there
    parts: tuple[Mapping[str, Hanging], ...]
    #: for each group, the records that have it at all, and by system those that hold it
    held: tuple[tuple[Set, Mapping[str, Set]], ...]


def _ways(cohort: Cohort, groups: tuple[str, ...]) -> tuple[_Way, ...]:
    """The ways in which records of a cohort can have begun; many needs are for the same groups."""
    network = cohort.network
    return network.derived(
        ("ways to hang", cohort, groups),
        lambda: tuple(
            _Way(
                born,
                (presence(cohort), *(holding(cohort, group, created=group in supplied) for group in groups)),
                tuple((network.applies(name), cohort.holding(name, created=name in supplied)) for name in groups),
            )
            for supplied, born in beginnings(cohort, groups)
        ),
    )


def _hanging(cohort: Cohort, at: str, extract: Extract) -> Iterator[tuple[str, Set]]:
    nothing = cohort.network.nothing
    for way in _ways(cohort, extract.groups):
        parts = [part for hanging in way.parts if (part := hanging.get(at))]
        if parts:
            met: Set = way.born & raw(extract.population) & cohort.present.get(at, nothing)
            for applies, held in way.held:
                met = met & ~(applies & ~held.get(at, nothing))
            for name, records in (pair for part in parts for pair in part.items()):
                cut = records & met
                if name in cohort.born:
                    cut = cut & ~cohort.born[name]
                if cut != nothing and name != at:
                    yield name, cut


def presence(cohort: Cohort) -> dict[str, Hanging]:
    """For each system, by which others it hangs that records come to be in it."""

    def work() -> dict[str, Hanging]:
        network = cohort.network
        seeds = {**cohort.born, **dict.fromkeys(network.providers, cohort.whole)}
        walk = Walk(cohort, network.carrying("create", None), seeds, cohort.present, {})
        walk.stopping = {system: cohort.born.get(system, network.nothing) for system in network.no_passing}
        return walk.found()

    return cohort.network.derived(("presence hangs", cohort), work)


def holding(cohort: Cohort, group: str, *, created: bool) -> dict[str, Hanging]:
    """For each system, by which others it hangs that it holds a group; writers of the group are none of them.

    Of records that were ``created`` with the group, or of those that were not.
    """
    links, seeds = cohort.network.carrying(None, group), writing(cohort, group, created=created)
    key = ("holding hangs", cohort, id(links), frozenset(seeds.items()))

    def work() -> dict[str, Hanging]:
        return Walk(cohort, links, seeds, cohort.holding(group, created=created), presence(cohort)).found()

    return cohort.network.derived(key, work)


class Walk:
    """What each system hangs by, worked out from the systems that lead into it until nothing changes any more.

    ``whole`` is what comes to each system along the links from the seeds, ``base`` what that hangs by in any case.
    Systems are walked with in the order in which the seeds lead to them, so that few have to be looked at again.
    """

    def __init__(
        self,
        cohort: Cohort,
        links: tuple[Link, ...],
        seeds: Mapping[str, Set],
        whole: Mapping[str, Set],
        base: Mapping[str, Hanging],
    ) -> None:
        network = self.network = cohort.network
        self.links, self.seeds, self.whole, self.base = links, seeds, whole, base
        self.stopping: Mapping[str, Set] = {}
        self.into: Into = network.derived(("hanging into", id(links)), lambda: _into(links))
        self.done: dict[str, Set] = dict(seeds)
        self.hanging: dict[str, Hanging] = {
            system: {name: some & records for name, some in base[system].items()}
            for system, records in seeds.items()
            if base.get(system)
        }

    def found(self) -> dict[str, Hanging]:
        """What each system hangs by; systems that hang by nothing are left out."""
        open_ = self._order()
        while open_:
            again, changed = [], False
            for system in open_:
                rest = self._rest(system)
                known, hanging = self._meet(system, rest)
                if hanging or known != rest:
                    again.append(system)
                seeded = self.seeds.get(system, self.network.nothing)
                changed = self._note(system, known | seeded, hanging) or changed
            open_ = again if changed else []
        return {system: hanging for system, hanging in self.hanging.items() if hanging}

    def _order(self) -> list[str]:
        """The systems in the order in which the seeds lead to them, those left out that the seeds fill."""
        onward = self.network.leading(self.links)
        seen = dict.fromkeys(self.seeds)
        agenda = list(seen)
        for system in agenda:
            for target, _ in onward.get(system, ()):
                if target not in seen and target in self.whole:
                    seen[target] = None
                    agenda.append(target)
        return [system for system in agenda if self._rest(system) != self.network.nothing]

    def _rest(self, system: str) -> Set:
        """What comes to a system from others."""
        whole: Set = self.whole.get(system, self.network.nothing)
        return whole & ~self.seeds[system] if system in self.seeds else whole

    def _note(self, system: str, known: Set, hanging: Hanging) -> bool:
        """Take down what has been found of a system; whether that is new."""
        for name, records in self.base.get(system, {}).items():
            more = records & known
            if more != self.network.nothing:
                hanging[name] = hanging[name] | more if name in hanging else more
        if known == self.done.get(system, self.network.nothing) and hanging == self.hanging.get(system, {}):
            return False
        self.done[system], self.hanging[system] = known, hanging
        return True

    def _meet(self, system: str, rest: Set) -> tuple[Set, Hanging]:
        """What the ways into a system have in common, as far as they are known; and of which records one is."""
        nothing, done = self.network.nothing, self.done
        known, common = nothing, Hanging()
        for source, via, records in self.into.get(system, ()):
            if source not in done:
                continue
            coming = records & done[source] & rest
            if source in self.stopping:
                coming = coming & self.stopping[source]
            if coming == nothing:
                continue
            if common:
                self._part(common, coming & known, source, via)
            fresh = coming & ~known
            if fresh != nothing:
                self._take(common, fresh, source, via)
                known = known | fresh
            if not common and known == rest:
                break
        return known, common

    def _part(self, common: Hanging, again: Set, source: str, via: str | None) -> None:
        """Leave of what ways have in common only what this way has too, for the records that come by it again."""
        nothing, hanging = self.network.nothing, self.hanging.get(source, {})
        for name in list(common):
            apart = common[name] & again
            if name in hanging:
                apart = apart & ~hanging[name]
            if name in (source, via):
                apart = apart & self.seeds.get(name, nothing)
            if apart != nothing:
                common[name] = common[name] & ~apart
                if common[name] == nothing:
                    del common[name]

    def _take(self, common: Hanging, fresh: Set, source: str, via: str | None) -> None:
        """What the first way of some records leads through: its source and middleware, unless these write them."""
        for name, records in self.hanging.get(source, {}).items():
            some = records & fresh
            if some != self.network.nothing:
                common[name] = common[name] | some if name in common else some
        for through in (source, via):
            if through is not None:
                some = fresh & ~self.seeds[through] if through in self.seeds else fresh
                if some != self.network.nothing:
                    common[through] = common[through] | some if through in common else some


def _into(links: Sequence[Link]) -> dict[str, list[tuple[str, str | None, Set]]]:
    found: dict[str, list[tuple[str, str | None, Set]]] = {}
    for link in links:
        if link.source != link.target:
            found.setdefault(link.target, []).append((link.source, link.flow.via, link.records))
    return found
