"""A route for people, each hop with the place of its flow; and what is left out in a what-if."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdg.rules.telling import dominating, length, steps
from mdg.topology.journey import Hop
from mdg.topology.outage import Outage


def hops(route: Sequence[Hop]) -> Iterator[str]:
    """A line a hop, with file and line, and at the end which of several takes the longest."""
    for related in steps(route):
        span = related.place.span()
        yield f"- {related.message} ({span.file}:{span.line})"
    longest = dominating(route)
    if longest is not None and len(route) > 1:
        yield f"the longest is `{longest.link.id}`, with {length(longest.lasts or 0)}"


def left_out(missing: Outage) -> str:
    """What is left out in a what-if, and what goes with it, in a sentence."""
    named = ", ".join(f"`{name}`" for name in missing.names)
    by_kind: dict[str, int] = {}
    for kind, _ in missing.gone:
        by_kind[kind] = by_kind.get(kind, 0) + 1
    counts = ", ".join(f"{number} {kind if number == 1 else _plural(kind)}" for kind, number in by_kind.items())
    return f"without {named}" + (f" ({counts} fewer)" if counts else "")


def _plural(kind: str) -> str:
    """Several of what an id names."""
    if kind.endswith("y"):
        return f"{kind[:-1]}ies"
    return f"{kind}es" if kind.endswith("s") else kind if kind == "matching" else f"{kind}s"
