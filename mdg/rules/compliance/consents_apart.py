"""Uses under consent that is kept in an entity of its own.

Which consent belongs to which record is in no landscape.  So only that is told which is true whichever it is: that no
change of any comes to a system, that even the fastest is too slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from mdg.diagnostic import Problem, Related
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.consents import Consented, hears, held, under_consent
from mdg.topology import Network, network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.links import Bound
from mdg.topology.reach import Set, union_of


@attrs.frozen(slots=True, repr=False, eq=False)
class Apart:
    """The uses in one system under consent of one group elsewhere, with the network of the data and of the consent."""

    data: Network
    consents: Network
    several: list[Consented]

    @property
    def system(self) -> str:
        """The system in which it is used."""
        return self.several[0].system

    @property
    def group(self) -> str:
        """The group in which the consent is kept."""
        return self.several[0].consent.group

    @property
    def kept(self) -> str:
        """The group with its entity, as the language writes it."""
        return f"{self.consents.entity.id}.{self.group}"

    @property
    def heard(self) -> bool:
        """Whether some change of the consents comes to the system, or nobody may make any."""
        return hears(self.consents, self.group, self.system)

    def records(self) -> Set:
        """The records whose data is found there."""
        return union_of((records for one in self.several for _, records in held(self.data, one)), self.data.nothing)

    def fastest(self, bounds: Callable[[Cohort], Iterator[Bound]]) -> float | None:
        """The least of some bounds over all consents; None for none."""
        return min((one.delay for cohort in cohorts(self.consents) for one in bounds(cohort)), default=None)


def apart(landscape: Landscape) -> tuple[Apart, ...]:
    """All of them, by system and group of the consent."""
    return landscape.derived("consents apart", lambda: tuple(_apart(landscape)))


def _apart(landscape: Landscape) -> Iterator[Apart]:
    for entity in landscape.entities.values():
        found: dict[tuple[str, str, str], list[Consented]] = {}
        for one in under_consent(landscape, entity.id, apart=True):
            found.setdefault((one.consent.entity, one.consent.group, one.system), []).append(one)
        for (kept_in, _, _), several in found.items():
            yield Apart(network(landscape, entity), network(landscape, landscape.entities[kept_in]), several)


def told_of(rule: Rule, one: Apart, records: Set, what: str, help_: str, *related: Related) -> Problem:
    """What a rule tells of such uses: that a system uses some groups of some records under consent, and ``what``."""
    net, population = one.data, one.data.population(records)
    groups = tuple(dict.fromkeys(name for each in one.several for name in each.groups))
    purposes = dict.fromkeys(each.use.purpose.id for each in one.several)
    system = net.landscape.systems[one.system]
    return Problem(
        code=rule.code,
        message=f"`{one.system}` uses {listed(groups)} of {some(net.entity.id, population)} under consent "
        f"({', '.join(purposes)}), and {what}",
        place=system.place,
        subject=("system", one.system),
        help=help_,
        related=(
            *(Related(f"uses it for `{each.use.purpose.id}`", each.use.place) for each in one.several),
            *related,
        ),
        field=f"{net.entity.id} {one.kept}",
        entity=net.entity.id,
        groups=groups,
        systems=(one.system,),
        population=population,
        draft=system.draft or all(each.use.draft for each in one.several),
    )
