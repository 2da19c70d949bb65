"""``mdg erase``: how a record is erased everywhere, in an order in which nothing is brought back."""

from __future__ import annotations

import datetime as dt

import click

from mdg.cli import FINE, FOUND, terminal
from mdg.cli.chosen import check_names
from mdg.cli.options import as_of, formats, help_option, landscape, now, standard_input
from mdg.cli.record import Wanted
from mdg.cli.streams import put
from mdg.diagnostic import MdgError


@click.command("erase", add_help_option=False)
@landscape
@click.option("--entity", metavar="ID", help="The entity; needed where there are several and no persona is given.")
@click.option("--record", multiple=True, metavar="VALUES", help="role=customer,country=DE, or the id of a persona.")
@click.option("--record-json", metavar="OBJECT", help='The record, or the rest of it, as JSON: {"role": ["a", "b"]}.')
@click.option("--population", metavar="ID", help="All records of this population of the landscape, in place of one.")
@as_of
@formats("text", "json")
@help_option
def command(
    path: str,
    entity: str | None,
    record: tuple[str, ...],
    record_json: str | None,
    population: str | None,
    as_of: dt.date | None,
    form: str,
) -> int:
    """Say how a record is erased everywhere, and when that can be verified.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    It names every system that holds personal data of the record, in an order in which nothing is brought back: how it
    is erased there, from when on, what has to be kept, and who has to be told. The exit status is 1 where it is too
    late for the law, or something is open. It is no legal advice.
    """
    if population is not None and (record or record_json is not None):
        raise click.UsageError("name either a record or a population with `--population`")
    wanted = Wanted(record, record_json)
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    read = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    from mdg.pipeline.questions import point_of, reading_of
    from mdg.render import erasure as shown
    from mdg.rules.compliance.erasure import erasure

    reading = reading_of(read)
    if population is not None:
        named = reading.populations.get(population)
        if named is None:
            raise MdgError(f"there is no population `{population}` in force on {reading.as_of.isoformat()}")
        about, records = named.entity, named.population
    else:
        about = wanted.entity(read, entity)
        check_names(reading, (about,), (), ())
        records = point_of(reading.every.entities[about], wanted.values(read, about))
    plan = erasure(reading, about, records)
    if form == "json":
        from mdg.render.json import document

        put(document(shown.as_json(plan, reading)), exact=True)
    else:
        put(shown.text(plan, reading, terminal.columns(), terminal.style()))
    return FINE if plan.in_time else FOUND
