"""An assessment of the impact on people is due.

## What is wrong

Personal data is used for a purpose in a way that meets two or more of the nine criteria of WP 248, of those that a
landscape can tell: people are rated or profiled; a step decides about them; what they do is observed; data is of a
special category or on convictions; data from several sources is joined in a view; or it is about employees, patients or
others who cannot well refuse.

## Why it matters

Where processing is likely to result in a high risk, an assessment has to be made before it begins (GDPR, Article 35).
In most cases two of the criteria are enough (Article 29 Working Party, WP 248 rev.01). Scale and novelty cannot be told
from a landscape, nor whether an assessment has been made: set the finding aside with a reason that says where it is.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      visits: {attributes: [pages], categories: [user.behavior.browsing_history]}
      score: {attributes: [score], categories: [user.demographic.profile], derived_from: [visits]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: offers}
purposes:
  offers:  # MDG423
    lawful_basis: legitimate_interests
    data_use: personalize
    controller: company
    data_subjects: [customer]
    retention: P1Y
```

## Instead

Do without one of the two, or say where the assessment is:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      visits: {attributes: [pages], categories: [user.behavior.browsing_history]}
      score: {attributes: [score], categories: [user.demographic.profile], derived_from: [visits]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: offers}
purposes:
  # mdg: ignore[MDG423] assessed in spring, see the register of assessments
  offers:
    lawful_basis: legitimate_interests
    data_use: personalize
    controller: company
    data_subjects: [customer]
    retention: P1Y
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.entity import Group
from mdg.model.landscape import Landscape
from mdg.model.use import Purpose
from mdg.model.uses import Use, personal, used_for
from mdg.rule import Rule
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.sensitive import categories, criminal_kinds, special_kinds

_RATING = ("marketing.advertising.profiling", "marketing.advertising.first_party.targeted", "personalize")
_PROFILES = ("user.demographic.profile", "user.financial.credit", "user.workplace.evaluation")
_OBSERVED = (
    "user.behavior.browsing_history",
    "user.behavior.media_consumption",
    "user.behavior.search_history",
    "user.location",
    "user.device",
    "user.sensor",
)
_WEAK = frozenset({"employee", "job_applicant", "patient", "trainee", "next_of_kin"})


def check(landscape: Landscape) -> Iterator[Problem]:
    for purpose in landscape.purposes.values():
        uses = used_for(landscape, purpose)
        found = dict(criteria(landscape, purpose, uses))
        if len(found) > 1:
            yield Problem(
                code=RULE.code,
                message=f"`{purpose.id}` meets {len(found)} criteria by which an impact assessment is due: "
                f"{'; '.join(found)}",
                place=purpose.place,
                subject=("purpose", purpose.id),
                help="assess the impact before it begins, and set this aside with a reason that says where that is",
                related=tuple(found.values()),
                draft=purpose.draft,
            )


def criteria(landscape: Landscape, purpose: Purpose, uses: tuple[Use, ...]) -> Iterator[tuple[str, Related]]:
    """The criteria that a purpose meets, each with a statement by which it does."""
    used = [
        (use, landscape.entities[use.extract.entity].groups[n])
        for use in uses
        for n in personal(landscape, use.extract)
    ]
    rated = [group for _, group in used if group.derived_from and _is(group, _PROFILES)]
    if rated:
        yield "people are rated or profiled", Related("is concluded about people", rated[0].place)
    elif _below(purpose.data_use, _RATING):
        yield "people are rated or profiled", Related("is a use that profiles", purpose.place.at("data_use"))
    deciding = [use for use in uses if use.step is not None and use.step.decides]
    if deciding:
        yield "a step decides about them", Related("decides", deciding[0].place)
    observed = [group for _, group in used if _is(group, _OBSERVED)]
    if observed:
        yield "what they do is observed", Related("is observed", observed[0].place)
    special = [group for _, group in used if special_kinds(group) or criminal_kinds(group)]
    if special:
        yield "data is of a special category", Related("is of a special category", special[0].place)
    joined = [use for use in uses if use.what == "view" and len(_sources(landscape, use.id)) > 1]
    if joined:
        yield "data of several sources is joined", Related("joins them", joined[0].place)
    weak = [name for name in purpose.data_subjects if name in _WEAK]
    if weak:
        yield (
            "it is about people who cannot well refuse",
            Related(f"names `{weak[0]}`", purpose.place.at("data_subjects")),
        )


def _sources(landscape: Landscape, view: str) -> set[str]:
    return {part.system for part in landscape.views[view].parts.values() if personal(landscape, part.extract)}


def _is(group: Group, keys: tuple[str, ...]) -> bool:
    return any(_below(category, keys) for category in categories(group))


def _below(name: str | None, keys: tuple[str, ...]) -> bool:
    return name is not None and any(name == key or name.startswith(f"{key}.") for key in keys)


RULE = Rule(
    code="MDG423",
    name="impact-assessment",
    severity=Severity.WARNING,
    module=__name__,
    sections=("purposes", "needs", "processes"),
    concerns=("compliance",),
    check=under("MDG423", check),
)
