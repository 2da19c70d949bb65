"""Purposes, agreements, licences, processes, views and expectations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdg.compile.attributes import check_join
from mdg.compile.context import Context, Here, common
from mdg.compile.entities import check_attribute, period
from mdg.compile.extracts import Extracts
from mdg.compile.records import record
from mdg.model.entity import Dimension
from mdg.model.items import Extract
from mdg.model.use import (
    Agreement,
    Consent,
    Expectation,
    Join,
    Licence,
    Part,
    Process,
    Purpose,
    Reach,
    Step,
    View,
)
from mdg.text.suggest import nearest


def purpose(context: Context, extracts: Extracts, here: Here, document: Any) -> Purpose:
    """A purpose."""
    context.reference(here, "parties", document.controller, "controller")
    consent = None
    if document.consent is not None:
        kept = group_of(context, extracts, here, document.consent.group, "consent", "group")
        if kept is not None:
            if document.consent.attribute is not None:
                entity = extracts.declared[kept[0]].document
                check_attribute(context, here, entity, kept[1], document.consent.attribute, "consent", "attribute")
            consent = Consent(
                entity=kept[0],
                group=kept[1],
                attribute=document.consent.attribute,
                per=tuple(document.consent.per or ()),
                double_opt_in=document.consent.double_opt_in,
                withdrawal_within=document.consent.withdrawal_within,
            )
    return Purpose(
        **common(document, here),
        lawful_basis=document.lawful_basis,
        data_use=document.data_use,
        data_subjects=tuple(document.data_subjects or ()),
        retention=period(document.retention),
        controller=document.controller,
        consent=consent,
        special_condition=document.special_condition,
        compatible_because=document.compatible_because,
        channels=tuple(document.channels or ()),
        opt_in=document.opt_in,
        objection_group=group_of(context, extracts, here, document.objection_group, "objection_group"),
    )


def group_of(
    context: Context, extracts: Extracts, here: Here, written: str | None, *path: str | int
) -> tuple[str, str] | None:
    """The entity and group that `entity.group` names."""
    if written is None:
        return None
    entity, _, group = written.partition(".")
    if not group:
        homes = [name for name, one in extracts.declared.items() if entity in one.document.groups]
        if entity in extracts.declared or homes:
            help = f"write `{homes[0]}.{entity}`" if homes else "write it as `entity.group`"
            context.wrong(here, "MDG006", f"`{written}` names no group of an entity", help, *path)
            return None
    if not context.known(here, "entity", entity, extracts.declared, *path):
        return None
    if not context.known(here, "group", group, extracts.declared[entity].document.groups, *path, of=entity):
        return None
    return entity, group


def agreement(context: Context, extracts: Extracts, here: Here, document: Any) -> Agreement:
    """An agreement."""
    context.references(here, "systems", document.systems, "systems")
    context.reference(here, "parties", document.party, "party")
    context.reference(here, "parties", document.authorised_by, "authorised_by")
    return Agreement(
        **common(document, here),
        systems=tuple(document.systems or ()),
        kind=document.kind,
        party=document.party,
        authorised_by=document.authorised_by,
        until=document.until,
        reference=document.reference,
    )


def licence(context: Context, extracts: Extracts, here: Here, document: Any) -> Licence:
    """A licence."""
    context.reference(here, "systems", document.provider, "provider")
    context.references(here, "parties", document.audience, "audience")
    return Licence(
        **common(document, here),
        provider=document.provider,
        permits=frozenset(document.permits or ()),
        store_for=period(document.store_for),
        audience=tuple(document.audience or ()),
        regions=tuple(document.regions or ()),
        until=document.until,
    )


def process(context: Context, extracts: Extracts, here: Here, document: Any) -> Process:
    """A process, with its steps."""
    steps = {}
    for name, written in document.steps.items():
        step = _step(context, extracts, here.inside("steps", name), name, written, document.steps)
        if step is not None:
            steps[name] = step
    return Process(**common(document, here), steps=steps)


def _step(
    context: Context, extracts: Extracts, here: Here, name: str, document: Any, steps: Mapping[str, Any]
) -> Step | None:
    context.reference(here, "systems", document.system, "system")
    context.reference(here, "views", document.view, "view")
    for key in ("purpose", "checks_consent", "checks_objection"):
        context.reference(here, "purposes", getattr(document, key), key)
    for index, other in enumerate(document.after or ()):
        context.known(here, "step", other, steps, "after", index)
    extract = extracts.build(here, document)
    if extract is None:
        return None
    return Step(
        id=name,
        place=here.place.at(key=True),
        extract=extract,
        system=document.system,
        view=document.view,
        reads=document.reads if "reads" in vars(document) else document.writes is None,
        writes=document.writes,
        max_age=document.max_age,
        purpose=document.purpose,
        channel=document.channel,
        checks_consent=document.checks_consent,
        checks_objection=document.checks_objection,
        hold=document.hold,
        answers_within=document.answers_within,
        widens=document.widens,
        consumes=group_of(context, extracts, here, document.consumes, "consumes"),
        decides=document.decides,
        automated_ground=document.automated_ground,
        human_review=document.human_review,
        after=None if document.after is None else tuple(document.after),
    )


def view(context: Context, extracts: Extracts, here: Here, document: Any) -> View | None:
    """A view, with its parts."""
    context.reference(here, "systems", document.served_by, "served_by")
    context.reference(here, "parties", document.steward, "steward")
    context.references(here, "parties", document.audience, "audience")
    context.reference(here, "purposes", document.purpose, "purpose")
    extract = extracts.build(here, document)
    parts = {}
    for name, written in document.parts.items():
        part = _part(context, extracts, here.inside("parts", name), name, written, extract)
        if part is not None:
            parts[name] = part
    if extract is None:
        return None
    return View(
        **common(document, here),
        extract=extract,
        parts=parts,
        served_by=document.served_by,
        steward=document.steward,
        audience=tuple(document.audience or ()),
        purpose=document.purpose,
        max_age=document.max_age,
        answers_within=document.answers_within,
        version=document.version,
    )


def _part(
    context: Context, extracts: Extracts, here: Here, name: str, document: Any, whole: Extract | None
) -> Part | None:
    context.reference(here, "systems", document.from_, "from")
    context.reference(here, "licences", document.licence, "licence")
    extract = extracts.build(here, document)
    if extract is None:
        return None
    ours = None if whole is None else extracts.declared[whole.entity]
    check_join(context, here, ours, extracts.declared[extract.entity], document.join)
    return Part(
        id=name,
        place=here.place.at(key=True),
        extract=extract,
        system=document.from_,
        join=_join(document.join),
        max_age=document.max_age,
        cache=document.cache,
        timeout=document.timeout,
        optional=document.optional,
        on_failure=document.on_failure,
        licence=document.licence,
    )


def _join(document: Any) -> Join | None:
    if document is None:
        return None
    if isinstance(document, str):
        return Join(ours=document, theirs=document)
    return Join(ours=document.ours, theirs=document.theirs, yields=document.yields, match=document.match)


def expectation(context: Context, extracts: Extracts, here: Here, document: Any) -> Expectation | None:
    """An expectation."""
    entity = extracts.entity_of(here, document)
    context.reference(here, "systems", document.created_in, "created_in")
    context.references(here, "systems", document.never_reaches, "never_reaches")
    for key in ("may", "may_not"):
        for operation, systems in (getattr(document, key) or {}).items():
            context.references(here, "systems", systems, key, operation)
    if entity is None or entity not in extracts.declared:
        return None
    return Expectation(
        **common(document, here),
        entity=entity,
        record=_expected_record(context, extracts, here, entity, document.record),
        persona=document.record if isinstance(document.record, str) else None,
        created_in=document.created_in,
        reaches=_reaches(context, extracts, here, entity, document.reaches),
        never_reaches=tuple(document.never_reaches or ()),
        may={operation: tuple(systems) for operation, systems in (document.may or {}).items()},
        may_not={operation: tuple(systems) for operation, systems in (document.may_not or {}).items()},
    )


def _expected_record(
    context: Context, extracts: Extracts, here: Here, entity: str, written: Any
) -> dict[str, str | frozenset[str]]:
    """The record of an expectation: a persona's values, or its own."""
    if not isinstance(written, str):
        _check_complete(context, here, extracts.declared[entity].dimensions, written)
        return record(context, extracts, here, entity, written, "record")
    if not context.reference(here, "records", written, "record"):
        return {}
    persona = context.declared("records")[written]
    there = context.here("records", written)
    before = len(context.problems)
    values = record(context, extracts, there, entity, persona.values, "values")
    del context.problems[before:]
    return values


def _check_complete(context: Context, here: Here, dimensions: Mapping[str, Dimension], written: Any) -> None:
    """Whether a record has a value for every dimension; a misspelt one is told as that alone."""
    missing = [name for name in dimensions if name not in written]
    meant = {nearest(name, missing) for name in written if name not in dimensions}
    lacking = [name for name in missing if name not in meant]
    if lacking:
        names = ", ".join(f"`{name}`" for name in lacking)
        values = ", ".join(f"{name}: {'[]' if dimensions[name].many else '...'}" for name in lacking)
        help = f"add `{values}`: a record has something in each dimension"
        context.wrong(here, "MDG007", f"`record` has no value for {names}", help, "record", key=True)


def _reaches(context: Context, extracts: Extracts, here: Here, entity: str, written: Any) -> dict[str, Reach]:
    found = {}
    for name, reach in (written or {}).items():
        context.reference(here, "systems", name, "reaches", name, key=True)
        groups = reach.groups
        if groups is not None:
            groups = extracts.groups_of(here, entity, groups, "reaches", name, "groups")
        found[name] = Reach(groups=groups, within=reach.within)
    return found
