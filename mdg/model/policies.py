"""What settles which of several records, versions and keys counts."""

from __future__ import annotations

import attrs

from mdg.model.items import Extract, Item


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Matching(Item):
    """Where duplicates are found, so that several systems may create."""

    extract: Extract
    system: str
    by: tuple[str, ...] = ()


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Survivorship(Item):
    """Who wins where several systems may write: ``systems`` in order for priority, a ``party`` for steward."""

    extract: Extract
    strategy: str
    systems: tuple[str, ...] = ()
    party: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Crosswalk(Item):
    """Where (``system``) the keys of the systems in ``maps`` are matched."""

    entity: str
    system: str
    maps: tuple[str, ...]
