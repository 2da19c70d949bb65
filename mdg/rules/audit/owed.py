"""What law is broken by what happened to data about people: the article, the purpose with its ground, and who answers.

The article is told only where a pack with the Regulation applies, and of personal data; a party only where one is
stated.
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Related
from mdg.model.happened import Offence
from mdg.model.landscape import Landscape
from mdg.text.law import basis_article, law


def for_use(landscape: Landscape, one: Offence) -> Iterator[Related]:
    """The ground that a use needed and did not have, and who decides on the purpose."""
    purpose = landscape.every.purposes.get(one.purpose or "")
    if purpose is None:
        return
    if purpose.lawful_basis is not None and _regulated(landscape):
        article = basis_article(purpose.lawful_basis)
        message = f"rests on {purpose.lawful_basis.replace('_', ' ')}: GDPR, Article {article}"
        yield Related(message, purpose.place.at("lawful_basis"))
    party = landscape.every.parties.get(purpose.controller or "")
    if party is not None:
        yield Related(f"decides on `{purpose.id}`: its controller", party.place)


def for_copy(landscape: Landscape, one: Offence) -> Iterator[Related]:
    """The right to erasure, where the copy is of personal data; and who runs the system that has it."""
    system = landscape.every.systems.get(one.system)
    entity = landscape.every.entities[one.entity]
    personal = [group for group in entity.groups.values() if group.personal]
    if personal and _regulated(landscape):
        yield Related("is personal data, to be erased and kept erased: GDPR, Article 17(1)", personal[0].place)
    party = None if system is None else landscape.every.parties.get(system.operator or "")
    if party is not None:
        yield Related(f"operates `{one.system}`, and has to be told of the erasure", party.place)


def _regulated(landscape: Landscape) -> bool:
    """Whether the Regulation is among the law that the landscape is judged by."""
    return "gdpr" in law(landscape.settings.packs, landscape.packs).packs
