"""The union of the files of a landscape: which keys, which items, which file each is from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import attrs

from mdg.diagnostic import Place, Problem, Related, Source
from mdg.text.documents.landscape import parse_version
from mdg.text.positions import SECTIONS
from mdg.text.suggest import nearest
from mdg.text.validate import SETTINGS
from mdg.text.values import NO_EXTENSION, Fault, quoted

#: Unknown keys at the top of one file that are told, and for which what was meant is looked for.
MAX_UNKNOWN = 100
TEXTS = ("landscape", "title", "description")
_TOP = ("mdg", *TEXTS, *SECTIONS, SETTINGS)
#: what files of other tools have at their top as well
_ANYWHERE = ("title", "description")
_SINGULAR = {kind: section for section, kind in SECTIONS.items() if kind != section}


class Read(Protocol):
    """A file as the readers give it."""

    @property
    def source(self) -> Source: ...
    @property
    def root(self) -> dict[str, Any] | None: ...
    @property
    def unreadable(self) -> bool: ...


@attrs.define(slots=True, eq=False, repr=False)
class Merged:
    """All files as one: trees by section and id, and for each the file that it is from."""

    sections: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    homes: dict[str, dict[str, Source]] = attrs.field(factory=dict)
    texts: dict[str, str] = attrs.field(factory=dict)
    text_homes: dict[str, Source] = attrs.field(factory=dict)
    extensions: dict[str, Any] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)
    #: what was left out, though others may refer to what stands in it: each a landscape in which it stands alone
    left_out: list[Any] = attrs.field(factory=list)
    #: sections that are misspelt or of the wrong shape somewhere, so that not all of their items are known
    lost: set[str] = attrs.field(factory=set)
    #: files in which no key of a landscape stands, of which nothing else need be said
    strays: list[Source] = attrs.field(factory=list)
    #: the first key of a landscape in each file that has one
    landscapes: list[Place] = attrs.field(factory=list)
    versioned: bool = False
    #: by file, how many keys at its top are unknown, and where the last one told stands among the problems
    unknown: dict[str, list[int]] = attrs.field(factory=dict)

    def add(self, file: Read) -> None:
        """Take in one more file."""
        root, source = file.root, file.source
        self.versioned |= file.unreadable  # it may be the one that says it
        if not root:
            return
        known = [key for key in root if key in _TOP]
        foreign = any(key not in _TOP and not key.startswith("x-") for key in root)
        if foreign and all(key in _ANYWHERE for key in known):
            self._no_landscape(root, source)
            return
        if not known:
            self.extensions.update(root)
            return
        self.landscapes.append(Place(source, (known[0],), key=True))
        for key, value in root.items():
            if key == "mdg":
                self._version(value, source)
            elif key in TEXTS:
                self._text(key, value, source)
            elif key in SECTIONS or key == SETTINGS:
                self._section(key, value, source)
            elif key.startswith("x-"):
                self.extensions[key] = value
            else:
                self._unknown(key, value, source)

    def finish(self) -> None:
        """Say what only all the files together can lack."""
        if self.landscapes and not self.versioned:
            several = len(self.landscapes) > 1
            help = f"write `mdg: 1` at the top of {'one of them' if several else 'it'}"
            where = "no file says" if several else "the file does not say"
            message = f"{where} which version of the language it is written in"
            self._found("MDG007", message, help, self.landscapes[0], field="mdg")

    def _found(
        self,
        code: str,
        message: str,
        help: str,
        place: Place,
        *,
        subject: tuple[str, str] | None = None,
        field: str = "",
        related: tuple[Related, ...] = (),
    ) -> None:
        self.problems.append(
            Problem(
                code=code,
                message=message,
                help=help,
                place=place,
                subject=subject or ("file", place.source.key),
                field=field,
                related=related,
            )
        )

    def _no_landscape(self, root: dict[str, Any], source: Source) -> None:
        keys = [key for key in root if not key.startswith("x-") and key not in _TOP]
        few = ", ".join(f"`{key}`" for key in keys[:3]) + (", ..." if len(keys) > 3 else "")
        near = next((near for key in keys[:MAX_UNKNOWN] if (near := _near(key))), None)
        meant = f"did you mean `{near}`? otherwise " if near else ""
        for key in keys[:MAX_UNKNOWN]:
            self._meant(_near(key))
        help = f"{meant}leave the file out with `exclude` in `settings`, or name the landscape's own folder"
        message = f"no key of a landscape is in this file: {few}"
        self._found("MDG005", message, help, Place(source, (keys[0],), key=True))
        self.strays.append(source)
        self.left_out.append(root)

    def _unknown(self, key: str, value: Any, source: Source) -> None:
        self.left_out.append({key: value})
        told = self.unknown.setdefault(source.key, [0, 0])
        told[0] += 1
        if told[0] > MAX_UNKNOWN:
            last = self.problems[told[1]]
            message = f"unknown key {quoted(last.field)}; {told[0] - MAX_UNKNOWN:,} more keys are like this"
            self.problems[told[1]] = attrs.evolve(last, message=message)
            return
        told[1] = len(self.problems)
        near = _near(key)
        self._meant(near)
        help = f"did you mean `{near}`?" if near else "known keys are " + ", ".join(f"`{name}`" for name in _TOP)
        self._found(
            "MDG005", f"unknown key {quoted(key)}", help, Place(source, (key,), key=True), field=key or quoted(key)
        )

    def _meant(self, near: str | None) -> None:
        """Take note of what a misspelt key stands for, which is then neither missing nor empty."""
        self.versioned |= near == "mdg"
        if near in SECTIONS:
            self.lost.add(near)

    def _version(self, value: Any, source: Source) -> None:
        self.versioned = True
        try:
            parse_version(value)
        except Fault as fault:
            self._found(fault.code, fault.message, fault.help, Place(source, ("mdg",)), field="mdg")

    def _text(self, key: str, value: Any, source: Source) -> None:
        if not isinstance(value, str) or not value:
            wrong = "is empty" if value == "" else f"must be a text, and is {quoted(value)}"
            help = f"write a text, or leave `{key}` out"
            self._found("MDG006", f"`{key}` {wrong}", help, Place(source, (key,)), field=key)
        elif key not in self.texts:
            self.texts[key], self.text_homes[key] = value, source
        elif key == "landscape" and self.texts[key] != value:
            self._found(
                "MDG004",
                f"the landscape has two names, `{self.texts[key]}` and `{value}`",
                "keep one of them; files of one folder are one landscape",
                Place(source, (key,)),
                field=f"{key}={value}",
                related=(Related("the first one, which counts", Place(self.text_homes[key], (key,))),),
            )

    def _section(self, section: str, value: Any, source: Source) -> None:
        if value == "":
            return
        if not isinstance(value, dict):
            what = "settings to values" if section == SETTINGS else "ids to items"
            way = "`timezone: Europe/Berlin`" if section == SETTINGS else f"`my_{SECTIONS[section]}: {{...}}`"
            message = f"`{section}` must be a mapping from {what}, and is {quoted(value)}"
            self._found("MDG006", message, f"write {way} under it", Place(source, (section,)), field=section)
            self.lost.add(section)
            self.left_out.append({section: value})
            return
        items = self.sections.setdefault(section, {})
        homes = self.homes.setdefault(section, {})
        odd = any(name.startswith("x-") for name in value)
        if not items and not odd:  # as in most files
            items.update(value)
            homes.update(dict.fromkeys(value, source))
            return
        for name, item in value.items():
            if name.startswith("x-") and section == SETTINGS:
                self.extensions[f"{section}.{name}"] = item
            elif name.startswith("x-"):
                place = Place(source, (section, name), key=True)
                subject = (SECTIONS[section], name)
                self._found("MDG006", f"{quoted(name)} is not an id", NO_EXTENSION, place, subject=subject, field="id")
                self.lost.add(section)
                self.left_out.append({section: {name: item}})
            elif name in items:
                self._twice(section, name, source, homes[name])
                self.left_out.append({section: {name: item}})
            else:
                items[name], homes[name] = item, source

    def _twice(self, section: str, name: str, source: Source, first: Source) -> None:
        if section == SETTINGS:
            message, help, subject = f"`{name}` is set twice", "set it in one file", (SETTINGS, SETTINGS)
        else:
            kind = SECTIONS[section]
            message = f"the id `{name}` stands twice in `{section}`"
            help, subject = "keep one of them, or give the other an id of its own", (kind, name)
        related = (Related("the first one, which counts", Place(first, (section, name), key=True)),)
        field = name if section == SETTINGS else ""
        place = Place(source, (section, name), key=True)
        self._found("MDG004", message, help, place, subject=subject, field=field, related=related)


def _near(key: str) -> str | None:
    return _SINGULAR.get(key.lower()) or nearest(key, _TOP)


def merge(files: Iterable[Read]) -> Merged:
    """The union of files, in their order."""
    merged = Merged()
    for file in files:
        merged.add(file)
    merged.finish()
    return merged


def exclusions(files: Sequence[Read]) -> tuple[str, ...]:
    """The patterns of `settings.exclude` in any of the files, as far as they can be read."""
    found: list[str] = []
    for file in files:
        settings = (file.root or {}).get(SETTINGS)
        stated = settings.get("exclude") if isinstance(settings, dict) else None
        for pattern in [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else ():
            if isinstance(pattern, str) and pattern:
                found.append(pattern)
    return tuple(dict.fromkeys(found))
