"""Something is declared, and nothing names it.

## What is wrong

A party, population, record, system, purpose or licence is declared, and no other statement refers to it; or nothing
at all is stated about an entity.

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

from collections.abc import Iterator
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
    for _, items in landscape.sections():
        for item in items.values():
            _note(used, item)
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
    "reaches": "systems",
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
}
#: The fields that hold an entity and one of its groups.
_PAIRS = ("objection_group", "consumes")


def _note(used: dict[str, set[str]], item: Any) -> None:
    """Take note of every name that an item refers to."""
    for field, section in _FIELDS.items():
        named = getattr(item, field, None)
        if isinstance(named, str):
            used[section].add(named)
        elif named:
            used[section].update(named)
    used["entities"].update(getattr(item, "references", {}).values())
    used["entities"].update(getattr(item, "keys", {}))
    used["entities"].update(pair[0] for field in _PAIRS if (pair := getattr(item, field, None)) is not None)
    if hasattr(item, "maps") or hasattr(item, "created_in"):  # a crosswalk or an expectation
        used["entities"].add(item.entity)
    if getattr(item, "consent", None) is not None:
        used["entities"].add(item.consent.entity)
    _note_extract(used, getattr(item, "extract", None))
    for supply in getattr(item, "supplies", ()):
        used["systems"].add(item.id)
        used["licences"].update(() if supply.id is None else (supply.id,))
        _note_extract(used, supply.extract)
    for inner in ("groups", "steps", "parts"):
        nested = getattr(item, inner, None)
        for part in nested.values() if isinstance(nested, dict) else ():
            _note(used, part)
    if isinstance(getattr(item, "may", None), dict):
        used["systems"].update(system for systems in (*item.may.values(), *item.may_not.values()) for system in systems)


def _note_extract(used: dict[str, set[str]], extract: Extract | None) -> None:
    if extract is not None:
        used["entities"].add(extract.entity)
        if extract.population_name is not None:
            used["populations"].add(extract.population_name)


RULE = Rule(
    code="MDG701",
    name="unused",
    severity=Severity.WARNING,
    module=__name__,
    sections=("parties", "populations", "records", "systems"),
    check=check,
)
