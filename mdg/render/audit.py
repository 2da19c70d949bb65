"""An audit on one screen: needs and flows with their lags, what was broken, by whom, and what to look at first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from mdg.diagnostic import Finding, Report, Severity
from mdg.model.happened import Audit, Lag, NeedFigures
from mdg.model.instants import written
from mdg.render.cells import visible, width, wrap
from mdg.render.text import place
from mdg.text.values import format_duration

_BARS = "▁▂▃▄▅▆▇█"
_PLAIN = ".:-=+*%@"
#: Columns of lines of bars.
_COURSES = ("lag over time", "p95 over audits")
#: So many findings, and so many rows, are told on the one screen.
_FIRST, _ROWS = 5, 5
#: Of more needs, or flows, only those are told that are worst; all are in the JSON.
_MOST = 8
#: What is left out of a table first where a terminal is too narrow for it.
_LESS = ("lag over time", "p99", "p50", "pending", "group", "over", "bound", "p95", "from")
#: The order in which harm is told: what breaks the law, then what nobody has, then what came late or wrong.
_HARM = ("811", "813", "812", "808", "810", "802", "801", "815", "804", "806", "807", "814", "805", "803", "809")


def summary(found: Audit, report: Report, columns: int, *, draws: bool = True, room: int | None = None) -> str:
    """The audit as text, on about one screen; ``draws`` says whether lines of blocks can be shown.

    Tables are as wide as they need to be, or, where there is only so much ``room``, have fewer columns.
    """
    blocks = [
        _head(found, report),
        _needs(found, draws, room),
        _flows(found, draws, room),
        _violations(found, columns),
        _trend(found, draws, room),
        _worst(found, room),
        _first(report, columns),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(found: Audit, report: Report) -> list[str]:
    counts = [f"{found.events:,} events"]
    for number, what in (
        (found.repeated_rows, "repeated rows"),
        (found.conflicting_rows, "rows that contradict another of their key"),
        (found.clock, "with wrong clocks"),
        (found.rejected, "rows left out, as they could not be judged"),
    ):
        counts += [f"{number:,} {what}"] if number else []
    return [f"audit of {report.landscape or 'the landscape'} as of {found.as_of}: {', '.join(counts)}"]


def _needs(found: Audit, draws: bool, room: int | None) -> list[str]:
    head = ("need", "expected", "late", "missing", "pending", "p50", "p95", "p99", "max", "bound", "lag over time")
    shown = _worst_needs(found)
    rows = [
        (
            name,
            *(f"{number:,}" for number in (one.expected, one.late, one.missing, one.pending)),
            *_lag(one.lag),
            _length(found.bounds.get(name)),
            _spark(one.course, draws),
        )
        for name, one in shown.items()
    ]
    rest = [one for name, one in found.needs.items() if name not in shown]
    wrong = sum(1 for one in rest if one.missing or one.late)
    return _table(head, rows, room=room) + _more(len(rest), "needs", f"{wrong} with changes late or missing")


def _worst_needs(found: Audit) -> dict[str, NeedFigures]:
    """The needs with most that is missing or late, in the order of the text."""
    worst = sorted(found.needs, key=lambda name: (-found.needs[name].missing, -found.needs[name].late))[:_MOST]
    return {name: one for name, one in found.needs.items() if name in worst}


def _flows(found: Audit, draws: bool, room: int | None) -> list[str]:
    head = ("flow", "seen", "p50", "p95", "p99", "max", "lag over time")
    slowest = sorted(found.flows.items(), key=lambda item: -(item[1].lag.p99 or 0))
    shown = dict(slowest[:_ROWS])
    rows = [
        (name, f"{one.seen:,}", *_lag(one.lag), _spark(one.course, draws))
        for name, one in found.flows.items()
        if name in shown
    ]
    return _table(head, rows, room=room) + _more(len(slowest) - len(shown), "flows", "none of them slower")


def _more(number: int, what: str, how: str) -> list[str]:
    return [f"and {number:,} more {what}, {how}; `--format json` has all"] if number > 0 else []


def _violations(found: Audit, columns: int) -> list[str]:
    broken = [f"{number:,} {name.replace('_', ' ')}" for name, number in _broken(found) if number]
    lines = [f"violations: {', '.join(broken) if broken else 'none'}"]
    for hop in found.undeclared_hops[:_ROWS]:
        by = f"by {visible(hop.via)}" if hop.via is not None else "by no flow"
        rows = f"{hop.rows:,} {'row' if hop.rows == 1 else 'rows'}"
        lines.append(f"seen, never declared: {visible(hop.origin)} → {visible(hop.system)} {by}, {rows}")
    if found.unseen_flows:
        named = ", ".join(found.unseen_flows[:_ROWS])
        more = len(found.unseen_flows) - _ROWS
        told = f"declared, never seen: {named}{f' and {more:,} more' if more > 0 else ''}"
        lines += wrap(told, columns, "", "  ")
    return lines


def _broken(found: Audit) -> list[tuple[str, int]]:
    return [*found.violations.items(), *found.beside.items()]


def _trend(found: Audit, draws: bool, room: int | None) -> list[str]:
    """Against the last audit that was kept, and over all of them."""
    if not found.earlier:
        return []
    last = found.earlier[-1]
    head = (f"since {written(last.as_of)}", "late", "missing", "p95", "p95 over audits")
    rows = []
    for name, one in _worst_needs(found).items():
        course = [kept.of_need(name, "lag.p95") for kept in found.earlier]
        before = {key: last.of_need(name, key) for key in ("expected", "late", "missing")}
        rows.append(
            (
                name,
                *(
                    _step(_share(before[key], before["expected"]), _share(getattr(one, key), one.expected))
                    for key in _BAD
                ),
                _step(_length(course[-1]), _length(one.lag.p95)),
                _spark([*course, one.lag.p95], draws),
            )
        )
    lines = _table(head, rows, room=room)
    steps = [
        f"{name.replace('_', ' ')} {int(last.figures.get(('violation', '', name)) or 0):,} → {number:,}"
        for name, number in _broken(found)
        if number != (last.figures.get(("violation", "", name)) or 0)
    ]
    return lines + ([f"violations: {', '.join(steps)}"] if steps else [])


_BAD = ("late", "missing")


def _share(number: float | None, of: float | None) -> str:
    return f"{number / of:.2%}" if of and number is not None else "-"


def _step(before: str, now: str) -> str:
    return now if before == now else f"{before} → {now}"


def _worst(found: Audit, room: int | None) -> list[str]:
    head = ("worst", "need or flow", "record", "group", "from", "to", "lag", "over")
    rows = [
        (
            str(row["kind"]).replace("_", " "),
            visible(str(row["need"] or row["flow"] or "")),
            visible(str(row["record_id"])),
            str(row["group"] or ""),
            visible(str(row["origin"])),
            visible(str(row["system"])),
            _length(row.get("lag_seconds")),
            _length(row.get("over_seconds")),
        )
        for row in found.worst[:_ROWS]
    ]
    return _table(head, rows, left=6, room=room)


def _first(report: Report, columns: int) -> list[str]:
    hidden = f" ({report.suppressed} suppressed)" if report.suppressed else ""
    if not report.findings:
        return [f"nothing found{hidden}"]
    ordered = sorted(report.findings, key=_harm)
    lines = ["look first at"]
    for finding in ordered[:_FIRST]:
        told = f"{finding.code} {finding.name}: {finding.message}"
        who = f" ({finding.accountable} answers for it)" if finding.accountable else ""
        lines += wrap(f"{place(finding.location)}: {told}{who}", columns, "  ", "    ")
    if len(ordered) > _FIRST:
        lines.append(f"  and {len(ordered) - _FIRST} more; `--full` shows all, with the rows that show it")
    counts = {level.value: report.count(level.value) for level in Severity}
    named = ", ".join(f"{number} {level}{'s' if number != 1 else ''}" for level, number in counts.items() if number)
    return [*lines, f"found {named}{hidden}; `mdg explain {ordered[0].code}` says why it matters"]


def _harm(finding: Finding) -> tuple[int, int, str]:
    kind = finding.code.removeprefix("MDG")
    known = _HARM.index(kind) if kind in _HARM else len(_HARM)
    return Severity(finding.severity).rank, known, finding.location["file"]


def _lag(lag: Lag) -> tuple[str, ...]:
    return tuple(_length(value) for value in (lag.p50, lag.p95, lag.p99, lag.max))


def _length(seconds: float | None) -> str:
    """Seconds as the language writes a duration, to the second where it is longer than one."""
    if seconds is None:
        return "-"
    if 0 < seconds < 1:
        return f"{seconds:.3g}s"
    return format_duration(dt.timedelta(seconds=round(seconds)))


def _spark(course: Sequence[float | None], draws: bool) -> str:
    """A line of bars, the highest at the greatest lag; a gap where nothing was delivered."""
    bars = _BARS if draws else _PLAIN
    most = max((value for value in course if value is not None), default=0.0)
    scale = (len(bars) - 1) / most if most else 0.0
    return "".join(" " if value is None else bars[round(value * scale)] for value in course).rstrip()


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1, room: int | None = None) -> list[str]:
    """Lines of columns: the first ``left`` and the last to the left, numbers to the right; no wider than the room."""
    rows = list(rows)
    if not rows:
        return []
    widths = [max(width(row[number]) for row in (head, *rows)) for number in range(len(head))]
    shown = list(range(len(head)))
    for less in _LESS if room is not None else ():
        if sum(widths[number] + 2 for number in shown) - 2 > (room or 0):
            shown = [number for number in shown if head[number] != less]
    last = len(head) - 1
    lines = []
    for row in (head, *rows):
        cells = []
        for number in shown:
            cell = row[number]
            pad = " " * (widths[number] - width(cell))
            to_left = number < left or (number == last and head[last] in _COURSES)
            cells.append(cell + pad if to_left else pad + cell)
        lines.append("  ".join(cells).rstrip())
    return lines
