"""Work during which Python's garbage collector rests."""

from __future__ import annotations

import gc


class CollectorResting:
    """No collection begins within ``with CollectorResting():``, for work that makes many things which live on.

    To look for circles among them while they are made costs more than to make them.  Who has switched the collector
    off finds it off afterwards.
    """

    # a class, since a generator would cost more than some of the work
    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()
