"""Flows: how extracts travel, and what sets them off."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from mdg.text.documents.declare import MAY_BE_EMPTY, Duration, Flag, Forms, LocalTime, Many, Scalar, Short, field
from mdg.text.documents.document import Document
from mdg.text.documents.items import ExtractDocument
from mdg.text.documents.times import Cron, TimeZone
from mdg.text.suggest import nearest
from mdg.text.values import ZERO, Fault, quoted


class EventTrigger(Document):
    """On each change; written `event`."""

    def written(self) -> Any:
        return "event"


class EveryTrigger(Document):
    """At a fixed interval, from a moment that nobody knows."""

    every: Duration = field("The time from the start of one run to that of the next.")

    together = ({"properties": {"every": {"pattern": "[1-9]", "patternErrorMessage": "Runs cannot be 0s apart."}}},)

    @staticmethod
    def check(values: Any) -> None:
        if not values["every"]:
            raise Fault("runs cannot be `0s` apart", "write an interval, or `event` for on each change", ("every",))


class CronTrigger(Document):
    """On a schedule."""

    cron: Cron = field("When it runs: the five fields of a cron expression.")
    timezone: TimeZone | None = field(
        "The time zone of the schedule, such as `Europe/Berlin`; left out, UTC.", default=None
    )


class ManualTrigger(Document):
    """By hand; written `manual`, or `{manual: 5d}` with an agreed limit."""

    limit: Duration | None = field(
        "The agreed time within which somebody starts it; left out, there is no bound.", default=None, key="manual"
    )

    together = ({"required": ["manual"]},)

    def written(self) -> Any:
        return super().written() if self.limit is not None else "manual"


class OnceTrigger(Document):
    """Once, to load what is there; no change follows."""

    once: LocalTime = field("The day and time, such as `2027-03-26T18:00`, in that time zone.")
    timezone: TimeZone | None = field("The time zone of that time; left out, UTC.", default=None)


EVENT = EventTrigger.from_fields({})
_MANUAL = ManualTrigger.from_fields({})
_FORMS = {"every": "EveryTrigger", "cron": "CronTrigger", "manual": "ManualTrigger", "once": "OnceTrigger"}
_TAGS = {key: f"<{form}>" for key, form in _FORMS.items()}
_WAYS = (
    'write `event`, `manual`, `{every: 15m}`, `{cron: "0 22 * * 1-5"}`, `{manual: 5d}` or `{once: 2027-03-26T18:00}`'
)


def _trigger_text(value: object) -> EventTrigger | ManualTrigger:
    if value == "event":
        return EVENT
    if value == "manual":
        return _MANUAL
    near = nearest(value, ("event", "manual", "every", "cron", "once")) if isinstance(value, str) else None
    raise Fault(f"{quoted(value)} is not a trigger", f"did you mean `{near}`? {_WAYS}" if near else _WAYS)


def _trigger_keys(value: Any) -> Any:
    """A trigger that has exactly one of the keys that tell what sets a flow off."""
    if not isinstance(value, dict):
        return value
    stated = [key for key in value if key in _FORMS]
    if len(stated) == 1:
        return value
    if stated:
        raise Fault(f"the trigger has `{stated[0]}` and `{stated[1]}`", "keep one of them", (stated[1],), key=True)
    unknown = [key for key in value if key != "timezone" and not key.startswith("x-")]
    if unknown:
        near = nearest(unknown[0], _FORMS)
        help = f"did you mean `{near}`?" if near else _WAYS
        raise Fault(f"unknown key `{unknown[0]}`", help, (unknown[0],), key=True, code="MDG005")
    raise Fault("the trigger does not say what sets the flow off", _WAYS, code="MDG007")


def _tell_trigger(value: Any) -> str:
    if not isinstance(value, dict):
        return "<text>" if isinstance(value, str) else "<list>"
    return next(_TAGS[key] for key in value if key in _TAGS) if len(value) > 1 else _TAGS[next(iter(value))]


Trigger: TypeAlias = Annotated[
    EventTrigger | EveryTrigger | CronTrigger | ManualTrigger | OnceTrigger,
    Forms(_tell_trigger, Scalar(_trigger_text, {"enum": ["event", "manual"]})),
    Short(_trigger_keys, "`event` or `manual`", {"enum": ["event", "manual"]}),
]
Change = Literal["create", "update", "delete"]


class FlowDocument(ExtractDocument):
    """How an extract travels from one system to another."""

    from_: str = field("The system that sends.", key="from")
    to: str = field("The system that receives.")
    trigger: Trigger = field(
        "What sets a transfer off: `event` (each change, the default), `{every: duration}`, `{cron: ..., timezone: "
        "...}`, `manual`, `{manual: duration}` with an agreed limit, or `{once: ..., timezone: ...}`.",
        default=EVENT,
    )
    latency: Duration = field(
        "The longest time from the start of a transfer until the change is visible in the receiver; default `0s`.",
        default=ZERO,
    )
    operations: Many[Change] = field(
        "The changes that travel, out of `create`, `update`, `delete`; default all three. Without `create`, only "
        "records that the receiver already has are changed.",
        default=("create", "update", "delete"),
    )
    via: str | None = field("The middleware that it runs on: free text, or a system.", default=None)
    protocol: str | None = field("The protocol, in words of your own.", default=None)
    owner: str | None = field("The party that runs the flow.", default=None)
    loop_protection: Literal["none", "origin", "version"] = field(
        "`origin`: a change is never sent back to where it came from; `version`: an older version never overwrites a "
        "newer one; default `none`.",
        default="none",
    )
    merge: Literal["patch", "replace"] = field(
        "`patch`: what is not sent stays; `replace`: a group arrives whole, and what the receiver had in it is gone; "
        "default `patch`.",
        default="patch",
    )
    on_leaving: Literal["keep", "remove"] = field(
        "What becomes of the receiver's copy when its record leaves the population; default `keep`.", default="keep"
    )
    change_detection: Literal["log", "timestamp", "full"] = field(
        "How changes are found: from a `log`, by `timestamp` (which misses deletions and late commits), or by sending "
        "everything in `full` each run; default `log`.",
        default="log",
    )
    reconcile: Duration | None = field("The time between full comparisons of both ends; left out, never.", default=None)
    initial_load: Flag | None = field(
        "Whether what existed before the flow began was loaded; left out, unknown.", default=None
    )
    delivery: Literal["exactly_once", "at_least_once", "at_most_once"] | None = field(
        "How often a message arrives; left out, unknown.", default=None
    )
    idempotent: Flag | None = field("Whether the same message twice does no harm; left out, unknown.", default=None)
    encrypted: Flag | None = field("Whether data is encrypted on its way; left out, unknown.", default=None)
    key: Many[str] | None = field("The attribute by which the receiver finds the record.", default=None)
    after: Annotated[Many[str], MAY_BE_EMPTY] = field(
        "Flows that must have delivered first; it orders plans and does not enter delays.", default=()
    )
