"""How the rules on what happened tell of it: of which statement a finding is, how many rows, which are the worst."""

from __future__ import annotations

from collections.abc import Sequence

from mdg.diagnostic import Place, Problem, Related
from mdg.model.happened import Offence
from mdg.model.items import Item
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed
from mdg.rules.telling import length


def problem(
    rule: Rule, landscape: Landscape, one: Offence, message: str, help: str, related: Sequence[Related] = ()
) -> Problem:
    """The problem that an offence is, at the statement that it breaks."""
    kind, item, place = statement(landscape, one)
    name = item.id if item is not None else one.system
    apart = (one.entity, one.origin, one.system if kind != "system" else None, one.via if kind != "flow" else None)
    return Problem(
        code=rule.code,
        message=message,
        help=help,
        place=place,
        subject=(kind, name),
        related=tuple(related),
        field=" ".join(part for part in apart if part) if one.need is None else "",
        entity=one.entity,
        groups=one.groups,
        systems=(one.system,),
        record=one.record,
        rows=one.rows,
        draft=item is not None and item.draft,
    )


def statement(landscape: Landscape, one: Offence) -> tuple[str, Item | None, Place]:
    """The statement that an offence is told at: its need, purpose or flow, else the system, else the entity."""
    every = landscape.every
    if one.need is not None:
        return "need", every.needs[one.need], every.needs[one.need].place
    if one.purpose is not None:
        return "purpose", every.purposes[one.purpose], every.purposes[one.purpose].place
    if one.via in every.flows:
        return "flow", every.flows[one.via], every.flows[one.via].place
    system = every.systems.get(one.system)
    if system is not None:
        return "system", system, system.place
    return "system", None, every.entities[one.entity].place


def count(number: int, what: str = "change") -> str:
    """A number of rows or changes in words: ``1,204 changes``."""
    return f"{number:,} {what if number == 1 else what + 's'}"


def groups(one: Offence) -> str:
    """The groups of an offence, or that it is about none in particular."""
    return listed(one.groups) if one.groups else "no group"


def by(one: Offence) -> str:
    """By which flow it came, where that is no flow of the landscape's or the finding stands elsewhere."""
    return f" by `{one.via}`" if one.via is not None else ""


def undeclared(one: Offence) -> str:
    """What is undeclared about a way."""
    return "by no flow at all" if one.via is None else f"by `{one.via}`, which is not declared for that"


def lasted(seconds: float | None) -> str:
    """A measured time, to the second where it is longer than one."""
    found = seconds or 0.0
    return length(round(found)) if found >= 1 else f"{found:g}s"


def worst_lag(one: Offence) -> str:
    """The worst of an offence's lags, and by how much it is over."""
    row = one.rows[0]
    return f"the worst after {lasted(row['lag_seconds'])}, {lasted(row['over_seconds'])} over"
