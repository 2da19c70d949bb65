"""What would bring to a system what a need lacks there: the flow that all but does so, and what is missing in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mdg.diagnostic import Related
from mdg.model.entity import Entity
from mdg.model.items import Need, Ownership
from mdg.model.landscape import Landscape
from mdg.rule import listed
from mdg.topology.cohorts import entering
from mdg.topology.large_needs import gaps, limits
from mdg.topology.large_network import network
from mdg.topology.links import BRINGING, Link
from mdg.topology.needs import Gap, Served
from mdg.topology.network import Network
from mdg.topology.reach import Set

#: So many ways out are told: each origin may want its own.
MOST_TOLD = 3


def needs(landscape: Landscape) -> Iterator[tuple[Network, Served]]:
    """The needs for which something is not there, entity by entity."""
    for net in _needing(landscape):
        for one in gaps(net):
            yield net, one


def limited(landscape: Landscape) -> Iterator[tuple[Network, Served]]:
    """The needs of which something may be late, each with the network in which that is told, entity by entity."""
    for net in _needing(landscape):
        yield from limits(net)


def _needing(landscape: Landscape) -> Iterator[Network]:
    entities = {need.extract.entity for need in landscape.needs.values()}
    return (network(landscape, entity) for entity in landscape.entities.values() if entity.id in entities)


def is_draft(entity: Entity, need: Need) -> bool:
    """Whether what is found about a need is about a draft."""
    return entity.draft or need.draft


def origins(gaps: Iterable[Gap]) -> str:
    """The systems in which the records of the gaps began."""
    return listed(sorted({gap.origin.system for gap in gaps}))


def remedy(net: Network, need: Need, gaps: Iterable[Gap]) -> str:
    """The smallest changes that would close the gaps."""
    ways: dict[str, None] = {}
    for gap in sorted(gaps, key=lambda gap: (gap.origin.system, gap.group or "")):
        ways.setdefault(_way_out(net, need, gap))
        if len(ways) > MOST_TOLD:
            break
    more = "; and so on" if len(ways) > MOST_TOLD else ""
    return f"{'; '.join([*ways][:MOST_TOLD])}{more}; or narrow the need"


def involved(net: Network, need: Need, gaps: Iterable[Gap]) -> tuple[Related, ...]:
    """Where the records of the gaps begin, and the flows that all but bring what is lacking."""
    found: dict[str, Related] = {}
    into = entering(net, net.links).get(need.system, ())
    for gap in gaps:
        for rule in gap.origin.rules:
            if f"rule {rule.id}" not in found and _made(net, rule) & gap.records != net.nothing:
                message = f"they come into being in {listed(rule.systems)} under this rule"
                found[f"rule {rule.id}"] = Related(message, rule.place)
        for link in into:
            if link.id not in found and gap.elsewhere.get(link.source, net.nothing) & gap.records != net.nothing:
                found[link.id] = Related(_short_of(net, link, gap), link.flow.place)
    return tuple(found.values())


def _made(net: Network, rule: Ownership) -> Set:
    """The records that may have come into being under a create rule, whatever has become of them."""
    return net.derived(("made", rule.id), lambda: rule.extract.population.after_life().members)


def _short_of(net: Network, link: Link, gap: Gap) -> str:
    """What a flow into the system lacks to close a gap."""
    if gap.group is None:
        if "create" not in link.flow.operations:
            return f"brings no creations to `{link.target}`"
    elif not link.flow.operations & BRINGING:
        return f"brings only deletions to `{link.target}`"
    elif gap.group not in link.groups:
        return f"does not carry `{gap.group}` to `{link.target}`"
    some = "some" if gap.records & link.records != net.nothing else "all"
    return f"leaves out {some} of these records"


def _way_out(net: Network, need: Need, gap: Gap) -> str:
    """The smallest change that would close one gap: of a flow into the system, or of one that leads to such a flow."""
    entered = entering(net, net.links)
    wanted = {need.system: None}
    agenda = [need.system]
    for system in agenda:
        into = entered.get(system, ())
        bringing = [link for link in into if _has_all(net, link.source, gap)]
        for link in bringing:
            if _takes_all(net, link, gap):
                return _widened(link, gap)
        for link in bringing:
            if _carries(link, gap):
                return f"let `{link.id}` take these records along"
        for link in into:
            if link.source not in wanted and _would_bring(net, link, gap):
                wanted[link.source] = None
                agenda.append(link.source)
    return _new_flow(net, need, gap)


def _would_bring(net: Network, link: Link, gap: Gap) -> bool:
    """Whether a flow would bring all that is missing, had its source got it."""
    if not _takes_all(net, link, gap) or not _carries(link, gap):
        return False
    if gap.group is None:
        return link.source not in net.no_passing
    present = net.present(gap.origin.system).get(link.source, net.nothing)
    return bool(gap.records & ~present == net.nothing)


def _new_flow(net: Network, need: Need, gap: Gap) -> str:
    """The flow that would close a gap, where none that there is would."""
    what = "these records" if gap.group is None else f"`{gap.group}`"
    source = _source(net, need, gap)
    if source is not None:
        operation = "with `create` among its operations" if gap.group is None else "with `update` or `create`"
        return f"let a flow {operation} take {what} from `{source}` to `{need.system}`"
    some = [system for system, records in gap.elsewhere.items() if records & gap.records != net.nothing]
    if some:
        return (
            f"let flows take {what} to `{need.system}` from {listed(some[:MOST_TOLD])}, each of which has some of them"
        )
    return f"let a system `enrich` or `update` `{gap.group}` of these records, since none writes it"


def _widened(link: Link, gap: Gap) -> str:
    """What a flow about all of the records lacks, to bring what is missing."""
    if gap.group is None:
        return f"add `create` to the `operations` of `{link.id}`"
    if not link.flow.operations & BRINGING:
        return f"add `update` to the `operations` of `{link.id}`, with `{gap.group}` among its `groups`"
    return f"add `{gap.group}` to the `groups` of `{link.id}`"


def _takes_all(net: Network, link: Link, gap: Gap) -> bool:
    """Whether a flow is about all the records that are missing."""
    return bool(gap.records & ~link.records == net.nothing)


def _carries(link: Link, gap: Gap) -> bool:
    """Whether a flow would bring what is missing, were it only about these records."""
    return "create" in link.flow.operations if gap.group is None else gap.group in link.groups


def _has_all(net: Network, system: str, gap: Gap) -> bool:
    """Whether a system has all that is missing, and may pass it on."""
    if gap.group is None and system in net.no_passing and system != gap.origin.system:
        return False
    return bool(gap.records & ~gap.elsewhere.get(system, net.nothing) == net.nothing)


def _source(net: Network, need: Need, gap: Gap) -> str | None:
    """A system that has all that is missing: that where the records began, if it has."""
    several = (system for system in (gap.origin.system, *gap.elsewhere) if system != need.system)
    return next((system for system in several if _has_all(net, system, gap)), None)
