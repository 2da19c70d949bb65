"""What a finding tells of does not hang on the order in which somebody wrote the text."""

from __future__ import annotations

import itertools

from .reading import found

#: `b` may write some records only, `c` all: which of the two changes of `core` is told of is no matter of order.
_HEAD = """
entities:
  partner:
    groups:
      core: [id, more]
    dimensions:
      country: {values: [DE, FR], many: true}
systems: {shop: {}, erp: {}, crm: {}}
flows:
  to_crm: {when: {country: DE}, from: shop, to: crm}
  to_erp: {from: shop, to: erp}
ownership:
"""
_RULES = (
    "  a: {system: crm, may: [create]}",
    "  b: {when: {country: DE}, system: erp, may: [create, update]}",
    "  c: {system: [crm, erp, shop], may: [create, delete, enrich]}",
)


def test_a_stranded_copy_is_shown_by_the_same_record_in_every_order() -> None:
    shown = set()
    for rules in itertools.permutations(_RULES):
        findings = found(_HEAD + "\n".join(rules) + "\n", "MDG207")
        shown.add(tuple(sorted((f.subject["id"], str(f.witness)) for f in findings)))
    (told,) = shown
    assert [system for system, _ in told] == ["crm", "erp", "shop"]
