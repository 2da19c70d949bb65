"""A whole landscape, read: files, text from standard input, or what was built in Python, to documents and problems."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from mdg.collector import CollectorResting
from mdg.diagnostic import PYTHON, FixedSource, Place, Problem, Source
from mdg.text.documents.declare import NOTHING
from mdg.text.documents.document import written
from mdg.text.documents.landscape import LandscapeDocument
from mdg.text.files import FileText, excluded, read_path
from mdg.text.lost import ANY, GAP, lost_names, standing_at, words_of
from mdg.text.merge import Merged, exclusions, merge
from mdg.text.positions import SECTIONS, TextSource
from mdg.text.validate import SETTINGS, validate_section, validate_settings

if TYPE_CHECKING:
    from mdg.text.suppression import Suppression


@attrs.frozen(slots=True, eq=False, repr=False)
class Places(Mapping[tuple[str, str], Place]):
    """Where each item stands, by section and id; places are made when they are asked for."""

    homes: Mapping[str, Mapping[str, Source]]

    def __getitem__(self, item: tuple[str, str]) -> Place:
        section, name = item
        return Place(self.homes[section][name], item)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((section, name) for section, names in self.homes.items() for name in names)

    def __len__(self) -> int:
        return sum(map(len, self.homes.values()))


@attrs.frozen(slots=True, eq=False, repr=False, kw_only=True)
class Text:
    """What a landscape's text says, as far as it can be read, and what is wrong with it.

    ``document`` holds the items that are right.  ``unreadable_words`` are the words of the files that could not be
    read or are no landscape; ``lost_names`` are the names, by kind, that what could not be read may declare, be it a
    whole file or a part of one item: that such a name is unknown cannot be said.  ``faulty`` are (section, id) of
    the items that are wrong, ``pruned`` holds by section and id what is right in them, so that names are looked up
    there too; ``lost`` are sections of which more is meant than could be read.
    """

    document: LandscapeDocument
    places: Places
    problems: tuple[Problem, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    sources: tuple[Source, ...] = ()
    unreadable_words: frozenset[str] = frozenset()
    lost_names: Mapping[str, frozenset[str]] = NOTHING
    unreadable: bool = False
    faulty: frozenset[tuple[str, str]] = frozenset()
    pruned: Mapping[str, Mapping[str, Any]] = NOTHING
    lost: frozenset[str] = frozenset()

    def may_declare(self, kind: str, name: str) -> bool:
        """Whether a name of a kind, be it that of an item or `group`, may be declared in what could not be read."""
        return name in self.lost_names.get(kind, ()) or name in self.lost_names.get(ANY, ())

    def item_places(self, section: str, names: Collection[str]) -> Iterator[tuple[str, Place]]:
        """The items of these names, each with the place of its id."""
        homes = self.places.homes.get(section, NOTHING)
        if len(homes) == len(names) and section not in self.pruned:  # all, in their order: as a rule
            return ((name, Place(source, (section, name), True)) for name, source in homes.items())
        return ((name, self.place(section, name, key=True)) for name in names)

    def place(self, section: str, id: str, *path: str | int, key: bool = False) -> Place:
        """Where an item, or something inside it, stands; in Python, if it stands in no file."""
        source = self.places.homes.get(section, NOTHING).get(id, PYTHON)
        return Place(source, (section, id, *path), key)


def read(
    path: str | os.PathLike[str] | LandscapeDocument | Mapping[str, Any], *, stdin_text: bytes | None = None
) -> Text:
    """Read a landscape: a file, a folder, `-` for ``stdin_text``, or what was built in Python.

    Raises MdgError where the path cannot be read; whatever is wrong with the text is among the problems of the answer.
    """
    with CollectorResting():
        if isinstance(path, LandscapeDocument):
            return _of_document(path)
        if isinstance(path, Mapping):
            root = written(path)
            return _of_files([FileText(source=TextSource(PYTHON.name, PYTHON.key), root=root)], PYTHON)
        files = read_path(path, stdin_text=stdin_text)
        patterns = exclusions(files)
        kept = [file for file in files if not excluded(file.source.key, patterns)] if patterns else files
        name = os.fspath(path)
        nothing = "there is no landscape file here"
        if files and not kept:
            nothing = f"`exclude` in the settings leaves out every landscape file here ({len(files)})"
        return _of_files(kept, kept[0].source if kept else FixedSource(name, name), nothing)


def _of_document(document: LandscapeDocument) -> Text:
    homes = {section: dict.fromkeys(getattr(document, section), PYTHON) for section in SECTIONS}
    problems = () if any(homes.values()) else (_nothing(PYTHON, "the landscape has no item"),)
    return Text(document=document, places=Places(homes), problems=problems, sources=(PYTHON,))


def _of_files(files: list[FileText], first: Source, nothing: str = "") -> Text:
    merged = merge(files)
    fields: dict[str, Any] = {"mdg": 1, **merged.texts}
    ours = [file for file in files if all(file.source is not stray for stray in merged.strays)]
    problems = [problem for file in ours for problem in file.problems] + merged.problems
    faulty, pruned, lost = _sections(merged, fields, problems)
    if merged.extensions:
        fields["extensions"] = merged.extensions
    if not problems and not any(merged.sections.get(section) for section in SECTIONS):
        problems.append(_nothing(first, "no section has an item" if files else nothing))
    words = {word for file in files for word in file.words}
    doubles = [standing_at(*double) for file in ours for double in file.doubles]
    names = lost_names((*merged.left_out, *doubles, *lost))
    strays = (file.root for file in files if file not in ours)
    return Text(
        document=LandscapeDocument.from_fields(fields),
        places=Places(merged.homes),
        problems=tuple(problems),
        suppressions=tuple(suppression for file in ours for suppression in file.suppressions),
        sources=tuple(file.source for file in files),
        unreadable_words=frozenset(words.union(*map(words_of, strays))),
        lost_names={**names, ANY: frozenset({*words, GAP} if pruned else words)},
        unreadable=any(file.unreadable for file in files),
        faulty=frozenset(faulty),
        pruned=pruned,
        lost=frozenset(merged.lost),
    )


def _sections(
    merged: Merged, fields: dict[str, Any], problems: list[Problem]
) -> tuple[list[tuple[str, str]], dict[str, dict[str, Any]], list[Any]]:
    """Fill the sections into the fields of the landscape; the answer is the items that are wrong.

    It is followed by what is right in those, and by the trees of what is not.
    """
    faulty: list[tuple[str, str]] = []
    pruned: dict[str, dict[str, Any]] = {}
    lost: list[Any] = []
    for section in SECTIONS:
        if merged.sections.get(section):
            done = validate_section(section, merged.sections[section], merged.homes[section])
            fields[section] = done.documents
            problems.extend(done.problems)
            faulty.extend((section, name) for name in done.faulty)
            lost.extend({section: part} for part in done.lost)
            if done.pruned:
                pruned[section] = done.pruned
    if merged.sections.get(SETTINGS):
        fields[SETTINGS], wrong = validate_settings(merged.sections[SETTINGS], merged.homes[SETTINGS])
        problems.extend(wrong)
    return faulty, pruned, lost


def _nothing(source: Source, why: str) -> Problem:
    return Problem(
        code="MDG010",
        message=why,
        help="write `entities`, `systems`, `ownership` and `flows` in a `.yaml`, `.yml` or `.json` file",
        place=Place(source),
        subject=("file", source.key),
    )
