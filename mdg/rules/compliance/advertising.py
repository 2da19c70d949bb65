"""Which purposes advertise, by what they reach people, and in which systems a process does so."""

from __future__ import annotations

from mdg.model.landscape import Landscape
from mdg.model.use import Process, Purpose

#: The channels of electronic mail (Directive 2002/58/EC, Article 2(h)).
ELECTRONIC = ("email", "sms")


def is_marketing(purpose: Purpose) -> bool:
    """Whether a purpose is direct marketing, by its data use."""
    return purpose.data_use is not None and purpose.data_use.split(".")[0] == "marketing"


def may_be_objected_to(purpose: Purpose) -> bool:
    """Whether people may object to what a purpose advertises; where it rests on consent, they withdraw that."""
    return is_marketing(purpose) and purpose.lawful_basis != "consent"


def channels(landscape: Landscape, purpose: Purpose) -> tuple[str, ...]:
    """By what a purpose reaches people: its channels, those of steps for it, and the one that its data use names."""
    steps = (step for process in landscape.processes.values() for step in process.steps.values())
    by_steps = (step.channel for step in steps if step.purpose == purpose.id and step.channel is not None)
    return tuple(dict.fromkeys((*stated(purpose), *by_steps)))


def stated(purpose: Purpose) -> tuple[str, ...]:
    """The same, by what the purpose says itself."""
    return purpose.channels or tuple(one for one in ELECTRONIC if one in (purpose.data_use or "").split("."))


def places(landscape: Landscape, process: Process, purpose: Purpose) -> set[str]:
    """The systems in which steps of a process use data for a purpose, or look up who has objected to it."""
    found: set[str] = set()
    for step in process.steps.values():
        if purpose.id in (step.purpose, step.checks_objection):
            view = landscape.views.get(step.view or "")
            by_view = () if view is None else (view.served_by, *(part.system for part in view.parts.values()))
            found.update(name for name in (step.system, *by_view) if name is not None)
    return found
