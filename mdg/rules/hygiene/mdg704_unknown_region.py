"""A region that is no country code.

## What is wrong

A `region`, a code in `access_from`, or one in the `regions` of a licence is neither a two-letter code of ISO 3166-1
nor `EU` or `EEA`.

## Why it matters

Whether data may go somewhere depends on where that is in law. A name such as `eu-west-2` does not tell: that one is
in London, which is outside the EU. A code that nobody knows cannot be checked against any list.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {region: UK}  # MDG704
ownership:
  shop_creates: {system: shop, may: [create, update]}
```

## Instead

Write the two-letter code of the country in which the data is.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {region: GB}
ownership:
  shop_creates: {system: shop, may: [create, update]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Place, Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.text.taxonomy import countries, meant_country

#: Unions of countries that a region may name.
UNIONS = ("EU", "EEA")


def check(landscape: Landscape) -> Iterator[Problem]:
    for system in landscape.systems.values():
        if system.region is not None:
            yield from _judge(system.region, system.place.at("region"), ("system", system.id), system.draft)
        for index, code in enumerate(system.access_from):
            yield from _judge(code, system.place.at("access_from", index), ("system", system.id), system.draft)
    for licence in landscape.licences.values():
        for index, code in enumerate(licence.regions):
            yield from _judge(code, licence.place.at("regions", index), ("licence", licence.id), licence.draft)


def _judge(code: str, place: Place, subject: tuple[str, str], draft: bool) -> Iterator[Problem]:
    known = countries()
    if code in known or code in UNIONS:
        return
    near = code.upper() if code.upper() in UNIONS else meant_country(code)
    yield Problem(
        code=RULE.code,
        message=f"`{code}` is no country of ISO 3166-1, nor `EU` or `EEA`",
        place=place,
        subject=subject,
        field=f"region {code}",
        help=f"did you mean `{near}`?" if near else "write the two-letter code of the country, such as `DE`",
        draft=draft,
    )


RULE = Rule(
    code="MDG704",
    name="unknown-region",
    severity=Severity.ERROR,
    module=__name__,
    sections=("systems",),
    concerns=("compliance",),
    check=check,
)
