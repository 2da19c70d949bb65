"""What a rule is: a code, a name, a severity, and a function from a landscape on a day to problems.

The explanation is the docstring of the rule's module (see :mod:`mdg.rules`), so that ``mdg explain``, the documentation
and the help of other formats say the same, and its examples are run by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from mdg.diagnostic import Place, Problem, Severity
from mdg.model.items import Item
from mdg.model.landscape import Landscape
from mdg.population import Population

if TYPE_CHECKING:
    from mdg.model.happened import Audit

Check = Callable[[Landscape], Iterable[Problem]]
Happened = Callable[[Landscape, "Audit"], Iterable[Problem]]
Facts = Callable[[Landscape], Iterable["Unknown"]]


@attrs.frozen(slots=True, eq=False, repr=False)
class Unknown:
    """A fact that an item leaves out, so that a rule is silent about it.

    ``fact`` is an id that several rules may share (``group.categories``), ``description`` says it in words (``the
    categories of a group``), ``item`` is who lacks it (``customer.name``) and ``place`` where it could be stated.
    ``beside`` are statements that lack it too, by their ids and places, where there can be very many.
    """

    fact: str
    description: str
    item: str
    place: Place
    beside: Sequence[Item] = ()

    @classmethod
    def of(cls, fact: str, description: str, lacking: Sequence[Item]) -> Iterator[Unknown]:
        """A fact that all these statements leave out; nothing where there are none."""
        if lacking:
            yield cls(fact, description, lacking[0].id, lacking[0].place, lacking)


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Rule:
    """One rule; ``check`` is None for what earlier phases find (the text) and what the pipeline itself tells.

    A rule on what happened has ``audit`` instead, which judges the figures of an audit beside the landscape.

    ``sections`` are the sections of the language whose statements it judges; ``concerns`` say which responsibility
    answers for what it finds, the first first; ``unknown`` tells the facts for want of which it is silent.
    ``settled_by`` are the sections in which one more statement could undo a finding of it, so that it is not run while
    such a section may stand in a file that could not be read.
    """

    code: str
    name: str
    severity: Severity
    module: str
    sections: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ("accuracy",)
    settled_by: tuple[str, ...] = ()
    check: Check | None = None
    audit: Happened | None = None
    unknown: Facts | None = None


def some(entity: str, population: Population) -> str:
    """The records of an entity that a message is about."""
    return f"every `{entity}`" if population == population.space.everything else f"some `{entity}` records"


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """Names as a message tells them: in back-ticks, the last after ``conjunction``."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {conjunction} {quoted[-1]}"
