"""Where a change stops, and which flow could take it on: the smallest mending of a route that does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mdg.model.topology import Once
from mdg.topology import Link, Network
from mdg.topology.cohorts import entering
from mdg.topology.reach import Set
from mdg.topology.routes import first

#: How many flows are looked at for a way out, so that advice costs little in a large landscape.
MOST_LOOKED_AT = 2_000
#: What a flow may lack: operations, the group, the records, runs.  The records weigh most, since a filter has a reason.
_WEIGHTS = {"operation": 1, "group": 1, "runs": 1, "records": 2}
_CHANGES = {"create": "creation", "update": "update", "delete": "deletion"}


class Bridge(NamedTuple):
    """A flow that would take a change on, and what it lacks for that."""

    link: Link
    lacks: tuple[str, ...]

    @property
    def weight(self) -> int:
        return sum(_WEIGHTS[one] for one in self.lacks)


def bridge(
    network: Network,
    operation: str,
    group: str | None,
    reached: Mapping[str, Set],
    present: Mapping[str, Set],
    target: str,
    records: Set,
) -> Bridge | None:
    """The flow nearest to a system that lacks least for a change of the first of some records to come to it.

    ``reached`` are the systems where the change is, ``present`` those where the record is.
    """
    point = first(network, records)
    best: Bridge | None = None
    into = entering(network, network.links)
    agenda, seen, looked = [target], {target}, 0
    while agenda and looked < MOST_LOOKED_AT:
        onward: list[str] = []
        for system in agenda:
            for link in into.get(system, ()):
                looked += 1
                lacks = tuple(_lacks(network, link, operation, group, point))
                if reached.get(link.source, network.nothing) & point != network.nothing:
                    if lacks and (best is None or sum(_WEIGHTS[one] for one in lacks) < best.weight):
                        best = Bridge(link, lacks)
                elif not lacks and link.source not in seen and _there(network, present, link.source, point):
                    seen.add(link.source)
                    onward.append(link.source)
        if best is not None:
            break
        agenda = onward
    return best


def _there(network: Network, present: Mapping[str, Set], system: str, point: Set) -> bool:
    return bool(present.get(system, network.nothing) & point != network.nothing)


def _lacks(network: Network, link: Link, operation: str, group: str | None, point: Set) -> Iterator[str]:
    """What a link lacks to take the change of a record along."""
    if isinstance(link.flow.trigger, Once):
        yield "runs"
    if operation not in link.flow.operations:
        yield "operation"
    if group is not None and group not in link.flow.extract.groups:
        yield "group"
    if link.records & point == network.nothing:
        yield "records"


def mend(found: Bridge | None, operation: str, group: str | None, writer: str, target: str) -> str:
    """The advice: what to change about the flow, or which one to add."""
    if found is None:
        what = f"`{group}`" if group else "these records"
        return f"let a flow carry {what} from `{writer}` on to `{target}`"
    link = found.link
    wishes = {"group": f"`{group}`", "operation": f"{_CHANGES[operation]}s", "records": "these records"}
    carry = [wishes[one] for one in found.lacks if one in wishes]
    more = [f"carry {' and '.join(carry)}"] if carry else []
    if "runs" in found.lacks:
        more.append("run after its single load")
    return f"let `{link.id}` {' and '.join(more)} too"


def stop(found: Bridge, operation: str, group: str | None) -> str:
    """Why the flow does not take the change on, in words to go with its place."""
    link = found.link
    reasons = {
        "group": f"does not carry `{group}`",
        "operation": f"carries no {_CHANGES[operation]}",
        "runs": "ran once",
        "records": "leaves these records out",
    }
    return f"goes from `{link.source}` to `{link.target}`, and {' and '.join(reasons[one] for one in found.lacks)}"
