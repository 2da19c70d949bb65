"""Which files of a folder belong to a landscape, and their bytes, without opening what could block or lead astray."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import attrs

SUFFIXES = (".yaml", ".yml", ".json")

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_LEAVE_OUT = "or leave it out with `exclude` in `settings`"


class Refusal(Exception):
    """Why a file is not read, and the way out."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


@attrs.frozen(slots=True, repr=False)
class Candidate:
    """A file that may belong to the landscape: relative to its folder, as the user would open it, and to open it.

    ``refusal`` says that it is known already not to be readable.
    """

    key: str
    name: str
    path: Path
    refusal: Refusal | None = None


def candidates(folder: Path) -> list[Candidate]:
    """Every YAML and JSON file below the folder, hidden ones left out, in the order of their keys; OSError for it."""
    inside = _Folder(folder)
    found = [*inside.walk()]
    links: dict[str, Candidate] = {}
    for candidate, target in inside.linked:
        if target not in links or candidate.key < links[target].key:
            links[target] = candidate
    return sorted([*found, *links.values()], key=lambda candidate: candidate.key)


class _Folder:
    """One walk through a folder; ``linked`` collects links to files in it that have no name of their own in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.real = os.path.realpath(folder)
        self.linked: list[tuple[Candidate, str]] = []

    def walk(self) -> Iterator[Candidate]:
        waiting = [""]
        while waiting:
            inner = waiting.pop()
            try:
                with os.scandir(self.folder / inner) as scan:
                    entries = [entry for entry in scan if not entry.name.startswith(".")]
            except OSError as error:
                if not inner:
                    raise
                yield self.candidate(inner, _denied("folder", error))
                continue
            for entry in entries:
                key = f"{inner}/{entry.name}" if inner else entry.name
                if entry.is_symlink():
                    yield from self.link(key)
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(key)
                elif entry.name.endswith(SUFFIXES):
                    yield self.candidate(key)

    def candidate(self, key: str, refusal: Refusal | None = None) -> Candidate:
        path = self.folder / key
        return Candidate(printable(key), printable(path.as_posix()), path, refusal)

    def link(self, key: str) -> Iterator[Candidate]:
        """What a link stands for is read under its own name if it has one in the folder, else under the link's."""
        path = self.folder / key
        try:
            real = os.path.realpath(path, strict=True)
        except OSError as error:
            if key.endswith(SUFFIXES):
                where = "to itself" if error.errno == errno.ELOOP else "nowhere"
                yield self.candidate(key, Refusal(f"the link leads {where}", f"mend or remove the link, {_LEAVE_OUT}"))
            return
        is_folder = os.path.isdir(real)  # noqa: PTH112 - the path is text that realpath gave
        if not is_folder and not key.endswith(SUFFIXES):
            return
        prefix = self.real.rstrip(os.sep) + os.sep
        if real + os.sep != prefix and not real.startswith(prefix):
            help = f"put the {'folder' if is_folder else 'file'} itself there, {_LEAVE_OUT}"
            yield self.candidate(key, Refusal("the link leads out of the landscape's folder", help))
            return
        hidden = any(part.startswith(".") for part in Path(real[len(prefix) :]).parts)
        if is_folder and hidden:
            help = f"put the folder itself there, {_LEAVE_OUT}"
            yield self.candidate(key, Refusal("the link leads to a hidden folder", help))
        elif not is_folder and (hidden or not real.endswith(SUFFIXES)):
            self.linked.append((self.candidate(key), real))


def file_bytes(candidate: Candidate, max_bytes: int) -> bytes:
    """The bytes of a file; Refusal for what is no ordinary file, too large, or not to be read."""
    if candidate.refusal:
        raise candidate.refusal
    try:
        _check(os.stat(candidate.path), max_bytes)  # noqa: PTH116 - the same call for a path and a descriptor
        # what is not there to be waited for: a pipe put in the file's place would block
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        with open(os.open(candidate.path, flags), "rb") as file:  # noqa: PTH123
            _check(os.fstat(file.fileno()), max_bytes)
            return within(file.read(max_bytes + 1), max_bytes)
    except OSError as error:
        raise _denied("file", error) from None


def _check(status: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _KINDS if test(status.st_mode)), "no ordinary file")
        raise Refusal(f"this is {kind}, and only ordinary files are read", f"put a file in its place, {_LEAVE_OUT}")
    if status.st_size > max_bytes:
        raise _too_large(max_bytes)


def within(data: bytes, max_bytes: int) -> bytes:
    """The bytes themselves; Refusal if there are more than ``max_bytes``."""
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    return data


def _too_large(limit: int) -> Refusal:
    help = "split it: a landscape is the union of the files in its folder"
    return Refusal(f"the file has more than {_amount(limit)}, and is not read", help)


def _amount(size: int) -> str:
    for unit, name in ((2**20, "MB"), (2**10, "KB")):
        if size >= unit and not size % unit:
            return f"{size // unit} {name}"
    return f"{size} bytes"


def _denied(what: str, error: OSError) -> Refusal:
    reason = (error.strerror or "unknown reason").lower()
    return Refusal(f"the {what} cannot be read: {reason}", f"make it readable, {_LEAVE_OUT}")


def printable(text: str) -> str:
    """The name of a file, with what cannot be shown or stored as text in escapes."""
    if text.isprintable():
        return text
    shown = (sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
    return "".join(shown)
