"""All that is wrong with a mapping, told in one go."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from mdg.diagnostic import MdgError


class Faults:
    """Gathers what is wrong, a line each, instead of ending with the first."""

    def __init__(self) -> None:
        self._told: list[str] = []

    @contextlib.contextmanager
    def also(self) -> Iterator[None]:
        """Keep what is raised within as MdgError, and go on."""
        try:
            yield
        except MdgError as wrong:
            self._told += [line for line in str(wrong).splitlines() if line not in self._told]

    def tell(self) -> None:
        """Raise all of it as one MdgError, if there is any."""
        if self._told:
            raise MdgError("\n".join(self._told))
