"""Who may have a record, whatever it was before: the copies that a plan of erasure has to look for.

By the landscape a record is judged as though it had always been what it is now, a lower bound of what it has been sent
(MDG206 tells of copies that froze).  Whoever erases needs an upper one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from mdg.rules.compliance.erasing import keeps, kept, personal_groups
from mdg.topology import Link, Network
from mdg.topology.cohorts import cohorts
from mdg.topology.reach import Set, union_of


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Holders:
    """By system the records that may be ``there``, and of which it may have personal ``groups``.

    With the ``links`` as such copies go on by them.
    """

    net: Network
    there: Mapping[str, Set]
    held: Mapping[str, Set]
    groups: Mapping[str, Mapping[str, Set]]
    links: Sequence[Link]

    def of(self, system: str, records: Set) -> tuple[str, ...]:
        """The groups of some records in a system, in the order of the text."""
        here = self.groups.get(system, {})
        return tuple(
            n for n in personal_groups(self.net) if here.get(n, self.net.nothing) & records != self.net.nothing
        )


def holders(net: Network) -> Holders:
    """Of all records, be they erased or not.

    A copy stays when its record leaves the population of the flow that brought it, unless the flow takes it away; what
    a single load brought, and a flow that is over, nothing takes away.
    """
    groups = _groups(net)
    told = _present(net)
    staying = {link.target for link in net.links if not link.delivers or link.flow.on_leaving == "keep"}
    had = {
        system: {name: _later(net, records) if system in staying else records for name, records in several.items()}
        for system, several in groups.items()
    }
    there = {system: _later(net, records) if system in staying else records for system, records in told.items()}
    _learn(net, told, there, had, staying)
    while _still_send(net, groups, told, there, had):
        _learn(net, told, there, had, staying)
    held = {system: union_of(several.values(), net.nothing) for system, several in had.items()}
    held = {system: records for system, records in held.items() if keeps(net.landscape, system)}
    return Holders(net=net, there=there, held=held, groups=had, links=tuple(_as_frozen(net, held, told)))


def _groups(net: Network) -> dict[str, dict[str, Set]]:
    """By system and group of personal data the records of which it has it, by itself if it is no provider."""
    found: dict[str, dict[str, Set]] = {}
    for cohort in cohorts(net):
        own = kept(cohort)
        for name in personal_groups(net):
            for system, records in cohort.holding(name).items():
                about = records & own[system] if system in own else records
                if system in own or not keeps(net.landscape, system):
                    here = found.setdefault(system, {})
                    here[name] = here.get(name, net.nothing) | about
    return found


def _present(net: Network) -> dict[str, Set]:
    """By system the records that are there and known there as what they are."""
    found: dict[str, Set] = {}
    for cohort in cohorts(net):
        for system, records in cohort.present.items():
            found[system] = found.get(system, net.nothing) | records
    return found


def _later(net: Network, records: Set) -> Set:
    after: Set = net.population(records).after_life().members
    return after


def _learn(
    net: Network,
    told: dict[str, Set],
    there: dict[str, Set],
    had: dict[str, dict[str, Set]],
    staying: set[str],
) -> None:
    """Who has a copy from before may hear of what its record has become, and send it where such records go."""
    changed = True
    while changed:
        changed = False
        for link in (one for one in net.links if one.source not in net.providers):
            known: Set = told.get(link.source, net.nothing) & link.records
            if "create" not in link.flow.operations:
                known = known & there.get(link.target, net.nothing) if link.groups else net.nothing
            if known != net.nothing:
                stays = link.target in staying
                changed = _enter(net, told, link.target, known) or changed
                changed = _enter(net, there, link.target, _later(net, known) if stays else known) or changed
                changed = _bring(net, link, had, known, stays=stays) or changed


def _still_send(
    net: Network,
    groups: Mapping[str, Mapping[str, Set]],
    told: Mapping[str, Set],
    there: Mapping[str, Set],
    had: dict[str, dict[str, Set]],
) -> bool:
    """Who has not heard of it sends its copy as what it was, to whoever has the record by now; whether that is new."""
    new = False
    for link in net.links:
        deaf = had.get(link.source, {}) if there.get(link.source) != told.get(link.source) else {}
        for name in link.groups & deaf.keys():
            was: Set = groups.get(link.source, {}).get(name, net.nothing) & link.records
            come = _later(net, was) & deaf[name] & ~told.get(link.source, net.nothing) if was != net.nothing else was
            come = come & there.get(link.target, net.nothing)
            new = _enter(net, had.setdefault(link.target, {}), name, come) or new
    return new


def _bring(net: Network, link: Link, had: dict[str, dict[str, Set]], sent: Set, *, stays: bool) -> bool:
    """Enter what a flow brings of some records, and what its target adds to them, and say whether any of it is new."""
    here, source, new = had.setdefault(link.target, {}), had.get(link.source, {}), False
    for name in personal_groups(net):
        come: Set = net.owners(name).get(link.target, net.nothing) & net.applies(name)
        if name in link.groups:
            come = come | source.get(name, net.nothing)
        come = come & sent
        new = _enter(net, here, name, _later(net, come) if stays and come != net.nothing else come) or new
    return new


def _enter(net: Network, found: dict[str, Set], name: str, records: Set) -> bool:
    """Enter records by a name, and say whether any are new."""
    before: Set = found.get(name, net.nothing)
    if records & ~before == net.nothing:
        return False
    found[name] = before | records
    return True


def _as_frozen(net: Network, held: Mapping[str, Set], told: Mapping[str, Set]) -> Iterator[Link]:
    """The flows, of which each sends those too that can be in its source still as what they once were.

    They are where they froze, and where they come to from there anew.
    """
    frozen = {system: records & ~told.get(system, net.nothing) for system, records in held.items()}
    frozen = {system: records for system, records in frozen.items() if records != net.nothing}
    later = {link.id: _later(net, link.records) for link in net.links} if frozen else {}
    more = bool(frozen)
    while more:
        more = False
        for link in net.links:
            if "create" in link.flow.operations and link.delivers:
                come: Set = frozen.get(link.source, net.nothing) & later[link.id]
                more = _enter(net, frozen, link.target, come) or more
    for link in net.links:
        come = frozen.get(link.source, net.nothing) & later[link.id] & ~link.records if frozen else net.nothing
        yield link if come == net.nothing else attrs.evolve(link, records=link.records | come)
