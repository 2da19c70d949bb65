"""The fenced blocks of a Markdown page, and what running them prints.

Four kinds are run, in order, in one folder; no other kind is allowed in a page whose blocks are promised to work:

- ``console``: each line ``$ command`` is run by bash; what follows is what it prints, on both channels together.
- ``pycon``: a session of Python's prompt, `>>>` and `...`; every block starts anew.
- any other language whose first line is a comment with a file name (``# landscape.yaml``): the file is written, without
  that line where the format has no comments.
- ``sh``: commands for a clone of the project, not for the folder; a test of their own runs those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

FENCE = re.compile(r"^```(?P<kind>[\w+-]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?:.*\\\n> )*.*", re.MULTILINE)
FILE_NAME = re.compile(r"^# (?P<name>[\w./-]+\.\w+)\n")

#: Formats without comments.
DATA = {"csv", "json", "jsonl"}

#: Run by the environment's Python: replays a session from standard input and prints it as the prompt would show it.
REPLAY = """\
import contextlib, doctest, io, sys, traceback
names = {"__name__": "__main__"}
for part in doctest.DocTestParser().parse(sys.stdin.read()):
    if isinstance(part, str):
        continue
    lines = part.source.splitlines()
    print("\\n".join([f">>> {lines[0]}", *[f"... {line}".rstrip() for line in lines[1:]]]))
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        try:
            exec(compile(part.source, "<session>", "single"), names)
        except Exception as error:
            shown.write("Traceback (most recent call last):\\n    ...\\n")
            shown.write("".join(traceback.format_exception_only(error)))
    print(shown.getvalue(), end="")
"""


@attrs.frozen
class Block:
    """A fenced block: its language, its text without the fences, and where that text stands in the page."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def file_name(self) -> str | None:
        """The file that the block is the content of, if its first line names one."""
        found = FILE_NAME.match(self.text)
        return found["name"] if found else None

    @property
    def content(self) -> str:
        """What that file holds."""
        return FILE_NAME.sub("", self.text) if self.kind in DATA else self.text

    @property
    def commands(self) -> list[str]:
        """The commands of a ``console`` block; a line that ends in a backslash goes on in the next."""
        return [found[2:].replace("\n> ", "\n") for found in COMMAND.findall(self.text)]


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks in order of writing."""
    for found in FENCE.finditer(page):
        yield Block(found["kind"], found["text"], found.start("text"), found.end("text"))


def replaced(page: str, printed: list[tuple[Block, str]]) -> str:
    """The page with each of those blocks holding what was printed instead."""
    for block, text in sorted(printed, key=lambda pair: -pair[0].start):
        page = page[: block.start] + text + page[block.end :]
    return page
