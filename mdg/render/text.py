"""A report for people: one block a finding, worst harm first, and a closing count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from mdg.diagnostic import Finding, Json, Report, Severity
from mdg.render.block import MARGIN, fields
from mdg.render.cells import visible, width, wrap
from mdg.render.details import details
from mdg.render.excerpt import excerpt
from mdg.render.style import PLAIN, Style

#: Of a code with more findings than the second, so many are shown in full, of the others what is wrong and the way out.
_IN_FULL, _FEW = 3, 4
#: Of more related statements than this, one less is shown with a finding; JSON has all.
_RELATED = 7
_NARROWEST = 40
Labelled = list[tuple[str, str]]
_PLURALS = {"error": "errors", "warning": "warnings", "info": "infos"}


def report(
    result: Report, columns: int = 100, style: Style = PLAIN, beside: Callable[[Finding], Labelled] = lambda _: []
) -> str:
    """The whole report, wrapped to ``columns`` terminal cells; paths are never cut.

    ``beside`` gives labels with what is to be told of a finding besides.
    """
    columns = max(columns, _NARROWEST)
    lines, in_brief = _blocks(result, columns, style, beside)
    return "\n".join([*lines, *_closing(result, in_brief, columns, style)]) + "\n"


def _blocks(result: Report, columns: int, style: Style, beside: Callable[[Finding], Labelled]) -> tuple[list[str], int]:
    """A block a finding, and how many of them are told in brief."""
    often = Counter((finding.severity, finding.code) for finding in result.findings)
    shown: Counter[tuple[str, str]] = Counter()
    helped: dict[tuple[str, str], str] = {}
    lines: list[str] = []
    brief = False
    for finding in result.findings:
        kind = (finding.severity, finding.code)
        shown[kind] += 1
        in_full = often[kind] <= _FEW or shown[kind] <= _IN_FULL
        if lines and (in_full or not brief):
            lines.append("")
        if in_full:
            lines += _block(finding, result, columns, style, beside)
        else:
            lines += _heading(finding, columns, style)
            more = [("help", finding.help)] if finding.help and finding.help != helped[kind] else []
            lines += fields([*more, *_grown(finding, result), *beside(finding)], columns, style)
        helped[kind] = finding.help
        brief = not in_full
    if lines:
        lines.append("")
    return lines, sum(count - _IN_FULL for count in often.values() if count > _FEW)


def _heading(finding: Finding, columns: int, style: Style) -> list[str]:
    """Place, severity, code, name and message: on one line where there is room, the message below otherwise."""
    where, level = place(finding.location), f"{finding.severity} {finding.code}"
    plain = f"{where}: {level} {finding.name}: {visible(finding.message)}"
    head = f"{style('place', f'{where}:')} {style(finding.severity, level)} {finding.name}:"
    if width(plain) <= columns:
        return [f"{head} {visible(finding.message)}"]
    return [head, *wrap(finding.message, columns, MARGIN, MARGIN)]


def _block(
    finding: Finding, result: Report, columns: int, style: Style, beside: Callable[[Finding], Labelled]
) -> list[str]:
    related = finding.related if len(finding.related) <= _RELATED else finding.related[: _RELATED - 1]
    gutter = max(len(str(spot["line"])) for spot in (finding.location, *(other["location"] for other in related)))
    lines = _heading(finding, columns, style)
    lines += _quote(finding.location, result, columns, style, gutter, finding.severity)
    for other in related:
        lines += _reason(other, columns, style)
        lines += _quote(other["location"], result, columns, style, gutter, "")
    if len(finding.related) > len(related):
        lines.append(f"{MARGIN}and {len(finding.related) - len(related)} more statements")
    return lines + fields([*details(finding), *_grown(finding, result), *beside(finding)], columns, style)


def _quote(spot: dict[str, Json], result: Report, columns: int, style: Style, gutter: int, role: str) -> list[str]:
    text = result.excerpts.get(spot["file"], ())
    quoted = excerpt(text, spot, columns - len(MARGIN), style, gutter=gutter, role=role)
    return [MARGIN + line for line in quoted]


def _reason(related: dict[str, Json], columns: int, style: Style) -> list[str]:
    where = f"{place(related['location'])}:"
    if len(MARGIN) + width(f"{where} {visible(related['message'])}") <= columns:
        return [f"{MARGIN}{style('place', where)} {visible(related['message'])}"]
    return [MARGIN + style("place", where), *wrap(related["message"], columns, MARGIN * 2, MARGIN * 2)]


def _grown(finding: Finding, result: Report) -> list[tuple[str, str]]:
    """What the baseline holds of it, if less than was found."""
    held = result.baseline.held(finding) if result.baseline else ""
    return [("baseline", held)] if held else []


def _closing(result: Report, in_brief: int, columns: int, style: Style) -> list[str]:
    counts = {level: result.count(level) for level in _PLURALS}
    named = [style(level, _counted(number, level)) for level, number in counts.items() if number]
    aside = [f"{result.suppressed} suppressed"] if result.suppressed else []
    if result.baseline and result.baseline.accepted:
        aside.append(f"{len(result.baseline.accepted)} in the baseline")
    head = f"found {', '.join(named)}" if named else style("good", "nothing found")
    lines = [head + (f" ({', '.join(aside)})" if aside else "")]
    if in_brief:
        said = f"{in_brief} of them are told in brief; `--format json` has all of each"
        lines += wrap(said, columns, "", MARGIN)
    if result.not_judged:
        wrong = any(finding.code < "MDG1" for finding in result.findings)
        said = "not judged while the text is wrong" if wrong else "no rule judges these sections for their own sake yet"
        lines += wrap(f"{said}: {', '.join(result.not_judged)}", columns, "", MARGIN)
    if result.baseline and result.baseline.gone:
        # only beside a baseline
        from mdg.render.plain import gone

        first, *entries = gone(result.baseline)
        lines += wrap(first, columns, "", MARGIN)
        lines += [line for entry in entries for line in wrap(entry, columns, MARGIN, MARGIN * 2)]
    if named:
        worst = min(result.findings, key=lambda finding: Severity(finding.severity).rank)
        lines += wrap(f"`mdg explain {worst.code}` says why it matters and what to write instead", columns, "", MARGIN)
    return lines


def _counted(number: int, level: str) -> str:
    return f"{number} {level if number == 1 else _PLURALS[level]}"


def place(location: dict[str, Json]) -> str:
    """``file:line:column``, as terminals and editors open it."""
    return f"{visible(location['file'])}:{location['line']}:{location['column']}"
