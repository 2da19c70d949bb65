"""Clauses for a population: as few as can be found, none and no condition of which can be left out.

The way is that of two-level logic minimisation (expand, make irredundant, reduce; Brayton et al., *Logic Minimization
Algorithms for VLSI Synthesis*, 1984), over dimensions with several values, and with "at least one of" for sets of
values.  Everything is decided on sets, so the outcome depends on the population alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from mdg.population.axes import Layout
from mdg.population.shapes import Part, Parts, Target, simple
from mdg.population.tree import Tree

if TYPE_CHECKING:
    from mdg.population.boxes import Derivation
    from mdg.population.ground import Set

Cost = Callable[[Layout, "Part | None"], float]

#: Up to so many clauses, any two are tried as one.
MOST_MERGED = 24
#: Up to so many clauses of an intricate population, likewise.
FEW = 10
#: Up to so many clauses of an intricate population are put into shorter words one by one.
MOST_POLISHED = 64
#: Up to so many clauses of which it takes a sweep too long to tell which are needed, that is told by sets.
MOST_COMPARED = 500
#: A population of more boxes than that is swept instead of being worked on as a whole.
INTRICATE = 64
#: Rounds of shortening; each shortens something, and the next would find nothing in all cases seen.
MOST_ROUNDS = 12


def clauses_of(target: Target, cost: Cost, derivation: Derivation | None) -> list[Parts]:
    """Clauses that cover the target's ``low`` and nothing of its ``off``, in the order of dimensions and values."""
    single = target.one_clause(target.low)
    if single is not None:
        found = polished(target, [_shortest(target, single, cost)], cost)
    elif (tree := Tree(target.sets, target.low)).boxes(1) <= INTRICATE:
        found = polished(target, _merged(target, _irredundant(target, _cover(target, cost)), cost), cost)
    else:
        # only for the most intricate populations: it needs a source of chance, which is slow to load
        from mdg.population.sweep import swept

        found, weighed = swept(target, tree, derivation)
        if not weighed and len(found) <= MOST_COMPARED:
            found = _irredundant(target, found)
        if len(found) <= MOST_POLISHED:
            found = polished(target, _merged(target, found, cost) if len(found) <= FEW else found, cost)
    return sorted(found, key=lambda parts: [_place(*each) for each in zip(target.layouts, parts, strict=True)])


def _place(layout: Layout, part: Part | None) -> tuple[int, ...]:
    """Where a part stands among those of its dimension: by the values wanted, then unwanted, no condition last."""
    if part is None:
        return (2,)
    wanted = tuple(layout.classes(part[1] | part[3]))
    return (0, *wanted, -1, part[2]) if wanted else (1, *layout.classes(part[2]))


def _orders(target: Target) -> Iterator[list[int]]:
    """In which order conditions may be tried to be dropped: the last dimension first, and each one spared once."""
    axes = list(range(len(target.layouts)))[::-1]
    yield axes
    yield axes[::-1]
    if len(axes) > 2:
        for axis in axes:
            rest = [other for other in axes if other != axis]
            yield [*rest, axis]
            yield [axis, *rest]


def _shortest(target: Target, parts: Parts, cost: Cost) -> Parts:
    """A clause known to be right, without the conditions that it need not have."""
    return min(
        (target.loosened(parts, order, False) for order in _orders(target)), key=lambda it: _cost(target, it, cost)
    )


def _cost(target: Target, parts: Parts, cost: Cost) -> float:
    return sum(cost(layout, part) for layout, part in zip(target.layouts, parts, strict=True))


def _cover(target: Target, cost: Cost) -> list[Parts]:
    """Clauses as large as can be, each the best of several for the first record left."""
    left, found = target.low, []
    orders = list(_orders(target))
    while left != target.empty:
        start = target.point_clause(target.sets.first(left))
        best: tuple[float, float] | None = None
        for parts in dict.fromkeys(target.loosened(start, order, True) for order in orders):
            covered = target.clause(parts)
            rank = (-target.sets.size(covered & left), _cost(target, parts, cost))
            if best is None or rank < best:
                best, chosen, chosen_set = rank, parts, covered
        found.append(chosen)
        left = left & ~chosen_set
    return found


def _irredundant(target: Target, clauses: list[Parts]) -> list[Parts]:
    """The clauses without those that others make superfluous; the smallest go first."""
    clauses = sorted(clauses, key=lambda parts: (target.sets.size(target.clause(parts)), str(parts)))
    sets = [target.clause(parts) for parts in clauses]
    later = [target.empty]
    for covered in reversed(sets[1:]):
        later.append(later[-1] | covered)
    kept, before = [], target.empty
    for parts, covered, after in zip(clauses, sets, reversed(later), strict=True):
        if target.low & covered & ~before & ~after != target.empty:
            kept.append(parts)
            before = before | covered
    return kept


def _merged(target: Target, clauses: list[Parts], cost: Cost) -> list[Parts]:
    """The clauses with any two replaced by one that covers what only these two did, as long as there are such."""
    if len(clauses) > MOST_MERGED:
        return clauses
    sets = [target.clause(parts) for parts in clauses]
    for first in range(len(clauses)):
        for second in range(first):
            needed = target.low
            for number, covered in enumerate(sets):
                if number not in (first, second):
                    needed = needed & ~covered
            one = target.one_clause(needed)
            if one is not None:
                one = target.loosened(_shortest(target, one, cost), range(len(target.layouts)), True)
                rest = [parts for number, parts in enumerate(clauses) if number not in (first, second)]
                return _merged(target, _irredundant(target, [*rest, one]), cost)
    return clauses


def polished(target: Target, clauses: list[Parts], cost: Cost) -> list[Parts]:
    """The clauses, each as short as it can be beside the others."""
    for _ in range(MOST_ROUNDS):
        shorter = _round(target, clauses, cost)
        if shorter == clauses:
            break
        clauses = shorter
    return clauses


def _round(target: Target, clauses: list[Parts], cost: Cost) -> list[Parts]:
    sets = [target.clause(parts) for parts in clauses]
    later = [target.empty]
    for covered in reversed(sets[1:]):
        later.append(later[-1] | covered)
    done, before = [], target.empty
    for parts, after in zip(clauses, reversed(later), strict=True):
        alone = target.low & ~before & ~after
        mine = alone & target.clause(parts)
        if mine == target.empty:
            continue
        shorter = _shortened(target, parts, mine, cost)
        before = before | target.clause(shorter)
        done.append(shorter)
    return done


def _shortened(target: Target, parts: Parts, mine: Set, cost: Cost) -> Parts:
    """The clause in its shortest words that still cover ``mine``, what no other clause covers."""
    found = list(parts)
    for axis in reversed(range(len(parts))):
        part = found[axis]
        if part is None:
            continue
        layout = target.layouts[axis]
        wrong = target.clause(found, axis) & target.off
        if wrong == target.empty:
            found[axis] = None
            continue
        options = _many_options(target, axis, part, wrong, mine) if layout.many else _options(target, axis, wrong, mine)
        best = min(options, key=lambda option: cost(layout, option))
        if cost(layout, best) < cost(layout, part):
            found[axis] = best
    return tuple(found)


def _options(target: Target, axis: int, wrong: Set, mine: Set) -> list[Part | None]:
    """The fewest values and the most that a list could have."""
    layout = target.layouts[axis]
    return [
        simple(layout, ("in", target.seen(mine, layout), 0, 0)),
        simple(layout, ("in", layout.whole & ~target.seen(wrong, layout), 0, 0)),
    ]


def _many_options(target: Target, axis: int, part: Part, wrong: Set, mine: Set) -> list[Part | None]:
    layout = target.layouts[axis]
    options: list[Part | None] = []
    free = layout.whole & ~target.seen(wrong, layout)
    if free and mine & ~target.covered(axis, ("any", free, 0, 0)) == target.empty:
        options.append(simple(layout, ("any", free, 0, 0)))
        fewest = free
        for place in reversed(range(layout.width)):
            fewer = fewest & ~(1 << place)
            if fewer and fewer != fewest and mine & ~target.covered(axis, ("any", fewer, 0, 0)) == target.empty:
                fewest = fewer
        options.append(simple(layout, ("any", fewest, 0, 0)))
    tight = target.tightest(layout, mine)
    cubes = [tight]
    if part[0] == "cube" and part[3] and not tight[3]:
        cubes.append(("cube", tight[1], tight[2], part[3]))
    for hull in cubes:
        if wrong & target.covered(axis, hull) == target.empty:
            for ones_first in (False, True):
                fewer_bits = target.fewer_bits(layout, hull, wrong, ones_first)
                options.append(fewer_bits)
                if fewer_bits is not None and fewer_bits[0] == "cube":
                    # naming what may be kept can be shorter than naming what may not
                    options.append(("cube", fewer_bits[1], hull[2], fewer_bits[3]))
    return options
