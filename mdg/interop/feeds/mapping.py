"""The mapping of a feed, as YAML: which column or part of a message gives which column of an event, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from mdg.diagnostic import MdgError, PathPart
from mdg.interop.feeds.awaited import Awaited, Named, named, unseen
from mdg.interop.feeds.faults import Faults
from mdg.interop.feeds.losses import Lost
from mdg.interop.feeds.times import AMBIGUOUS, UNITS, Clock, form_fault
from mdg.model.event import INSTANTS, OPTIONAL, REQUIRED, SCOPE
from mdg.text.positions import TextSource
from mdg.text.schedules import check_timezone
from mdg.text.suggest import nearest
from mdg.text.values import Fault
from mdg.text.yaml_reader import read_yaml

Message = Mapping[str, Any]
_KEYS = ("from", "join", "values", "default", "separator", "format", "timezone", "unit", "ambiguous")
_TEXTS = ("join", "separator", "format", "timezone", "unit", "ambiguous")
_TIMES = ("format", "timezone", "unit", "ambiguous")
#: What the reader of YAML says of a file that holds a list or a text.
_WRONG_TOP = "MDG006"


@attrs.frozen(slots=True)
class MappingFile:
    """A mapping that was read: every scalar of ``root`` is the text as it was written."""

    source: TextSource
    root: dict[str, Any]

    def wrong(self, path: tuple[PathPart, ...], message: str, *, key: bool = False) -> MdgError:
        """What is wrong at a place of the file."""
        return MdgError(f"{self.place(path, key=key)}: {message}")

    def place(self, path: tuple[PathPart, ...], *, key: bool = False) -> str:
        """A place of the file, as messages name it."""
        span = self.source.locate(path, key=key)
        return f"{span.file}:{span.line}:{span.column}"

    def unseen(self, several: Iterable[Awaited]) -> Iterable[tuple[str, str]]:
        """The places and the names of what no message had."""
        return [(self.place(named.where, key=named.key), named.name) for named in unseen(several)]

    def check_keys(self, path: tuple[PathPart, ...], found: Mapping[str, Any], known: Iterable[str]) -> None:
        """MdgError for the keys that mean nothing there: for all of them."""
        names = list(known)
        faults = Faults()
        for name in found:
            if name not in names:
                near = nearest(name, names)
                way = f"did you mean `{near}`?" if near else f"known are {', '.join(f'`{one}`' for one in names)}"
                with faults.also():
                    raise self.wrong((*path, name), f"`{name}` means nothing here; {way}", key=True)
        faults.tell()

    def section(self, *path: PathPart) -> dict[str, Any]:
        """The mapping at a path, empty where it is missing; MdgError where something else stands there."""
        found: Any = self.root
        for part in path:
            found = found.get(part, {}) if isinstance(found, dict) else found
        if not isinstance(found, dict):
            raise self.wrong(path, f"`{path[-1]}` must be a mapping")
        return found

    def text(self, *path: PathPart) -> str | None:
        """The text at a path, None where it is missing."""
        found = self.section(*path[:-1]).get(str(path[-1]))
        if found is not None and (not isinstance(found, str) or not found):
            raise self.wrong(path, f"`{path[-1]}` must be a text")
        return found

    def texts(self, *path: PathPart) -> list[str]:
        """The text, or the texts of the list, at a path."""
        found = self.section(*path[:-1]).get(str(path[-1]), [])
        several = found if isinstance(found, list) else [found]
        if not all(isinstance(one, str) and one for one in several):
            raise self.wrong(path, f"`{path[-1]}` must be a text or a list of texts")
        return several


def read_mapping(name: str, data: bytes) -> MappingFile:
    """Read a mapping; MdgError, with its place, for the first thing in it that is wrong."""
    source = TextSource(name, name, data)
    tree = read_yaml(source)
    for problem in tree.problems:
        span = problem.place.span()
        if problem.code == _WRONG_TOP:
            place = f"{span.file}:{span.line}:{span.column}"
            raise MdgError(f"{place}: this is no mapping of a feed; it begins with a section, such as `columns:`")
        way = f"; {problem.help}" if problem.help else ""
        raise MdgError(f"{span.file}:{span.line}:{span.column}: {problem.message}{way}")
    if not tree.root:
        raise MdgError(f"`{name}` is no mapping of a feed: there is nothing in it")
    return MappingFile(source, tree.root)


class Columns:
    """The columns of an event, from a message: what the sections ``columns`` and ``constants`` at a path say.

    Those of the top of the file hold for each block too that does not say otherwise.  MdgError for all that is wrong.
    """

    def __init__(self, file: MappingFile, path: tuple[PathPart, ...] = ()) -> None:
        self.constants: dict[str, str] = {}
        self._readers: dict[str, Callable[[Message], Any]] = {}
        self._named: dict[str, list[Named]] = {}
        faults = Faults()
        for start in dict.fromkeys([(), path]):
            with faults.also():
                self._read(file, start, faults)
        faults.tell()
        self.awaited = Awaited(named for name in self._readers for named in self._named[name])

    def _read(self, file: MappingFile, start: tuple[PathPart, ...], faults: Faults) -> None:
        columns, constants = file.section(*start, "columns"), file.section(*start, "constants")
        for name in (*columns, *constants):
            where = (*start, "columns" if name in columns else "constants", name)
            with faults.also():
                _check_name(file, where, name)
                if name in columns and name in constants:
                    raise file.wrong(where, f"`{name}` is both a column and a constant", key=True)
        for name, value in constants.items():
            with faults.also():
                if not isinstance(value, str):
                    raise file.wrong((*start, "constants", name), f"the constant `{name}` must be a text")
            self.constants[name] = value
            self._readers.pop(name, None)
        for name, value in columns.items():
            where = (*start, "columns", name)
            with faults.also():
                self._readers[name] = _column(file, where, name, value)
                brief = isinstance(value, (str, list))
                self._named[name] = named(value if brief else value["from"], where if brief else (*where, "from"))
            self.constants.pop(name, None)

    @property
    def names(self) -> set[str]:
        """The columns that are given."""
        return {*self.constants, *self._readers}

    def value(self, name: str, message: Message) -> Any:
        """One column of an event, None where it has no value.  Raises Lost where that cannot be read."""
        return self._readers[name](message) if name in self._readers else self.constants.get(name)

    def of(self, message: Message) -> dict[str, Any]:
        """The columns of an event, those without a value left out.  Raises Lost where a value cannot be read."""
        self.awaited.note(lambda path: has(message, path))
        found: dict[str, Any] = dict(self.constants)
        for name, read in self._readers.items():
            value = read(message)
            if value is not None:
                found[name] = value
        return found


def _check_name(file: MappingFile, where: tuple[PathPart, ...], name: str) -> None:
    if name not in REQUIRED and name not in OPTIONAL and not name.startswith(SCOPE):
        near = nearest(name, (*REQUIRED, *OPTIONAL))
        hint = f"did you mean `{near}`?" if near else f"dimensions begin with `{SCOPE}`"
        raise file.wrong(where, f"events have no column `{name}`; {hint}", key=True)


def look(message: Any, path: str) -> Any:
    """What stands at a path of a message, such as ``source.table``; None where there is nothing."""
    if isinstance(message, Mapping) and path in message:
        return message[path]
    for part in path.split("."):
        if not isinstance(message, Mapping):
            return None
        message = message.get(part)
    return message


def has(message: Message, path: str) -> bool:
    """Whether anything stands at a path of a message, if only that there is no value."""
    if path in message:
        return True
    found: Any = message
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return False
        found = found[part]
    return True


def _column(file: MappingFile, path: tuple[PathPart, ...], name: str, said: Any) -> Callable[[Message], Any]:
    given = {"from": said} if isinstance(said, (str, list)) else said
    if not isinstance(given, dict) or "from" not in given:
        raise file.wrong(path, f"`{name}` must say which column it is `from`")
    file.check_keys(path, given, _KEYS)
    for key in _TEXTS:
        if key in given and (key != "join" or given[key] != ""):
            file.text(*path, key)
    where = path if given is not said else (*path, "from")
    several = given["from"] if isinstance(given["from"], list) else [given["from"]]
    if not several or not all(isinstance(one, str) and one for one in several):
        raise file.wrong(where, f"`{name}` must be from a column, or a list of columns")
    read = _joined(several, given.get("join", "/"))
    steps = [step for step in (_renamed(file, path, given), _split(given), _timed(file, path, name, given)) if step]
    default = given.get("default")

    def value(message: Message) -> Any:
        found = read(message)
        if found is None:
            return default
        for step in steps:
            found = step(found)
        return found

    return value


def _joined(paths: list[str], between: str) -> Callable[[Message], Any]:
    if len(paths) == 1:
        only = paths[0]
        return lambda message: look(message, only)

    def joined(message: Message) -> str | None:
        parts = [look(message, path) for path in paths]
        return None if any(part is None for part in parts) else between.join(_as_text(part) for part in parts)

    return joined


def _as_text(value: Any) -> str:
    """A value as a mapping names it: those of JSON that are true or false as they are written there."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _renamed(file: MappingFile, path: tuple[PathPart, ...], given: dict[str, Any]) -> Callable[[Any], Any] | None:
    if "values" not in given:
        return None
    values = file.section(*path, "values")
    column = path[-1]

    def renamed(found: Any) -> Any:
        text = _as_text(found)
        if text not in values:
            raise Lost(f"`values` of `{column}` does not know a value: `{text}`")
        return values[text]

    return renamed


def _split(given: dict[str, Any]) -> Callable[[Any], Any] | None:
    if "separator" not in given:
        return None
    separator: str = given["separator"]

    def split(found: Any) -> list[Any]:
        return (
            found if isinstance(found, list) else sorted({part.strip() for part in str(found).split(separator)} - {""})
        )

    return split


def _timed(
    file: MappingFile, path: tuple[PathPart, ...], name: str, given: dict[str, Any]
) -> Callable[[Any], Any] | None:
    times = {key: given[key] for key in _TIMES if key in given}
    if not times:
        return None
    if name not in INSTANTS:
        raise file.wrong((*path, next(iter(times))), f"`{name}` is no instant", key=True)
    for key, known in (("unit", UNITS), ("ambiguous", AMBIGUOUS)):
        if key in times and times[key] not in known:
            listed = ", ".join(f"`{one}`" for one in known)
            raise file.wrong((*path, key), f"`{key}` is one of {listed}")
    if "format" in times and (fault := form_fault(times["format"])) is not None:
        raise file.wrong((*path, "format"), f"`format` {fault}")
    if "timezone" in times:
        try:
            check_timezone(times["timezone"])
        except Fault as unknown:
            raise file.wrong((*path, "timezone"), f"{unknown.message}; {unknown.help}") from None
    if "unit" in times and len(times) > 1:
        other = next(key for key in times if key != "unit")
        raise file.wrong((*path, other), f"`{other}` means nothing beside a `unit`; leave out one", key=True)
    clock = Clock(form=times.pop("format", None), **times)
    return clock.reader()
