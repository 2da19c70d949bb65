"""What a long command is doing, on a terminal: one line on standard error that is gone when the answer comes."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self, TextIO

#: Seconds until the line is shown, and between two changes of it.
FIRST, EVERY = 1.0, 0.2


class Progress:
    """Shows what is being done, from the second second on, where somebody can see it.

    Called with what is done now.  It is a context; at its end, however that comes, the line is erased.
    """

    def __init__(self, stream: TextIO | None, first: float = FIRST, every: float = EVERY) -> None:
        self._stream = stream if stream is not None and _is_terminal(stream) else None
        self._first, self._every = first, every
        self._what = "starts"
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> Self:
        if self._stream is not None:
            self._thread = threading.Thread(target=self._show, args=(self._stream, time.monotonic()), daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _show(self, stream: TextIO, start: float) -> None:
        if self._over.wait(self._first):
            return
        width = 0
        with suppress(OSError, ValueError):  # a terminal that has gone away
            while not self._over.is_set():
                line = f"mdg {self._what} ({time.monotonic() - start:.0f} s)"[: _columns(stream) - 1]
                stream.write(f"\r{line.ljust(width)}")
                stream.flush()
                width = len(line)
                self._over.wait(self._every)
            stream.write(f"\r{' ' * width}\r")
            stream.flush()


def progress() -> Progress:
    """The line on standard error of this process."""
    return Progress(sys.stderr)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:  # closed
        return False


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
