"""The values of a record as a log writes them, however it does: a list in any order is the same list."""

from __future__ import annotations

import ibis

from mdg.auditing import values
from mdg.auditing.engine import CONSENT, Engine, Expr
from mdg.model.landscape import Landscape


def spelt(engine: Engine, landscape: Landscape, rows: Expr) -> dict[str, Expr]:
    """By column of values, an expression of which equal lists are equal; ``rows`` are few, and kept."""
    found: dict[str, Expr] = {}
    for name, many in values.dimensions(landscape).items():
        found[name] = rows[name]
        if many and name != CONSENT:
            texts = [row[name] for row in engine.rows(rows.select(name).distinct()) if row[name] is not None]
            other = {text: same for text in texts if (same := values.in_order(text)) != text}
            if other:
                found[name] = ibis.cases(
                    *((rows[name] == text, same) for text, same in other.items()), else_=rows[name]
                )
    return found
