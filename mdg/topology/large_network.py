"""The network of an entity, with what many rules ask of a large one worked out in a few passes over its links.

Few links differ in what they carry: which of them take a change along is decided for each kind, and not for each link.
Groups that travel together get the same tuple of links, and so do a change and its arrival where all of them deliver;
whatever is kept by such tuples is then made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.topology.cohorts import arrives
from mdg.topology.components import components
from mdg.topology.links import BRINGING, Link
from mdg.topology.network import Network
from mdg.topology.network import network as plain

#: From so many flows on that is worth while.
FEWEST = 500
_OPERATIONS = (None, "create", "update", "delete")


def network(landscape: Landscape, entity: Entity) -> Network:
    """The network of an entity, in a landscape read on a day (:meth:`Landscape.on`); made once."""
    return landscape.derived(("prepared network", entity.id), lambda: prepared(plain(landscape, entity)))


def prepared(on: Network) -> Network:
    """The network itself, ready to say what its links carry."""
    if len(on.flows) >= FEWEST:
        _prepare(on)
    return on


def _prepare(on: Network) -> None:
    numbers: dict[tuple[frozenset[str], frozenset[str]], int] = {}
    links = on.links
    kinds = [numbers.setdefault((link.flow.operations, link.groups), len(numbers)) for link in links]
    made: dict[frozenset[int], tuple[Link, ...]] = {frozenset(numbers.values()): links}
    for operation in _OPERATIONS:
        wanted = BRINGING if operation is None else {operation}
        for group in (None, *on.entity.groups):
            some = frozenset(
                number
                for (operations, groups), number in numbers.items()
                if not operations.isdisjoint(wanted) and (group is None or group in groups)
            )
            if some not in made:
                made[some] = tuple([link for link, kind in zip(links, kinds, strict=True) if kind in some])
            on.derived(("carrying", operation, group), _answer(made[some]))
    for several in made.values():
        if all(link.timetable is None and link.delay is not None for link in several):
            on.derived(("delivering", id(several)), _answer(several))
        else:
            on.derived(("delivering", id(several)), _answer(tuple([link for link in several if arrives(on, link)])))


class _answer:  # noqa: N801  # a function, without a frame for each call
    """What answers the same whenever it is asked."""

    def __init__(self, value: tuple[Link, ...]) -> None:
        self.value = value

    def __call__(self) -> tuple[Link, ...]:
        return self.value


def going_round(links: Iterable[Link]) -> list[Link]:
    """Those of some links that are on a cycle of them, whatever their records; from a system to itself is none."""
    left = [link for link in links if link.source != link.target]
    while True:
        sources, targets = {link.source for link in left}, {link.target for link in left}
        ends = sources & targets
        fewer = [link for link in left if link.source in ends and link.target in ends]
        if len(fewer) == len(left):
            break
        left = fewer
    return _inside(left)


def _inside(links: Sequence[Link]) -> list[Link]:
    leading: dict[str, dict[str, None]] = {}
    for link in links:
        leading.setdefault(link.source, {})[link.target] = None
    number: dict[str, int] = {}
    for place, component in enumerate(components({system: list(onward) for system, onward in leading.items()})):
        number.update(dict.fromkeys(component, place))
    return [link for link in links if number[link.source] == number[link.target]]
