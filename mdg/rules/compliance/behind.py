"""Data under consent that can be in a system before the consent to its use is, record by record."""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs

from mdg.rules.compliance.apart import apart_by, soonest
from mdg.rules.compliance.consents import Consented, told
from mdg.topology import Network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.links import Bound, Link, raw
from mdg.topology.reach import Set, union_of
from mdg.topology.routes import first

#: Stands for a bound of what never comes.
_NEVER = math.inf


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Behind:
    """Records from an origin whose ``group`` can come by some links before their consent does.

    That is given in the ``giver`` by some operation, and late by ``bound``, None where it never comes.
    """

    one: Consented
    cohort: Cohort
    origin: str
    group: str
    links: tuple[Link, ...]
    soon: int
    records: Set
    bound: Bound | None
    giver: str
    operation: str

    @property
    def delay(self) -> float:
        """How late the consent is, the never of which is as late as what has no bound."""
        return _NEVER if self.bound is None else self.bound.delay


def behind(net: Network, one: Consented) -> Iterator[Behind]:
    """The records whose data can come to a use before the consent to it, by origin, group and how late that is."""
    about = raw(one.use.extract.population)
    for cohort in cohorts(net):
        consents = cohort.created(one.consent.group, in_force=True)
        for group in one.groups:
            for origin, supplied in cohort.created(group, in_force=True).items():
                given: Set = consents.get(origin, net.nothing)
                records = supplied & about
                if origin != one.system:
                    if records & given != net.nothing:
                        yield from _apart(cohort, one, origin, group, records & given)
                    yield from _given_later(cohort, one, origin, group, records & ~given)


def _apart(cohort: Cohort, one: Consented, origin: str, group: str, records: Set) -> Iterator[Behind]:
    """Of records that have their consent from the beginning on."""
    net, kept = cohort.network, one.consent.group
    alone = _alone(cohort, one, origin, group, kept) & records
    if alone == net.nothing:
        return
    bounds: list[Bound | None] = [*cohort.late("create", kept, origin, one.system, alone)]
    never = alone & told(cohort, kept, one.system)[1] & ~union_of((one.records for one in bounds if one), net.nothing)
    for bound in [*bounds, None]:
        late = never if bound is None else bound.records
        if late != net.nothing:
            yield from _behind(cohort, one, origin, group, late, bound, origin, "create")


def _given_later(cohort: Cohort, one: Consented, origin: str, group: str, records: Set) -> Iterator[Behind]:
    """Of records that begin without a consent, which whoever may then gives."""
    net, kept = cohort.network, one.consent.group
    if records == net.nothing:
        return
    for writer, may in cohort.updating(kept).items():
        late = records & may & _alone(cohort, one, origin, group, kept if writer == origin else "")
        if writer != one.system and late != net.nothing:
            for bound in cohort.late("update", kept, writer, one.system, late):
                yield from _behind(cohort, one, origin, group, bound.records, bound, writer, "update")


def _alone(cohort: Cohort, one: Consented, origin: str, group: str, kept: str) -> Set:
    """The records whose data can come to where it is found by a way that leaves the consent behind.

    Where it is found in another system than the consent, and where ``kept`` is empty, every way does.
    """
    if one.found_in == origin:
        return cohort.whole
    return apart_by(cohort, origin, group, kept if one.found_in == one.system else "", one.found_in)


def _behind(
    cohort: Cohort,
    one: Consented,
    origin: str,
    group: str,
    records: Set,
    bound: Bound | None,
    giver: str,
    operation: str,
) -> Iterator[Behind]:
    """Whether data can be there sooner than the consent to it, of records of which that is late by ``bound``."""
    if bound is not None and bound.delay == 0:
        return
    kept = one.consent.group if giver == origin else ""
    found = ways(cohort, one, origin, group, kept, first(cohort.network, records))
    if found is not None and (bound is None or found[1] < bound.delay):
        yield Behind(
            one=one,
            cohort=cohort,
            origin=origin,
            group=group,
            links=found[0],
            soon=found[1],
            records=records,
            bound=bound,
            giver=giver,
            operation=operation,
        )


def ways(
    cohort: Cohort, one: Consented, origin: str, group: str, kept: str, point: Set
) -> tuple[tuple[Link, ...], int] | None:
    """By what flows data of a record comes soonest where it is used without its consent, and how soon; None for never.

    Where it is read in another system than the consent, nothing travels together.
    """
    if one.found_in == origin:
        return (), 0
    links, soon = soonest(cohort, origin, group, kept if one.found_in == one.system else "", one.found_in, point)
    return (links, soon) if links else None
