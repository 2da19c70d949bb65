"""What comes of recording a log."""

from __future__ import annotations

import attrs

from mdg.diagnostic import Json

#: Rejected rows of which a result keeps the first itself.
KEPT = 100


@attrs.define(slots=True, repr=False, kw_only=True)
class Recorded:
    """What became of the rows of a log; all but the rejected ones are committed.

    ``read`` are all rows looked at; of these ``recorded`` are new, ``repeated`` are the same as others and stood at one
    more place, ``known`` were recorded before from the same place, and ``rejected`` were not taken: ``reasons`` counts
    them, ``rejections`` holds the first hundred, each with `reason`, `file`, `line`, `row`.  ``left_out`` are messages
    of a feed that say of nothing that it became visible: each entry has `reason`, `count` and `examples`.  ``unseen``
    says, with its place, what a mapping names and no message has.  ``unknown`` counts values in columns that events do
    not have.
    """

    read: int = 0
    recorded: int = 0
    repeated: int = 0
    known: int = 0
    rejected: int = 0
    reasons: dict[str, int] = attrs.field(factory=dict)
    rejections: list[dict[str, Json]] = attrs.field(factory=list)
    left_out: list[dict[str, Json]] = attrs.field(factory=list)
    unseen: list[str] = attrs.field(factory=list)
    unknown: dict[str, int] = attrs.field(factory=dict)

    def as_json(self) -> dict[str, Json]:
        told = ("read", "recorded", "repeated", "known", "rejected", "reasons", "left_out", "unseen", "unknown")
        return {name: getattr(self, name) for name in told}
