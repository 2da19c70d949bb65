"""Consent is recorded in a way that cannot show what was agreed to, or cannot be withdrawn.

## What is wrong

A purpose requires consent (as its basis, as the opt-in to direct marketing, or explicit, as the condition for data of a
special category), and of the group in which that is kept one of this is true: it holds nothing but the state itself, so
that neither when nor to which words somebody agreed can be shown; nobody may change it, of all records or of some, once
the record is there, and no provider supplies it, so that no withdrawal can be recorded; one state stands for several
purposes that differ in use, or for several channels (of the purpose, or of steps for it), and is not kept `per` purpose
or channel.

## Why it matters

The controller has to demonstrate that the person consented (GDPR, Article 7(1)); the person may withdraw at any time,
as easily as consent was given (Article 7(3)); and consent is given for specific purposes (Articles 4(11) and 6(1)(a),
recital 32). A yes to a newsletter is none to a profile.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state], categories: [user.privacy_preferences]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: newsletter}
purposes:
  newsletter:  # MDG402
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```

## Instead

Keep beside the state what it is about:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state, wording, given_at, withdrawn_at], categories: [user.privacy_preferences]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: newsletter}
purposes:
  newsletter:
    lawful_basis: consent
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.use import Consent, Purpose
from mdg.model.writers import later_writers, provided, written
from mdg.population import union
from mdg.rule import Rule, listed, some
from mdg.rules.compliance.advertising import channels
from mdg.rules.compliance.applying import under


def check(landscape: Landscape) -> Iterator[Problem]:
    for purpose in landscape.purposes.values():
        if not purpose.requires_consent or purpose.consent is None:
            continue
        kept = purpose.consent
        if kept.entity not in landscape.entities:
            continue
        sharing = _sharing(landscape, purpose, kept)
        faults = [*_lacking(landscape, kept), *_unspecific(landscape, purpose, kept, sharing)]
        if faults:
            group = landscape.entities[kept.entity].groups[kept.group]
            yield Problem(
                code=RULE.code,
                message=f"consent to `{purpose.id}` is kept in `{kept.entity}.{kept.group}`, and {'; '.join(faults)}",
                place=purpose.place,
                subject=("purpose", purpose.id),
                help="keep when, to which words and for what somebody agreed, and let a system record the withdrawal",
                related=(
                    Related("is where it is kept", group.place),
                    *(Related("has the same state", other.place) for other in sharing),
                ),
                entity=kept.entity,
                groups=(kept.group,),
                draft=purpose.draft,
            )


def _lacking(landscape: Landscape, kept: Consent) -> Iterator[str]:
    entity = landscape.entities[kept.entity]
    group = entity.groups[kept.group]
    if group.attributes and not [one for one in group.attributes if one.name != kept.attribute]:
        yield "nothing is kept beside the state: not when, and not to which words"
    changing = later_writers(landscape, entity, kept.group).values()
    fixed = group.applies - union([provided(landscape, entity, kept.group), *changing])
    if fixed == group.applies:
        yield "nobody may change it, so that no withdrawal can be recorded"
    elif fixed & written(landscape, entity, kept.group):
        which = some(entity.id, fixed & written(landscape, entity, kept.group))
        yield f"nobody may change that of {which}, so that no withdrawal of theirs can be recorded"


def _sharing(landscape: Landscape, purpose: Purpose, kept: Consent) -> list[Purpose]:
    """Earlier purposes, by id, that differ in use and are agreed to by the same state."""
    return [
        other
        for other in sorted(landscape.purposes.values(), key=lambda one: one.id)
        if other.id < purpose.id
        and other.requires_consent
        and other.consent is not None
        and (other.consent.entity, other.consent.group) == (kept.entity, kept.group)
        and other.consent.attribute == kept.attribute is not None
        and None not in (other.data_use, purpose.data_use)
        and other.data_use != purpose.data_use
        and not ("purpose" in kept.per and "purpose" in other.consent.per)
    ]


def _unspecific(landscape: Landscape, purpose: Purpose, kept: Consent, sharing: list[Purpose]) -> Iterator[str]:
    if sharing:
        yield f"one state stands for it and for {listed(other.id for other in sharing)}"
    several = channels(landscape, purpose)
    if len(several) > 1 and "channel" not in kept.per and kept.attribute is not None:
        yield f"one state stands for the channels {listed(several)}"


RULE = Rule(
    code="MDG402",
    name="consent-not-recorded",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes",),
    concerns=("compliance",),
    settled_by=("ownership", "populations"),
    check=under("MDG402", check),
)
