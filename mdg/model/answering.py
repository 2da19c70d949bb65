"""Parties, and what they answer for."""

from __future__ import annotations

import attrs

from mdg.model.items import Extract, Item


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Party(Item):
    """Somebody who can be held responsible."""

    email: str | None = None
    kind: str | None = None
    is_: str | None = None
    cleared_for: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Responsibility(Item):
    """Who answers for an extract, in one system or in all (``system`` None), in the ``concerns`` named."""

    extract: Extract
    system: str | None
    concerns: frozenset[str]
    accountable: str | None
    responsible: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
