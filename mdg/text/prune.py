"""What is left of an item that is wrong: its sound parts, so that what they name is looked up in the same run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from mdg.diagnostic import PathPart
from mdg.text.documents.document import Document
from mdg.text.documents.engine import ValidationError
from mdg.text.documents.schema import Schema, bare, document_schema, inside
from mdg.text.explain_errors import is_echo, keys_of, trace
from mdg.text.lost import GAP, standing_at
from mdg.text.suggest import nearest
from mdg.text.values import Fault

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

#: How often an item is read again; each time something that is wrong in it has gone.
_ROUNDS = 12

Path = tuple[PathPart, ...]


class _Hopeless(Exception):
    """Nothing of the item would be left."""


@attrs.define(slots=True, repr=False, eq=False)
class Pruning:
    """An item on its way to being right; ``lost`` is what was cut out of it, each part as if it stood there alone."""

    raw: Any
    lost: list[Any] = attrs.field(factory=list)
    _tried: dict[Path, int] = attrs.field(factory=dict)

    def until_right(self, cls: type[Document]) -> Document | None:
        """The document of what is left, or None if nothing is."""
        schema = document_schema(cls)
        for _ in range(_ROUNDS):
            try:
                return cls.validator()(self.raw)
            except ValidationError as error:
                try:
                    errors = error.errors(include_url=False)
                    meant = [path for one in errors if (path := self._entity_meant(one, schema))]
                    self._cut(errors)
                    for path in meant:
                        self.raw = self._changed(self.raw, path, GAP)
                except _Hopeless:
                    return None
        return None

    def _entity_meant(self, error: ErrorDetails, schema: Schema) -> Path | None:
        """Where the entity belongs that a misspelt key names; nothing is to be judged by another one."""
        if error["type"] != "extra_forbidden":
            return None
        around, written = trace(self.raw, error["loc"][:-1])
        known = keys_of(bare(inside(schema, error["loc"][:-1])))
        if "entity" not in known or "entity" in written:
            return None
        free = [key for key in known if key not in written]
        return (*around, "entity") if nearest(str(error["loc"][-1]), free) == "entity" else None

    def _cut(self, errors: list[ErrorDetails]) -> None:
        changes: dict[Path, Any] = {}
        for error in errors:
            if is_echo(error):
                continue
            path, change = self._change(error)
            if not path:
                raise _Hopeless
            changes[path] = change
        for path, change in changes.items():
            self._note(path)
            self.raw = self._changed(self.raw, path, change)

    def _change(self, error: ErrorDetails) -> tuple[Path, Any]:
        """Where to change something, and what to put there; nothing for None."""
        fault = error.get("ctx", {}).get("error")
        inner = fault.path if isinstance(fault, Fault) else ()
        loc = (*error["loc"], *inner)
        path, _ = trace(self.raw, loc)
        if error["type"] == "extra_forbidden" or loc[-1:] == ("[key]",) or (isinstance(fault, Fault) and fault.key):
            return path, None
        if error["type"] == "missing" or (isinstance(fault, Fault) and fault.code == "MDG007"):
            around, _ = trace(self.raw, loc[:-1] if error["type"] == "missing" or inner else loc)
            if error["type"] != "missing" and not inner:
                return around, None
            path = (*around, loc[-1])
        return self._next(path, error)

    def _next(self, path: Path, error: ErrorDetails) -> tuple[Path, Any]:
        """At first a gap, then a value that is allowed or nothing at all, then the end of what is around it."""
        tried = self._tried[path] = self._tried.get(path, 0) + 1
        if tried == 1 and path:
            return path, GAP
        if tried == 2:
            allowed = re.findall("'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
            if allowed and error["type"] == "literal_error":
                return path, allowed[0]
            if error["type"] == "dict_type" and isinstance(path[-1], str):
                return path, {}  # what it must hold is missing next, and each of that can be a gap
            if error["type"] != "missing":
                return path[:-1] if isinstance(path[-1], int) else path, None
        return path[:-1], None

    def _note(self, path: Path) -> None:
        """Keep what stands at ``path``, which is about to be cut out."""
        found, value = trace(self.raw, path)
        if found == path:
            self.lost.append(standing_at(path, value))

    def _changed(self, tree: Any, path: Path, change: Any) -> Any:
        """A copy of a tree with a change, since an alias may share it; places in lists stay what they are."""
        part, *rest = path
        if isinstance(tree, list):
            if not isinstance(part, int) or part >= len(tree):
                return tree
            new = list(tree)
            if rest:
                new[part] = self._changed(tree[part], tuple(rest), change)
            else:
                new[part] = GAP if change is None else change
            return new
        if not isinstance(tree, Mapping) or (rest and part not in tree):
            return tree  # an earlier change took it away
        entries = dict(tree)
        if rest:
            entries[str(part)] = self._changed(tree[part], tuple(rest), change)
            return entries
        entries.pop(part, None)
        return entries if change is None else _in_place(tree, entries, str(part), change)


def _in_place(tree: Mapping[str, Any], entries: dict[str, Any], part: str, change: Any) -> dict[str, Any]:
    """The entries with one more, in the order in which they were."""
    entries[part] = change
    return {name: entries[name] for name in dict.fromkeys((*tree, part)) if name in entries}
