"""Expectations: tests of the landscape itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from mdg.text.documents.declare import NOT_EMPTY, NOTHING, Duration, Many, field
from mdg.text.documents.document import Document
from mdg.text.documents.items import Groups, ItemDocument
from mdg.text.documents.ownership import Operation
from mdg.text.documents.populations import Record
from mdg.text.values import Fault

_TESTS = ("reaches", "never_reaches", "may", "may_not")


class ReachDocument(Document):
    """What must come to be in a system."""

    groups: Groups | None = field("The groups that must arrive; left out, every one that applies.", default=None)
    within: Duration | None = field("The time within which they must; left out, at some time.", default=None)


class ExpectationDocument(ItemDocument):
    """What must be true of one record; checked on every day that is looked at."""

    entity: str | None = field("The entity; may be left out if only one is declared.", default=None)
    record: str | Record = field("A persona of `records`, or a value for every dimension.")
    created_in: str | None = field(
        "The system in which the record came into being; required with `reaches` and `never_reaches`.", default=None
    )
    reaches: Annotated[dict[str, ReachDocument], NOT_EMPTY] = field(
        "Systems that the record must reach, and with which groups and how soon.", default=NOTHING
    )
    never_reaches: Many[str] | None = field("Systems in which the record must never come to be.", default=None)
    may: Annotated[dict[Operation, Many[str]], NOT_EMPTY] = field(
        "For each operation, the systems that must be allowed to do it.", default=NOTHING
    )
    may_not: Annotated[dict[Operation, Many[str]], NOT_EMPTY] = field(
        "For each operation, the systems that must be denied it.", default=NOTHING
    )

    together = (
        {"anyOf": [{"required": [key]} for key in _TESTS]},
        {
            "if": {"anyOf": [{"required": ["reaches"]}, {"required": ["never_reaches"]}]},
            "then": {"required": ["created_in"]},
        },
    )

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        if not any(key in values for key in _TESTS):
            named = ", ".join(f"`{key}`" for key in _TESTS[:-1])
            help = f"add {named} or `{_TESTS[-1]}`"
            raise Fault("the expectation expects nothing", help, ("never_reaches",), code="MDG007")
        if "created_in" not in values and ("reaches" in values or "never_reaches" in values):
            raise Fault(
                "`created_in` is missing",
                "name the system in which the record came into being, as what it reaches depends on it",
                ("created_in",),
                code="MDG007",
            )
