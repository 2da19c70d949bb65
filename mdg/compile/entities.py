"""Entities: dimensions, the space of their populations, and attribute groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from mdg.compile.clauses import check_value, compile_when, constants
from mdg.compile.context import Context, Here, common
from mdg.diagnostic import Place
from mdg.model.entity import Attribute, Dimension, Entity, Group
from mdg.model.items import EVERY_RECORD, NO_RECORD, Clauses
from mdg.population import Axis, Population, Space
from mdg.text.taxonomy import countries

if TYPE_CHECKING:
    from mdg.model.period import Period, Retention

ISO_3166 = "iso-3166-1"


@attrs.define(slots=True, repr=False, eq=False)
class Declared:
    """An entity of which the dimensions are known, and whose space waits for every `when` of the landscape."""

    here: Here
    document: Any
    dimensions: dict[str, Dimension]
    impossible: Clauses = ()
    applies: dict[str, Clauses] = attrs.field(factory=dict)
    required: dict[str, Clauses] = attrs.field(factory=dict)
    named: set[tuple[str, str]] = attrs.field(factory=set)
    #: the attributes of all groups, and those with all keys once somebody asks
    attributes: dict[str, None] = attrs.field(factory=dict)
    known: dict[str, None] | None = None

    def name(self, clauses: Clauses) -> None:
        """Take note of the values that clauses tell apart."""
        if clauses is not EVERY_RECORD:
            self.named.update(constants(clauses))


def declare(context: Context, name: str) -> Declared:
    """The first half of an entity: what can be known before the other sections are read."""
    document = context.declared("entities")[name]
    here = context.here("entities", name)
    dimensions = {key: _dimension(key, item, here) for key, item in (document.dimensions or {}).items()}
    declared = Declared(here, document, dimensions)
    for key, item in (document.dimensions or {}).items():
        _check_life(context, here.inside("dimensions", key), item, dimensions[key], declared)
        _check_kept(context, here, key, item, document)
    if document.impossible is not None:
        declared.impossible = compile_when(context, here, document.impossible, dimensions, "impossible")
        declared.name(declared.impossible)
    for key, group in document.groups.items():
        _group_clauses(context, declared, key, group)
        declared.attributes.update((attribute, None) for attribute, _ in _attributes(group))
    return declared


def complete(context: Context, declared: Declared) -> Entity:
    """The second half: the space, and the groups in it."""
    document, here = declared.document, declared.here
    named: dict[str, set[str]] = {}
    for dimension, value in declared.named:
        named.setdefault(dimension, set()).add(value)
    axes = [
        _axis(dimension, (document.dimensions or {})[key], named.get(key, set()))
        for key, dimension in declared.dimensions.items()
    ]
    space = Space(here.id, axes, _plain(declared.impossible))
    groups = {key: _group(context, declared, space, key, group) for key, group in document.groups.items()}
    references = {}
    for key, reference in (document.references or {}).items():
        context.reference(here, "entities", reference.entity, "references", key, "entity")
        references[key] = reference.entity
    return Entity(
        **common(document, here),
        space=space,
        dimensions=declared.dimensions,
        groups=groups,
        impossible_clauses=declared.impossible,
        key=tuple(document.key or ()),
        references=references,
    )


def population(space: Space, clauses: Clauses) -> Population:
    """The records for which clauses hold, less the impossible ones."""
    if clauses == EVERY_RECORD:
        return space.everything
    if all(len(conditions) == 1 for clause in clauses for conditions in clause.values()):
        return space.of(_plain(clauses))
    found = space.nothing
    for clause in clauses:
        part = space.everything
        for name, conditions in clause.items():
            for condition in conditions:
                part = part & space.of([{name: condition}])
        found = found | part
    return found


def _plain(clauses: Clauses) -> list[Mapping[str, Any]]:
    return [{name: conditions[0] for name, conditions in clause.items()} for clause in clauses]


def _dimension(name: str, document: Any, here: Here) -> Dimension:
    values = document.values
    if document.standard == ISO_3166:
        values = countries()
    return Dimension(
        name=name,
        place=here.place.at("dimensions", name, key=True),
        values=None if values is None else tuple(values),
        standard=document.standard,
        many=document.many,
        kept_in=document.from_,
    )


def _check_life(context: Context, here: Here, document: Any, dimension: Dimension, declared: Declared) -> None:
    """Take note of the values that `starts` and `becomes` tell apart, and check that the dimension can have them."""
    for index, value in enumerate(document.starts or ()):
        if check_value(context, here, value, dimension, "starts", index):
            declared.named.add((dimension.name, value))
    if isinstance(document.becomes, Mapping):
        for value, later in document.becomes.items():
            if _check_key(context, here, value, dimension):
                declared.named.add((dimension.name, value))
            for index, target in enumerate(later):
                if check_value(context, here, target, dimension, "becomes", value, index):
                    declared.named.add((dimension.name, target))


def _check_key(context: Context, here: Here, value: str, dimension: Dimension) -> bool:
    """Check a value that stands as a key of `becomes`."""
    if dimension.values is None:
        return True
    path = ("becomes", value)
    return context.known(here, "value", value, dimension.values, *path, of=dimension.name, key=True)


def _check_kept(context: Context, here: Here, key: str, dimension: Any, document: Any) -> None:
    """`from: group.attribute` must name a group and one of its attributes."""
    if dimension.from_ is None:
        return
    path = ("dimensions", key, "from")
    group, _, attribute = dimension.from_.partition(".")
    if not context.known(here, "group", group, document.groups, *path):
        return
    if attribute:
        check_attribute(context, here, document, group, attribute, *path)
    else:
        example = next((name for name, _ in _attributes(document.groups[group])), "attribute")
        help = f"name the attribute too, like `{group}.{example}`"
        context.wrong(here, "MDG006", f"`{dimension.from_}` names no attribute", help, *path)


def check_attribute(context: Context, here: Here, document: Any, group: str, attribute: str, *path: str | int) -> None:
    """Whether a group of an entity has an attribute, where its attributes are stated."""
    names = [name for name, _ in _attributes(document.groups[group])]
    if names:
        context.known(here, "attribute", attribute, names, *path, of=group)


def _axis(dimension: Dimension, document: Any, named: set[str]) -> Axis:
    becomes = document.becomes
    if isinstance(becomes, Mapping):
        becomes = {value: frozenset(later) for value, later in becomes.items()}
    starts = None if document.starts is None else frozenset(document.starts)
    if dimension.values is None:
        known: tuple[str, ...] = tuple(sorted(named))
        rest: tuple[str, ...] | None = None
    else:
        unnamed = tuple(value for value in dimension.values if value not in named)
        merged = len(unnamed) > 1
        known = tuple(value for value in dimension.values if value in named) if merged else dimension.values
        rest = unnamed if merged else ()
    rest_starts = starts is None
    if starts is None and isinstance(becomes, dict):
        later = {target for value, targets in becomes.items() for target in targets if target != value}
        first = frozenset(value for value in known if value not in later)
        if first or rest is None or rest:
            starts = first
    return Axis(
        name=dimension.name,
        many=dimension.many,
        constants=known,
        rest=rest,
        starts=starts,
        rest_starts=rest_starts,
        becomes=becomes,
    )


def _attributes(group: Any) -> Iterable[tuple[str, Any]]:
    """The attributes of a group document, with their details where it gives any."""
    if isinstance(group, (list, tuple)):
        return [(name, None) for name in group]
    if isinstance(group.attributes, Mapping):
        return list(group.attributes.items())
    return [(name, None) for name in group.attributes or ()]


def _group_clauses(context: Context, declared: Declared, key: str, group: Any) -> None:
    applies, required = EVERY_RECORD, NO_RECORD
    if not isinstance(group, (list, tuple)):
        here, dimensions = declared.here, declared.dimensions
        applies = compile_when(context, here, group.applies_to, dimensions, "groups", key, "applies_to")
        if group.required is True:
            required = EVERY_RECORD
        elif group.required:
            required = compile_when(context, here, group.required, dimensions, "groups", key, "required")
    declared.applies[key], declared.required[key] = applies, required
    declared.name(applies)
    declared.name(required)


def _group(context: Context, declared: Declared, space: Space, key: str, group: Any) -> Group:
    place = declared.here.place.at("groups", key, key=True)
    applies = population(space, declared.applies[key])
    basics: dict[str, Any] = {
        "name": key,
        "place": place,
        "applies": applies,
        "required": population(space, declared.required[key]) & applies,
        "applies_clauses": declared.applies[key],
        "required_clauses": declared.required[key],
    }
    attributes = tuple(_attribute(place, name, details) for name, details in _attributes(group))
    if isinstance(group, (list, tuple)):
        return Group(**basics, attributes=attributes)
    here = declared.here
    context.references(here, "purposes", group.collected_for, "groups", key, "collected_for")
    for index, other in enumerate(group.derived_from or ()):
        context.known(here, "group", other, declared.document.groups, "groups", key, "derived_from", index)
    return Group(
        **basics,
        attributes=attributes,
        categories=None if group.categories is None else tuple(group.categories),
        confidentiality=group.confidentiality,
        retention=_retention(group.retention),
        collected_for=tuple(group.collected_for or ()),
        derived_from=tuple(group.derived_from or ()),
    )


def _attribute(group: Place, name: str, details: Any) -> Attribute:
    place = group.at()
    if details is None:
        return Attribute(name=name, place=place)
    return Attribute(
        name=name,
        place=Place(group.source, (*group.path, "attributes", name), key=True),
        type=details.type,
        scheme=details.scheme,
        unique=details.unique,
        categories=None if details.categories is None else tuple(details.categories),
    )


def period(written: Any) -> Period | None:
    """A span of calendar time, from the text's own."""
    if written is None:
        return None
    # only for what says how long it is kept
    from mdg.model.period import Period

    return Period(years=written.years, months=written.months, rest=written.rest, text=written.text)


def _retention(written: Any) -> Retention | None:
    if written is None:
        return None
    # only for what says how long it is kept
    from mdg.model.period import Retention

    return Retention(keep=period(written.keep), start=written.from_)
