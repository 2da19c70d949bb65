"""``mdg matrix``: who does what with which group of attributes, as a sheet to take to a meeting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdg.cli import FINE, terminal
from mdg.cli.chosen import check_names
from mdg.cli.options import as_of, help_option, landscape, listed, now, standard_input
from mdg.cli.streams import STDOUT, check_target, put, save
from mdg.diagnostic import MdgError

if TYPE_CHECKING:
    from mdg.model.sheet import Matrix

FORMATS = ("text", "csv", "markdown", "xlsx", "json")
_ENDINGS = {
    "": "text",
    ".txt": "text",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".xlsx": "xlsx",
    ".json": "json",
}
_OPTIONS = ("entity", "group", "system")


@click.command("matrix", add_help_option=False)
@landscape
@click.option("--entity", "entities", multiple=True, metavar="IDS", help="These entities only.")
@click.option("--group", "groups", multiple=True, metavar="NAMES", help="These groups only: `group` or `entity.group`.")
@click.option("--system", "systems", multiple=True, metavar="IDS", help="These systems only, with a part in it or not.")
@as_of
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Write it in this form (default: what FILE ends in, else text).",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write it to this file.")
@help_option
def command(
    path: str,
    entities: tuple[str, ...],
    groups: tuple[str, ...],
    systems: tuple[str, ...],
    as_of: dt.date | None,
    form: str | None,
    output: Path | None,
) -> int:
    """Show who creates, changes and is sent what: group by system.

    PATH is a file, a folder (this one, if left out) or `-` for standard input; FILE may be `-` for standard output.

    For each entity it says which system creates, enriches, updates, deletes, supplies and receives each group of
    attributes, for every record or under which condition, how old a copy gets at worst, and who is accountable. IDS and
    NAMES may be lists with commas.
    """
    to_file = output is not None and str(output) != STDOUT
    if output is not None and to_file:
        check_target(output, path)
    form = form or _form(output)
    if form == "xlsx" and output is None:
        raise click.UsageError("a workbook is no text for a terminal; name a file: `--format xlsx --output FILE`")
    chosen = [listed(names, f"--{name}") for name, names in zip(_OPTIONS, (entities, groups, systems), strict=True)]
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    read = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    from mdg.model.matrix import matrix

    reading = read.on(read.as_of)
    check_names(reading, *chosen)
    from mdg.pipeline.ages import with_ages

    content = _written(with_ages(matrix(reading, *chosen)), form, on_screen=not to_file)
    if output is not None and to_file:
        save(content, output)
    else:
        put(content, exact=form != "text")
    return FINE


def _form(output: Path | None) -> str:
    """The form that the ending of a file asks for."""
    ending = output.suffix.lower() if output is not None else ""
    if ending not in _ENDINGS:
        known = ", ".join(f"`{one}`" for one in _ENDINGS if one)
        raise click.UsageError(f"`{ending}` does not tell the form of `--output` (as {known} do); add `--format`")
    return _ENDINGS[ending]


def _written(result: Matrix, form: str, *, on_screen: bool) -> str | bytes:
    if form == "xlsx":
        return _workbook(result)
    if form == "csv":
        from mdg.render.matrix_rows import as_csv

        return as_csv(result)
    if form == "markdown":
        from mdg.render.matrix_markdown import markdown

        return markdown(result)
    if form == "json":
        from mdg.render.json import document

        return document(result.as_json())
    from mdg.render.matrix import matrix as as_text

    return as_text(result, terminal.columns(), terminal.style()) if on_screen else as_text(result, terminal.WIDTH)


def _workbook(result: Matrix) -> bytes:
    try:
        from mdg.render.workbook import workbook
    except ModuleNotFoundError as missing:
        if missing.name != "xlsxwriter":
            raise
        raise MdgError("a workbook needs the extra `xlsx`: `pip install 'mdg[xlsx]'`") from None
    return workbook(result)
