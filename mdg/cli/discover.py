"""``mdg discover``: a landscape to start from, drafted from a log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mdg.cli import FINE
from mdg.cli.options import as_of_instant, complete_file, engine_of_log, formats, help_option, log_path, output_file
from mdg.cli.streams import check_other, check_target, put, save, tell
from mdg.diagnostic import MdgError


@click.command("discover", add_help_option=False)
@click.argument("log", metavar="LOG", callback=log_path, shell_complete=complete_file)
@as_of_instant
@engine_of_log
@formats("yaml", "json")
@output_file("Write the draft to this file.")
@help_option
def command(log: str, as_of: dt.datetime | None, engine: str | None, form: str, output: Path | None) -> int:
    """Draft a landscape from a log of what happened.

    LOG is Parquet, CSV or JSON lines, a folder of it, or a store (sqlite:///events.db). The draft has the entities,
    systems, changes and flows that the log shows, with the lags that were measured in comments. It says what
    happened, not what was agreed: every statement is a draft, and yours to mend.
    """
    if output is not None:
        check_target(output, "-")
        check_other(output, log)
        if output.exists():
            raise MdgError(f"`{output}` is there already, and a draft would overwrite it; name a new file")
    from mdg.pipeline.discover import discover  # after the arguments: a slip in them is told without loading the rest

    found = discover(log, as_of=as_of, engine=engine)
    if form == "json":
        from mdg.render.json import document

        written = document(dict(found.document))
    else:
        written = found.text
    if output is not None:
        save(written, output)
    else:
        put(written, exact=True)
    rest = f"; {found.skipped:,} more rows were left out, as they lack what every event has" if found.skipped else ""
    tell(f"mdg: drafted from {found.events:,} events{rest}")
    return FINE
