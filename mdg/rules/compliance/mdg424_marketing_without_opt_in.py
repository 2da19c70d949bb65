"""People are written to for advertising without having agreed to it.

## What is wrong

A purpose of marketing writes by e-mail or text message (by its `channels`, a step's `channel`, or without any
`channels` its `data_use`), rests on another basis than consent, and what it says instead does not hold: the opt-in is
called `consent`, and nothing says where that is kept; or it is called `soft`, and the people are not customers alone,
or there is no group in which they can object. Under the pack `fr-cnil`, the same is true of calls from 11 August 2026
on, and there no soft opt-in is enough. Where nothing is said of an opt-in, MDG705 asks. Calls for a purpose that rests
on a contract are left out: in its performance, and about its subject, they need no consent (Code de la consommation,
Article L. 223-1).

## Why it matters

Electronic mail for direct marketing needs prior consent (Directive 2002/58/EC, Article 13(1)), but for a company's own
customers, whose address came with a sale, for similar products of its own, as long as they can object when it is
collected and with each message (Article 13(2)). Whoever meets that needs no consent under Article 6 GDPR beside it
(Court of Justice, C-654/23, Inteligo Media).

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: offers}
purposes:
  offers:  # MDG424
    lawful_basis: legitimate_interests
    data_use: marketing.communications.email
    controller: company
    data_subjects: [customer, prospect]
    retention: P1Y
    channels: [email]
    opt_in: soft
    objection_group: customer.contact
```

## Instead

Write to customers alone, or ask first:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email, objection], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: offers}
purposes:
  offers:
    lawful_basis: legitimate_interests
    data_use: marketing.communications.email
    controller: company
    data_subjects: [customer]
    retention: P1Y
    channels: [email]
    opt_in: soft
    objection_group: customer.contact
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.model.use import Purpose
from mdg.rule import Rule, Unknown, listed
from mdg.rules.compliance.advertising import ELECTRONIC, channels, is_marketing
from mdg.rules.compliance.applying import facts, law_of, under


def check(landscape: Landscape) -> Iterator[Problem]:
    for purpose in landscape.purposes.values():
        fault = _fault(landscape, purpose) if is_marketing(purpose) and purpose.lawful_basis != "consent" else None
        if fault is not None:
            by, why = fault
            yield Problem(
                code=RULE.code,
                message=f"`{purpose.id}` advertises by {listed(by)}, and {why}",
                place=purpose.place,
                subject=("purpose", purpose.id),
                help="ask for consent, or write to customers alone, who can object each time (`opt_in: soft`)",
                draft=purpose.draft,
            )


def _fault(landscape: Landscape, purpose: Purpose) -> tuple[tuple[str, ...], str] | None:
    written = _written(landscape, purpose)
    calls = _calls(landscape, purpose)
    if (written or calls) and purpose.opt_in == "consent" and purpose.consent is None:
        return (*written, *calls), "nothing says where the consent to that is kept"
    if written and purpose.opt_in == "soft":
        others = [one for one in purpose.data_subjects if one != "customer"]
        if others:
            return written, f"a soft opt-in is for customers, not for {listed(others)}"
        if purpose.objection_group is None:
            return written, "a soft opt-in needs a group in which they object (`objection_group`)"
    return (calls, "calls need consent") if calls and purpose.opt_in == "soft" else None


def _written(landscape: Landscape, purpose: Purpose) -> tuple[str, ...]:
    """The channels of electronic mail among them."""
    return tuple(one for one in channels(landscape, purpose) if one in ELECTRONIC)


def _calls(landscape: Landscape, purpose: Purpose) -> tuple[str, ...]:
    """The telephone, where calls for a purpose need consent by a pack that applies."""
    if "phone" not in channels(landscape, purpose) or purpose.lawful_basis == "contract":
        return ()
    needed = law_of(landscape).fact("calls_need_consent", landscape.as_of)
    return ("phone",) if needed is not None and needed.value == "true" else ()


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Purposes that advertise where an opt-in is needed, do not rest on consent, and say nothing of one."""
    for purpose in landscape.purposes.values():
        silent = purpose.opt_in is None and purpose.lawful_basis not in (None, "consent") and is_marketing(purpose)
        writes = silent and _written(landscape, purpose)
        if writes or (silent and _calls(landscape, purpose)):
            how = "by electronic mail" if writes else "by telephone"
            yield Unknown("purpose.opt_in", f"on what opt-in advertising {how} rests", purpose.id, purpose.place)


RULE = Rule(
    code="MDG424",
    name="marketing-without-opt-in",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "processes"),
    concerns=("compliance",),
    check=under("MDG424", check),
    unknown=facts("MDG424", unknown),
)
