"""Packs of law of a landscape's own: which rules on data protection apply, and with which figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from mdg.text.documents.declare import MAY_BE_EMPTY, CalendarSpan, Day, Flag, Many, field
from mdg.text.documents.document import Document
from mdg.text.documents.items import ItemDocument
from mdg.text.values import Fault


class FigureDocument(Document):
    """What every figure of a pack says of itself."""

    article: str = field("The article, or the rule of the house, that says so.")
    source: str = field("Where that was read.")
    from_: Day | None = field("The first day on which it holds; left out, it always did.", default=None, key="from")
    until: Day | None = field("The last day on which it holds; left out, it does not end.", default=None)

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        first, last = values.get("from_"), values.get("until")
        if first is not None and last is not None and last < first:
            raise Fault(f"`{last}` is before `{first}`, the first day", "swap the two days", ("until",))


class SpanFigureDocument(FigureDocument):
    """A span of time that law states."""

    value: CalendarSpan = field("The span, in calendar time.")


class FlagFigureDocument(FigureDocument):
    """Something that law asks for, or does not."""

    value: Flag = field("Whether it does.")


class FiguresDocument(Document):
    """The figures that rules and outputs go by; of one that changes with time, a list."""

    erasure_within: SpanFigureDocument | list[SpanFigureDocument] | None = field(
        "The time within which data is erased on request.", default=None
    )
    prospects_kept: SpanFigureDocument | list[SpanFigureDocument] | None = field(
        "How long the data of prospects may be kept for marketing, whatever a purpose says.", default=None
    )
    breach_told_within: SpanFigureDocument | list[SpanFigureDocument] | None = field(
        "The time within which the authority is told of a breach.", default=None
    )
    calls_need_consent: FlagFigureDocument | list[FlagFigureDocument] | None = field(
        "Whether people may be called for marketing with their consent alone.", default=None
    )


class PackDocument(ItemDocument):
    """A pack of law, which `settings.packs` may name."""

    extends: str | None = field("The pack whose rules and figures it has too; its own figures win.", default=None)
    read: Day = field("The day on which its sources were read.")
    rules: Annotated[Many[str], MAY_BE_EMPTY] = field(
        "The codes of the rules on data protection that apply.", default=()
    )
    figures: FiguresDocument | None = field("The figures that it states.", default=None)
