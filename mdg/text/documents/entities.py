"""Entities: what populations are told apart by, and the attribute groups that are owned and transferred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from mdg.text.documents.declare import (
    DISTINCT,
    MAY_BE_EMPTY,
    NOTHING,
    TEXT_SCHEMA,
    CalendarSpan,
    Flag,
    Id,
    Many,
    Scalar,
    Short,
    field,
)
from mdg.text.documents.document import Document
from mdg.text.documents.items import ItemDocument, When
from mdg.text.values import Fault, quoted

Confidentiality = Literal["public", "internal", "confidential", "restricted"]
_LIST_OF_TEXTS = {"type": "array", "items": TEXT_SCHEMA, "minItems": 1, **DISTINCT}
_NO_EXTENSION = {**TEXT_SCHEMA, "pattern": "^(?!x-)", "patternErrorMessage": "Keys that start with x- are extensions."}
_LIST_OF_NAMES = {"type": "array", "items": _NO_EXTENSION, **DISTINCT}
_TRUE, _FALSE = {"enum": [True, "true"]}, {"enum": [False, "false"]}
_NOT_GROWS = {"pattern": "^(?!grows$)", "patternErrorMessage": "This is for dimensions with many: true."}
_MANY = {"properties": {"many": _TRUE}, "required": ["many"]}


def _value(value: object) -> str:
    """A value of a dimension as a key, which may start with `x-` like any text."""
    if isinstance(value, str) and value:
        return value
    raise Fault("a value is empty", "write the value")


def _attribute(value: object) -> str:
    """The name of an attribute: any text, as systems have names of every kind."""
    if not isinstance(value, str) or not value:
        raise Fault(f"{quoted(value)} is not the name of an attribute", "write its name")
    if value.startswith("x-"):
        raise Fault(f"{quoted(value)} is kept for extensions, and no name of an attribute", "choose another name")
    return value


Value = Annotated[str, Scalar(_value, {"minLength": 1})]
Attribute = Annotated[str, Scalar(_attribute, _NO_EXTENSION)]


def _named(value: Any) -> Any:
    """A list of attribute names as a mapping from each to no details."""
    if not isinstance(value, list):
        return value
    found: dict[str, Any] = {}
    for index, name in enumerate(value):
        try:
            if _attribute(name) in found:
                raise Fault(f"`{name}` stands twice in the list", "name each attribute once")
        except Fault as fault:
            raise Fault(fault.message, fault.help, (index,)) from None
        found[name] = {}
    return found


def _with_values(value: Any) -> Any:
    return {"values": value} if isinstance(value, list) else value


def _with_attributes(value: Any) -> Any:
    return {"attributes": value} if isinstance(value, list) else value


class DimensionDocument(Document):
    """What records are told apart by: `values`, a `standard` or `open`; `[a, b]` is short for `{values: [a, b]}`."""

    values: list[str] | None = field("The closed list of values, of which a record has exactly one.", default=None)
    open: Flag = field("`true` if any text is a value; default `false`.", default=False)
    standard: Literal["iso-3166-1"] | None = field(
        "A published list as the closed values: `iso-3166-1`, the two-letter codes of countries.", default=None
    )
    many: Flag = field(
        "`true` if a record has any number of the values, none included; default `false`.", default=False
    )
    from_: str | None = field("Where the dimension is kept: `group.attribute`.", default=None, key="from")
    becomes: Literal["any", "grows"] | dict[Value, Annotated[Many[str], MAY_BE_EMPTY]] | None = field(
        "How it may change in a record's life: a mapping from a value to those that it may become, or `any`; with "
        "`many`, `any`, or `grows` where values are only added. Left out, it never changes.",
        default=None,
    )
    starts: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "The values that a new record may have (with `many`, any of them); left out, those that no other value "
        "becomes, or all of them if there is none such.",
        default=None,
    )

    together = (
        {
            "anyOf": [
                {"required": ["values"]},
                {"required": ["standard"]},
                {"required": ["open"], "properties": {"open": _TRUE}},
            ]
        },
        {"if": {"required": ["values"]}, "then": {"properties": {"standard": False, "open": _FALSE}}},
        {"if": {"required": ["standard"]}, "then": {"properties": {"open": _FALSE}}},
        {"properties": {"values": DISTINCT}},
        {
            "if": _MANY,
            "then": {
                "properties": {"becomes": {"type": "string", "errorMessage": "With many: true, write any or grows."}}
            },
            "else": {"properties": {"becomes": _NOT_GROWS, "starts": {"minItems": 1}}},
        },
    )

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        stated = [key for key in ("values", "open", "standard") if values.get(key)]
        if len(stated) != 1:
            ways = "`values: [...]`, `open: true` or `standard: iso-3166-1`"
            if not stated:
                raise Fault("the dimension has no values", f"write one of {ways}", code="MDG007")
            both = " and ".join(f"`{key}`" for key in stated)
            raise Fault(f"the dimension has {both}", f"keep one of {ways}", (stated[1],), key=True)
        _check_values(values)
        _check_becomes(values)
        if values.get("starts") == () and not values.get("many"):
            raise Fault("no record may start in this dimension", "name at least one value", ("starts",))


def _check_values(values: Mapping[str, Any]) -> None:
    seen = set()
    for index, value in enumerate(values.get("values", ())):
        if value in seen:
            raise Fault(f"the value `{value}` stands twice", "name each value once", ("values", index))
        seen.add(value)


def _check_becomes(values: Mapping[str, Any]) -> None:
    becomes, many = values.get("becomes"), values.get("many")
    if many and isinstance(becomes, dict):
        raise Fault(
            "a dimension with `many` has sets of values, which become one another as a whole",
            "write `becomes: any`, or `becomes: grows` if values are only added",
            ("becomes",),
        )
    if not many and becomes == "grows":
        raise Fault(
            "`grows` is for dimensions with `many: true`",
            "write `becomes: any`, or a mapping from each value to those that it may become",
            ("becomes",),
        )


class RetentionDocument(Document):
    """How long a group is kept."""

    keep: CalendarSpan | None = field("How long, in calendar time: `P3Y`, `P6M`, `90d`.", default=None)
    from_: str | None = field("The event from which that is counted, in words.", default=None, key="from")


class AttributeDocument(Document):
    """One attribute of a group."""

    type: str | None = field("The type of its values, in words of your own.", default=None)
    scheme: str | None = field("The scheme that numbers or codes are issued by, such as `vat` or `lei`.", default=None)
    unique: Flag | None = field("Whether no two records have the same value; left out, unknown.", default=None)
    categories: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "Data categories of the Fides taxonomy, such as `user.contact.email`; left out, those of the group.",
        default=None,
    )


class GroupDocument(Document):
    """An attribute group, the unit of ownership and transfer; `[a, b]` is short for `{attributes: [a, b]}`."""

    attributes: Annotated[dict[Attribute, AttributeDocument], Short(_named, "a list of names", _LIST_OF_NAMES)] = field(
        "The attributes: a list of names, or a mapping from name to details.", default=NOTHING
    )
    applies_to: When | None = field(
        "The records that have the group; for others it is neither carried nor needed nor missing. Left out, all.",
        default=None,
    )
    required: Flag | When = field(
        "Whether a record must not exist without it: `true`, or a `when` for the records of which that holds; "
        "default `false`.",
        default=False,
    )
    categories: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "Data categories of the Fides taxonomy; whatever is under `user` is personal data. Left out, unknown.",
        default=None,
    )
    confidentiality: Confidentiality | None = field("How confidential it is; left out, unknown.", default=None)
    retention: RetentionDocument | None = field("How long it is kept; left out, unknown.", default=None)
    collected_for: Many[str] | None = field("The purposes for which it was collected.", default=None)
    derived_from: Many[str] | None = field("The groups from which it is worked out.", default=None)


class ReferenceDocument(Document):
    """A record of another entity that must exist before."""

    entity: str = field("The entity that is referred to.")


Dimension: TypeAlias = Annotated[DimensionDocument, Short(_with_values, "a list of values", _LIST_OF_TEXTS)]
Group: TypeAlias = Annotated[GroupDocument, Short(_with_attributes, "a list of attributes", _LIST_OF_NAMES)]


class EntityDocument(ItemDocument):
    """A master-data object: what tells its records apart, and the attribute groups that they have."""

    key: Many[str] | None = field("The attribute that identifies a record, or a list of them.", default=None)
    references: dict[Id, ReferenceDocument] = field(
        "Records of other entities that must exist before: a name for each, and its entity.", default=NOTHING
    )
    dimensions: dict[Id, Dimension] = field("What populations are told apart by.", default=NOTHING)
    impossible: When | None = field("Records that cannot exist, about which nothing is found.", default=None)
    groups: dict[Id, Group] = field("The attribute groups.", default=NOTHING)
