"""A check of a landscape that something is left out of, beside that of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mdg.diagnostic import Finding, MdgError, Report, Severity
from mdg.model.landscape import Landscape
from mdg.pipeline import check
from mdg.pipeline.growth import growth
from mdg.pipeline.what_if import outage
from mdg.rules import CODES, expand
from mdg.text.notation import notation
from mdg.topology.outage import Worsening

#: Rules about what is written, which an outage does not change; they are run only where they are asked for.
_ABOUT_THE_TEXT = frozenset({"MDG701", "MDG706"})
#: More clauses than these are not told in words.
_CLAUSES = 3


def check_without(
    landscape: Landscape, names: Iterable[str], select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Report, Worsening]:
    """What is wrong as though these flows, systems and middleware were not there, and what of it is worse for that.

    ``select`` and ``ignore`` are as for :func:`mdg.check`; that a statement is unused, or a comment sets nothing aside,
    is told only where it is selected.  MdgError for a name that is none, with the nearest.
    """
    missing = outage(landscape, names)
    codes = _codes(landscape, tuple(select), tuple(ignore))
    before = check(landscape, select=codes)
    after = check(missing.landscape, select=codes)
    known: dict[str, list[Finding]] = {}
    for finding in before.findings:
        known.setdefault(finding.fingerprint, []).append(finding)
    worse = [
        (finding, words)
        for finding in after.findings
        if (words := _before(landscape, finding, known.get(finding.fingerprint, [])))
    ]
    ended = tuple(finding for several in known.values() for finding in several)
    return after, Worsening(missing, tuple(worse), ended)


def _codes(landscape: Landscape, select: tuple[str, ...], ignore: tuple[str, ...]) -> list[str]:
    """The rules to judge by, as codes."""
    settings = landscape.settings
    chosen = expand(select or settings.select) or frozenset(CODES)
    left_out = expand(ignore or settings.ignore)
    found = chosen - left_out - (frozenset() if select else _ABOUT_THE_TEXT)
    if not found:
        raise MdgError("nothing is left to check: every rule that is selected is ignored as well")
    return sorted(found)


def _before(landscape: Landscape, finding: Finding, known: list[Finding]) -> str:
    """What a finding was in the whole landscape, if it is worse now; empty where it is the same, or less."""
    if not known:
        return "not found"
    was = known.pop(0)
    if Severity(finding.severity).rank < Severity(was.severity).rank:
        return f"told as `{was.severity}`"
    more = list(_more(landscape, finding, was))
    if more:
        return f"not for {' or '.join(map(notation, more)) if len(more) <= _CLAUSES else 'all these records'}"
    return was.message if was.message != finding.message else ""


def _more(landscape: Landscape, finding: Finding, was: Finding) -> Iterator[dict[str, object]]:
    """The records of which it was not found."""
    if finding.when is not None and was.when is not None and finding.witness is not None and finding.when != was.when:
        yield from growth(landscape.every.entities[finding.witness["entity"]], finding.when, was.when)
