"""Systems: what holds or supplies records."""

from __future__ import annotations

from typing import Annotated, Literal

from mdg.text.documents.declare import MAY_BE_EMPTY, NOTHING, CalendarSpan, Duration, Flag, Many, field
from mdg.text.documents.document import Document
from mdg.text.documents.items import ItemDocument, ScopeDocument
from mdg.text.values import ZERO


class RecoveryDocument(Document):
    """What a system promises after a disaster."""

    rpo: Duration | None = field("How much work may be lost, as time before the disaster.", default=None)
    rto: Duration | None = field("How long it may be down.", default=None)
    backup_kept: CalendarSpan | None = field("How long a backup is kept.", default=None)
    replays_erasures: Flag | None = field(
        "Whether erasures are done again after a restore; left out, unknown.", default=None
    )


class SupplyDocument(ScopeDocument):
    """An extract that a provider has on every record."""

    refreshed: Duration = field("How old it is there, at most; default `0s`.", default=ZERO)
    licence: str | None = field("The licence under which it may be used.", default=None)


class SystemDocument(ItemDocument):
    """A system that holds records, passes them on, or supplies them."""

    vendor: str | None = field("The party that makes it.", default=None)
    kind: Literal["application", "hub", "provider", "store", "channel"] | None = field(
        "What it is; a `provider` is an outside source that needs no feed for what it supplies.", default=None
    )
    region: str | None = field(
        "Where it runs: a two-letter country code, `EU` or `EEA`; left out, unknown.", default=None
    )
    access_from: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "The countries from which people have access to it, as codes; left out, unknown.", default=None
    )
    operator: str | None = field("The party that runs it.", default=None)
    role: Literal["controller", "joint_controller", "processor"] | None = field(
        "What its operator is in data protection law; left out, a processor if that party is one, else unknown.",
        default=None,
    )
    steward: str | None = field("The party that looks after its data.", default=None)
    certified: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "Certificates that it has, and laws to which it is subject if an adequacy decision asks (`PIPEDA`), by name.",
        default=None,
    )
    finds_by: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "The attributes by which a record can be looked up; left out, unknown.", default=None
    )
    keys: dict[str, str] = field("For each entity, the attribute that is its key here.", default=NOTHING)
    stores: Flag = field("`false` if it passes data on and keeps none; default `true`.", default=True)
    without_consent: Literal["deny", "allow"] = field(
        "What it does with data whose consent it does not have; default `allow`.", default="allow"
    )
    erasure_procedure: str | None = field("How a person's data is erased by hand, in words.", default=None)
    retention: CalendarSpan | None = field("How long it keeps records, in calendar time.", default=None)
    recovery: RecoveryDocument | None = field("What it promises after a disaster.", default=None)
    supplies: tuple[SupplyDocument, ...] = field("The extracts that a provider has, on every record.", default=())
