"""Clauses for populations that are too intricate to be worded set by set.

Conditions are dropped against a *blocking matrix*: for each class of each facet, the records to be left out (as boxes,
read off the diagram) that have it, as the bits of an integer.  A clause is right if no box has a class of it in every
facet.  What is covered already is found in one sweep over the population's diagram in the order of the records, with
the clauses that agree with the record so far as the bits of another integer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial, reduce
from random import Random
from typing import TYPE_CHECKING

from mdg.population.boxes import Box, Boxes, Derivation, largest, to_columns
from mdg.population.shapes import Part, Parts, Target, cube, simple
from mdg.population.tree import Tree

if TYPE_CHECKING:
    from mdg.population.bits import BitSets
    from mdg.population.diagram import Diagrams
    from mdg.population.ground import Set

#: Drawing records at random ends when so many in a row have been covered already.
MOST_MISSED = 100
#: How many nodes a sweep may visit, some ten seconds' work; what it leaves is worked on set by set.
MOST_VISITS = 2_000_000
#: With so many more clauses, a visit takes as long again.
MANY_BOXES = 8192
#: Against more boxes than these, clauses are grown from what is known to cover the population, and not from records;
#: against more than those, they are not grown at all.
FEW_BLOCKS, MOST_BLOCKS = 20_000, 400_000


class TooFar(Exception):
    """A sweep has visited as many nodes as it may."""


class Sweep:
    """The search for clauses: boxes that cover a tree's set, and touch no box of the blocking matrix."""

    __slots__ = (
        "_agree",
        "_blocks",
        "_done",
        "_every",
        "_facets",
        "_found",
        "_point",
        "_stack",
        "_tree",
        "_visits",
        "_whole",
        "boxes",
        "weighed",
    )

    def __init__(self, tree: Tree, blocks: list[list[int]]) -> None:
        self._tree = tree
        self._blocks = blocks
        self._facets = len(tree.sizes)
        self._whole = [(1 << size) - 1 for size in tree.sizes]
        #: all the boxes to be left out
        self._every = reduce(int.__or__, blocks[0]) if blocks else 0
        self.boxes: list[Box] = []
        #: by facet and class, the clauses that agree; by facet, those without a condition from there on
        self._agree = [[0] * size for size in tree.sizes]
        self._done = [0] * (self._facets + 1)
        self._point = [0] * self._facets
        self._found = 0
        self._visits = 0
        #: whether each box is known to be needed
        self.weighed = True
        self._stack = [0] * (self._facets + 1)

    def run(self, sets: BitSets | Diagrams, found: Set, seeds: Boxes | None) -> list[Box]:
        """Boxes that cover the set, which is the tree's (and that of ``seeds``, if given); none can be widened.

        None can be left out, either, unless it takes more visits than allowed to tell.
        """
        if seeds is not None:
            self._grow(seeds)
            return self._needed()
        self._scatter(self._tree)
        try:
            self._visit(self._tree.root, 0, self._extend)
        except TooFar:
            self._set_by_set(sets, found)
        return self._needed()

    def _grow(self, seeds: Boxes) -> None:
        """Add a box round each seed that lies in none so far."""
        for seed in seeds:
            holding = (1 << len(self.boxes)) - 1
            for columns, mask in zip(self._agree, seed, strict=True):
                for place, column in enumerate(columns):
                    if mask >> place & 1:
                        holding &= column
            if not holding:
                self._extend(seed)

    def _set_by_set(self, sets: BitSets | Diagrams, left: Set) -> None:
        """Add boxes for what the present ones leave of a set."""
        done = 0
        while True:
            covered = [self._set(sets, box) & left for box in sorted(self.boxes[done:])]
            while len(covered) > 1:
                pairs = zip(covered[::2], [*covered[1::2], sets.empty], strict=False)
                covered = [one | other for one, other in pairs]
            left = left & ~covered[0]
            if left == sets.empty:
                return
            done = len(self.boxes)
            sets.tidy()
            self._scatter(Tree(sets, left))

    def _set(self, sets: BitSets | Diagrams, box: Box) -> Set:
        found = sets.full
        for facet in reversed(range(self._facets)):
            if box[facet] != self._whole[facet]:
                found = sets.literal(facet, box[facet]) & found
        return found

    def _scatter(self, tree: Tree) -> None:
        """Add boxes round records from all over a tree's set: those from where it is largest come first."""
        chance, missed = Random(0), 0  # the same records each time
        while missed < MOST_MISSED:
            self._point = tree.draw(chance)
            agreeing = -1
            for facet, place in enumerate(self._point):
                agreeing &= self._agree[facet][place]
            if agreeing:
                missed += 1
            else:
                missed = 0
                self._extend()
        self._stack = [0] * (self._facets + 1)
        self._stack[0] = (1 << len(self.boxes)) - 1

    def _visit(self, node: int, facet: int, gap: Callable[[], None]) -> None:
        """Walk through the records in order; at each that no box on the stack has, have one put there."""
        if facet == self._facets:
            gap()
            return
        self._visits += 1
        if self._visits > MOST_VISITS:
            raise TooFar
        at, children = self._tree.nodes[node]
        agree, stack, done = self._agree[facet], self._stack, self._done
        finished = set()
        for place in range(self._tree.sizes[facet]):
            if stack[facet] & done[facet]:
                return
            child = children[place] if at == facet else node
            if child:
                left = stack[facet] & agree[place]
                if not left & done[facet + 1] and (child, left) not in finished:
                    self._point[facet] = place
                    stack[facet + 1] = left
                    self._visit(child, facet + 1, gap)
                    finished.add((child, stack[facet] & agree[place]))

    def _widest(self, seed: Box) -> Box:
        """The box round another one that is grown facet by facet, each time beginning with another facet."""
        facets = self._facets
        turn = len(self.boxes) % facets
        order = [*range(turn, facets), *range(turn)]
        blocks = self._blocks
        every = self._every
        after = [-1]
        for facet in reversed(order[1:]):
            touched = [column for place, column in enumerate(blocks[facet]) if seed[facet] >> place & 1]
            after.append(after[-1] & (touched[0] if len(touched) == 1 else reduce(int.__or__, touched)))
        found, before = [0] * facets, -1
        for facet, later in zip(order, reversed(after), strict=True):
            blocking = before & later
            if not blocking:
                found[facet] = self._whole[facet]
                reached = every
            else:
                mask, reached = 0, 0
                for place, column in enumerate(blocks[facet]):
                    if not column & blocking:
                        mask |= 1 << place
                        reached |= column
                found[facet] = mask
            before = before & reached
        return tuple(found)

    def _extend(self, seed: Box | None = None) -> None:
        """Add a box round another one, or else round the present record."""
        box = self._widest(seed or tuple([1 << place for place in self._point]))
        bit = 1 << len(self.boxes)
        self.boxes.append(box)
        last = 0
        for facet, mask in enumerate(box):
            agree = self._agree[facet]
            for place in range(len(agree)):
                if mask >> place & 1:
                    agree[place] |= bit
            if mask != self._whole[facet]:
                last = facet + 1
        for facet in range(self._facets + 1):
            self._stack[facet] |= bit
            if facet >= last:
                self._done[facet] |= bit

    def _needed(self) -> list[Box]:
        """The boxes without those that others make superfluous."""
        kept, lone = (1 << len(self.boxes)) - 1, 0
        # the more boxes there are, the longer a visit takes
        self._visits = MOST_VISITS - MOST_VISITS // (1 + len(self.boxes) // MANY_BOXES)
        try:
            while (lone := self._lone(kept, lone)) != kept:
                # those with a record of their own stay, and as few others as are seen to be needed beside them
                self._stack = [lone] + [0] * self._facets
                self._visit(self._tree.root, 0, partial(self._choose, kept & ~lone))
                fewer = self._stack[0]
                kept = fewer if fewer != kept else kept & ~(1 << (kept & ~lone).bit_length() - 1)
        except TooFar:
            self.weighed = False
        return [box for number, box in enumerate(self.boxes) if kept >> number & 1]

    def _choose(self, spare: int) -> None:
        """Take the first of the spare boxes that has the present record."""
        for facet, place in enumerate(self._point):
            spare &= self._agree[facet][place]
        first = spare & -spare
        for facet in range(self._facets + 1):
            self._stack[facet] |= first

    def _lone(self, kept: int, known: int) -> int:
        """Those of the boxes that have a record in none of the others; some are known to have."""
        self._found = known
        self._single(self._tree.root, 0, kept)
        return self._found

    def _single(self, node: int, facet: int, near: int) -> None:
        whole = near & self._done[facet]
        if whole & (whole - 1) or not (whole or near) & ~self._found:
            return
        if facet == self._facets:
            self._found |= near
            return
        self._visits += 1
        if self._visits > MOST_VISITS:
            raise TooFar
        at, children = self._tree.nodes[node]
        agree = self._agree[facet]
        tried = set()
        for place in range(self._tree.sizes[facet]):
            child = children[place] if at == facet else node
            if child:
                left = near & agree[place]
                if (child, left) not in tried:
                    tried.add((child, left))
                    self._single(child, facet + 1, left)


def swept(target: Target, tree: Tree, derivation: Derivation | None) -> tuple[list[Parts], bool]:
    """Clauses for the target, whose ``low`` is the tree's, and whether each is known to be needed.

    No condition of them can be left out, unless there were too many boxes to grow them against.
    """
    free = target.off | target.low != target.sets.full
    off, wanted = (Tree(target.sets, target.off), 1) if free else (tree, 0)
    rest = derivation.rest() if derivation is not None and not free else None
    against = off.boxes(wanted) if rest is None else len(rest)
    seeds = derivation.cover() if derivation is not None and against > FEW_BLOCKS else None
    if seeds is not None:
        seeds = largest(seeds)
        if against > MOST_BLOCKS:
            return [_parts(target, box) for box in seeds], False
    blocks = off.columns(wanted) if rest is None else to_columns(target.sets.sizes, rest)
    sweep = Sweep(tree, blocks)
    return [_parts(target, box) for box in sweep.run(target.sets, target.low, seeds)], sweep.weighed


def _parts(target: Target, box: Box) -> Parts:
    return tuple(_each(target, box))


def _each(target: Target, box: Box) -> Iterator[Part | None]:
    for layout in target.layouts:
        if layout.many:
            bits = box[layout.first : layout.first + layout.width]
            ones = sum(1 << place for place, mask in enumerate(bits) if mask == 0b10)
            zeros = sum(1 << place for place, mask in enumerate(bits) if mask == 0b01)
            yield simple(layout, cube(layout, ones, zeros))
        else:
            yield simple(layout, ("in", box[layout.first], 0, 0))
