"""Populations as the `when` that a person would write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mdg.population.axes import Layout
from mdg.population.cover import clauses_of
from mdg.population.shapes import Part, Target

if TYPE_CHECKING:
    from mdg.population.boxes import Derivation
    from mdg.population.ground import Ground, Set


def worded(ground: Ground, found: Set, derivation: Derivation | None) -> list[dict[str, Any]]:
    """The clauses of a set of combinations, in plain mappings, lists and text.

    How the set came about (``derivation``) helps where it is very intricate, if it is known.
    """
    if found == ground.sets.empty:
        return []
    if found == ground.possible:
        return [{}]
    return [
        {
            layout.name: condition(layout, part)
            for layout, part in zip(ground.layouts, parts, strict=True)
            if part is not None
        }
        for parts in clauses_of(Target(ground, found), cost, derivation)
    ]


def cost(layout: Layout, part: Part | None) -> float:
    """How long the condition is to read: its values, and half a value for every key."""
    if part is None:
        return 0
    written = condition(layout, part)
    if not isinstance(written, dict):
        return 1 + _count(written)
    return 1 + sum(0.5 + _count(values) for values in written.values())


def _count(written: str | list[str]) -> int:
    return 1 if isinstance(written, str) else len(written)


def condition(layout: Layout, part: Part) -> Any:
    """A part as the language has it."""
    kind, mask, zeros, some = part
    if kind == "in":
        return _single(layout, mask)
    if kind == "any":
        if layout.other is not None and layout.rest is None and mask >> layout.other & 1:
            return {"besides": list(_texts(layout, layout.whole & ~mask))}
        return _short(list(_texts(layout, mask)))
    return _cube(layout, mask, zeros, some)


def _single(layout: Layout, mask: int) -> Any:
    unwanted = layout.whole & ~mask
    endless = layout.other is not None and layout.rest is None
    if endless and mask >> layout.width - 1 & 1:
        return {"not": _short(list(_texts(layout, unwanted)))}
    wanted = list(_texts(layout, mask))
    if endless:
        return _short(wanted)
    refused = list(_texts(layout, unwanted))
    return {"not": _short(refused)} if 0 < len(refused) < len(wanted) else _short(wanted)


def _cube(layout: Layout, ones: int, zeros: int, some: int) -> Any:
    if ones.bit_count() == 1 and not zeros and not some:
        return next(_texts(layout, ones))
    written: dict[str, Any] = {}
    other = 0 if layout.other is None else 1 << layout.other
    if some:
        written["besides"] = list(_texts(layout, layout.whole & ~some & ~zeros))
    if ones:
        written["all"] = list(_texts(layout, ones))
    if zeros:
        key, values = _without(layout, zeros, other)
        written[key] = values
    return written


def _without(layout: Layout, zeros: int, other: int) -> tuple[str, Any]:
    """`not` or `only`, whichever is shorter and can say it."""
    kept = list(_texts(layout, layout.whole & ~zeros)) if zeros & other or not other else None
    if kept is None:
        return "not", _short(list(_texts(layout, zeros)))
    if zeros & other and layout.rest is None:
        return "only", kept
    refused = list(_texts(layout, zeros))
    return ("not", _short(refused)) if len(refused) <= len(kept) else ("only", kept)


def _texts(layout: Layout, mask: int) -> Iterator[str]:
    """The values of the classes, in the order of the landscape; all the unnamed ones of a closed dimension."""
    for place in layout.classes(mask):
        if place == layout.other:
            yield from layout.rest or ()
        else:
            yield layout.values[place]


def _short(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
