"""Names for populations and for single records."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mdg.text.documents.declare import MAY_BE_EMPTY, NOTHING, field
from mdg.text.documents.items import ItemDocument, When

#: A record: a value for each dimension, a list for one with `many`.
Record: TypeAlias = dict[str, str | Annotated[list[str], MAY_BE_EMPTY]]


class PopulationDocument(ItemDocument):
    """A name for some records of an entity."""

    entity: str | None = field("The entity; may be left out if only one is declared.", default=None)
    when: When | None = field("The records; left out, all of them.", default=None)


class RecordDocument(ItemDocument):
    """A persona: one record, for expectations and plans."""

    entity: str | None = field("The entity; may be left out if only one is declared.", default=None)
    values: Record = field("A value for each dimension, a list of values for one with `many`.", default=NOTHING)
