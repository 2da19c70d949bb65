"""Systems, flows and crosswalks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mdg.compile.attributes import check_attributes, check_keys
from mdg.compile.context import Context, Here, common
from mdg.compile.entities import period
from mdg.compile.extracts import Extracts
from mdg.model.topology import ON_EVENT, Cron, Crosswalk, Every, Flow, Manual, Once, Recovery, Supply, System, Trigger

ALL_OPERATIONS = frozenset({"create", "update", "delete"})


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
    return Recovery(
        rpo=document.rpo,
        rto=document.rto,
        backup_kept=period(document.backup_kept),
        replays_erasures=document.replays_erasures,
    )


def flow(context: Context, extracts: Extracts, here: Here, document: Any) -> Flow | None:
    """A flow."""
    context.reference(here, "systems", document.from_, "from")
    context.reference(here, "systems", document.to, "to")
    context.reference(here, "parties", document.owner, "owner")
    context.references(here, "flows", document.after, "after")
    extract = extracts.build(here, document)
    if extract is None:
        return None
    check_attributes(context, here, [extracts.declared[extract.entity]], document.key, "key")
    operations = document.operations
    return Flow(
        **common(document, here),
        extract=extract,
        source=document.from_,
        target=document.to,
        trigger=_trigger(document.trigger),
        latency=document.latency,
        operations=ALL_OPERATIONS if operations is None else frozenset(operations),
        via=document.via,
        protocol=document.protocol,
        owner=document.owner,
        loop_protection=document.loop_protection,
        merge=document.merge,
        on_leaving=document.on_leaving,
        change_detection=document.change_detection,
        reconcile=document.reconcile,
        initial_load=document.initial_load,
        delivery=document.delivery,
        idempotent=document.idempotent,
        encrypted=document.encrypted,
        key=_names(document.key),
        after=_names(document.after),
    )


def _names(written: Any) -> tuple[str, ...]:
    if written is None:
        return ()
    return (written,) if isinstance(written, str) else tuple(written)


def _trigger(document: Any) -> Trigger:
    """The trigger that a document's shape tells; on each change where none is stated."""
    if hasattr(document, "every"):
        return Every(document.every)
    if hasattr(document, "cron"):
        return Cron(document.cron, document.timezone or "UTC", document.timezone is not None)
    if hasattr(document, "once"):
        from zoneinfo import ZoneInfo  # few landscapes load anything once

        return Once(document.once.replace(tzinfo=ZoneInfo(document.timezone or "UTC")), document.timezone is not None)
    if hasattr(document, "limit"):
        return Manual(document.limit)
    return ON_EVENT


def crosswalk(context: Context, extracts: Extracts, here: Here, document: Any) -> Crosswalk | None:
    """A crosswalk."""
    entity = extracts.entity_of(here, document)
    context.reference(here, "systems", document.system, "system")
    context.references(here, "systems", document.maps, "maps")
    if entity is None:
        return None
    return Crosswalk(**common(document, here), entity=entity, system=document.system, maps=tuple(document.maps))
