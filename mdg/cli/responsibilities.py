"""``mdg responsibilities``: who answers for what, group by system and concern."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdg.cli import FINE, terminal
from mdg.cli.chosen import check_names
from mdg.cli.options import as_of, formats, help_option, landscape, listed, now, output_file, standard_input
from mdg.cli.streams import check_target, put, save

if TYPE_CHECKING:
    from mdg.model.raci import Responsibilities

_CONCERNS = ("accuracy", "freshness", "compliance")


@click.command("responsibilities", add_help_option=False)
@landscape
@click.option("--entity", "entities", multiple=True, metavar="IDS", help="These entities only.")
@click.option("--group", "groups", multiple=True, metavar="NAMES", help="These groups only: `group` or `entity.group`.")
@click.option(
    "--system", "systems", multiple=True, metavar="IDS", help="These systems only, named by a statement or not."
)
@click.option("--concern", "concerns", multiple=True, type=click.Choice(_CONCERNS), help="This concern only.")
@as_of
@formats("text", "csv", "markdown", "json")
@output_file("Write it to this file.")
@help_option
def command(
    path: str,
    as_of: dt.date | None,
    form: str,
    output: Path | None,
    concerns: tuple[str, ...],
    **names: tuple[str, ...],
) -> int:
    """Show who answers for what: group by system and concern.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    It shows what the most specific statements say, for every record or under which condition. Where these leave the
    party out, nobody answers, whatever less specific ones say. IDS and NAMES may be lists with commas.
    """
    if output is not None:
        check_target(output, path)
    chosen = [
        listed(names[option], f"--{name}")
        for option, name in (("entities", "entity"), ("groups", "group"), ("systems", "system"))
    ]
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    read = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    from mdg.model.raci import responsibilities

    reading = read.on(read.as_of)
    check_names(reading, *chosen)
    entities, groups, systems = chosen
    found = responsibilities(reading, entities, groups, systems, concerns)
    content = _written(found, form, on_screen=output is None)
    if output is not None:
        save(content, output)
    else:
        put(content, exact=form != "text")
    return FINE


def _written(found: Responsibilities, form: str, *, on_screen: bool) -> str:
    from mdg.render import responsibilities

    if form == "json":
        from mdg.render.json import document

        return document(found.as_json())
    if form == "csv":
        return responsibilities.as_csv(found)
    if form == "markdown":
        return responsibilities.markdown(found)
    if not on_screen:
        return responsibilities.text(found, terminal.WIDTH)
    return responsibilities.text(found, terminal.columns(), terminal.style())
