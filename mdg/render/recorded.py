"""What became of a log that was recorded, in words: how many rows, and all that did not become an event."""

from __future__ import annotations

from typing import Protocol

from mdg.diagnostic import Json

#: Rejected rows that are shown where no file takes them all; names of a mapping too.
SHOWN = 10


class Result(Protocol):
    """What a recording tells (:class:`mdg.Recorded`)."""

    @property
    def read(self) -> int: ...
    @property
    def recorded(self) -> int: ...
    @property
    def repeated(self) -> int: ...
    @property
    def known(self) -> int: ...
    @property
    def rejected(self) -> int: ...
    @property
    def reasons(self) -> dict[str, int]: ...
    @property
    def rejections(self) -> list[dict[str, Json]]: ...
    @property
    def left_out(self) -> list[dict[str, Json]]: ...
    @property
    def unseen(self) -> list[str]: ...
    @property
    def unknown(self) -> dict[str, int]: ...


def recorded(result: Result) -> str:
    """One line with all numbers, what was left out of a feed, by reason, and what its mapping names in vain."""
    lines = [counts(result)]
    for loss in result.left_out:
        lines.append(f"left out: {loss['reason']}: {loss['count']:,}")
        lines += [f"  {_place(example)}{_said(example)}" for example in loss["examples"]]
    lines += [f"not seen: {told}" for told in result.unseen[:SHOWN]]
    if len(result.unseen) > SHOWN:
        lines.append(f"not seen: {len(result.unseen) - SHOWN:,} more names of the mapping")
    for name, count in sorted(result.unknown.items()):
        lines.append(f"not kept: events have no column `{name}`, which {_many(count, 'row')} had")
    return "\n".join(lines) + "\n"


def counts(result: Result) -> str:
    """The numbers on one line."""
    parts = [f"{result.recorded:,} new"]
    parts += [f"{result.repeated:,} repeated"] if result.repeated else []
    parts += [f"{result.known:,} recorded before"] if result.known else []
    parts += [f"{result.rejected:,} rejected"] if result.rejected else []
    return f"{_many(result.read, 'row')}: {', '.join(parts)}"


def rejected(result: Result) -> str:
    """The first rejected rows with their places, and how many there were for each reason."""
    lines = [f"rejected: {_place(row)}: {row['reason']}" for row in result.rejections[:SHOWN]]
    if result.rejected > SHOWN:
        lines.append(f"and {result.rejected - SHOWN:,} more; by reason:")
        lines += [f"  {reason}: {count:,}" for reason, count in sorted(result.reasons.items(), key=_frequent)]
    return "\n".join(lines)


def _frequent(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _place(row: dict[str, Json]) -> str:
    return f"{row['file']}:{row['line']}"


def _said(example: dict[str, Json]) -> str:
    return f": {example['what']}" if example["what"] else ""


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
