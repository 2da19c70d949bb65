"""The lines of a text, found without a list of all of them: a large text has millions, and few are asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import overload


class Lines(Sequence[str]):
    """The lines of a text, which end in ``\\n``, ``\\r\\n`` or ``\\r``; each is cut out when it is asked for.

    ``block`` is the number of characters after which the lines so far are counted.
    """

    __slots__ = ("_before", "_block", "_ends", "text")

    def __init__(self, text: str, block: int = 1024) -> None:
        self.text = text
        self._block = block
        #: the text, with nothing but ``\n`` at the end of a line
        self._ends = re.sub("\r(?!\n)", "\n", text) if text.count("\r") != text.count("\r\n") else text
        counts = (self._ends.count("\n", at, at + block) for at in range(0, len(text), block))
        #: how many lines end before each block, and in all
        self._before = list(accumulate(counts, initial=0))

    def __len__(self) -> int:
        return self._before[-1] + 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[line] for line in range(*at.indices(len(self)))]
        line = range(len(self))[at]
        return self.text[self._start(line) : self._start(line + 1)].rstrip("\r\n")

    def position(self, index: int) -> tuple[int, int]:
        """The line and the column, from 1, of the character number ``index``."""
        begin = min(index // self._block, len(self._before) - 1) * self._block
        line = self._before[begin // self._block] + self._ends.count("\n", begin, index)
        end = self._ends.rfind("\n", begin, index)
        return line + 1, index - (end + 1 if end >= 0 else self._start(line)) + 1

    def _start(self, line: int) -> int:
        """Where a line, counted from 0, begins; the end of the text, for the one after the last."""
        if line == 0:
            return 0
        if line > self._before[-1]:
            return len(self.text)
        block = bisect_left(self._before, line) - 1
        at = block * self._block
        for _ in range(line - self._before[block]):
            at = self._ends.index("\n", at) + 1
        return at
