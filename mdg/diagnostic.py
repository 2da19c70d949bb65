"""What is wrong, and where: spans, places, problems, findings and the report that holds them.

A *problem* is what a phase says: symbolic, pointing at a place in the text.  A *finding* is what a user gets: plain
dicts, lists and text, made from a problem once and late, by the pipeline.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import attrs

PathPart = str | int
#: What a JSON answer is made of.
Json = Any


class MdgError(Exception):
    """The work could not be done: a missing file, a wrong argument; the message says the way out."""


class Severity(enum.StrEnum):
    """How much harm a finding does; ``rank`` is 0 for the worst."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return ("error", "warning", "info").index(self.value)


@attrs.frozen(slots=True)
class Span:
    """A stretch of one file: lines and columns count from 1 in characters, the end column is just past the last."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def as_json(self) -> dict[str, Json]:
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
        }


class Source(Protocol):
    """A file (or Python) that a landscape was read from; turns paths into spans when a finding needs them.

    ``name`` is the file as a user would open it from where they stand, with ``/``; ``key`` is the same relative to the
    landscape's folder, for fingerprints that do not depend on where the command was run.
    """

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...

    def locate(self, path: tuple[PathPart, ...], *, key: bool) -> Span:
        """The span of the value at ``path``, or of its key; where it is missing, of the nearest enclosing item."""
        ...

    def anchor(self, path: tuple[PathPart, ...]) -> Span | None:
        """Where the anchor stands whose alias ``path`` leads through, if it leads through one."""
        ...

    def lines(self) -> Sequence[str]:
        """The text line by line, without line ends; empty where there is none."""
        ...


@attrs.frozen(slots=True, eq=False)
class Place:
    """A symbolic position: the value (or the key) at ``path`` in ``source``; made concrete by :meth:`span`.

    A path runs from the top of the file: ``("flows", "erp_to_crm", "when", "country", 0)``.
    """

    source: Source
    path: tuple[PathPart, ...] = ()
    key: bool = False

    def at(self, *more: PathPart, key: bool = False) -> Place:
        """The place further inside."""
        return Place(self.source, self.path + more, key)

    def span(self) -> Span:
        return self.source.locate(self.path, key=self.key)


@attrs.frozen(slots=True, eq=False, repr=False)
class FixedSource:
    """A source whose whole text is one spot: a file that could not be read, or a place found by a scanner."""

    name: str
    key: str
    spot: tuple[int, int, int, int] = (1, 1, 1, 1)
    text: tuple[str, ...] = ()

    def locate(self, path: tuple[PathPart, ...], *, key: bool) -> Span:
        return Span(self.name, *self.spot)

    def anchor(self, path: tuple[PathPart, ...]) -> Span | None:
        return None

    def lines(self) -> Sequence[str]:
        return self.text


#: The source of what was built in Python and stands in no file.
PYTHON = FixedSource("<python>", "<python>")


class Region(Protocol):
    """A population, as far as a problem needs to know it (see :mod:`mdg.population`)."""

    def __or__(self, other: Any, /) -> Any: ...
    def __bool__(self) -> bool: ...
    def when(self) -> list[dict[str, Json]]: ...
    def witness(self) -> dict[str, str | list[str]]: ...


@attrs.frozen(slots=True, eq=False)
class Related:
    """Another statement involved, and why."""

    message: str
    place: Place


@attrs.frozen(slots=True, eq=False, kw_only=True, repr=False)
class Problem:
    """What a phase found: symbolic, without severity, dates or party, which the pipeline adds.

    ``subject`` is (kind, id), kind being the singular of a section (``flow``), ``entity``, ``group`` (id
    ``entity.group``), ``fact`` or ``file``.  ``field`` tells findings of one code and subject apart in a fingerprint.
    ``entity``, ``groups``, ``systems`` and ``concerns`` say what it is about, so that the accountable party can be
    named (no ``concerns`` means those of the rule); ``population`` is None where it is about no population.  The
    witness is one of its records, of those in ``seen`` where not all are affected on the first day, or without drafts.
    Where it is about rows of a log, ``rows`` are the worst of them and ``record`` has the values of their record.
    ``severity`` overrides the rule's own, and findings about a ``draft`` are at most warnings.
    """

    code: str
    message: str
    place: Place
    subject: tuple[str, str]
    help: str = ""
    related: tuple[Related, ...] = ()
    field: str = ""
    entity: str | None = None
    groups: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    population: Region | None = None
    seen: Region | None = None
    record: Mapping[str, Json] | None = None
    rows: tuple[Mapping[str, Json], ...] = ()
    severity: Severity | None = None
    draft: bool = False


@attrs.frozen(slots=True, kw_only=True)
class Finding:
    """One fault, as users and machines read it; the attributes are the JSON keys, in plain dicts, lists and text."""

    code: str
    name: str
    severity: str
    message: str
    help: str
    location: dict[str, Json]
    related: list[dict[str, Json]]
    subject: dict[str, str]
    witness: dict[str, Json] | None
    when: list[dict[str, Json]] | None
    since: str | None
    until: str | None
    accountable: str | None
    #: what tells it from others over time, of which the fingerprint is made
    identity: str

    @property
    def fingerprint(self) -> str:
        """What tells it from others over time; two of one fingerprint are the same, on another line or day."""
        # most formats do not show it
        from hashlib import sha256

        return sha256(self.identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def as_json(self) -> dict[str, Json]:
        return {field: getattr(self, field) for field in FINDING_KEYS}


FINDING_KEYS = tuple({"identity": "fingerprint"}.get(field.name, field.name) for field in attrs.fields(Finding))


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class Comparison:
    """What a baseline makes of a report; ``file`` is its file.

    ``accepted`` are the findings that it holds: the report has them here only, and they do not count.  ``grown`` are
    findings that count because it holds less of them, each with what it holds, in words.  ``gone`` are entries that
    were not found again, ``unjudged`` those that could not be, since their rules were not run.
    """

    file: str
    accepted: tuple[Finding, ...] = ()
    grown: tuple[tuple[Finding, str], ...] = ()
    gone: tuple[dict[str, Json], ...] = ()
    unjudged: tuple[dict[str, Json], ...] = ()
    _words: dict[int, str] = attrs.field(init=False, repr=False)

    @_words.default
    def _by_identity(self) -> dict[int, str]:
        return {id(one): words for one, words in self.grown}

    def held(self, finding: Finding) -> str:
        """What the baseline holds of a finding that has grown; empty for any other."""
        return self._words.get(id(finding), "")

    def as_json(self) -> dict[str, Json]:
        return {
            "file": self.file,
            "accepted": len(self.accepted),
            "grown": [{"fingerprint": one.fingerprint, "message": words} for one, words in self.grown],
            "gone": list(self.gone),
        }


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Report:
    """All that ``check`` found, worst harm first."""

    landscape: str | None
    as_of: str
    findings: tuple[Finding, ...]
    suppressed: int = 0
    #: the sections that hold statements which no rule examines, although rules on others may read them, and those of
    #: which some rules were not run, because a file that could not be read may settle what they would find
    not_judged: tuple[str, ...] = ()
    #: the level that the landscape's own settings ask to fail on
    fail_on: str = "error"
    #: the text of the files that findings point at, by file name, for showing the offending lines
    excerpts: Mapping[str, Sequence[str]] = attrs.field(factory=dict, repr=False)
    #: the same files relative to the landscape's folder, by file name
    keys: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    #: the codes of the rules that were run
    rules: tuple[str, ...] = attrs.field(default=(), repr=False)
    #: what a baseline made of it, where it was given one
    baseline: Comparison | None = None
    #: what could not be judged of a log: ``file``, ``line`` (None for the whole) and ``reason``; it is never a pass
    unread: tuple[Mapping[str, Any], ...] = ()

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)

    def ok(self, fail_on: str = "error") -> bool:
        """Whether all was judged and nothing at or above ``fail_on`` (error, warning, info) found; else MdgError."""
        levels = [level.value for level in Severity]
        if fail_on not in levels:
            raise MdgError(f"`{fail_on}` is no level; the levels are {', '.join(f'`{level}`' for level in levels)}")
        limit = Severity(fail_on).rank
        return not self.unread and not any(Severity(finding.severity).rank <= limit for finding in self.findings)

    def as_json(self) -> dict[str, Json]:
        compared = {} if self.baseline is None else {"baseline": self.baseline.as_json()}
        return {
            "landscape": self.landscape,
            "as_of": self.as_of,
            "summary": {
                "error": self.count("error"),
                "warning": self.count("warning"),
                "info": self.count("info"),
                "suppressed": self.suppressed,
                "not_judged": list(self.not_judged),
            },
            **compared,
            "findings": [finding.as_json() for finding in self.findings],
        }


class LandscapeError(MdgError):
    """The text of a landscape is wrong; ``report`` holds every finding about it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        first = report.findings[0]
        where = f"{first.location['file']}:{first.location['line']}:{first.location['column']}"
        more = f" (and {len(report.findings) - 1} more)" if len(report.findings) > 1 else ""
        super().__init__(f"{where}: {first.code} {first.message}{more}")
