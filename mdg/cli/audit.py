"""``mdg audit``: what really happened, against what was agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from mdg.cli import FAILED, FINE, FOUND, terminal
from mdg.cli.options import (
    as_of_instant,
    complete_code,
    engine_of_log,
    formats,
    help_option,
    landscape,
    listed,
    log_path,
    now,
    output_file,
    standard_input,
)
from mdg.cli.streams import check_other, check_target, put, save, tell
from mdg.diagnostic import Severity

if TYPE_CHECKING:
    from mdg.diagnostic import Report
    from mdg.model.happened import Audit


@click.command("audit", add_help_option=False)
@landscape
@click.option(
    "--events",
    required=True,
    multiple=True,
    callback=log_path,
    metavar="FILE|URL",
    help="The log: Parquet, CSV or JSON lines, a folder of it, or a store (sqlite:///events.db).",
)
@as_of_instant
@engine_of_log
@formats("text", "json", "sarif", "github", "gitlab", "junit")
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Severity]),
    help="End with status 1 from this level on (default: the landscape's setting, else error).",
)
@click.option(
    "--select", multiple=True, metavar="CODES", shell_complete=complete_code, help="Judge by these rules only: MDG801."
)
@click.option("--ignore", multiple=True, metavar="CODES", shell_complete=complete_code, help="Leave these rules out.")
@click.option(
    "--store",
    metavar="URL",
    help="Keep the audit in this store (sqlite:///audits.db), and tell what changed since the earlier ones there.",
)
@click.option("--full", is_flag=True, help="Show each finding with its rows and places, as `mdg check` does.")
@output_file("Write the report to this file.")
@help_option
def command(
    path: str,
    events: str,
    as_of: dt.datetime | None,
    engine: str | None,
    form: str,
    fail_on: str | None,
    store: str | None,
    **more: tuple[str, ...] | Path | bool | None,
) -> int:
    """Hold a log of what happened against what was agreed.

    What came late, is missing or out of order, was not allowed, or came by ways that nobody declared.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    The exit status is 0 if nothing at or above `--fail-on` was found, 1 if something was, and 2 if the log could not be
    judged, or not all of it.
    """
    output = more["output"]
    if isinstance(output, Path):
        check_target(output, path)
        check_other(output, events)
    select = listed(more["select"] or (), "--select")  # type: ignore[arg-type]  # what click gives
    ignore = listed(more["ignore"] or (), "--ignore")  # type: ignore[arg-type]  # what click gives
    from mdg.pipeline import kept, load  # after the arguments: a slip in them is told without loading the rest
    from mdg.pipeline.audit import audit

    instant = as_of or now()
    read = load(path, as_of=None, stdin_text=standard_input(path), now=instant)
    before = kept.earlier(store, read, instant) if store is not None else ()
    found = audit(read, events, as_of=instant, engine=engine, select=select, ignore=ignore, progress=_progress())
    found = attrs.evolve(found, earlier=before)
    report = found.report
    assert report is not None, "the pipeline always judges"
    limit, full = fail_on or report.fail_on, bool(more["full"])
    if isinstance(output, Path):
        save(_written(found, report, form, path, limit, full=full, screen=False), output)
    else:
        put(_written(found, report, form, path, limit, full=full, screen=True), exact=form != "text")
    status = _status(found, report, limit)
    if store is not None and found.events:
        # last, so that an audit that cannot be kept has been told all the same
        kept.keep(store, read, found, now())
    return status


def _progress() -> Callable[[str], None]:
    """What tells how far it is: on a terminal, on standard error."""
    if terminal.is_terminal():
        return lambda step: tell(f"mdg: {step} …")
    return lambda _: None


def _status(found: Audit, report: Report, limit: str) -> int:
    """The exit status; a log that is empty, or that could not be read in full, is never a pass."""
    if found.rejected:
        first = "".join(f"\n{one.file}:{one.line}: {one.reason}" for one in found.rejections)
        rows = f"{found.rejected:,} {'row' if found.rejected == 1 else 'rows'} of `{found.log}` could not be judged"
        tell(f"mdg: {rows} and were left out{'; the first:' if first else ''}{first}")
        return FAILED
    if not found.events:
        tell(f"mdg: `{found.log}` holds no event that was applied by {found.as_of}, so there is nothing to judge")
        return FAILED
    return FINE if report.ok(limit) else FOUND


def _written(found: Audit, report: Report, form: str, path: str, limit: str, *, full: bool, screen: bool) -> str:
    """The report in the form that was asked for; one form's module is loaded."""
    if form == "text":
        from mdg.render import audit as told

        columns = terminal.columns() if screen else terminal.WIDTH
        room = columns if screen and terminal.is_narrow() else None
        summary = told.summary(found, report, columns, draws=terminal.draws() or not screen, room=room)
        if not full:
            return summary
        from mdg.render import text

        return summary + "\n" + (text.report(report, columns, terminal.style()) if screen else text.report(report))
    if form == "json":
        from mdg.render.json import document

        judged = report.as_json()
        return document({"landscape": judged["landscape"], **found.as_json(), **_judged(judged)})
    from mdg.cli.check import for_pipelines
    from mdg.cli.places import from_root

    return for_pipelines(report, form, from_root(path), limit)


def _judged(report: dict[str, object]) -> dict[str, object]:
    summary = report["summary"]
    assert isinstance(summary, dict)
    return {
        "summary": {name: number for name, number in summary.items() if name != "not_judged"},
        "findings": report["findings"],
    }
