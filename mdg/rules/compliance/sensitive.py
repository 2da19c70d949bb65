"""What is delicate about personal data: special categories, convictions, what is concluded, what is observed."""

from __future__ import annotations

from mdg.model.entity import Entity, Group


def special_kinds(group: Group) -> tuple[str, ...]:
    """The special categories (GDPR, Article 9) that a group is of."""
    # only once there is personal data to ask about
    from mdg.text.law import special

    return tuple(dict.fromkeys(kind for category in categories(group) if (kind := special(category)) is not None))


def criminal_kinds(group: Group) -> tuple[str, ...]:
    """The same for data on convictions (Article 10)."""
    # only once there is personal data to ask about
    from mdg.text.law import criminal

    return tuple(dict.fromkeys(kind for category in categories(group) if (kind := criminal(category)) is not None))


def categories(group: Group) -> tuple[str, ...]:
    """The data categories that a group and its attributes state."""
    stated = [group.categories or (), *(one.categories or () for one in group.attributes)]
    return tuple(dict.fromkeys(category for several in stated for category in several))


def concluded_from(entity: Entity, name: str) -> tuple[str, ...]:
    """The groups that a group is derived from, over any number of steps, the nearest first."""
    found: dict[str, None] = {}
    agenda = list(entity.groups[name].derived_from)
    while agenda:
        one = agenda.pop(0)
        if one not in found and one != name:
            found[one] = None
            agenda += entity.groups[one].derived_from
    return tuple(found)
