"""What documents have in common: the keys of every item, and of every extract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from mdg.text.documents.declare import MAY_BE_EMPTY, Day, Many, field
from mdg.text.documents.document import Document
from mdg.text.values import Fault


class Validity(Document):
    """The days on which an item is in force, both ends included, in the landscape's time zone."""

    from_: Day | None = field("The first day; left out, it always was in force.", default=None, key="from")
    until: Day | None = field("The last day, to its end; left out, it stays in force.", default=None)

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        first, last = values.get("from_"), values.get("until")
        if first is not None and last is not None and last < first:
            raise Fault(f"`{last}` is before `{first}`, the first day", "swap the two days", ("until",))


class ItemDocument(Document):
    """What every item may say of itself."""

    title: str | None = field("A short name for people to read.", default=None)
    description: str | None = field("What a reader should know about it.", default=None)
    tags: Annotated[Many[str], MAY_BE_EMPTY] = field("Words to find it by.", default=())
    status: Literal["draft", "live"] = field(
        "Whether it is a `draft`, about which findings are at most warnings, or `live`; default `live`. A check tells "
        "what is wrong without drafts as though there were none, even where one would mend it; all else counts them.",
        default="live",
    )
    valid: Validity | None = field("When it is in force; left out, always.", default=None)


class AllBut(Document):
    """Every attribute group of the entity, except some."""

    all_but: Many[str] = field("The groups that are left out.")


class ConditionDocument(Document):
    """A condition on a dimension beyond a value or a list of values; what stands together must hold together."""

    not_: str | list[str] | None = field("None of these values.", default=None, key="not")
    all: list[str] | None = field(
        "Each of these values: for a dimension with `many: true`, whose records have a set of values.", default=None
    )
    only: Annotated[list[str], MAY_BE_EMPTY] | None = field(
        "No values but these, for a dimension with `many: true`; `[]` for records without any.", default=None
    )
    besides: Annotated[list[str], MAY_BE_EMPTY] | None = field(
        "Some value that is none of these, for a dimension with `many: true`: the opposite of `only`.", default=None
    )

    together = ({"anyOf": [{"required": [key]} for key in ("not", "all", "only", "besides")]},)

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        if not values:
            raise Fault("the condition says nothing", "write a value, a list of values, or `{not: ...}`")


Condition: TypeAlias = str | list[str] | ConditionDocument
Clause: TypeAlias = dict[str, Condition]
#: A mapping from dimension to a condition, all of which must hold, or a list of such mappings, one of which must.
When: TypeAlias = Clause | list[Clause]
Groups: TypeAlias = list[str] | AllBut


class ScopeDocument(Document):
    """Which attribute groups, of which records: an extract that is no item of its own."""

    entity: str | None = field("The entity; may be left out if only one is declared.", default=None)
    groups: Groups | None = field(
        "The attribute groups: a list, or `{all_but: [...]}`; left out, every group of the entity.", default=None
    )
    when: When | None = field(
        "The records: conditions on dimensions that must all hold, or a list of such mappings of which one must hold; "
        "left out, every record.",
        default=None,
    )
    population: str | None = field("A named population; where there is a `when` too, both must hold.", default=None)


class ExtractDocument(ItemDocument, ScopeDocument):
    """An item about an extract: some attribute groups of one entity, for some population of its records."""
