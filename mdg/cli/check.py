"""``mdg check``: what is wrong in a landscape."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mdg.cli import FINE, FOUND
from mdg.cli.options import as_of, complete_code, formats, help_option, landscape, listed, now, standard_input
from mdg.cli.streams import STDOUT, check_target, put, save
from mdg.diagnostic import Report, Severity


@click.command("check", add_help_option=False)
@landscape
@formats("text", "json")
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Severity]),
    help="End with status 1 from this level on (default: the landscape's setting, else error).",
)
@click.option(
    "--select",
    multiple=True,
    metavar="CODES",
    shell_complete=complete_code,
    help="Judge by these rules only: codes or prefixes, MDG1,MDG705.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODES",
    shell_complete=complete_code,
    help="Leave these rules out: codes or prefixes.",
)
@as_of
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to this file.")
@help_option
def command(
    path: str,
    form: str,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: dt.date | None,
    output: Path | None,
) -> int:
    """Say what is wrong in a landscape, and for which records.

    PATH is a file, a folder (this one, if left out) or `-` for standard input; FILE may be `-` for standard output.

    The exit status is 0 if nothing at or above `--fail-on` was found, 1 if something was, and 2 if the landscape could
    not be checked.
    """
    if output is not None and str(output) == STDOUT:
        output = None
    if output is not None:
        check_target(output, path)
    chosen, left_out = listed(select, "--select"), listed(ignore, "--ignore")
    from mdg.pipeline import check  # after the arguments: a slip in them is told without loading the rest

    report = check(path, as_of=as_of, select=chosen, ignore=left_out, stdin_text=standard_input(path), now=now())
    if output is None:
        put(_on_screen(report) if form == "text" else _as_json(report), exact=form == "json")
    else:
        save(_in_file(report) if form == "text" else _as_json(report), output)
    return FINE if report.ok(fail_on or report.fail_on) else FOUND


def _on_screen(report: Report) -> str:
    from mdg.cli import terminal
    from mdg.render import text

    return text.report(report, terminal.columns(), terminal.style())


def _in_file(report: Report) -> str:
    from mdg.cli import terminal
    from mdg.render import text

    return text.report(report, terminal.WIDTH)


def _as_json(report: Report) -> str:
    from mdg.render import json

    return json.report(report)
