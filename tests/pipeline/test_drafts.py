"""What is wrong without drafts stays wrong with them, whatever they would settle, and they add no error."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from mdg.diagnostic import Report
from tests.rules.reading import judged

HEAD = """
entities:
  e:
    dimensions: {k: [x, y], stage: {values: [new, old], becomes: {new: [old]}}}
    groups:
      g: {attributes: [a], categories: [user.name], required: true}
      h: {attributes: [b], categories: [system]}
parties: {me: {}, you: {}}
systems: {A: {}, B: {}, C: {}}
"""
STATEMENTS = (
    ("ownership", "system: A, may: [create, update]"),
    ("ownership", "system: A, may: create, groups: [h], when: {k: x}"),
    ("ownership", "system: B, may: [create, enrich], groups: [h]"),
    ("ownership", "system: B, may: create, valid: {from: 2026-09-01, until: 2026-12-31}"),
    ("ownership", "system: [A, C], may: [update, delete], when: {stage: old}"),
    ("ownership", "system: C, may: create, when: {k: y}, valid: {until: 2026-10-31}"),
    ("flows", "from: A, to: B"),
    ("flows", "from: A, to: B, groups: [g]"),
    ("needs", "system: B, groups: [h]"),
    ("needs", "system: B"),
    ("matching", "system: A, by: [a], when: {k: x}"),
    ("survivorship", "strategy: priority, systems: [A], groups: [g]"),
    ("survivorship", "strategy: latest"),
    ("responsibilities", "concern: accuracy, accountable: me"),
    ("responsibilities", "concern: accuracy, accountable: you, when: {k: x}"),
)


def written(status: Sequence[str]) -> str:
    """The landscape of the statements that are not left out."""
    found: dict[str, list[str]] = {}
    for number, ((section, statement), stated) in enumerate(zip(STATEMENTS, status, strict=True)):
        if stated != "left out":
            found.setdefault(section, []).append(f"s{number}: {{{statement}, status: {stated}}}")
    return HEAD + "".join(f"{section}: {{{', '.join(items)}}}\n" for section, items in found.items())


def errors(report: Report) -> set[str]:
    return {finding.fingerprint for finding in report.findings if finding.severity == "error"}


@given(st.lists(st.sampled_from(("left out", "draft", "live")), min_size=len(STATEMENTS), max_size=len(STATEMENTS)))
def test_the_errors_are_those_without_drafts(status: list[str]) -> None:
    with_drafts = judged(written(status))
    without = judged(written(["left out" if one == "draft" else one for one in status]))
    assert errors(with_drafts) == errors(without)
    # what nothing but drafts use is not unused, and what they receive or need is not known to be wanted
    told = {finding.fingerprint for finding in with_drafts.findings}
    assert told >= {one.fingerprint for one in without.findings if one.code not in ("MDG701", "MDG705")}
