"""What data is used for: purposes, agreements, licences, processes, views, expectations."""

from __future__ import annotations

import datetime as dt

import attrs

from mdg.diagnostic import Place
from mdg.model.items import Extract, Item
from mdg.model.period import Period


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Consent:
    """Where consent for a purpose is kept, and how fast its withdrawal must be followed."""

    entity: str
    group: str
    attribute: str | None = None
    per: tuple[str, ...] = ()
    double_opt_in: bool | None = None
    withdrawal_within: dt.timedelta | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Purpose(Item):
    """Why personal data is used; ``objection_group`` is (entity, group)."""

    lawful_basis: str | None = None
    data_use: str | None = None
    data_subjects: tuple[str, ...] = ()
    retention: Period | None = None
    controller: str | None = None
    consent: Consent | None = None
    special_condition: str | None = None
    compatible_because: str | None = None
    channels: tuple[str, ...] = ()
    opt_in: str | None = None
    objection_group: tuple[str, str] | None = None

    @property
    def rests_on_consent(self) -> bool:
        """Whether whatever is used for it needs consent: as its basis, or because direct marketing does."""
        return "consent" in (self.lawful_basis, self.opt_in)

    @property
    def requires_consent(self) -> bool:
        """The same, or whether it needs an explicit one for data of a special category."""
        return self.rests_on_consent or self.special_condition == "A9-2-a"


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Agreement(Item):
    """What allows data to leave."""

    systems: tuple[str, ...]
    kind: str | None = None
    party: str | None = None
    authorised_by: str | None = None
    until: dt.date | None = None
    reference: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Licence(Item):
    """What a provider's data may be used for."""

    provider: str | None = None
    permits: frozenset[str] = frozenset()
    store_for: Period | None = None
    audience: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    until: dt.date | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Step:
    """One step of a process; ``writes`` is an operation or None."""

    id: str
    place: Place
    extract: Extract
    system: str | None = None
    view: str | None = None
    reads: bool = True
    writes: str | None = None
    max_age: dt.timedelta | None = None
    purpose: str | None = None
    channel: str | None = None
    checks_consent: str | None = None
    checks_objection: str | None = None
    hold: dt.timedelta | None = None
    answers_within: dt.timedelta | None = None
    widens: bool = False
    consumes: tuple[str, str] | None = None
    decides: bool = False
    automated_ground: str | None = None
    human_review: bool | None = None
    after: tuple[str, ...] | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Process(Item):
    """What the business does with data, step by step."""

    steps: dict[str, Step]


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Join:
    """How a part is joined to the record seen."""

    ours: str
    theirs: str
    yields: str | None = None
    match: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Part:
    """One part of a view, read from ``system``."""

    id: str
    place: Place
    extract: Extract
    system: str
    join: Join | None = None
    max_age: dt.timedelta | None = None
    cache: dt.timedelta | None = None
    timeout: dt.timedelta | None = None
    optional: bool = False
    on_failure: str | None = None
    licence: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class View(Item):
    """A record seen whole, from several systems."""

    extract: Extract
    parts: dict[str, Part]
    served_by: str | None = None
    steward: str | None = None
    audience: tuple[str, ...] = ()
    purpose: str | None = None
    max_age: dt.timedelta | None = None
    answers_within: dt.timedelta | None = None
    version: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Reach:
    """What must come to be in a system, and within what time."""

    groups: tuple[str, ...] | None
    within: dt.timedelta | None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Expectation(Item):
    """A test of the landscape itself."""

    entity: str
    record: dict[str, str | frozenset[str]]
    persona: str | None = None
    created_in: str | None = None
    reaches: dict[str, Reach] = attrs.field(factory=dict)
    never_reaches: tuple[str, ...] = ()
    may: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    may_not: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
