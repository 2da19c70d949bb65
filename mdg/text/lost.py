"""What could not be read may declare names: which ones, and of which kind, so that no reference to them is told.

Each lost part is given as a landscape in which it stands alone.  Only what may be a declaration counts: ids where ids
stand, values of dimensions, names of attributes.  A text anywhere else refers to something, and declares nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mdg.diagnostic import PathPart
from mdg.text.documents import SECTION_DOCUMENTS, document_class
from mdg.text.positions import SECTIONS
from mdg.text.suggest import nearest

#: Stands where something was wrong or missing; it is no id, so nothing in the landscape is called that.
GAP = "?"
#: Stands for every kind of name.
ANY = ""
#: Unknown keys of which the one that was meant is looked for.
MAX_MEANT = 100

Names = dict[str, set[str]]


def standing_at(path: Sequence[PathPart], tree: Any) -> Any:
    """A landscape in which nothing but ``tree`` stands, at ``path``."""
    for part in reversed(path):
        tree = [tree] if isinstance(part, int) else {part: tree}
    return tree


def section_meant(key: str) -> str | None:
    """The section that a key is, is the singular of, or is near to."""
    if key in SECTIONS:
        return key
    return _SINGULAR.get(key.lower()) or nearest(key, SECTIONS)


def lost_names(landscapes: Iterable[Any]) -> Mapping[str, frozenset[str]]:
    """The names that parts of a landscape may declare, by what they name: the kind of item, `group`, `value`..."""
    walk = _Walk()
    for landscape in landscapes:
        walk.root(landscape)
    return {kind: frozenset(names) for kind, names in walk.names.items()}


def words_of(tree: Any) -> Iterator[str]:
    """Every key and text in a tree."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield from part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, str):
            yield part


class _Walk:
    """One walk over the lost parts, each by what is expected where it stands."""

    def __init__(self) -> None:
        self.names: Names = {}
        self.left = MAX_MEANT

    def add(self, kind: str, names: Iterable[str]) -> None:
        self.names.setdefault(kind, set()).update(names)

    def meant(self, key: str, known: Iterable[str]) -> str | None:
        """The known key that an unknown one was probably meant to be; beyond some, nobody looks."""
        self.left -= 1
        return nearest(key, known) if self.left >= 0 else None

    def root(self, tree: Any) -> None:
        for key, value in tree.items() if isinstance(tree, dict) else ():
            section = key if key in SECTIONS else None
            if section is None and _may_hold(value):
                self.left -= 1
                section = section_meant(key) if self.left >= 0 else None
            if section is not None:
                self.section(section, value)
            elif _may_be_item(value):
                self.any_section(key, value)

    def section(self, section: str, tree: Any) -> None:
        """The ids of a section, and what its items declare; of another shape, every word may be such a name."""
        kind = SECTIONS[section]
        self.ids(kind, tree)
        if not isinstance(tree, dict):
            for inner in _INNER.get(section, ()):
                self.add(inner, words_of(tree))
            return
        for value in tree.values():
            self.item(section, value)

    def any_section(self, key: str, tree: Any) -> None:
        """Under a key that means nothing: it may be an item that stands too far out, or a section of any name."""
        ids = [key, *(name for name, value in tree.items() if _may_be_item(value))] if tree else [key]
        for kind in SECTIONS.values():
            self.add(kind, ids)
        for section in _INNER:
            self.item(section, {key: tree})
            self.item(section, tree)
            for value in tree.values() if tree else ():
                self.item(section, value)

    def item(self, section: str, tree: Any) -> None:
        """What stands in an item; a mapping under an unknown key may be another item, a level too far in."""
        known = _keys(SECTION_DOCUMENTS[section])
        for key, value in tree.items() if isinstance(tree, dict) else ():
            meant = self.key(key, value, known)
            if meant is None and _may_hold(value):
                if isinstance(value, dict):
                    self.add(SECTIONS[section], [key])
                if section == "entities":
                    self.part("dimension", key, value)
                    self.part("group", key, value)
            elif section == "entities" and meant == "dimensions":
                self.parts("dimension", value)
            elif section == "entities" and meant == "groups":
                self.parts("group", value)
            elif section == "processes" and meant == "steps":
                self.ids("step", value)
            elif (section, meant) in _ATTRIBUTES:
                self.add("attribute", words_of(value))

    def parts(self, kind: str, tree: Any) -> None:
        """The dimensions or groups of an entity."""
        if isinstance(tree, dict):
            for name, value in tree.items():
                self.part(kind, name, value)
        else:
            self.ids(kind, tree)

    def part(self, kind: str, name: str, tree: Any) -> None:
        """A dimension with its values, or a group with its attributes."""
        document, inner, declares = _PARTS[kind]
        self.add(kind, [name])
        if not isinstance(tree, dict):
            self.add(declares, words_of(tree))
            return
        known = _keys(document)
        for key, value in tree.items():
            meant = self.key(key, value, known)
            if meant == inner or (meant is None and isinstance(value, list)):
                self.leaves(declares, value)

    def leaves(self, kind: str, tree: Any) -> None:
        """Names in a list, or as the keys of a mapping."""
        self.add(kind, tree if isinstance(tree, dict) else words_of(tree))

    def ids(self, kind: str, tree: Any) -> None:
        """The keys of a mapping from ids; where it is no mapping, every word may be an id."""
        self.add(kind, tree if isinstance(tree, dict) else words_of(tree))

    def key(self, key: str, value: Any, known: frozenset[str]) -> str | None:
        """The key that is written, or the one that is meant by it."""
        if key in known:
            return key
        return self.meant(key, known) if value != "" else None


def _may_hold(value: Any) -> bool:
    return isinstance(value, (dict, list)) or value == ""


def _may_be_item(value: Any) -> bool:
    return isinstance(value, dict) or value == ""


def _keys(document: str) -> frozenset[str]:
    return frozenset(declared.key for declared in document_class(document).model_fields.values())


_SINGULAR = {kind: section for section, kind in SECTIONS.items() if kind != section}
#: What the items of a section declare, beside their own ids.
_INNER = {
    "entities": ("dimension", "value", "group", "attribute"),
    "processes": ("step",),
    "systems": ("attribute",),
}
#: The document, the key that holds names, and what they name.
_PARTS = {
    "dimension": ("DimensionDocument", "values", "value"),
    "group": ("GroupDocument", "attributes", "attribute"),
}
#: Where an attribute may be named that stands in no group.
_ATTRIBUTES = {("entities", "key"), ("systems", "keys")}
