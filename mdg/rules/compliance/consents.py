"""Uses of personal data under consent, and where the consent to them is kept and changed."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.model.landscape import Landscape
from mdg.model.order import unguarded
from mdg.model.use import Consent, Part, Step, View
from mdg.model.uses import Use, personal, uses, view_of
from mdg.population import Population
from mdg.rules.compliance.looks import in_force
from mdg.rules.compliance.sensitive import special_kinds
from mdg.topology import Network, network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.links import raw, seconds
from mdg.topology.reach import Set, union_of


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Consented:
    """A use of personal ``groups`` under consent.

    The data is found in one system, and the consent has to come to ``system``, where a cache can make it ``cached``
    seconds older.  These are two systems only where a view is seen.
    """

    use: Use
    system: str
    consent: Consent
    groups: tuple[str, ...]
    found_in: str
    cached: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """The system, and the group in which the consent is kept."""
        return self.system, self.consent.group


def consented(landscape: Landscape, entity: str) -> tuple[Consented, ...]:
    """The uses of an entity under consent that is kept with the same entity.

    A step before which its process looks up the consent is left out: it is judged by that look-up.
    """
    return landscape.derived(("consented", entity), lambda: tuple(under_consent(landscape, entity, apart=False)))


def under_consent(landscape: Landscape, entity: str, *, apart: bool) -> Iterator[Consented]:
    """The uses of an entity under consent that is kept with it or, if asked, ``apart`` from it."""
    for use in uses(landscape, entity):
        kept = consent_of(use)
        if kept is None or (kept.entity != entity) != apart or kept.entity not in landscape.entities:
            continue
        if not looked_up(landscape, use):
            yield from _placed(landscape, use, kept)


def _placed(landscape: Landscape, use: Use, kept: Consent) -> Iterator[Consented]:
    """A use in its system; where it sees a view, in each system from which that reads what the use is of."""
    view, own = view_of(landscape, use), governed(landscape, use)
    parts = [use.part] if use.part is not None else [*view.parts.values()] if view is not None else []
    seen = False
    for part in parts:
        groups = tuple(name for name in own if name in part.extract.groups)
        if part.extract.entity == use.extract.entity and part.system in landscape.systems and groups:
            seen = True
            for system, cached in _heard_at(landscape, view, part, kept):
                one = Consented(use=use, system=system, consent=kept, groups=groups, found_in=part.system)
                yield attrs.evolve(one, cached=cached)
    if not seen and use.system in landscape.systems and own:
        yield Consented(use=use, system=use.system or "", consent=kept, groups=own, found_in=use.system or "")


def _heard_at(landscape: Landscape, view: View | None, part: Part, kept: Consent) -> list[tuple[str, int]]:
    """Where a view hears of the consent to what a part of it shows.

    From the systems of the parts that show the consent; else in the system that serves it, if it comes there, or else
    in that from which the part comes.
    """
    several = () if view is None else view.parts.values()
    showing = [one for one in several if one.extract.entity == kept.entity and kept.group in one.extract.groups]
    found = [(one.system, 0 if one.cache is None else seconds(one.cache)) for one in showing]
    found = [one for one in found if one[0] in landscape.systems]
    serving = view.served_by if view is not None else None
    if not found and serving is not None and serving in landscape.systems:
        net = network(landscape, landscape.entities[kept.entity])
        found = [(serving, 0)] if hears(net, kept.group, serving) else []
    return found or [(part.system, 0)]


def consent_of(use: Use) -> Consent | None:
    """Where the consent is kept that a use requires; None where it requires none."""
    return use.purpose.consent if use.purpose.requires_consent else None


def governed(landscape: Landscape, use: Use) -> tuple[str, ...]:
    """The groups of a use that need its consent, which is no use of itself.

    Consent that is asked for nothing but data of a special category governs that alone.
    """
    kept, groups = consent_of(use), landscape.entities[use.extract.entity].groups
    return tuple(
        name
        for name in personal(landscape, use.extract)
        if kept is not None
        and (use.extract.entity, name) != (kept.entity, kept.group)
        and (use.purpose.rests_on_consent or special_kinds(groups[name]))
    )


def checked(landscape: Landscape, use: Use, step: Step) -> Population | None:
    """The records of which a step looks up the consent that a use needs; None where it does not.

    It has to be in force, and about the same purpose, and the same kind of record or that in which the consent is kept.
    Where consent is given by channel, it has to be about a channel of the use; one that is not named may be any of the
    purpose's.
    """
    kept = use.purpose.consent
    if kept is None or step.checks_consent != use.purpose.id or not in_force(landscape, step):
        return None
    if step.extract.entity not in (use.extract.entity, kept.entity):
        return None
    if "channel" in kept.per and not _one_channel(use, step):
        return None
    # records of consents are not told apart as those of people are: a look at them is one at all
    return step.extract.population if step.extract.entity == use.extract.entity else use.extract.population


def _one_channel(use: Use, step: Step) -> bool:
    """Whether a step and a use can be by the same channel; where the purpose names none, any two that are not named."""
    asked = (step.channel,) if step.channel is not None else use.purpose.channels
    mine = (use.step.channel,) if use.step is not None and use.step.channel is not None else use.purpose.channels
    return not asked or not mine or not {*asked}.isdisjoint(mine)


def hears(net: Network, group: str, system: str) -> bool:
    """Whether some change of a group comes to a system, or nobody may make any."""
    several = [told(cohort, group, system) for cohort in cohorts(net)]
    changed = any(changed != net.nothing for changed, _ in several)
    return not changed or any(reached != net.nothing for _, reached in several)


def looked_up(landscape: Landscape, use: Use) -> bool:
    """Whether a use is a step before which its process looks up the consent, on every path and of all its records."""
    if use.process is None or use.step is None:
        return False
    process = landscape.processes[use.process]
    return not unguarded(process, use.step.id, use.extract.population, lambda step: checked(landscape, use, step))


def held(net: Network, one: Consented) -> Iterator[tuple[Cohort, Set]]:
    """The records whose data a use finds in its system, where they have the group of the consent."""
    about = raw(one.use.extract.population)
    if one.consent.entity == net.entity.id:
        about = about & net.applies(one.consent.group)
    for cohort in cohorts(net):
        found = (
            union_of((cohort.holding(group).get(one.found_in, net.nothing) for group in one.groups), net.nothing)
            & about
        )
        if found != net.nothing:
            yield cohort, found


def told(cohort: Cohort, group: str, system: str) -> tuple[Set, Set]:
    """Of a group, the records that somebody may change, and those of which some change comes to a system."""
    nothing = cohort.network.nothing
    changed, reached = nothing, nothing
    for writer, own in cohort.updating(group).items():
        changed = changed | own
        if writer == system:
            reached = reached | own
        else:
            reached = reached | cohort.reached_by("update", group, {writer: own}).get(system, nothing)
    for provider, own in cohort.supplying(group).items():
        changed = changed | own
        reached = reached | cohort.reached_by("update", group, {provider: own}).get(system, nothing)
    return changed, reached


def changing(cohort: Cohort, group: str) -> Iterator[tuple[str, Set, int]]:
    """Who may change a group or supplies it, of which records, and how many seconds old it may be there at most."""
    yield from ((writer, own, 0) for writer, own in cohort.updating(group).items())
    for provider, supplied, refreshed in cohort.network.supplies.get(group, ()):
        own = supplied & cohort.whole
        if own != cohort.network.nothing:
            yield provider, own, refreshed


def networks(landscape: Landscape) -> Iterator[Network]:
    """The network of each entity that is used under consent."""
    for entity in landscape.entities.values():
        if consented(landscape, entity.id):
            yield network(landscape, entity)


def by_key(landscape: Landscape, entity: str) -> dict[tuple[str, str], list[Consented]]:
    """The uses of an entity under consent by system and group of the consent."""
    found: dict[tuple[str, str], list[Consented]] = {}
    for one in consented(landscape, entity):
        found.setdefault(one.key, []).append(one)
    return found
