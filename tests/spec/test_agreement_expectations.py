"""Expectations that fail (707): the package and the reference name the same ones."""

from __future__ import annotations

from hypothesis import given

import mdg

from .agreement import loaded
from .details import detailed
from .profiles import AGREEMENT
from .promises import failed_perhaps, failed_surely
from .reference import Reference
from .shapes import Raw
from .strategies import AS_OF


@AGREEMENT
@given(raw=detailed())
def test_expectations_agree(raw: Raw) -> None:
    """Of the day itself: what no reading sees kept is told, and nothing that every reading does."""
    reference = Reference(raw)
    with loaded(raw) as landscape:
        report = mdg.check(landscape, select="MDG707")
        told = {finding.subject["id"] for finding in report.findings if finding.since is None}
    assert set(failed_surely(reference, AS_OF)) <= told <= set(failed_perhaps(reference, AS_OF))
