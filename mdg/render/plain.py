"""A finding in lines of plain text, for forms that set text in their own way, and where files are for their readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mdg.diagnostic import Comparison, Finding, Json, Report
from mdg.render.cells import visible
from mdg.render.details import details

#: From the name of a file, as findings have it, to the path under which the reader of a form knows it.
Where = Callable[[str], str]
#: What findings have for a file where there is none: what came through a pipe, and what was built in Python.
NO_FILES = frozenset({"<stdin>", "<python>"})
#: Of more related statements than this, one less is shown.
_RELATED = 9
#: The same for entries of a baseline that are gone.
_GONE = 9


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


def labelled(finding: Finding, result: Report) -> Iterator[str]:
    """What is known of a finding beside its message, one label a line; the clauses of a population each on its own."""
    for label, value in details(finding):
        if isinstance(value, str):
            yield f"{label}: {visible(value)}"
        else:
            yield f"{label}:"
            yield from (f"  {visible(line)}" for line in value)
    if result.baseline and (held := result.baseline.held(finding)):
        yield f"baseline: {visible(held)}"


def gone(compared: Comparison) -> list[str]:
    """What to say of a baseline's entries that were not found again: a sentence, then each on a line."""
    if not compared.gone:
        return []
    number, file = len(compared.gone), visible(compared.file)
    shown = compared.gone if number <= _GONE else compared.gone[: _GONE - 1]
    what, them = ("an entry that is", "it") if number == 1 else (f"{number} entries that are", "them")
    lines = [f"the baseline `{file}` has {what} no longer found; `--write-baseline` takes {them} out"]
    lines += map(_entry, shown)
    return lines + ([f"and {number - len(shown)} more"] if number > len(shown) else [])


def unread(result: Report, where: Where) -> Iterator[tuple[str, dict[str, Json]]]:
    """What could not be judged of a log: a line of text, and its ``file`` and ``line`` (None for the whole)."""
    for one in result.unread:
        place = f"{visible(where(one['file']))}{'' if one['line'] is None else ':' + str(one['line'])}"
        yield f"{place}: {visible(one['reason'])}", dict(one)


def _entry(entry: dict[str, Json]) -> str:
    """An entry of a baseline as it was told when it was found."""
    about = " ".join((entry.get("subject") or {}).values())
    said = [f"{entry['code']} {entry.get('name', '')}".rstrip(), about, entry.get("message") or entry["fingerprint"]]
    often = f" ({entry['count']} times)" if entry["count"] > 1 else ""
    return visible(": ".join(filter(None, said)) + often)


def spot(location: dict[str, Json], where: Where) -> str:
    """``file:line:column``."""
    return f"{visible(where(location['file']))}:{location['line']}:{location['column']}"
