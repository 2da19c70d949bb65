"""The record of processing activities (GDPR, Article 30): one entry for each controller, purpose and kind of subject.

A field holds what the text says, each statement with its place; what nothing says stays open, and is listed as such.
The fields are those of the templates of the French and of the British authority, as far as a landscape can fill them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.use import Purpose
from mdg.model.uses import Use, personal, used_for
from mdg.rules.compliance import register_british as british
from mdg.rules.compliance.recipients import (
    Stated,
    agreed,
    joint,
    once,
    operators,
    party_named,
    processors,
    recipients,
    systems_of,
)
from mdg.rules.compliance.register_gaps import copying, gaps
from mdg.rules.compliance.sensitive import categories, criminal_kinds, special_kinds
from mdg.rules.compliance.transfers import Transfer, rests_on, transfers, undecided
from mdg.text.law import basis_article, basis_identifier, within

#: The fields in their order: key, heading in English and in French, and the point of Article 30(1) that asks for it.
FIELDS: tuple[tuple[str, str, str, str], ...] = (
    ("activity", "Processing activity", "Activité de traitement", ""),
    ("controller", "Controller", "Responsable du traitement", "a"),
    ("joint_controllers", "Joint controllers", "Responsables conjoints", "a"),
    ("officer", "Data protection officer", "Délégué à la protection des données", "a"),
    ("purpose", "Purpose", "Objectifs poursuivis", "b"),
    ("lawful_basis", "Lawful basis (Article 6)", "Base légale (article 6)", ""),
    ("special_condition", "Condition for special categories (Article 9)", "Exception de l'article 9", ""),
    ("interests", "Legitimate interests and link to their assessment", "Intérêts légitimes et leur évaluation", ""),
    ("data_subjects", "Categories of individuals", "Catégories de personnes concernées", "c"),
    ("data_categories", "Categories of personal data", "Catégories de données collectées", "c"),
    ("sensitive", "Special categories and convictions", "Données sensibles et condamnations", "c"),
    ("source", "Source of the data", "Source des données", ""),
    ("software", "Systems", "Logiciels ou applications", ""),
    ("recipients_internal", "Recipients inside", "Destinataires internes", "d"),
    ("recipients_external", "Recipients outside", "Destinataires externes", "d"),
    ("processors", "Processors", "Sous-traitants", "d"),
    ("processor_contract", "Contracts with processors", "Contrats de sous-traitance", ""),
    ("location", "Location of the data", "Lieu d'hébergement", ""),
    ("transfers", "Transfers to third countries", "Transferts hors de l'Union européenne", "e"),
    ("safeguards", "Safeguards for transfers", "Garanties des transferts", ""),
    ("retention", "Retention", "Durées de conservation", "f"),
    ("adherence", "Adherence to retention", "Respect des durées de conservation", ""),
    ("consent_record", "Record of consent", "Preuve du consentement", ""),
    ("objection", "Where objections are kept", "Droit d'opposition", ""),
    ("rights", "Rights of individuals", "Droits des personnes", ""),
    ("automated", "Automated decisions", "Décisions automatisées", ""),
    ("security", "Security measures", "Mesures de sécurité", "g"),
    ("assessment_due", "Impact assessment required", "Analyse d'impact requise", ""),
    ("assessment", "Impact assessment: progress and link", "Analyse d'impact : avancement et lien", ""),
    ("breaches", "Link to the record of breaches", "Lien vers le registre des violations", ""),
    ("created", "Entry created on", "Date de création de la fiche", ""),
    ("updated", "Entry updated on", "Date de mise à jour de la fiche", ""),
)
#: Fields that no landscape fills: somebody has to write them.
BY_HAND = ("security", "assessment", "breaches", "created", "updated")


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Entry:
    """One entry of the record: for a purpose and a kind of data subject (None where the text names none).

    ``gaps`` are the systems and groups of which nothing says what belongs into a field, by field.
    """

    purpose: str
    subject: str | None
    fields: dict[str, tuple[Stated, ...]]
    gaps: dict[str, tuple[Stated, ...]]

    @property
    def open(self) -> tuple[str, ...]:
        """The fields that nothing in the text answers."""
        return tuple(key for key, *_ in FIELDS if not self.fields.get(key))

    @property
    def partly(self) -> dict[str, tuple[Stated, ...]]:
        """The fields that something fills, and of which systems or groups they are open all the same."""
        return {key: self.gaps[key] for key, *_ in FIELDS if self.fields.get(key) and self.gaps.get(key)}

    def as_json(self) -> dict[str, Json]:
        """The keys of ``ropa.schema.json``."""
        return {
            "purpose": self.purpose,
            "data_subject": self.subject,
            "fields": {key: [one.as_json() for one in self.fields.get(key, ())] for key, *_ in FIELDS},
            "open": list(self.open),
            "partly": {key: [one.as_json() for one in lacking] for key, lacking in self.partly.items()},
        }


def register(landscape: Landscape) -> tuple[Entry, ...]:
    """The record of a landscape, as it reads on its day; purposes without personal data have no entry."""
    found = []
    for purpose in landscape.purposes.values():
        uses = used_for(landscape, purpose)
        if uses:
            systems = _systems(landscape, uses)
            copies = copying(landscape, uses)
            fields = _fields(landscape, purpose, uses, systems, copies)
            every = [*systems, *copies]
            lacking = gaps(landscape, purpose, uses, every, _abroad(landscape, every))
            for index, subject in enumerate(purpose.data_subjects):
                place = purpose.place.at("data_subjects", index)
                said = {**fields, "data_subjects": (Stated(subject, place),)}
                found.append(Entry(purpose=purpose.id, subject=subject, fields=said, gaps=lacking))
            if not purpose.data_subjects:
                found.append(Entry(purpose=purpose.id, subject=None, fields=fields, gaps=lacking))
    return tuple(found)


def _systems(landscape: Landscape, uses: Iterable[Use]) -> list[System]:
    """The systems in which something is used."""
    names = dict.fromkeys(name for use in uses for name in systems_of(landscape, use))
    return [landscape.systems[name] for name in names if name in landscape.systems]


def _fields(
    landscape: Landscape, purpose: Purpose, uses: tuple[Use, ...], using: list[System], copies: list[System]
) -> dict[str, tuple[Stated, ...]]:
    systems = [*using, *copies]
    parts = {
        "activity": _activity(purpose),
        "controller": _controller(landscape, purpose),
        "joint_controllers": joint(landscape, purpose, systems),
        "officer": _officers(landscape),
        "purpose": _purpose(purpose),
        "lawful_basis": _basis(purpose),
        "special_condition": _condition(purpose),
        "interests": british.interests(purpose),
        "data_categories": _categories(landscape, uses),
        "sensitive": _sensitive(landscape, uses),
        "source": _sources(landscape, uses),
        "software": _software(using, copies),
        "recipients_internal": recipients(landscape, uses, outside=False),
        "recipients_external": once(
            (*recipients(landscape, uses, outside=True), *operators(landscape, systems, purpose.controller))
        ),
        "processors": once(processors(landscape, systems)),
        "processor_contract": agreed(landscape, systems, "processing"),
        "location": _locations(systems),
        "transfers": _transfers(landscape, systems),
        "safeguards": once(british.safeguards(landscape, _abroad(landscape, systems), _inside(landscape, systems))),
        "retention": _retention(landscape, purpose, uses),
        "adherence": british.adherence(purpose, systems),
        "consent_record": _consent(purpose),
        "objection": _objection(purpose),
        "rights": british.rights_of_people(purpose, uses),
        "automated": _automated(uses),
        "assessment_due": british.assessment_due(landscape, purpose, uses),
    }
    return {key: tuple(found) for key, found in parts.items()}


def _activity(purpose: Purpose) -> Iterator[Stated]:
    draft = " (draft)" if purpose.draft else ""
    yield Stated(f"{purpose.title or purpose.id}{draft}", purpose.place.at("title") if purpose.title else purpose.place)


def _controller(landscape: Landscape, purpose: Purpose) -> Iterator[Stated]:
    if purpose.controller is not None:
        yield Stated(party_named(landscape, purpose.controller), purpose.place.at("controller"))


def _officers(landscape: Landscape) -> Iterator[Stated]:
    for party in landscape.parties.values():
        if party.is_ == "data_protection_officer":
            yield Stated(party_named(landscape, party.id), party.place)


def _software(using: Iterable[System], copies: Iterable[System]) -> Iterator[Stated]:
    for system in using:
        yield Stated(system.title or system.id, system.place)
    for system in copies:
        yield Stated(f"{system.title or system.id} (keeps a copy; for what, is not stated)", system.place)


def _purpose(purpose: Purpose) -> Iterator[Stated]:
    if purpose.title:
        yield Stated(purpose.title, purpose.place.at("title"))
    if purpose.data_use is not None:
        yield Stated(purpose.data_use, purpose.place.at("data_use"))


def _basis(purpose: Purpose) -> Iterator[Stated]:
    if purpose.lawful_basis is not None:
        basis = purpose.lawful_basis
        words = basis.replace("_", " ")
        told = f"{words}, Article {basis_article(basis)} GDPR ({basis_identifier(basis)})"
        yield Stated(told, purpose.place.at("lawful_basis"))


def _condition(purpose: Purpose) -> Iterator[Stated]:
    if purpose.special_condition is not None:
        yield Stated(purpose.special_condition, purpose.place.at("special_condition"))


def _used_groups(landscape: Landscape, uses: Iterable[Use]) -> Iterator[tuple[str, str]]:
    """The groups of personal data that are used, each once."""
    yield from dict.fromkeys((use.extract.entity, name) for use in uses for name in personal(landscape, use.extract))


def _categories(landscape: Landscape, uses: Iterable[Use]) -> Iterator[Stated]:
    for entity, name in _used_groups(landscape, uses):
        group = landscape.entities[entity].groups[name]
        yield Stated(f"{entity}.{name}: {', '.join(categories(group))}", group.place)


def _sensitive(landscape: Landscape, uses: Iterable[Use]) -> Iterator[Stated]:
    for entity, name in _used_groups(landscape, uses):
        group = landscape.entities[entity].groups[name]
        kinds = (*special_kinds(group), *criminal_kinds(group))
        if kinds:
            yield Stated(f"{entity}.{name}: {', '.join(kinds)}", group.place)


def _sources(landscape: Landscape, uses: Iterable[Use]) -> Iterator[Stated]:
    """The providers that supply what is used; all else comes from the people themselves or is concluded."""
    used = set(_used_groups(landscape, uses))
    for system in landscape.systems.values():
        for index, supply in enumerate(system.supplies if system.kind == "provider" else ()):
            if any((supply.extract.entity, name) in used for name in supply.extract.groups):
                yield Stated(system.title or system.id, system.place.at("supplies", index))
                break


def _locations(systems: Iterable[System]) -> Iterator[Stated]:
    for system in systems:
        if system.region is not None:
            yield Stated(f"{system.id}: {system.region}", system.place.at("region"))


def _transfers(landscape: Landscape, systems: list[System]) -> Iterator[Stated]:
    """Each transfer with what it rests on; that there is none, where all regions are said and lie inside."""
    found = _abroad(landscape, systems)
    for one in found:
        ground = rests_on(landscape, one)
        if (decision := undecided(landscape, one)) is not None:
            ground = f"adequacy, if subject to {decision.subject_to[0]}"
        how = f"looked into from {one.country}" if one.access else one.country
        yield Stated(f"{one.system.id}: {how} ({(ground or 'nothing allows it').replace('_', ' ')})", one.place)
    for system in _inside(landscape, systems):
        yield Stated(f"none from {system.id}", system.place.at("region"))


def _inside(landscape: Landscape, systems: list[System]) -> list[System]:
    """The systems, where each is said to be inside and none is looked into from outside; none elsewhere."""
    inside = all(system.region is not None and within(system.region) for system in systems)
    return systems if inside and not _abroad(landscape, systems) else []


def _abroad(landscape: Landscape, systems: list[System]) -> list[Transfer]:
    names = {system.id for system in systems}
    return [one for one in transfers(landscape) if one.system.id in names]


def _retention(landscape: Landscape, purpose: Purpose, uses: Iterable[Use]) -> Iterator[Stated]:
    if purpose.retention is not None:
        yield Stated(purpose.retention.text, purpose.place.at("retention"))
    for entity, name in _used_groups(landscape, uses):
        kept = landscape.entities[entity].groups[name].retention
        if kept is not None and kept.keep is not None:
            start = f" from {kept.start}" if kept.start else ""
            place = landscape.entities[entity].groups[name].place.at("retention")
            yield Stated(f"{entity}.{name}: {kept.keep.text}{start}", place)


def _consent(purpose: Purpose) -> Iterator[Stated]:
    if purpose.consent is not None:
        kept = purpose.consent
        attribute = f".{kept.attribute}" if kept.attribute else ""
        yield Stated(f"{kept.entity}.{kept.group}{attribute}", purpose.place.at("consent"))


def _objection(purpose: Purpose) -> Iterator[Stated]:
    if purpose.objection_group is not None:
        yield Stated(".".join(purpose.objection_group), purpose.place.at("objection_group"))


def _automated(uses: Iterable[Use]) -> Iterator[Stated]:
    for use in uses:
        if use.step is not None and use.step.decides:
            ground = use.step.automated_ground or "no ground stated"
            review = ", reviewed by a human" if use.step.human_review else ""
            yield Stated(f"{use.id} ({ground}{review})", use.place)
