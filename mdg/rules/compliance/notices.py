"""Who has to be told of a breach, by whom and within what time (GDPR, Articles 33 and 34)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.rules.compliance.applying import law_of
from mdg.rules.compliance.recipients import of_another, of_processor


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Notice:
    """One duty to tell: ``by`` and ``to`` are parties, none where the text does not say who.

    ``whom`` is ``controller``, ``authority`` or ``people``; ``condition`` is for somebody to judge.
    """

    whom: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    within: str
    article: str
    condition: str | None

    def as_json(self) -> dict[str, Json]:
        """The keys of ``impact.schema.json``."""
        return {**attrs.asdict(self), "by": list(self.by), "to": list(self.to)}


def notices(reading: Landscape, system: System, controllers: tuple[str, ...]) -> Iterator[Notice]:
    """What has to be told of a breach of personal data in a system, by the packs that apply; the nearest first.

    Of that in the system of another controller than those of the purposes this one tells, of a joint one all do.
    """
    if of_another(reading, system, controllers) and system.operator is not None:
        joint = system.role == "joint_controller"
        controllers = (system.operator, *controllers) if joint else (system.operator,)
    law, day = law_of(reading), reading.as_of
    operator = () if system.operator is None else (system.operator,)
    duties = (
        ("processor_tells_controller", "controller", operator, controllers, None),
        ("breach_told_within", "authority", controllers, (), "unless a risk to people is unlikely"),
        ("people_told_of_breach", "people", controllers, (), "where a high risk to them is likely"),
    )
    for name, whom, by, to, condition in duties:
        fact = law.fact(name, day)
        if fact is not None and (whom != "controller" or of_processor(reading, system)):
            yield Notice(whom=whom, by=by, to=to, within=fact.value, article=fact.article, condition=condition)
