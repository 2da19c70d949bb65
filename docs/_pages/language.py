"""The language's reference, from the documents' models: the same descriptions that ``mdg schema`` gives to editors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mdg.text import LandscapeDocument
from mdg.text.documents import SECTION_DOCUMENTS
from mdg.text.documents.document import Document
from mdg.text.documents.items import ItemDocument, ScopeDocument

from .kinds import CALLED, Json, Kinds
from .markdown import contents, fenced, sequence, table

#: One landscape in a file for each section: what a page shows is a part of it.
EXAMPLE = Path(__file__).parents[1] / "reference" / "example"
_FOLDER = "reference/language"
_SHARED, _VALUES = "shared.md", "values.md"
_INDEX = """\
# The landscape language

A landscape is one YAML file, or a folder of them, with these keys. Four sections make a useful one: `entities`,
`systems`, `ownership` and `flows`; each other is there for the question that it answers. A section maps ids to items.

The examples on these pages are parts of one landscape. The same descriptions are shown by an
[editor](../../how-to/set-up-an-editor.md) while you write. What holds for files is told [here](../files.md).
"""
_HEAD_OF_SHARED = """\
# What statements have in common

Keys that stand in several sections.
"""
_HEAD_OF_VALUES = """\
# Values

What stands in the source counts: where a text is expected, `NO`, `on`, `0001`, `1e3` and `true` are those texts. The
values below are read only where a key calls for them.
"""
_WHEN = """\
## Conditions

A mapping from dimension to a condition, all of which must hold, or a list of such mappings, of which one must hold. A
condition is a value, a list of values (any of them), or a [condition](#condition) of keys. What they mean is told in
[populations](../../explanation/populations.md#a-when-is-a-set-of-records).
"""


@cache
def _schema() -> Json:
    return LandscapeDocument.model_json_schema()


def _definitions() -> Json:
    found: Json = _schema()["$defs"]
    return found


@cache
def _classes() -> Mapping[str, type[Document]]:
    """Every class of documents by its name in the schema."""
    _schema()  # imports them all
    found: dict[str, type[Document]] = {}
    waiting = list(Document.__subclasses__())
    while waiting:
        cls = waiting.pop()
        found[cls.__name__.removesuffix("Document")] = cls
        waiting += cls.__subclasses__()
    return found


@cache
def _places() -> Mapping[str, str]:
    """The page of each document: that of the section which alone has it, or that of what several have."""
    owners: dict[str, set[str]] = {}
    for section in _sections():
        for name in _reached(_schema()["properties"][section]):
            owners.setdefault(name, set()).add(section)
    return {name: f"{next(iter(found))}.md" if len(found) == 1 else _SHARED for name, found in owners.items()}


def _sections() -> list[str]:
    return [*SECTION_DOCUMENTS, "settings"]


def _reached(part: Any) -> Iterator[str]:
    """The documents that a part of the schema refers to, and those that they refer to, in order."""
    waiting, seen = [part], set()
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, list):
            waiting[:0] = here
        elif isinstance(here, dict):
            name = str(here.get("$ref", "")).rpartition("/")[2]
            if name and name not in seen and "properties" in _definitions()[name]:
                seen.add(name)
                yield name
                waiting.append(_definitions()[name]["properties"])
            waiting[:0] = here.values()


def _kinds(page: str) -> Kinds:
    """What says what may be written, with links from that page."""

    def link(name: str) -> str:
        if name == "when":
            target, anchor = _SHARED, "conditions"
        elif name in _places():
            target, anchor = _places()[name], _definitions()[name]["title"].replace(" ", "-")
        else:
            target, anchor = _VALUES, CALLED.get(name, name).replace(" ", "-")
        return f"#{anchor}" if target == page else f"{target}#{anchor}"

    when = dict(_definitions()["Population"]["properties"]["when"])
    del when["description"]
    return Kinds(_definitions(), when, link)


def pages() -> dict[str, str]:
    """The pages by their path below ``docs``."""
    found = {
        "index.md": _index(),
        **{f"{section}.md": _section(section) for section in _sections()},
        _SHARED: _shared(),
        _VALUES: _values(),
    }
    return {f"{_FOLDER}/{name}": text for name, text in found.items()}


def _index() -> str:
    rows = (
        (f"[`{key}`]({key}.md)" if key in _sections() else f"`{key}`", said["description"])
        for key, said in _schema()["properties"].items()
    )
    below = contents([*(f"{section}.md" for section in _sections()), _SHARED, _VALUES])
    return sequence([_INDEX, table(("Key", "What it says"), rows), below])


def _section(section: str) -> str:
    page = f"{section}.md"
    first, *others = [name for name in _reached(_schema()["properties"][section]) if _places()[name] == page]
    example = (EXAMPLE / f"{section}.yaml").read_text(encoding="utf-8")
    parts = [f"# {section}", _schema()["properties"][section]["description"], fenced("yaml", example)]
    parts += ["## Keys", *_document(first, page, kept=False)]
    for name in others:
        parts += [f"## {_heading(name)}", *_document(name, page)]
    return sequence(parts)


def _shared() -> str:
    parts = [_HEAD_OF_SHARED]
    for name, title in (("Item", "Every item"), ("Extract", "Extracts")):
        fields = ScopeDocument.model_fields if name == "Extract" else ItemDocument.model_fields
        sample = next(cls for cls in _definitions() if name in _bases(cls))
        keys = {declared.key: _definitions()[sample]["properties"][declared.key] for declared in fields.values()}
        parts += [f"## {title}", _classes()[name].__doc__ or "", *_keys(keys, (), _SHARED)]
    parts.append(_WHEN)
    for name, place in _places().items():
        if place == _SHARED:
            parts += [f"## {_heading(name)}", *_document(name, _SHARED)]
    return sequence(parts)


def _values() -> str:
    parts = [_HEAD_OF_VALUES]
    for name, definition in _definitions().items():
        if name not in _places() and "description" in definition:
            parts += [f"## {CALLED.get(name, name).capitalize()}", definition["description"]]
    return sequence(parts)


def _heading(name: str) -> str:
    title: str = _definitions()[name]["title"]
    return title.capitalize()


def _bases(name: str) -> list[str]:
    return [cls.__name__.removesuffix("Document") for cls in _classes()[name].__mro__] if name in _classes() else []


def _document(name: str, page: str, *, kept: bool = True) -> Iterator[str]:
    """What a document says: what it is (if ``kept``), its own keys, and where those that others have too are told."""
    definition = _definitions()[name]
    yield definition["description"]
    inherited = [base for base in (ItemDocument, ScopeDocument) if issubclass(_classes()[name], base)]
    elsewhere = {declared.key for base in inherited for declared in base.model_fields.values()}
    own = {key: said for key, said in definition["properties"].items() if key not in elsewhere}
    if inherited:
        yield _told_elsewhere(inherited)
    yield from _keys(own, definition.get("required", ()), page)


def _told_elsewhere(inherited: list[type[Document]]) -> str:
    links = {
        ItemDocument: f"what [every item]({_SHARED}#every-item) may say",
        ScopeDocument: f"an [extract]({_SHARED}#extracts) (`entity`, `groups`, `when`, `population`)",
    }
    return f"Beside the keys below: {', and '.join(links[base] for base in inherited)}."


def _keys(keys: Json, required: Any, page: str) -> Iterator[str]:
    kinds = _kinds(page)
    for key, said in keys.items():
        yield f"### `{key}`"
        yield said["description"]
        must = ", required" if key in required else ""
        yield f"Value{must}: {kinds.said(said)}."
