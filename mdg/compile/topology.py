"""Systems and flows."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mdg.compile.attributes import check_attributes, check_keys
from mdg.compile.context import Context, Here, common
from mdg.compile.entities import period
from mdg.compile.extracts import Extracts
from mdg.model.topology import ON_EVENT, Cron, Every, Flow, Manual, Once, System, Trigger

if TYPE_CHECKING:
    from mdg.model.supplies import Recovery


def system(context: Context, extracts: Extracts, here: Here, document: Any) -> System:
    """A system, with what it supplies."""
    for key in ("operator", "steward"):
        context.reference(here, "parties", getattr(document, key), key)
    for name, attribute in (document.keys or {}).items():
        if context.reference(here, "entities", name, "keys", name, key=True) and name in extracts.declared:
            check_keys(context, here, extracts.declared[name], [attribute], "keys", name)
    check_attributes(context, here, extracts.declared.values(), document.finds_by, "finds_by")
    supplies = []
    for index, supply in enumerate(document.supplies or ()):
        from mdg.model.supplies import Supply  # few systems supply anything

        extract = extracts.build(here.inside("supplies", index), supply)
        context.reference(here, "licences", supply.licence, "supplies", index, "licence")
        if extract is not None:
            supplies.append(Supply(extract, supply.refreshed or dt.timedelta(), supply.licence))
    return System(
        **common(document, here),
        kind=document.kind,
        vendor=document.vendor,
        region=document.region,
        access_from=tuple(document.access_from or ()),
        operator=document.operator,
        role=document.role,
        steward=document.steward,
        certified=tuple(document.certified or ()),
        finds_by=None if document.finds_by is None else tuple(document.finds_by),
        keys=dict(document.keys or {}),
        stores=document.stores,
        without_consent=document.without_consent,
        erasure_procedure=document.erasure_procedure,
        retention=period(document.retention),
        recovery=_recovery(document.recovery),
        supplies=tuple(supplies),
    )


def _recovery(document: Any) -> Recovery | None:
    if document is None:
        return None
    from mdg.model.supplies import Recovery  # few landscapes say anything of disasters

    return Recovery(
        rpo=document.rpo,
        rto=document.rto,
        backup_kept=period(document.backup_kept),
        replays_erasures=document.replays_erasures,
    )


def flow(context: Context, extracts: Extracts, here: Here, document: Any) -> Flow | None:
    """A flow."""
    # what is not stated has the same default in the document as here; of many flows, most is not stated
    stated = vars(document)
    source = context.named(here, "systems", stated["from_"], "from")
    target = context.named(here, "systems", stated["to"], "to")
    if "owner" in stated:
        context.reference(here, "parties", stated["owner"], "owner")
    if "after" in stated:
        context.references(here, "flows", stated["after"], "after")
    extract = extracts.build(here, document)
    if extract is None:
        return None
    if "key" in stated:
        check_attributes(context, here, [extracts.declared[extract.entity]], stated["key"], "key")
    fields = common(document, here)
    for name in _KEPT.keys() & stated.keys():
        made = _KEPT[name]
        fields[name] = stated[name] if made is None else made(stated[name])
    return Flow(extract=extract, source=source, target=target, **fields)


def _trigger(document: Any) -> Trigger:
    """The trigger that a document's shape tells."""
    stated = vars(document)
    if "every" in stated:
        return _every(document.every)
    if "cron" in stated:
        return _cron(document.cron, document.timezone or "UTC", document.timezone is not None)
    if "once" in stated:
        from zoneinfo import ZoneInfo  # few landscapes load anything once

        return Once(document.once.replace(tzinfo=ZoneInfo(document.timezone or "UTC")), document.timezone is not None)
    if hasattr(document, "limit"):
        return Manual(document.limit)
    return ON_EVENT


#: Many flows run alike.
_every = functools.lru_cache(maxsize=4096)(Every)
_cron = functools.lru_cache(maxsize=4096)(Cron)
#: The keys of a flow that are kept under their names: as they are, or as what is made of them.
_KEPT: dict[str, Callable[[Any], Any] | None] = {
    **dict.fromkeys(("latency", "via", "protocol", "owner", "loop_protection", "merge", "on_leaving")),
    **dict.fromkeys(("change_detection", "reconcile", "initial_load", "delivery", "idempotent", "encrypted")),
    "trigger": _trigger,
    "operations": frozenset,
    "key": tuple,
    "after": tuple,
}
