"""A file of events that grows: the rows that have been added to it since somebody last looked."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs

from mdg.diagnostic import MdgError
from mdg.interop.feeds.delimited import delimited
from mdg.interop.feeds.json_lines import Item, json_lines

#: Bytes that are read at once; a longer line is waited for up to ``_LONGEST``.
_CHUNK = 4 * 2**20
_LONGEST = 64 * 2**20
#: By so many bytes of its beginning a file is known again.
_HEAD = 4_096
#: How the names of files end that can grow.
ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "csv"}


@attrs.define(slots=True)
class Position:
    """How far a file was read: bytes and lines, and by what it is known again."""

    offset: int = 0
    lines: int = 0
    head: str = ""
    head_size: int = 0


class Growing:
    """A file of JSON lines or CSV, read from a position on; a line that is not ended yet is left for the next look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.form = ENDINGS.get(path.suffix.lower(), "")
        if not self.form:
            known = ", ".join(ENDINGS)
            raise MdgError(f"`{path}` cannot be watched as it grows; its name ends in none of {known}")

    def was_replaced(self, position: Position) -> bool:
        """Whether the file is another than that which was read up to there."""
        with self._open() as stream:
            head = stream.read(position.head_size)
            size = stream.seek(0, io.SEEK_END)
        return size < position.offset or _known_by(head) != position.head

    def rows(self, position: Position) -> Iterator[Item]:
        """The rows of one portion behind a position, which moves behind them; none if there is nothing new."""
        with self._open() as stream:
            heading = stream.readline() if self.form == "csv" else b""
            if self.form == "csv" and not heading.endswith(b"\n"):
                return
            start = max(position.offset, len(heading))
            stream.seek(start)
            chunk = self._whole_lines(stream)
            if position.head_size < _HEAD:
                stream.seek(0)
                head = stream.read(min(_HEAD, start + len(chunk)))
                position.head, position.head_size = _known_by(head), len(head)
        first = position.lines if position.offset else (1 if heading else 0)
        position.offset, position.lines = start + len(chunk), first + chunk.count(b"\n")
        if not chunk:
            return
        if heading:
            for number, row, fault in delimited(io.BytesIO(heading + chunk), str(self._path)):
                yield first + number - 1, row, fault
        else:
            for number, row, fault in json_lines(io.BytesIO(chunk)):
                yield first + number, row, fault

    def end(self) -> Position:
        """The position behind all that the file has now."""
        position, last = Position(), -1
        while position.offset != last:
            last = position.offset
            for _ in self.rows(position):
                pass
        return position

    def _whole_lines(self, stream: BinaryIO) -> bytes:
        """What follows up to the end of a line; of CSV, one that is in no cell."""
        size = _CHUNK
        start = stream.tell()
        while True:
            stream.seek(start)
            chunk = stream.read(size)
            ended = self._ended(chunk)
            if ended or len(chunk) < size:
                return chunk[:ended]
            if size >= _LONGEST:
                raise MdgError(f"`{self._path}` has a line of more than {_LONGEST // 2**20} MB; it is no log of events")
            size *= 2

    def _ended(self, chunk: bytes) -> int:
        end = chunk.rfind(b"\n") + 1
        while self.form == "csv" and end and chunk.count(b'"', 0, end) % 2:
            end = chunk.rfind(b"\n", 0, end - 1) + 1
        return end

    def _open(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as failure:
            raise MdgError(f"`{self._path}` could not be read: {failure.strerror}") from failure


def _known_by(head: bytes) -> str:
    return hashlib.blake2b(head, digest_size=16).hexdigest()
