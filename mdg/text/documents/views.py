"""Views: a record seen whole, from several systems."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from mdg.text.documents.declare import MAY_BE_EMPTY, NOT_EMPTY, Duration, Flag, Id, Many, field
from mdg.text.documents.document import Document
from mdg.text.documents.items import ItemDocument, ScopeDocument, When


class JoinDocument(Document):
    """How a part is joined to the record; an attribute's name alone is short for the same name on both sides."""

    ours: str = field("The attribute of the record seen.")
    theirs: str = field("The attribute of the part.")
    yields: Literal["one", "many"] | None = field("How many records may match; left out, unknown.", default=None)
    match: Literal["exact", "fuzzy"] | None = field("How they are compared; left out, unknown.", default=None)


Join: TypeAlias = str | JoinDocument


class PartDocument(ScopeDocument):
    """An extract that a view shows; its entity and `when` are the view's unless it has its own."""

    title: str | None = field("A short name for people to read.", default=None)
    description: str | None = field("What a reader should know about the part.", default=None)
    from_: str = field("The system that it is read from.", key="from")
    join: Join | None = field("How it is joined: an attribute, or `{ours, theirs, yields, match}`.", default=None)
    max_age: Duration | None = field("How stale it may be, at worst; left out, no bound.", default=None)
    cache: Duration | None = field("How long it is cached, which adds to its age; left out, not at all.", default=None)
    timeout: Duration | None = field("How long the view waits for it.", default=None)
    optional: Flag = field("Whether the view can do without it; default `false`.", default=False)
    on_failure: Literal["omit", "stale", "fail"] | None = field(
        "What the view does when it fails: `omit` it, show it `stale`, or `fail` as a whole.", default=None
    )
    licence: str | None = field("The licence under which it may be shown.", default=None)


class ViewDocument(ItemDocument):
    """A record seen whole, put together from several systems."""

    entity: str | None = field("The entity; may be left out if only one is declared.", default=None)
    when: When | None = field("The records that it shows; left out, all of them.", default=None)
    served_by: str | None = field("The system that serves it.", default=None)
    steward: str | None = field("The party that looks after it.", default=None)
    audience: Annotated[Many[str], MAY_BE_EMPTY] | None = field("The parties that may see it.", default=None)
    purpose: str | None = field("The purpose that it is for.", default=None)
    max_age: Duration | None = field("How stale any part may be, at worst; left out, no bound.", default=None)
    answers_within: Duration | None = field("The time within which somebody waits for it.", default=None)
    version: str | None = field("Its version, in a form of your own.", default=None)
    parts: Annotated[dict[Id, PartDocument], NOT_EMPTY] = field("The extracts that it is put together from.")
