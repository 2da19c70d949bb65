"""``mdg impact``: what a breach or an outage of a system concerns."""

from __future__ import annotations

import datetime as dt

import click

from mdg.cli import FINE, terminal
from mdg.cli.chosen import check_names
from mdg.cli.options import as_of, formats, help_option, landscape, now, standard_input
from mdg.cli.streams import put


@click.command("impact", add_help_option=False)
@landscape
@click.argument("system")
@as_of
@formats("text", "json")
@help_option
def command(path: str, system: str, as_of: dt.date | None, form: str) -> int:
    """Say what a breach or an outage of a system concerns.

    PATH is a file, a folder or `-` for standard input; SYSTEM is the id of a system.

    It tells whose data is in the system, of which categories, who has to be told and within what time, which systems
    could get something wrong from it, and what cannot go on without it. It is no legal advice.
    """
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    read = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    from mdg.pipeline.questions import reading_of
    from mdg.render import impact as shown
    from mdg.rules.compliance.impact import impact

    reading = reading_of(read)
    check_names(reading, (), (), (system,))
    found = impact(reading, system)
    if form == "json":
        from mdg.render.json import document

        put(document(shown.as_json(found, reading)), exact=True)
    else:
        put(shown.text(found, reading, terminal.columns(), terminal.style()))
    return FINE
