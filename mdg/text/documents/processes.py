"""Processes: what the business does with data, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from mdg.text.documents.declare import MAY_BE_EMPTY, NOT_EMPTY, Duration, Flag, Id, Many, field
from mdg.text.documents.items import ItemDocument, ScopeDocument
from mdg.text.documents.ownership import Operation
from mdg.text.values import Fault


class StepDocument(ScopeDocument):
    """One step of a process: an extract that is read or written, in a system or through a view."""

    title: str | None = field("A short name for people to read.", default=None)
    description: str | None = field("What a reader should know about the step.", default=None)
    system: str | None = field("The system in which it happens; either this or `view`.", default=None)
    view: str | None = field("The view through which it reads; either this or `system`.", default=None)
    reads: Flag = field("Whether it reads the extract; default `true`.", default=True)
    writes: Operation | None = field("What it does to the extract; left out, it writes nothing.", default=None)
    max_age: Duration | None = field("How stale what it reads may be, at worst; left out, no bound.", default=None)
    purpose: str | None = field("The purpose of the step.", default=None)
    channel: str | None = field("The channel on which it reaches people.", default=None)
    checks_consent: str | None = field("A purpose: the step drops every record without consent for it.", default=None)
    checks_objection: str | None = field(
        "A purpose: the step drops every record with an objection to it.", default=None
    )
    hold: Duration | None = field(
        "How long what was read is used before the next step ends; left out, unknown.", default=None
    )
    answers_within: Duration | None = field("The time within which somebody waits for its answer.", default=None)
    widens: Flag = field(
        "Whether its audience may be larger than that of the steps before; default `false`.", default=False
    )
    consumes: str | None = field("A group that may be used once, such as a coupon: `entity.group`.", default=None)
    decides: Flag = field("Whether it decides on people automatically; default `false`.", default=False)
    automated_ground: Literal["contract", "law", "consent"] | None = field(
        "What allows the automated decision (Art. 22(2) GDPR).", default=None
    )
    human_review: Flag | None = field(
        "Whether a person may have the decision reviewed; left out, unknown.", default=None
    )
    after: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "The steps before it; left out, the one written before it.", default=None
    )

    together = (
        {"if": {"required": ["system"]}, "then": {"properties": {"view": False}}, "else": {"required": ["view"]}},
    )

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        if "system" in values and "view" in values:
            raise Fault("the step has `system` and `view`", "keep one of them", ("view",), key=True)
        if "system" not in values and "view" not in values:
            help = "add the `system` in which the step happens, or a `view`"
            raise Fault("`system` is missing", help, ("system",), code="MDG007")


class ProcessDocument(ItemDocument):
    """What the business does with data, step by step."""

    steps: Annotated[dict[Id, StepDocument], NOT_EMPTY] = field(
        "The steps, one after another as written, unless a step has `after`."
    )
