"""Strongly connected components, for graphs of any depth, sources first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def components(leading: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The strongly connected components of a graph, each before those that it leads to (Tarjan 1972).

    ``leading`` has, for every node, the nodes that it leads to.
    """
    found: list[tuple[str, ...]] = []
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    for root in leading:
        if root in index:
            continue
        path: list[tuple[str, Iterator[str]]] = []
        _enter(root, leading, index, lowest, open_, path)
        while path:
            node, rest = path[-1]
            for other in rest:
                if other not in index:
                    _enter(other, leading, index, lowest, open_, path)
                    break
                if other in open_:
                    lowest[node] = min(lowest[node], index[other])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == index[node]:
                    found.append(_close(node, open_))
    found.reverse()
    return found


def _enter(
    node: str,
    leading: Mapping[str, Sequence[str]],
    index: dict[str, int],
    lowest: dict[str, int],
    open_: dict[str, None],
    path: list[tuple[str, Iterator[str]]],
) -> None:
    index[node] = lowest[node] = len(index)
    open_[node] = None
    path.append((node, iter(leading[node])))


def _close(node: str, open_: dict[str, None]) -> tuple[str, ...]:
    """Take a component off the open nodes, the last of which it is."""
    members = []
    while True:
        member, _ = open_.popitem()
        members.append(member)
        if member == node:
            return tuple(reversed(members))
