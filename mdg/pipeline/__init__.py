"""The one place where the phases meet: text to landscape (:func:`load`), landscape to report (:func:`check`)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs

from mdg.collector import CollectorResting
from mdg.compile import compile_text
from mdg.diagnostic import Finding, LandscapeError, MdgError, Problem, Report
from mdg.model.day import as_day, day_in
from mdg.model.landscape import Landscape
from mdg.pipeline.gather import Gathered, Progress, judge, unheard
from mdg.pipeline.report import make_report
from mdg.rules import AUDITED, CODES, ON_LANDSCAPES, expand, hint, rules
from mdg.text import Text, read
from mdg.text.files import MAX_WORDS

if TYPE_CHECKING:
    from mdg.text import LandscapeDocument

    Source = str | os.PathLike[str] | LandscapeDocument | Mapping[str, Any]

#: What costs a whole file, and leaves the others to be judged; the last two where it is no landscape at all.
_WHOLE_FILE = frozenset({"MDG001", "MDG002", "MDG005", "MDG006"})


def load(
    source: Source,
    *,
    as_of: dt.date | str | None = None,
    stdin_text: bytes | None = None,
    now: dt.datetime | None = None,
) -> Landscape:
    """Read and compile a landscape.

    ``source`` is a file, a folder, ``-`` for the bytes in ``stdin_text``, or a document built in Python.  It is read
    as of ``as_of`` (a date, or its text such as ``2026-01-31``), else as of the day that it is ``now`` (the present) in
    the landscape's time zone.  Raises LandscapeError, with the ``report``, where the text is wrong, and MdgError where
    it cannot be read.
    """
    given = None if as_of is None else as_day(as_of)
    with CollectorResting():
        text = read(source, stdin_text=stdin_text)
        day = given or _today(text, now)
        landscape, problems = _compile(text, day)
    if landscape is None or problems:
        raise LandscapeError(make_report(text, None, day, Gathered(problems)))
    return landscape


def check(
    source: Source | Landscape,
    *,
    as_of: dt.date | str | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    stdin_text: bytes | None = None,
    now: dt.datetime | None = None,
    baseline: str | os.PathLike[str] | None = None,
    progress: Progress = unheard,
) -> Report:
    """Everything that is wrong with a landscape, worst harm first; wrong text is findings too.

    ``as_of`` is as for :func:`load`.  ``select`` and ``ignore`` are rule codes or prefixes (or a single one), and take
    the place of the landscape's own settings; what is wrong with the text is told whatever they say.  ``baseline`` is
    a file of findings that are accepted and do not count; the report's ``baseline`` tells what came of it.
    ``progress`` is called with a few words on what is done now, again and again.  Raises
    MdgError for a code that no rule has, for a selection that is empty, for a source that cannot be read, and for a
    file that is no baseline of this landscape.
    """
    select, ignore = _codes(select), _codes(ignore)
    _selection(select, ignore)
    given = None if as_of is None else as_day(as_of)
    if baseline is None:
        with CollectorResting():
            return _judged(source, given, select, ignore, stdin_text, now, progress)[0]
    from mdg.pipeline.accept import accepted
    from mdg.pipeline.baseline import read as read_baseline

    known = read_baseline(baseline)  # first of all, since a slip in it makes the rest of no use
    with CollectorResting():
        report, landscape = _judged(source, given, select, ignore, stdin_text, now, progress)
    return accepted(report, known, partial(_beyond, landscape))


def _judged(
    source: Source | Landscape,
    given: dt.date | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    stdin_text: bytes | None,
    now: dt.datetime | None,
    progress: Progress,
) -> tuple[Report, Landscape | None]:
    """The whole report, and the landscape that was judged, unless the text is wrong."""
    if isinstance(source, Landscape):
        landscape = attrs.evolve(source.every, as_of=given or source.as_of)
        chosen = _selection(select or landscape.settings.select, ignore or landscape.settings.ignore)
        return make_report(None, landscape, landscape.as_of, judge(landscape, chosen, (), progress), chosen), landscape
    progress("reads the text")
    text = read(source, stdin_text=stdin_text)
    day = given or _today(text, now)
    progress("looks up what the text names")
    compiled, problems = _compile(text, day)
    if compiled is None:
        return make_report(text, None, day, Gathered(problems)), None
    chosen = _selection(select or compiled.settings.select, ignore or compiled.settings.ignore)
    unsettled = chosen & _unsettled(text, compiled)
    gathered = _without_names_elsewhere(judge(compiled, chosen - unsettled, problems, progress), text)
    return make_report(text, compiled, day, gathered, chosen - unsettled, unsettled), compiled


def _beyond(landscape: Landscape | None, finding: Finding, accepted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records of which a finding is true beside those for which the accepted clauses hold."""
    if landscape is None or finding.when is None or finding.witness is None:
        return []
    from mdg.pipeline.growth import growth

    return growth(landscape.every.entities[finding.witness["entity"]], finding.when, accepted)


def _compile(text: Text, day: dt.date) -> tuple[Landscape | None, tuple[Problem, ...]]:
    """The landscape, where all that could be read is right, and every problem of the text."""
    compiled, more = compile_text(text, day)
    problems = text.problems + more + tuple(_wrong_settings(text))
    if all(_is_about_a_file(problem) for problem in problems):
        return compiled, problems
    return None, problems


def _is_about_a_file(problem: Problem) -> bool:
    """Whether a problem is that a whole file says nothing, so that the others can be judged without it."""
    return problem.code in _WHOLE_FILE and problem.subject[0] == "file" and not problem.field


def _unsettled(text: Text, compiled: Landscape) -> frozenset[str]:
    """The rules whose findings might be undone by what could not be read, as far as its words and its gaps tell."""
    if not text.unreadable and not text.unreadable_words:
        return frozenset()
    judging = [found for found in rules(ON_LANDSCAPES) if found.check is not None]
    if any(problem.code == "MDG001" for problem in text.problems) or len(text.unreadable_words) >= MAX_WORDS:
        return frozenset(found.code for found in judging if found.settled_by or found.code == "MDG701")
    lost = text.unreadable_words
    if not _named_systems(compiled.every) <= compiled.every.systems.keys():
        lost |= {"systems"}  # it declares one, under a heading that cannot be made out
    return frozenset(found.code for found in judging if not lost.isdisjoint(found.settled_by))


def _named_systems(landscape: Landscape) -> set[str]:
    """The systems between which records travel, and where they are changed and needed."""
    named = {end for flow in landscape.flows.values() for end in (flow.source, flow.target)}
    named.update(system for rule in landscape.ownership.values() for system in rule.systems)
    return named.union(need.system for need in landscape.needs.values())


def _without_names_elsewhere(gathered: Gathered, text: Text) -> Gathered:
    """Without what is unused only because the text that may use it could not be read."""
    words = text.unreadable_words
    if not words:
        return gathered
    kept = (held for held in gathered.held if held.problem.code != "MDG701" or held.problem.subject[1] not in words)
    return attrs.evolve(gathered, held=tuple(kept))


def _wrong_settings(text: Text) -> Iterator[Problem]:
    """What is wrong with the settings as to the rules: codes that no rule has, and that nothing is left to judge."""
    unknown = list(_unknown_codes(text))
    yield from unknown
    settings = text.document.settings
    if settings is None or unknown:
        return
    selected = expand(settings.select) if settings.select else frozenset(CODES)
    if not selected - expand(settings.ignore or ()):
        yield Problem(
            code="MDG006",
            message="`ignore` leaves no rule to judge by",
            help="take out of it the rules that the landscape is to be checked by",
            place=text.place("settings", "ignore"),
            subject=("settings", "ignore"),
            field="nothing left",
        )


def _unknown_codes(text: Text) -> Iterator[Problem]:
    """The codes in the landscape's settings that no rule has."""
    settings = text.document.settings
    if settings is None:
        return
    for field in ("select", "ignore", "severity"):
        codes = getattr(settings, field) or ()
        for index, code in enumerate(codes):
            known = code in CODES if field == "severity" else code != "" and any(one.startswith(code) for one in CODES)
            if not known:
                at = (code,) if field == "severity" else (index,)
                yield Problem(
                    code="MDG008",
                    message=f"unknown rule `{code}`",
                    help=hint(code),
                    place=text.place("settings", field, *at, key=field == "severity"),
                    subject=("settings", field),
                    field=code,
                )


def _codes(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _selection(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    """The codes to judge; MdgError for a code that no rule has, and where nothing is left to judge."""
    chosen = (expand(select) if select else frozenset(CODES)) - expand(ignore)
    if not chosen:
        raise MdgError("nothing is left to check: every rule that is selected is ignored as well")
    if chosen <= AUDITED:
        raise MdgError("nothing is left to check: the rules that are selected judge a log; `mdg audit` runs them")
    return chosen - AUDITED


def _today(text: Text, now: dt.datetime | None) -> dt.date:
    """The day that it is in the landscape's time zone; without ``now`` that is asked of the clock, here alone."""
    settings = text.document.settings
    zone = "UTC" if settings is None or settings.timezone is None else settings.timezone
    instant = now or dt.datetime.now(dt.UTC)  # noqa: TID251  # who names no day means today
    if zone == "UTC":
        return instant.astimezone(dt.UTC).date()
    return day_in(zone, instant)
