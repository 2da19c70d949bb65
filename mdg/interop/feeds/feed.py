"""What a feed is: something that turns the messages of a format into rows of events, and says what it left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from mdg.interop.feeds.json_lines import Item
from mdg.interop.feeds.losses import Losses, Lost

#: Rows that one message may give; the position of a row is that of its message and its place among these.
PART = 2**40


class Translation(Protocol):
    """How a format is read: the rows of one message."""

    def rows(self, message: Any, number: int) -> Iterable[Mapping[str, Any]]:
        """The rows in the message of that number.  Raises Lost where there should be some, LeftOut else."""
        ...

    def finish(self) -> Iterable[tuple[int, str, str]]:
        """What is left over after the last message: the line, the reason and what it was, of each."""
        ...

    def unseen(self) -> Iterable[tuple[str, str]]:
        """What the mapping names and no message had: the place in the mapping, and the name, of each."""
        ...


class LeftOut(ValueError):
    """A message that says of nothing that it became visible; ``what`` is said beside the reason."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(reason)
        self.what = what


def translated(translation: Translation, messages: Iterable[Item], file: str, losses: Losses) -> Iterator[Item]:
    """The rows of all messages; a message that cannot be read comes as it was, with the reason."""
    for number, message, fault in messages:
        if fault is not None:
            yield number, message, fault
            continue
        try:
            rows = list(_by_group(translation.rows(message, number)))
        except Lost as lost:
            yield number, message, str(lost)
        except LeftOut as left_out:
            losses.add(str(left_out), file, number, left_out.what)
        else:
            for place, row in enumerate(rows):
                yield number + place * PART, row, None
    for number, reason, what in translation.finish():
        losses.add(reason, file, number, what)
    losses.unseen += [f"{place}: no message of `{file}` has `{name}`" for place, name in translation.unseen()]


def _by_group(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """A row that is about several groups as one row a group.  Raises Lost for one that is about none of a list."""
    for row in rows:
        groups = row.get("group")
        if isinstance(groups, list):
            if not groups:
                raise Lost("`group` is a list, and there is no group in it")
            yield from ({**row, "group": group} for group in groups)
        else:
            yield row
