"""``mdg staleness``: how old each copy of a group of attributes can get, and by which route."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from mdg.cli import FINE, terminal
from mdg.cli.chosen import check_names
from mdg.cli.options import as_of, formats, help_option, landscape, listed, now, standard_input, without
from mdg.cli.record import Wanted
from mdg.cli.streams import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdg.cli.record import Values
    from mdg.model.landscape import Landscape
    from mdg.topology.copies import Copy, Worse
    from mdg.topology.outage import Outage


@click.command("staleness", add_help_option=False)
@landscape
@click.option("--entity", multiple=True, metavar="IDS", help="These entities only.")
@click.option("--group", multiple=True, metavar="NAMES", help="These groups only: `group` or `entity.group`.")
@click.option("--at", multiple=True, metavar="IDS", help="In these systems only.")
@click.option("--record", multiple=True, metavar="VALUES", help="role=customer,country=DE, or the id of a persona.")
@click.option("--record-json", metavar="OBJECT", help='The record, or the rest of it, as JSON: {"role": ["a", "b"]}.')
@without
@as_of
@formats("text", "json")
@help_option
def command(
    path: str,
    record: tuple[str, ...],
    record_json: str | None,
    without: tuple[str, ...],
    as_of: dt.date | None,
    form: str,
    **names: tuple[str, ...],
) -> int:
    """Say how old each copy of a group can get: group by system.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    Without a record it is the worst over all records. One group and one system are told hop by hop: which flow, by
    which schedule, waiting how long, and the moment in the calendar at which it is so late. IDS and NAMES may be lists
    with commas; records are written as for `mdg decide`.
    """
    entities, groups, systems = (listed(names[one], f"--{one}") for one in ("entity", "group", "at"))
    wanted = Wanted(record, record_json) if record or record_json is not None else None
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    read = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    from mdg.pipeline.copies import copies
    from mdg.pipeline.questions import reading_of

    reading, values = reading_of(read), None
    if wanted is not None:
        about = wanted.entity(read, entities[0] if len(entities) == 1 else None)
        entities, values = (about,), wanted.values(read, about)
    check_names(reading, entities, groups, systems)
    found = copies(read, entities, groups, systems, values)
    if not without:
        put(_written(found, reading, form, values, None), exact=form == "json")
        return FINE
    from mdg.pipeline.what_if import outage
    from mdg.topology.copies import worse

    missing = outage(read, without)
    _check_left(systems, missing)
    kept = [name for name in systems or reading.systems if name not in missing.systems]
    left = copies(missing.landscape, entities, groups, kept, values)
    put(_written(left, reading, form, values, (missing, worse(found, left))), exact=form == "json")
    return FINE


def _check_left(systems: Sequence[str], missing: Outage) -> None:
    gone = [name for name in systems if name in missing.systems]
    if gone:
        raise click.UsageError(f"`{gone[0]}` is both asked about with `--at` and left out with `--without`")


def _written(
    found: list[Copy],
    reading: Landscape,
    form: str,
    record: Values | None,
    missing: tuple[Outage, list[Worse]] | None,
) -> str:
    from mdg.render import staleness

    worse = None if missing is None else missing[1]
    if form == "json":
        from mdg.render.json import document

        return document(staleness.rows(found, worse))
    columns, style = terminal.columns(), terminal.style()
    if len(found) == 1:
        return staleness.one(found[0], reading, columns, style, missing=missing)
    return staleness.matrix(found, reading, columns, style, record=record, missing=missing)
