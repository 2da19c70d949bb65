"""What a log cannot show, and a draft asks for: how old copies may get, and why data is used."""

from __future__ import annotations

import datetime as dt

from mdg.diagnostic import Json
from mdg.interop.drafts.names import Names, called, renamed
from mdg.interop.drafts.section import DRAFT, Section
from mdg.interop.drafts.ways import length
from mdg.model.discovered import Age, Discovered
from mdg.text.notation import notation
from mdg.text.values import format_duration

_NEEDS = "What systems had from elsewhere, no older than this. Say how old it may get, and for which purpose:"
_PURPOSES = "What data was used for, or consented to. Say on which `lawful_basis`, for which `data_use`, and for whom."
#: Lengths of time that people agree on, in minutes.
_ROUND = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 10_080)


def needs(found: Discovered, names: Names) -> Section:
    """What each system had from elsewhere, as needs that somebody has to agree on."""
    section = Section("needs", (_NEEDS,))
    ages: dict[tuple[str, str], list[Age]] = {}
    for age in found.ages:
        ages.setdefault((age.system, age.entity), []).append(age)
    for (name, entity), several in ages.items():
        system, about = names.systems[name], names.entities[entity]
        longest = max(age.longest for age in several)
        values: Json = {
            "system": system,
            "entity": about,
            "groups": [names.groups[entity][age.group] for age in several],
            "max_age": _agreed(longest),
        }
        seen = f"at most {length(longest)} was seen"
        section.instead.append(f"{system}_needs_{about}: {notation(values)}  # {seen}")
    if section.instead:
        section.instead.insert(0, "needs:")
        section.instead[1:] = [f"  {line}" for line in section.instead[1:]]
    return section


def _agreed(seconds: float) -> str:
    """The next length of time that people agree on."""
    minutes = next((one for one in _ROUND if one * 60 >= seconds), None)
    days = -(-seconds // 86_400)
    return format_duration(dt.timedelta(days=days) if minutes is None else dt.timedelta(minutes=minutes))


def purposes(found: Discovered, names: Names) -> Section:
    """For what data was used, or consent was told."""
    section = Section("purposes", (_PURPOSES,))
    for name, id in names.purposes.items():
        told = renamed(name, id)
        if name in found.uses:
            told.append(f"uses: {found.uses[name]:,}")
        if name in found.consents:
            told.append(
                f"consent is told in {', '.join(found.consents[name])}: `lawful_basis: consent`, and `consent:`"
            )
        section.add(id, {**called(name, id), "status": DRAFT}, told)
    return section
