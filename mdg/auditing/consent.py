"""Uses of data for a purpose that requires consent, where the system did not know of any."""

from __future__ import annotations

from mdg.auditing.engine import Expr, whole
from mdg.auditing.stage import Log

GRANTED = "granted"


def without_consent(log: Log) -> None:
    """Keep the uses without consent: of the newest row on it that was there by then, or with none."""
    engine = log.engine
    if log.uses is None:
        return
    needing = _needing(log)
    if not needing:
        return
    engine_uses = log.uses
    kinds = engine.put("needing", {"kind": "int32", "group_number": "int64", "purpose": "int32"}, needing)
    width = whole(log.width)
    uses = engine_uses.inner_join(kinds, "kind")
    uses = uses.mutate(consented=uses.key - uses.key % width + uses.group_number)
    uses = engine.number("asking", uses, "number", ["key", "applied"])
    told = _told(log)
    by_then = uses.inner_join(
        told,
        [
            uses.consented == told.told_key,
            uses.purpose == told.told_purpose,
            uses.system == told.told_system,
            told.told_applied <= uses.applied,
        ],
    )
    # twice the instant, and one more where it is refused: of rows of one instant, a refusal outweighs
    newest = by_then.group_by("number").agg(newest=by_then.answer.max())
    judged = uses.left_join(newest, "number").select(uses, newest=newest.newest)
    refused = judged.filter(judged.newest.isnull() | (judged.newest % whole(2) == whole(1)))
    engine.append("use_without_consent", refused.select("key", "kind", "system", "origin", "made", "applied"))


def _needing(log: Log) -> list[tuple[int, int, int]]:
    """The kinds of uses that need consent: with the group in which it is kept, and the purpose, as numbers."""
    purposes = {name: number for number, name in enumerate(log.landscape.every.purposes)}
    found = []
    for kind in log.kinds.values():
        if kind.is_use and kind.purpose is not None:
            kept = log.meanings[kind.period].consent_of(kind)
            if kept is not None:
                own = kept[0] == kind.entity
                group = log.groups[kept] if own else -1 - len(log.groups)  # of another entity: of no record of this one
                found.append((kind.number, group, purposes[kind.purpose]))
    return found


def _told(log: Log) -> Expr:
    """The rows that tell of consent for some purpose: where, when, and whether it is granted."""
    purposes = {name: number for number, name in enumerate(log.landscape.every.purposes)}
    telling = [
        (kind.number, purposes[kind.purpose], 0 if kind.consent == GRANTED else 1)
        for kind in log.kinds.values()
        if not kind.is_use and kind.purpose is not None
    ]
    kinds = log.engine.put("telling", {"kind": "int32", "purpose": "int32", "refused": "int64"}, telling)
    rows = log.rows.inner_join(kinds, "kind")
    return rows.select(
        told_key=rows.key,
        told_purpose=rows.purpose,
        told_system=rows.system,
        told_applied=rows.applied,
        answer=rows.made * whole(2) + rows.refused,
    )
