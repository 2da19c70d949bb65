"""Why personal data is used, and what allows it to leave and to be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from mdg.text.documents.declare import MAY_BE_EMPTY, CalendarSpan, Day, Duration, Flag, Many, field
from mdg.text.documents.document import Document
from mdg.text.documents.items import ItemDocument
from mdg.text.values import Fault


class ConsentDocument(Document):
    """Where consent for a purpose is kept."""

    group: str = field("The group in which it is kept: `entity.group`.")
    attribute: str | None = field("The attribute in which it is kept.", default=None)
    per: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "What consent is given for one by one, such as `channel`.", default=None
    )
    double_opt_in: Flag | None = field("Whether it is confirmed a second time; left out, unknown.", default=None)
    withdrawal_within: Duration | None = field(
        "The time within which a withdrawal must be followed everywhere.", default=None
    )


class PurposeDocument(ItemDocument):
    """A purpose for which personal data is used."""

    lawful_basis: (
        Literal["consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"]
        | None
    ) = field("The lawful basis (Art. 6 GDPR); left out, unknown.", default=None)
    data_use: str | None = field("A data use of the Fides taxonomy, such as `marketing.advertising`.", default=None)
    data_subjects: Many[str] | None = field("Whose data it is, in words of the Fides taxonomy.", default=None)
    retention: CalendarSpan | None = field("How long data is kept for it, in calendar time.", default=None)
    controller: str | None = field("The party that decides on means and ends.", default=None)
    consent: ConsentDocument | None = field(
        "Where consent is kept; required with `lawful_basis: consent`.", default=None
    )
    special_condition: (
        Literal["A9-2-a", "A9-2-b", "A9-2-c", "A9-2-d", "A9-2-e", "A9-2-f", "A9-2-g", "A9-2-h", "A9-2-i", "A9-2-j"]
        | None
    ) = field("The condition of Art. 9(2) GDPR under which special categories are used.", default=None)
    compatible_because: str | None = field(
        "Why it is compatible with the purposes for which data was collected.", default=None
    )
    channels: Many[Literal["email", "sms", "phone", "post"]] | None = field(
        "The channels on which people are written to or called.", default=None
    )
    opt_in: Literal["consent", "soft"] | None = field(
        "What direct marketing rests on: `consent`, or `soft` for own customers; left out, unknown.", default=None
    )
    objection_group: str | None = field("The group in which objections are kept: `entity.group`.", default=None)

    together = (
        {
            "if": {"properties": {"lawful_basis": {"const": "consent"}}, "required": ["lawful_basis"]},
            "then": {"required": ["consent"]},
        },
    )

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        if values.get("lawful_basis") == "consent" and values.get("consent") is None:
            raise Fault(
                "`consent` is missing",
                "say where consent is kept, like `consent: {group: entity.group}`",
                ("consent",),
                code="MDG007",
            )


class AgreementDocument(ItemDocument):
    """An agreement that allows data to leave."""

    systems: Many[str] = field("The systems that it covers.")
    kind: Literal["processing", "joint_controllers", "standard_clauses", "adequacy", "binding_rules"] = field(
        "What it is in data protection law."
    )
    party: str | None = field("The party with which it was made.", default=None)
    authorised_by: str | None = field("The party that authorised it.", default=None)
    until: Day | None = field("Its last day; left out, it does not end.", default=None)
    reference: str | None = field("Where it can be found.", default=None)


class LicenceDocument(ItemDocument):
    """What a provider's data may be used for."""

    provider: str = field("The system that supplies the data.")
    permits: Annotated[Many[Literal["display", "store", "combine", "forward", "decide"]], MAY_BE_EMPTY] | None = field(
        "What it permits; left out, unknown.", default=None
    )
    store_for: CalendarSpan | None = field("How long data may be stored, in calendar time.", default=None)
    audience: Annotated[Many[str], MAY_BE_EMPTY] | None = field("The parties that may see the data.", default=None)
    regions: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "Where the data may be used: two-letter country codes, `EU` or `EEA`.", default=None
    )
    until: Day | None = field("Its last day; left out, it does not end.", default=None)
