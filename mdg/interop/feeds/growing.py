"""A file of events that grows: the rows that have been added to it since somebody last looked."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs
from orjson import JSONDecodeError, loads

from mdg.diagnostic import MdgError
from mdg.interop.feeds.delimited import delimited, first_line, lines_of, whole_rows
from mdg.interop.feeds.json_lines import Item, json_lines

#: Bytes that are read at once; a longer line is waited for up to ``_LONGEST``.
_CHUNK = 4 * 2**20
_LONGEST = 64 * 2**20
#: By so many bytes of its beginning a file is known again.
_HEAD = 4_096
#: The formats to which a line can be added.
FORMATS = ("jsonl", "csv")
#: What names of rotated logs have in them besides, a number or a day, and what those that were compressed end in.
_ROTATED = re.compile(r"[-._]?\d[\dTZ:._-]*")
_COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".Z", ".zip")


@attrs.define(slots=True)
class Position:
    """How far a file was read: bytes and lines, and by what it is known again."""

    offset: int = 0
    lines: int = 0
    head: str = ""
    head_size: int = 0


class Growing:
    """A file of one of :data:`FORMATS`, read from a position on; a line that is not ended is left for the next look.

    MdgError where it cannot be read.
    """

    def __init__(self, path: Path, form: str) -> None:
        self.path, self._form, self._is_csv = path, form, form == "csv"

    def check(self) -> None:
        """MdgError where it cannot be read now."""
        self._open().close()

    def is_there(self) -> bool:
        """Whether there is a file; while logs are rotated there is none for a moment."""
        return self.path.exists()

    def was_replaced(self, position: Position) -> bool:
        """Whether the file is gone, or another than that which was read up to there."""
        return not self.is_there() or not self._goes_on(position)

    def renamed(self, position: Position) -> Growing | None:
        """The file beside it that was read up to there, as it is called by now; None if there is none."""
        found = [Growing(one, self._form) for one in self._beside() if one.name.startswith(self.path.stem)]
        going_on = [one for one in found if position.head_size and one._can_go_on(position)]
        # of copies of it, the one that grew the longest
        return max(going_on, key=lambda one: _size_and_change(one.path)[0], default=None)

    def next_after(self, rotated: Growing, position: Position) -> tuple[Growing | None, str | None]:
        """The log that was rotated next, after the one that was read up to there, and what cannot be read of them.

        None where there is none between that and the log as it is now.
        """
        _, last = _size_and_change(rotated.path)
        between = sorted((_size_and_change(one)[1], one) for one in self._beside() if self._is_rotated(one))
        unread = None
        for changed, one in between:
            found = Growing(one, self._form)
            if changed <= last or one == rotated.path or (position.head_size and found._can_go_on(position)):
                continue
            if not one.name.endswith(_COMPRESSED):
                return found, unread
            unread = f"`{one}` came in between, and is compressed: what is in it was never seen"
        return None, unread

    def _beside(self) -> Iterator[Path]:
        return (one for one in sorted(self.path.parent.iterdir()) if one != self.path and one.is_file())

    def _is_rotated(self, path: Path) -> bool:
        """Whether a name is that of the log with a number or a day behind it, or before its ending."""
        name = next((path.name.removesuffix(one) for one in _COMPRESSED if path.name.endswith(one)), path.name)
        for start, end in ((self.path.name, ""), (self.path.stem, self.path.suffix), (self.path.stem, "")):
            if (
                name.startswith(start)
                and name.endswith(end)
                and _ROTATED.fullmatch(name[len(start) :].removesuffix(end))
            ):
                return True
        return False

    def _can_go_on(self, position: Position) -> bool:
        """The same as ``_goes_on``; not where it cannot be read, as it is gone by now or not ours."""
        with contextlib.suppress(MdgError):
            return self._goes_on(position)
        return False

    def has_more(self, position: Position) -> bool:
        """Whether something stands behind a position."""
        with self._open() as stream:
            stream.seek(position.offset)
            return bool(stream.read(_HEAD).strip())

    def _goes_on(self, position: Position) -> bool:
        with self._open() as stream:
            head = stream.read(position.head_size)
            size = stream.seek(0, io.SEEK_END)
        return size >= position.offset and _known_by(head) == position.head

    def rows(self, position: Position) -> Iterator[Item]:
        """The rows of one portion behind a position, which moves behind them; none if there is nothing new."""
        heading, chunk, first = self._portion(position)
        if not chunk:
            return
        if heading:
            for number, row, fault in delimited(io.BytesIO(heading + chunk), str(self.path)):
                yield first + number - 1, row, fault
        else:
            for number, row, fault in json_lines(io.BytesIO(chunk)):
                yield first + number, row, fault

    def end(self) -> Position:
        """The position behind all that the file has now."""
        position = Position()
        while self._portion(position)[1]:
            pass
        return position

    def _portion(self, position: Position) -> tuple[bytes, bytes, int]:
        """The heading of CSV, whole lines behind a position, which moves behind them, and how many come before."""
        with self._open() as stream:
            heading = first_line(stream, _LONGEST) if self._is_csv else b""
            if self._is_csv and not heading:
                return b"", b"", 0
            start = max(position.offset, len(heading))
            stream.seek(start)
            chunk = self._whole_lines(stream, heading)
            if position.head_size < _HEAD:
                stream.seek(0)
                head = stream.read(min(_HEAD, start + len(chunk)))
                position.head, position.head_size = _known_by(head), len(head)
        first = position.lines if position.offset else (1 if heading else 0)
        ended = lines_of(chunk) if self._is_csv else chunk.count(b"\n")
        position.offset, position.lines = start + len(chunk), first + ended
        return heading, chunk, first

    def _whole_lines(self, stream: BinaryIO, heading: bytes) -> bytes:
        """What follows up to the end of a line; of CSV, one that is in no cell."""
        size = _CHUNK
        start = stream.tell()
        while True:
            stream.seek(start)
            chunk = stream.read(size)
            ended = self._ended(chunk, heading)
            if len(chunk) < size and self._is_whole(chunk[ended:]):
                return chunk
            if ended or len(chunk) < size:
                return chunk[:ended]
            if size >= _LONGEST:
                raise MdgError(f"`{self.path}` has a line of more than {_LONGEST // 2**20} MB; it is no log of events")
            size *= 2

    def _is_whole(self, line: bytes) -> bool:
        """Whether a last line without an end is all there: a JSON object is, as nothing can follow it."""
        if self._is_csv or not line.rstrip().endswith(b"}"):
            return False
        try:
            return isinstance(loads(line), dict)
        except JSONDecodeError:
            return False

    def _ended(self, chunk: bytes, heading: bytes) -> int:
        return whole_rows(heading, chunk, str(self.path)) if self._is_csv else chunk.rfind(b"\n") + 1

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as failure:
            raise MdgError(f"`{self.path}` could not be read: {failure.strerror}") from failure


def _size_and_change(path: Path) -> tuple[int, int]:
    """The size of a file, and when it last changed; of one that is gone meanwhile, nothing."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _known_by(head: bytes) -> str:
    return hashlib.blake2b(head, digest_size=16).hexdigest()
