"""``mdg ropa``: the record of processing activities (GDPR, Article 30)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdg.cli import FINE, terminal
from mdg.cli.options import as_of, formats, help_option, landscape, now, output_file, standard_input
from mdg.cli.streams import check_target, put, save
from mdg.diagnostic import MdgError

if TYPE_CHECKING:
    from mdg.model.landscape import Landscape
    from mdg.rules.compliance.register import Entry


@click.command("ropa", add_help_option=False)
@landscape
@click.option(
    "--language", type=click.Choice(("en", "fr")), default="en", help="The language of the headings (default: en)."
)
@as_of
@formats("text", "csv", "markdown", "xlsx", "json")
@output_file("Write it to this file.")
@help_option
def command(path: str, language: str, as_of: dt.date | None, form: str, output: Path | None) -> int:
    """Write the record of processing activities, with what is open in it.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    There is an entry for each controller, purpose and kind of data subject. Each statement in it names the file and
    line that say so; what nothing says is listed as open. It is no legal advice.
    """
    if output is not None:
        check_target(output, path)
    elif form == "xlsx":
        raise click.UsageError("a workbook is no text for a terminal; name a file: `--format xlsx --output FILE`")
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    read = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    from mdg.rules.compliance.register import register

    reading = read.on(read.as_of)
    entries = register(reading)
    if not entries:
        raise MdgError("no need, step or view uses personal data for a purpose, so there is nothing to record")
    content = _written(reading, entries, form, language, on_screen=output is None)
    if output is not None:
        save(content, output)
    else:
        put(content, exact=form != "text")
    return FINE


def _written(
    reading: Landscape, entries: tuple[Entry, ...], form: str, language: str, *, on_screen: bool
) -> str | bytes:
    from mdg.render import register

    if form == "xlsx":
        return _workbook(reading, entries, language)
    if form == "json":
        from mdg.render.json import document

        return document(register.as_json(reading, entries))
    if form == "csv":
        return register.as_csv(entries, language)
    if form == "markdown":
        return register.markdown(reading, entries, language)
    if not on_screen:
        return register.text(reading, entries, language, terminal.WIDTH)
    return register.text(reading, entries, language, terminal.columns(), terminal.style())


def _workbook(reading: Landscape, entries: tuple[Entry, ...], language: str) -> bytes:
    try:
        from mdg.render.register_workbook import workbook
    except ModuleNotFoundError as missing:
        if missing.name != "xlsxwriter":
            raise
        raise MdgError("a workbook needs the extra `xlsx`: `pip install 'mdg[xlsx]'`") from None
    return workbook(reading, entries, language)
