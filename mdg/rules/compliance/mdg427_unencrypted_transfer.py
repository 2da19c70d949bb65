"""Personal data travels unencrypted.

## What is wrong

A flow that carries personal data says that it is not encrypted (`encrypted: false`). Where it says nothing and others
do, MDG705 asks.

## Why it matters

Security has to be appropriate to the risk, and encryption is the first measure that the law names (GDPR,
Article 32(1)(a)). A file on a share, a mail with an attachment: whoever comes by it reads it, and then it is a breach
(Article 33).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  printer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_printer: {from: shop, to: printer, protocol: file, encrypted: false}  # MDG427
needs:
  printer_needs: {system: printer, max_age: 1d}
```

## Instead

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  printer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_printer: {from: shop, to: printer, protocol: sftp, encrypted: true}
needs:
  printer_needs: {system: printer, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule, Unknown, listed
from mdg.rules.compliance.applying import facts, under


def check(landscape: Landscape) -> Iterator[Problem]:
    for flow in landscape.flows.values():
        personal = _personal(landscape, flow) if flow.encrypted is False else ()
        if personal:
            yield Problem(
                code=RULE.code,
                message=f"`{flow.id}` carries {listed(personal)} from `{flow.source}` to `{flow.target}` unencrypted",
                place=flow.place.at("encrypted", key=True),
                subject=("flow", flow.id),
                help="encrypt the way, or what travels on it",
                entity=flow.extract.entity,
                groups=personal,
                systems=(flow.source, flow.target),
                population=flow.extract.population,
                draft=flow.draft,
            )


def _personal(landscape: Landscape, flow: Flow) -> tuple[str, ...]:
    groups = landscape.entities[flow.extract.entity].groups
    return tuple(name for name in flow.carries if groups[name].personal)


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Flows with personal data that do not say whether they are encrypted, where others do."""
    if any(flow.encrypted is not None for flow in landscape.flows.values()):
        for flow in landscape.flows.values():
            if flow.encrypted is None and _personal(landscape, flow):
                yield Unknown("flow.encrypted", "whether a flow is encrypted", flow.id, flow.place)


RULE = Rule(
    code="MDG427",
    name="unencrypted-transfer",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    concerns=("compliance",),
    check=under("MDG427", check),
    unknown=facts("MDG427", unknown),
)
