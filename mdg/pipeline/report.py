"""Problems to findings: severity, party, witness, place and fingerprint, in plain dicts, lists and text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from mdg.diagnostic import Finding, Json, Place, Problem, Report, Severity, Source
from mdg.model.landscape import SECTION_NAMES, Landscape
from mdg.pipeline.gather import Gathered, Held
from mdg.pipeline.suppress import Suppressed, suppress
from mdg.rule import Rule
from mdg.rules import CODES, ON_LANDSCAPES, rule, rules
from mdg.rules.occasions import occasioned
from mdg.text import Text


def make_report(
    text: Text | None,
    landscape: Landscape | None,
    day: dt.date,
    gathered: Gathered,
    chosen: frozenset[str] = frozenset(CODES),
    unsettled: frozenset[str] = frozenset(),
    of_log: bool = False,
) -> Report:
    """The report on what was gathered; without a landscape, only what is wrong with the text.

    ``chosen`` are the rules that were run, ``unsettled`` those that were not, because some of the text is not known.
    ``of_log`` says that they judge a log, and not the text.
    """
    sources: dict[str, Source] = {}
    found = [_finding(Held(problem), landscape, sources) for problem in gathered.problems]
    judged = [_finding(held, landscape, sources) for held in gathered.held]
    outcome = Suppressed(tuple(judged), 0, ())
    if landscape is not None:
        outcome = suppress(landscape.suppressions, judged, day, chosen, of_log=of_log)
        found += [_finding(Held(problem), landscape, sources) for problem in outcome.problems]
    findings = sorted([*found, *outcome.kept], key=_harm)
    settings = text.document.settings if text is not None else None
    fail_on = landscape.settings.fail_on if landscape else getattr(settings, "fail_on", None) or "error"
    return Report(
        landscape=landscape.name if landscape else text.document.landscape if text else None,
        as_of=day.isoformat(),
        findings=tuple(findings),
        suppressed=outcome.count,
        not_judged=tuple(_not_judged(landscape, unsettled) if landscape else _written(text)),
        fail_on=fail_on,
        excerpts={name: source.lines() for name, source in sources.items()},
        keys={name: source.key for name, source in sources.items()},
        rules=tuple(code for code in CODES if code < "MDG1" or (landscape is not None and code in chosen)),
    )


def _harm(finding: Finding) -> tuple[int, str, str, int, int]:
    place = finding.location
    return Severity(finding.severity).rank, finding.code, place["file"], place["line"], place["column"]


def _finding(held: Held, landscape: Landscape | None, sources: dict[str, Source]) -> Finding:
    problem, found = held.problem, rule(held.problem.code)
    affected = problem.seen or problem.population
    record = affected.witness() if affected and problem.entity else problem.record
    related = [{"message": other.message, "location": _location(other.place, sources)} for other in problem.related]
    anchor = problem.place.source.anchor(problem.place.path)
    if anchor is not None:
        related.append({"message": "stands under this anchor", "location": anchor.as_json()})
    return Finding(
        code=problem.code,
        name=found.name,
        severity=_severity(problem, found, landscape).value,
        message=problem.message,
        help=problem.help,
        location=_location(problem.place, sources),
        related=related,
        subject={"kind": problem.subject[0], "id": problem.subject[1]},
        witness=None if record is None else _witness(problem, record),
        when=None if problem.population is None else problem.population.when(),
        since=held.since.isoformat() if held.since else None,
        until=held.until.isoformat() if held.until else None,
        accountable=_accountable(held, found, record),
        identity=_identity(problem),
    )


def _witness(problem: Problem, record: Mapping[str, Json]) -> dict[str, Json]:
    """The record for which a finding is true, and the rows of a log that show it."""
    rows = {"rows": [dict(row) for row in problem.rows]} if problem.rows else {}
    return {"entity": problem.entity, "record": dict(record), **rows}


def _location(place: Place, sources: dict[str, Source]) -> dict[str, Json]:
    sources.setdefault(place.source.name, place.source)
    return place.span().as_json()


def _severity(problem: Problem, found: Rule, landscape: Landscape | None) -> Severity:
    severity = problem.severity or found.severity
    # what cannot be read is not judged either, and no setting makes a pass of that
    if landscape is not None and problem.code in landscape.settings.severity and problem.code >= "MDG1":
        severity = Severity(landscape.settings.severity[problem.code])
    return Severity.WARNING if problem.draft and severity is Severity.ERROR else severity


def _accountable(held: Held, found: Rule, record: Mapping[str, Json] | None) -> str | None:
    problem = held.problem
    if problem.entity is None or held.landscape is None or not held.landscape.responsibilities:
        return None
    # only where somebody answers for something
    from mdg.model.responsibility import accountable

    concerns = problem.concerns or found.concerns
    return accountable(held.landscape, problem.entity, problem.groups, problem.systems, concerns, record)


def _identity(problem: Problem) -> str:
    """What tells a finding from others over time: code, subject, field and file; not line, message, witness or date.

    A fact is of no file: it is told at the first of the items that lack it, which may be another tomorrow.
    """
    field = problem.field or ".".join(part for part in problem.place.path[2:] if isinstance(part, str))
    file = "" if problem.subject[0] == "fact" else problem.place.source.key
    return "\0".join((problem.code, *problem.subject, field, file))


def _written(text: Text | None) -> Iterator[str]:
    """The sections that hold something, of a text that no rule judges because it is wrong."""
    return (name for name in SECTION_NAMES if text is not None and getattr(text.document, name, None))


def _not_judged(landscape: Landscape, unsettled: frozenset[str]) -> Iterator[str]:
    """The sections that hold something which no rule examines yet, or not all its rules do this time.

    A section that is only read in order to judge others, as rules on the use of data read processes, is not examined.
    """
    present = {name for name, _ in landscape.sections()}
    examined: set[str] = set()
    # those that had anything to look at examine nearly all; the others are asked only about what is left
    for several in (occasioned(landscape, ON_LANDSCAPES), rules(ON_LANDSCAPES)):
        if not present <= examined:
            examined.update(section for one in several for section in one.sections)
    for code in unsettled:
        examined.difference_update(rule(code).sections or rule(code).settled_by)
    return (name for name, _ in landscape.sections() if name not in examined)
