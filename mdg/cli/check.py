"""``mdg check``: what is wrong in a landscape."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import click

from mdg.cli import FINE, FOUND
from mdg.cli.options import (
    as_of,
    complete_code,
    formats,
    help_option,
    landscape,
    listed,
    now,
    output_file,
    standard_input,
    without,
)
from mdg.cli.streams import STDOUT, check_beside, check_target, put, save
from mdg.diagnostic import MdgError, Report, Severity
from mdg.render.cells import visible


def _check_files(
    landscape: str, output: Path | None, baseline: Path | None, write_baseline: Path | None, *, some_rules: bool
) -> None:
    """MdgError where a file cannot be written, or is, or would become, part of the landscape.

    Where only ``some_rules`` run, a baseline does not get lost what it holds of others either.
    """
    if output is not None:
        check_target(output, landscape)
    if baseline is not None:
        check_beside(baseline, landscape, ".mdg-baseline.json")
    if write_baseline is not None:
        if str(write_baseline) == STDOUT:
            raise MdgError("`--write-baseline` needs a file; standard output is for the report")
        check_target(write_baseline, landscape, "--write-baseline", ".mdg-baseline.json")
        if some_rules and baseline is None and write_baseline.exists():
            raise MdgError(
                f"`{write_baseline}` would lose what it holds of the rules that are left out; give `--baseline "
                f"{write_baseline}` too, and that stays"
            )
    for one in (baseline, write_baseline):
        if one is not None and output is not None and os.path.realpath(output) == os.path.realpath(one):
            raise MdgError(f"`{output}` cannot be both the report and the baseline; name two files")


@click.command("check", add_help_option=False)
@landscape
@formats("text", "json", "sarif", "github", "gitlab", "junit")
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
@without
@as_of
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Accept the findings that this file holds, and tell which of them are gone.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what is found now to this file, for `--baseline`.",
)
@output_file("Write the report to this file.")
@help_option
def command(
    path: str,
    form: str,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: dt.date | None,
    without: tuple[str, ...],
    **files: Path | None,
) -> int:
    """Say what is wrong in a landscape, and for which records.

    PATH is a file, a folder (this one, if left out) or `-` for standard input; `--output -` is standard output.

    With `--without` it is a what-if: what would be worse, were that not there.

    The exit status is 0 if nothing at or above `--fail-on` was found, 1 if something was, and 2 if the landscape could
    not be checked.
    """
    output, baseline, write_baseline = (files[name] for name in ("output", "baseline", "write_baseline"))
    _check_files(path, output, baseline, write_baseline, some_rules=bool(select or ignore))
    chosen, left_out = listed(select, "--select"), listed(ignore, "--ignore")
    if without:
        _check_what_if(form, baseline, write_baseline)
        from mdg.cli.check_without import check_without

        return check_without(path, without, chosen, left_out, form=form, fail_on=fail_on, as_of=as_of, output=output)
    # after the arguments: a slip in them is told without loading the rest
    from mdg.cli.progress import progress
    from mdg.pipeline import check

    text = standard_input(path)
    with progress() as told:
        report = check(
            path,
            as_of=as_of,
            select=chosen,
            ignore=left_out,
            stdin_text=text,
            now=now(),
            baseline=baseline,
            progress=told,
        )
    limit = fail_on or report.fail_on
    refusal = None
    if write_baseline is not None:
        report, refusal = _write_baseline(report, write_baseline)
    if output is None:
        put(_written(report, form, path, limit, on_screen=True), exact=form != "text")
    else:
        save(_written(report, form, path, limit, on_screen=False), output)
    if refusal is not None:
        raise refusal
    return FINE if report.ok(limit) else FOUND


def _check_what_if(form: str, *baselines: Path | None) -> None:
    """UsageError for what makes no sense of a landscape that is not the one that there is."""
    if any(baselines):
        raise click.UsageError("a what-if is told beside the whole landscape, and never with or into a baseline")
    if form not in ("text", "json"):
        raise click.UsageError(f"`--format {form}` is for what is wrong, and not for a what-if: use `text` or `json`")


def _write_baseline(report: Report, file: Path) -> tuple[Report, MdgError | None]:
    """Write what was found as a baseline; the report that is left beside it, or why it could not be written.

    Where the report stands beside an older baseline already, it is told as that had it.
    """
    from mdg.pipeline.accept import accepted
    from mdg.pipeline.baseline import of
    from mdg.render.baseline import baseline as written

    try:
        made = of(report, visible(file.as_posix()))
    except MdgError as refusal:
        return report, refusal
    save(written(made.as_json()), file)
    return (report if report.baseline else accepted(report, made, lambda _, __: [])), None


def _written(report: Report, form: str, path: str, limit: str, *, on_screen: bool) -> str:
    """The report in the form that was asked for; one form's module is loaded."""
    if form == "text":
        from mdg.cli import terminal
        from mdg.render import text

        if on_screen:
            return text.report(report, terminal.columns(), terminal.style())
        return text.report(report, terminal.WIDTH)
    if form == "json":
        from mdg.render import json

        return json.report(report)
    from mdg.cli.places import from_root

    return for_pipelines(report, form, from_root(path), limit)


def for_pipelines(report: Report, form: str, where: Callable[[str], str], limit: str) -> str:
    """A report as tools read it: ``sarif``, ``github``, ``gitlab`` or ``junit``."""
    if form == "junit":
        from mdg.render import junit

        return junit.report(report, limit, where)
    from importlib import import_module

    made: str = import_module(f"mdg.render.{form}").report(report, where)
    return made
