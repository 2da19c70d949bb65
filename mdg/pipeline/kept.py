"""Audits kept in a store, so that the next one can tell how things go."""

from __future__ import annotations

import datetime as dt
from types import ModuleType

from mdg.diagnostic import MdgError
from mdg.model.happened import Audit, Earlier
from mdg.model.instants import microseconds
from mdg.model.landscape import Landscape

#: So many earlier audits are looked at.
LAST = 12


def earlier(store: str, landscape: Landscape, as_of: dt.datetime) -> tuple[Earlier, ...]:
    """The last audits of a landscape as of earlier instants, oldest first; MdgError where the store cannot be used."""
    return _audits().earlier(store, landscape.name or "", microseconds(as_of), LAST)  # type: ignore[no-any-return]


def keep(store: str, landscape: Landscape, found: Audit, run_at: dt.datetime) -> None:
    """Append an audit; MdgError where the store cannot be written."""
    import mdg  # for its version

    result = {name: value for name, value in found.as_json().items() if name != "earlier"}
    _audits().keep(store, landscape.name or "", result, microseconds(run_at), mdg.__version__)


def _audits() -> ModuleType:
    try:
        # SQLModel and others are loaded with it, which may not be there
        from mdg.store import audits
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"sqlmodel", "sqlalchemy", "alembic"}:
            raise
        raise MdgError("a store needs the extra `store`: `pip install 'mdg[store]'`") from None
    return audits
