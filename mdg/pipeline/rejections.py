"""Rows that are not taken: written to a file as they were, with the reason and their place."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from mdg.diagnostic import Json, MdgError
from mdg.pipeline.recorded import KEPT, Recorded


class Rejections:
    """Takes the rejected rows of one recording; those of ``file`` for the time being."""

    def __init__(self, result: Recorded, path: str | os.PathLike[str] | None) -> None:
        self.file = ""
        self._result = result
        self._path = None if path is None else Path(path)
        self._stream: BinaryIO | None = None
        self._waiting = False

    def open(self) -> None:
        """Begin the file anew: it is about this recording alone."""
        if self._path is not None:
            try:
                self._stream = self._path.open("wb")
            except OSError as failure:
                raise self._unwritten(failure) from failure

    def put(self, position: int, raw: Any, reason: str) -> None:
        """Take one row, as it was."""
        counted = reason.partition(": `")[0]
        self._result.reasons[counted] = self._result.reasons.get(counted, 0) + 1
        row = {"reason": reason, "file": self.file, "line": position, "row": raw}
        if len(self._result.rejections) < KEPT:
            self._result.rejections.append(row)
        if self._stream is not None:
            try:
                self._stream.write(json.dumps(row, default=_plain, skipkeys=True).encode() + b"\n")
                self._waiting = True
            except OSError as failure:
                raise self._unwritten(failure) from failure

    def flush(self) -> None:
        """Have all rows so far on the disk, before the batch is committed in which they stood."""
        if self._stream is None or not self._waiting:
            return
        try:
            self._stream.flush()
            if self._stream.seekable():
                os.fsync(self._stream.fileno())
        except OSError as failure:
            raise self._unwritten(failure) from failure
        self._waiting = False

    def close(self) -> None:
        if self._stream is not None:
            stream, self._stream = self._stream, None
            try:
                stream.close()
            except OSError as failure:
                raise self._unwritten(failure) from failure

    def _unwritten(self, failure: OSError) -> MdgError:
        why = (failure.strerror or str(failure)).lower()
        return MdgError(f"rejected rows cannot be written to `{self._path}`: {why}")


def _plain(value: object) -> Json:
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
