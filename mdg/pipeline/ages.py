"""The matrix with the worst age of each copy in it."""

from __future__ import annotations

import attrs

from mdg.model.sheet import Age, Matrix, Sheet
from mdg.pipeline.questions import answer
from mdg.topology.network import Network, network


def with_ages(result: Matrix) -> Matrix:
    """The same matrix, each cell with how old the system's copy of the group gets at worst, over all records."""
    return attrs.evolve(
        result, sheets=tuple(_aged(sheet, network(result.landscape, sheet.entity)) for sheet in result.sheets)
    )


def _aged(sheet: Sheet, net: Network) -> Sheet:
    cells = {at: attrs.evolve(cell, age=_age(net, *at)) for at, cell in sheet.cells.items()}
    return attrs.evolve(sheet, cells=cells)


def _age(net: Network, group: str, system: str) -> Age | None:
    found = answer(net, group, system, None)
    return Age(found.seconds, found.never, found.writer, found.route) if found.exists else None
