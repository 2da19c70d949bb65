"""A processor holds personal data without a contract.

## What is wrong

A system whose `role` is processor, or that states no role and is operated by a party that `is: processor`, holds
personal data, and no agreement of kind `processing` covers it on that day; or one does, its operator is another
processor, vendor or organisation than the party to it, and nobody but perhaps a processor is said to have authorised
that one (`authorised_by`). Where neither `is` nor `kind` says what the operator is, MDG705 asks, as it does for the
party of an agreement that names none; landscapes without any agreement are left to it, too.

## Why it matters

Processing by a processor has to be governed by a contract with a set content (GDPR, Article 28(3)), and a processor may
not engage another one without the controller's written authorisation (Article 28(2) and (4)).

## Example

```yaml
mdg: 1
parties:
  company: {}
  hosting: {is: processor}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {role: processor}
  mailer: {role: processor}  # MDG418
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, owner: company}
needs:
  mailer_needs: {system: mailer, max_age: 1d}
agreements:
  hosting_contract: {systems: [shop], kind: processing, party: hosting}
```

## Instead

```yaml
mdg: 1
parties:
  company: {}
  hosting: {is: processor}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {role: processor}
  mailer: {role: processor}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, owner: company}
needs:
  mailer_needs: {system: mailer, max_age: 1d}
agreements:
  hosting_contract: {systems: [shop, mailer], kind: processing, party: hosting}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.answering import Party
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.model.use import Agreement
from mdg.rule import Rule, Unknown, listed
from mdg.rules.compliance.agreeing import covering, ended
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import of_system
from mdg.rules.compliance.recipients import of_processor


def check(landscape: Landscape) -> Iterator[Problem]:
    for system in landscape.systems.values() if landscape.every.agreements else ():
        if of_processor(landscape, system):
            held = {net.entity.id: tuple(groups) for net, groups in of_system(landscape, system.id)}
            fault = _fault(landscape, system) if held else None
            if fault is not None:
                message, related = fault
                yield Problem(
                    code=RULE.code,
                    message=f"`{system.id}` is a processor's and holds personal data ({listed(held)}), and {message}",
                    place=system.place,
                    subject=("system", system.id),
                    help="state the agreement of kind `processing` that covers it, with its party",
                    related=related,
                    entity=next(iter(held)) if len(held) == 1 else None,
                    groups=next(iter(held.values())) if len(held) == 1 else (),
                    systems=(system.id,),
                    draft=system.draft,
                )


def _fault(landscape: Landscape, system: System) -> tuple[str, tuple[Related, ...]] | None:
    contracts = list(covering(landscape, system.id, "processing"))
    if not contracts:
        over = ended(landscape, system.id, "processing")
        related = () if over is None else (Related("has ended", over.place),)
        return "no processing agreement covers it", related
    operator = _between(landscape, system, contracts)
    if operator is None or not (operator.is_ in ("processor", "vendor") or operator.kind == "organisation"):
        return None
    return (
        f"`{operator.id}`, who operates it, is not the party to its agreement, and nobody authorised that",
        tuple(Related(f"is with `{one.party}`", one.place) for one in contracts),
    )


def _between(landscape: Landscape, system: System, contracts: list[Agreement]) -> Party | None:
    """Who operates a processor's system without being the party to a contract about it, nor authorised, nor inside."""
    for one in contracts:
        if one.party is None or system.operator in (None, one.party) or _authorised(landscape, one):
            return None
    operator: Party | None = landscape.parties.get(system.operator or "")
    controllers = {purpose.controller for purpose in landscape.every.purposes.values()}
    if operator is None or operator.id in controllers or operator.kind in ("person", "team"):
        return None
    return None if operator.is_ == "data_protection_officer" else operator


def _authorised(landscape: Landscape, contract: Agreement) -> bool:
    """Whether somebody authorised another processor who is none, as a processor cannot do that itself."""
    party = landscape.every.parties.get(contract.authorised_by or "")
    return party is not None and party.is_ != "processor"


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Processors' systems without agreements in the whole landscape, and operators of whom it is open what they are."""
    for system in landscape.systems.values():
        if not of_processor(landscape, system) or not any(True for _ in of_system(landscape, system.id)):
            continue
        contracts = list(covering(landscape, system.id, "processing"))
        operator = _between(landscape, system, contracts) if contracts else None
        if not landscape.every.agreements:
            fact = "which agreement covers the system of a processor"
            yield Unknown("system.agreement", fact, system.id, system.place)
        elif contracts and all(one.party is None for one in contracts):
            yield Unknown("agreement.party", "with whom an agreement is", contracts[0].id, contracts[0].place)
        elif operator is not None and operator.is_ is None and operator.kind is None:
            fact = "what the operator of a processor's system is, who is not the party to its contract"
            yield Unknown("party.is", fact, operator.id, operator.place)


RULE = Rule(
    code="MDG418",
    name="no-processing-agreement",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems", "agreements"),
    concerns=("compliance",),
    settled_by=("agreements", "systems"),
    check=under("MDG418", check),
    unknown=facts("MDG418", unknown),
)
