"""A finding in lines of plain text, for forms that set text in their own way, and where files are for their readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mdg.diagnostic import Finding, Json
from mdg.render.cells import visible
from mdg.render.details import details

#: From the name of a file, as findings have it, to the path under which the reader of a form knows it.
Where = Callable[[str], str]
#: What findings have for a file where there is none: what came through a pipe, and what was built in Python.
NO_FILES = frozenset({"<stdin>", "<python>"})
#: Of more related statements than this, one less is shown.
_RELATED = 9


def as_named(name: str) -> str:
    """The path of a file as it was named: as it is opened from where the command was run."""
    return name


def statements(finding: Finding, where: Where) -> Iterator[str]:
    """The other statements involved, each with its place."""
    shown = finding.related if len(finding.related) <= _RELATED else finding.related[: _RELATED - 1]
    for other in shown:
        yield f"{spot(other['location'], where)}: {visible(other['message'])}"
    if len(finding.related) > len(shown):
        yield f"and {len(finding.related) - len(shown)} more statements; `--format json` has all of them"


def labelled(finding: Finding) -> Iterator[str]:
    """What the finding says beside its message, one label a line; the clauses of a population each on its own."""
    for label, value in details(finding):
        if isinstance(value, str):
            yield f"{label}: {visible(value)}"
        else:
            yield f"{label}:"
            yield from (f"  {visible(line)}" for line in value)


def spot(location: dict[str, Json], where: Where) -> str:
    """``file:line:column``."""
    return f"{visible(where(location['file']))}:{location['line']}:{location['column']}"
