"""Packs of law of a landscape's own."""

from __future__ import annotations

import datetime as dt

import attrs

from mdg.model.items import Item


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Figure:
    """What a pack states under a ``name``, as it was written, from ``start`` to ``end``."""

    name: str
    value: str
    start: dt.date | None
    end: dt.date | None
    article: str
    source: str


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Pack(Item):
    """Rules on data protection that apply, and figures, beside those of the pack that it ``extends``."""

    extends: str | None
    read: dt.date
    rules: frozenset[str]
    figures: tuple[Figure, ...]
