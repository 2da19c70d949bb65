"""How a population came about, as boxes: clauses for what is too intricate to be read off its set.

A *box* has a mask of classes for each facet.  Of each population of a large space, a :class:`Derivation` remembers what
it was united, cut and taken from.  Asked, it gives boxes that unite to the population (its *cover*) or to all other
records (its *rest*), or None where these would be too many.  Impossible records count on neither side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import product

from mdg.population.axes import Clause, Condition, Layout

#: The classes of each facet, as a mask.
Box = tuple[int, ...]
Boxes = list[Box]
Work = Callable[[], Boxes | None]

#: More boxes than that are no help.
MOST_BOXES = 20_000
#: So many pairs of boxes are intersected at once, and no more.
MOST_PAIRS = 100_000
#: A derivation of more steps than that is worked out at once: it could not be later, step within step.
DEEPEST = 100


class Derivation:
    """The boxes of a population and of its complement, worked out when they are first asked for."""

    __slots__ = ("_cover", "_rest", "depth")

    def __init__(self, cover: Work, rest: Work, parts: Sequence[Derivation] = ()) -> None:
        self._cover: Work | Boxes | None = cover
        self._rest: Work | Boxes | None = rest
        self.depth: int = 1 + max((part.depth for part in parts), default=0)
        if self.depth > DEEPEST:
            self.cover()
            self.rest()
            self.depth = 0

    def cover(self) -> Boxes | None:
        """Boxes that unite to the population."""
        if callable(self._cover):
            self._cover = self._cover()
        return self._cover

    def rest(self) -> Boxes | None:
        """Boxes that unite to all other records."""
        if callable(self._rest):
            self._rest = self._rest()
        return self._rest


def written(layouts: Sequence[Layout], clauses: Sequence[Clause]) -> Derivation:
    """The records for which one of the clauses holds."""

    def cover() -> Boxes | None:
        return joined(of_clause(layouts, clause) for clause in clauses)

    def rest() -> Boxes | None:
        return met(layouts, [outside(layouts, of_clause(layouts, clause)) for clause in clauses])

    return Derivation(cover, rest)


def opposite(one: Derivation) -> Derivation:
    """All other records."""
    return Derivation(one.rest, one.cover, (one,))


def either(layouts: Sequence[Layout], parts: Sequence[Derivation]) -> Derivation:
    """The records in one of the parts at least."""
    return Derivation(
        lambda: joined(part.cover() for part in parts), lambda: met(layouts, [part.rest() for part in parts]), parts
    )


def both(layouts: Sequence[Layout], parts: Sequence[Derivation]) -> Derivation:
    """The records in all of the parts."""
    return opposite(either(layouts, [opposite(part) for part in parts]))


def boxed(layouts: Sequence[Layout], box: Box) -> Derivation:
    """The records in a box."""
    return Derivation(lambda: [box], lambda: outside(layouts, [box]))


def less(layouts: Sequence[Layout], parts: Sequence[Derivation]) -> Derivation:
    """The records in the first part and not in the second."""
    one, other = parts
    return both(layouts, (one, opposite(other)))


def twice(layouts: Sequence[Layout], parts: Sequence[Derivation]) -> Derivation:
    """The records in two of the parts at least."""

    def cover() -> Boxes | None:
        once: Boxes | None = []
        found: Boxes | None = []
        for part in parts:
            here = part.cover()
            found = joined((found, met(layouts, (once, here))))
            once = joined((once, here))
            if found is None:
                return None
        return found

    return Derivation(cover, lambda: None, parts)


def grown(layouts: Sequence[Layout], part: Derivation) -> Derivation:
    """What the records of a part may become, themselves included."""

    def cover() -> Boxes | None:
        found = part.cover()
        return None if found is None else joined([[_grown(layouts, box) for box in found]])

    return Derivation(cover, lambda: None, (part,))


def _grown(layouts: Sequence[Layout], box: Box) -> Box:
    """What the records of a box may become: dimensions change independently."""
    masks = list(box)
    for layout in layouts:
        becomes = layout.axis.becomes
        for facet in range(layout.first, layout.first + len(layout.sizes)):
            if becomes == "any":
                masks[facet] = (1 << layout.sizes[facet - layout.first]) - 1
            elif becomes == "grows" and masks[facet] & 0b01:
                masks[facet] = 0b11
        if becomes not in (None, "any", "grows"):
            masks[layout.first] |= reduce(
                int.__or__, [reached for place, reached in layout.reach().items() if box[layout.first] >> place & 1], 0
            )
    return tuple(masks)


def of_clause(layouts: Sequence[Layout], clause: Clause) -> Boxes:
    """The records for which every condition of a clause holds."""
    masks = [_masks(layout, clause.get(layout.name)) for layout in layouts]
    return [sum(chosen, ()) for chosen in product(*masks)]


def _masks(layout: Layout, condition: Condition | None) -> list[Box]:
    """The ways in which a condition on one dimension holds, each as masks of its facets; none if it cannot."""
    if not layout.many:
        mask = layout.whole if condition is None else layout.fitting(condition)
        return [(mask,)] if mask else []
    if condition is None:
        return [(0b11,) * layout.width]
    ones, zeros, wanted = layout.demands(condition)
    found = []
    for chosen in product(*([1 << place for place in layout.classes(mask)] for mask in wanted)):
        has = reduce(int.__or__, chosen, ones)
        if not has & zeros:
            found.append(
                tuple(
                    0b10 if has >> place & 1 else 0b01 if zeros >> place & 1 else 0b11 for place in range(layout.width)
                )
            )
    return found


def outside(layouts: Sequence[Layout], boxes: Iterable[Box]) -> Boxes | None:
    """The records in none of the boxes."""
    whole = everything(layouts)
    return met(
        layouts,
        [
            [
                (*whole[:facet], whole[facet] & ~mask, *whole[facet + 1 :])
                for facet, mask in enumerate(box)
                if mask != whole[facet]
            ]
            for box in boxes
        ],
    )


def everything(layouts: Sequence[Layout]) -> Box:
    """The box of all records."""
    return tuple((1 << size) - 1 for layout in layouts for size in layout.sizes)


def joined(parts: Iterable[Boxes | None]) -> Boxes | None:
    """The boxes of all parts; None where one is unknown, or they are too many."""
    found: dict[Box, None] = {}
    for part in parts:
        if part is None:
            return None
        found.update(dict.fromkeys(part))
        if len(found) > MOST_BOXES:
            return None
    return list(found)


def met(layouts: Sequence[Layout], parts: Sequence[Boxes | None]) -> Boxes | None:
    """The intersections of a box of each part, those within others left out; None where they are too many."""
    found: Boxes = [everything(layouts)]
    if any(part == [] for part in parts):
        return []
    for part in sorted(parts, key=lambda part: len(part or ())):
        if part is None or len(found) * len(part) > MOST_PAIRS:
            return None
        pairs = {box for one in found for other in part if all(box := tuple(map(int.__and__, one, other)))}
        found = largest(pairs)
        if len(found) > MOST_BOXES:
            return None
    return found


def largest(boxes: Iterable[Box]) -> Boxes:
    """The boxes that lie in no other, in a fixed order."""
    several = sorted(set(boxes))
    columns = to_columns([mask.bit_length() for mask in map(max, zip(*several, strict=True))], several)
    found = []
    for number, box in enumerate(several):
        within = -1
        for column, mask in zip(columns, box, strict=True):
            for place, having in enumerate(column):
                if mask >> place & 1:
                    within &= having
        if within == 1 << number:
            found.append(box)
    return found


def to_columns(sizes: Sequence[int], boxes: Boxes) -> list[list[int]]:
    """For each facet (of so many classes) and class, the boxes that have it, as the bits of an integer."""
    if not boxes:
        return [[0] * size for size in sizes]
    return [
        [int(bytes(48 + (mask >> place & 1) for mask in reversed(masks)), 2) for place in range(size)]
        for size, masks in zip(sizes, zip(*boxes, strict=True), strict=True)
    ]
