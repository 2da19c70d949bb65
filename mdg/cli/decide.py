"""``mdg decide``: whether a system may create or change a record, and why."""

from __future__ import annotations

import datetime as dt

import click

from mdg.cli import FINE, FOUND, operation, terminal
from mdg.cli.options import as_of, formats, help_option, listed, now, standard_input
from mdg.cli.record import Wanted
from mdg.cli.streams import put

_OPERATIONS = ("create", "enrich", "update", "delete")


@click.command("decide", add_help_option=False)
@operation.words(_OPERATIONS)
@click.option("--system", "systems", required=True, multiple=True, metavar="ID", help="The system that wants to.")
@click.option("--entity", metavar="ID", help="The entity; needed where there are several and no persona is given.")
@click.option("--groups", multiple=True, metavar="NAMES", help="Attribute groups (default: all that it may supply).")
@click.option("--record", multiple=True, metavar="VALUES", help="role=customer,country=DE, or the id of a persona.")
@click.option("--record-json", metavar="OBJECT", help='The record, or the rest of it, as JSON: {"role": ["a", "b"]}.')
@as_of
@formats("text", "json")
@help_option
def command(
    words: tuple[str, ...],
    systems: tuple[str, ...],
    entity: str | None,
    groups: tuple[str, ...],
    record: tuple[str, ...],
    record_json: str | None,
    as_of: dt.date | None,
    form: str,
) -> int:
    """Say whether a system may create or change a record, and why.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    A key that is repeated in `--record` gives a `many` dimension several values, `role=` gives it none, and values
    beside a persona take the place of its own. The exit status is 0 for allowed, 1 for denied, and 2 if that could not
    be decided.
    """
    path, asked = operation.path_and_operation(words, _OPERATIONS, "is to be decided")
    if len(systems) > 1:
        raise click.UsageError("`--system` is given twice, and one system is asked about")
    wanted = Wanted(record, record_json)
    named = listed(groups, "--groups") if groups else None
    from mdg.decision import DecisionPoint  # after the arguments: a slip in them is told without loading the rest
    from mdg.pipeline import load

    landscape = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    about = wanted.entity(landscape, entity)
    point = DecisionPoint(landscape, as_of=landscape.as_of)
    values = wanted.values(landscape, about)
    decision = point.decide(asked, system=systems[0], entity=about, groups=named, record=values)
    if form == "json":
        from mdg.render.json import document

        put(document(decision.as_json()), exact=True)
    else:
        from mdg.render.decision import decision as as_text

        put(as_text(decision.as_json(), terminal.columns(), terminal.style()))
    return FINE if decision.allowed else FOUND
