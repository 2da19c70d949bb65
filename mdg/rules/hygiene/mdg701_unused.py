"""Something is declared, and nothing names it.

## What is wrong

A party, population, record, system, purpose, licence or pack is declared, and no other statement refers to it (of a
pack, nor do the settings); or nothing at all is stated about an entity.

## Why it matters

A system about which nothing is stated is not governed: nothing says whether it holds data. A population that nothing
names was meant for a rule that was never written, or is left from one that is gone.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  shop_deletes: {system: shop, may: [delete]}
populations:
  private: {entity: customer, when: {}}  # MDG701
```

## Instead

Name it where it was meant, or drop it.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  shop_deletes: {system: shop, may: [delete], population: private}
populations:
  private: {entity: customer, when: {}}
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from operator import attrgetter
from typing import Any

from mdg.diagnostic import Problem, Severity
from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.rule import Rule

_KINDS = {
    "parties": "party",
    "entities": "entity",
    "populations": "population",
    "records": "record",
    "systems": "system",
    "purposes": "purpose",
    "licences": "licence",
    "packs": "pack",
}


def check(landscape: Landscape) -> Iterator[Problem]:
    used = _used(landscape.every)
    for section, kind in _KINDS.items():
        for name, item in getattr(landscape, section).items():
            if name not in used[section]:
                said = "nothing is stated about it" if section == "entities" else "nothing names it"
                yield Problem(
                    code=RULE.code,
                    message=f"{kind} `{name}` is declared, and {said}",
                    place=item.place.at(key=True),
                    subject=(kind, name),
                    help="name it where it was meant, or drop it",
                    entity=name if section == "entities" else None,
                    systems=(name,) if section == "systems" else (),
                    draft=item.draft,
                )


def _used(landscape: Landscape) -> dict[str, set[str]]:
    """The names that statements refer to, by section, on whatever day."""
    used: dict[str, set[str]] = {section: set() for section in _KINDS}
    used["packs"].update(landscape.settings.packs)
    for _, items in landscape.sections():
        _note(used, items.values())
    return used


#: The fields that name something, by the section in which it is declared.
_FIELDS = {
    "system": "systems",
    "systems": "systems",
    "source": "systems",
    "target": "systems",
    "via": "systems",
    "maps": "systems",
    "served_by": "systems",
    "provider": "systems",
    "created_in": "systems",
    "never_reaches": "systems",
    "owner": "parties",
    "party": "parties",
    "operator": "parties",
    "steward": "parties",
    "accountable": "parties",
    "responsible": "parties",
    "consulted": "parties",
    "informed": "parties",
    "controller": "parties",
    "authorised_by": "parties",
    "audience": "parties",
    "purpose": "purposes",
    "collected_for": "purposes",
    "checks_consent": "purposes",
    "checks_objection": "purposes",
    "licence": "licences",
    "persona": "records",
    "extends": "packs",
}
#: The fields that hold an entity and one of its groups.
_PAIRS = ("objection_group", "consumes")


def _note(used: dict[str, set[str]], items: Collection[Any]) -> None:
    """Take note of every name that items of one kind refer to."""
    kind: Any = next(iter(items)).__class__
    for field, section in _FIELDS.items():
        for named in set(map(attrgetter(field), items)) if hasattr(kind, field) else ():
            used[section].update((named,) if isinstance(named, str) else named or ())
    for extract in set(map(attrgetter("extract"), items)) if hasattr(kind, "extract") else ():
        _note_extract(used, extract)
    for item in items if any(hasattr(kind, field) for field in _MORE) else ():
        _note_more(used, item)


#: The fields by which something is referred to in other ways than by a name, or by several.
_MORE = (
    *("references", "keys", *_PAIRS, "maps", "created_in", "consent"),
    *("supplies", "groups", "steps", "parts", "may_not"),
)


def _note_more(used: dict[str, set[str]], item: Any) -> None:
    """Take note of what an item refers to inside, or in a way of its own."""
    used["entities"].update(getattr(item, "references", {}).values())
    used["entities"].update(getattr(item, "keys", {}))
    used["entities"].update(pair[0] for field in _PAIRS if (pair := getattr(item, field, None)) is not None)
    if hasattr(item, "maps") or hasattr(item, "created_in"):  # a crosswalk or an expectation
        used["entities"].add(item.entity)
    if getattr(item, "consent", None) is not None:
        used["entities"].add(item.consent.entity)
    for supply in getattr(item, "supplies", ()):
        used["systems"].add(item.id)
        used["licences"].update(() if supply.id is None else (supply.id,))
        _note_extract(used, supply.extract)
    for inner in ("groups", "steps", "parts"):
        nested = getattr(item, inner, None)
        if nested and isinstance(nested, dict):
            _note(used, nested.values())
    if hasattr(item, "may_not"):  # an expectation
        used["systems"].update(item.reaches)
        used["systems"].update(system for systems in (*item.may.values(), *item.may_not.values()) for system in systems)


def _note_extract(used: dict[str, set[str]], extract: Extract) -> None:
    used["entities"].add(extract.entity)
    if extract.population_name is not None:
        used["populations"].add(extract.population_name)


RULE = Rule(
    code="MDG701",
    name="unused",
    severity=Severity.WARNING,
    module=__name__,
    sections=("parties", "populations", "records", "systems", "packs"),
    check=check,
)
