"""What a feed holds that becomes no event: counted by reason, with the first few places of each."""

from __future__ import annotations

import attrs

from mdg.diagnostic import Json

EXAMPLES = 3


class Lost(ValueError):
    """A message, or a value in it, that should have become an event and cannot; the message is the reason."""


@attrs.define(slots=True)
class Loss:
    """One reason: how often, and the first places, each with what stands there."""

    reason: str
    count: int = 0
    examples: list[dict[str, Json]] = attrs.field(factory=list)


@attrs.define(slots=True)
class Losses:
    """All that was left out on purpose, such as the start of a run: it says of nothing that it became visible.

    ``unseen`` says of each name in a mapping that no message had where it stands: it may be misspelled.
    """

    unseen: list[str] = attrs.field(factory=list, init=False)
    _by_reason: dict[str, Loss] = attrs.field(factory=dict, init=False)

    def add(self, reason: str, file: str, line: int, what: str = "") -> None:
        loss = self._by_reason.setdefault(reason, Loss(reason))
        loss.count += 1
        if len(loss.examples) < EXAMPLES:
            loss.examples.append({"file": file, "line": line, "what": what})

    def listed(self) -> tuple[Loss, ...]:
        """The most frequent first; of as many, by reason."""
        return tuple(sorted(self._by_reason.values(), key=lambda loss: (-loss.count, loss.reason)))
