"""A landscape that something is missing from, and how much later, or never, a change comes to its systems then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from mdg.diagnostic import Finding, Json
from mdg.model.landscape import Landscape
from mdg.topology.propagation import Arrival, Propagation

#: Within what time something is there at worst; None without any bound.
Bound = dt.timedelta | None


@attrs.frozen(slots=True, repr=False, eq=False)
class Outage:
    """A landscape that some things are missing from: ``names`` as they were given, and ``gone``, all that goes.

    ``gone`` has the kind and the id of every statement that is no longer there.
    """

    names: tuple[str, ...]
    landscape: Landscape
    gone: tuple[tuple[str, str], ...]

    @property
    def systems(self) -> frozenset[str]:
        """The systems that are gone."""
        return frozenset(name for kind, name in self.gone if kind == "system")

    def as_json(self) -> dict[str, Json]:
        return {"without": list(self.names), "gone": [{"kind": kind, "id": name} for kind, name in self.gone]}


@attrs.frozen(slots=True, repr=False, eq=False)
class Worsening:
    """What an outage does to a landscape: the findings that are ``worse``, each with what it was before, in words.

    ``ended`` are the findings of the whole landscape that are not found any more.
    """

    outage: Outage
    worse: tuple[tuple[Finding, str], ...]
    ended: tuple[Finding, ...]
    _words: dict[int, str] = attrs.field(init=False, repr=False)

    @_words.default
    def _by_identity(self) -> dict[int, str]:
        return {id(one): words for one, words in self.worse}

    def before(self, finding: Finding) -> str:
        """What a finding was before the outage, where it has become worse; empty for any other."""
        return self._words.get(id(finding), "")

    def as_json(self) -> dict[str, Json]:
        return {
            **self.outage.as_json(),
            "worse": [{"fingerprint": one.fingerprint, "message": words} for one, words in self.worse],
            "ended": [one.fingerprint for one in self.ended],
        }


@attrs.frozen(slots=True, repr=False, eq=False)
class Later:
    """A system that a change comes to later than before, in part or whole, or with fewer groups.

    ``groups`` are those that come later by other times than the change itself, each with what it was before and what it
    is now.  None is without any bound.
    """

    system: str
    before: Bound
    within: Bound
    lost: tuple[str, ...]
    groups: tuple[tuple[str, Bound, Bound], ...] = ()

    def as_json(self) -> dict[str, Json]:
        """``later_groups`` only where there are some."""
        groups: dict[str, Json] = {name: _seconds(before, within) for name, before, within in self.groups}
        return {
            "system": self.system,
            **_seconds(self.before, self.within),
            "lost_groups": list(self.lost),
            **({"later_groups": groups} if groups else {}),
        }


def _seconds(before: Bound, within: Bound) -> dict[str, Json]:
    return {
        "before_seconds": None if before is None else int(before.total_seconds()),
        "within_seconds": None if within is None else int(within.total_seconds()),
    }


@attrs.frozen(slots=True, repr=False, eq=False)
class Effect:
    """What an outage does to the propagation of a change: who is cut off, and who learns of it later."""

    outage: Outage
    cut_off: tuple[str, ...]
    later: tuple[Later, ...]

    def as_json(self) -> dict[str, Json]:
        return {
            **self.outage.as_json(),
            "cut_off": list(self.cut_off),
            "later": [one.as_json() for one in self.later],
        }


def effect(missing: Outage, before: Propagation, after: Propagation) -> Effect:
    """How the propagation ``after`` an outage is worse than the one ``before`` it; in the order of the waves."""
    here = [system for wave in before.waves for system in wave if system not in missing.systems]
    cut_off = tuple(system for system in here if system not in after.arrivals)
    return Effect(missing, cut_off, tuple(_later(before, after, here)))


def _later(before: Propagation, after: Propagation, systems: Iterable[str]) -> Iterator[Later]:
    for system in systems:
        if system in after.arrivals and system != before.origin:
            was, now = before.arrivals[system], after.arrivals[system]
            lost = tuple(group for group in was.groups if group not in now.groups)
            groups = tuple(_later_groups(was, now))
            if _longer(was.within, now.within) or lost or groups:
                yield Later(system, was.within, now.within, lost, groups)


def _later_groups(was: Arrival, now: Arrival) -> Iterator[tuple[str, Bound, Bound]]:
    """The groups that come later than before; less those of which the bound of the change itself says it."""
    for name, late in now.by_group.items():
        if name in was.by_group and _longer(was.by_group[name], late):
            both = was.by_group[name], late
            if both != (was.within, now.within):
                yield name, *both


def _longer(before: Bound, now: Bound) -> bool:
    return before is not None and (now is None or now > before)
