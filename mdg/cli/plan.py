"""``mdg plan``: where a change goes, in which order, and how soon it is there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from mdg.cli import FINE, operation, terminal
from mdg.cli.options import as_of, formats, help_option, listed, now, standard_input, without
from mdg.cli.record import Wanted
from mdg.cli.streams import put

if TYPE_CHECKING:
    from mdg.model.landscape import Landscape
    from mdg.topology.outage import Effect
    from mdg.topology.propagation import Propagation

_OPERATIONS = ("create", "update", "delete")


@click.command("plan", add_help_option=False)
@operation.words(_OPERATIONS)
@click.option("--origin", required=True, multiple=True, metavar="ID", help="The system where the change is made.")
@click.option("--entity", metavar="ID", help="The entity; needed where there are several and no persona is given.")
@click.option("--groups", multiple=True, metavar="NAMES", help="Attribute groups (default: all that it may change).")
@click.option("--record", multiple=True, metavar="VALUES", help="role=customer,country=DE, or the id of a persona.")
@click.option("--record-json", metavar="OBJECT", help='The record, or the rest of it, as JSON: {"role": ["a", "b"]}.')
@click.option("--created-in", metavar="ID", help="Where the record began; needed where that may be several systems.")
@without
@as_of
@formats("text", "json")
@help_option
def command(
    words: tuple[str, ...],
    origin: tuple[str, ...],
    record: tuple[str, ...],
    record_json: str | None,
    without: tuple[str, ...],
    as_of: dt.date | None,
    form: str,
    **about: Any,
) -> int:
    """Tell in which order, and how soon, systems learn of a change.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    The systems come in waves: one is in a later wave than all that it can learn of the change from. Beside each stands
    within what time it has the change at worst. Records are written as for `mdg decide`.
    """
    path, change = operation.path_and_operation(words, _OPERATIONS, "happens to the record")
    if len(origin) > 1:
        raise click.UsageError("`--origin` is given twice, and a change is made in one system")
    groups = listed(about["groups"], "--groups") if about["groups"] else None
    if groups and change == "delete":
        raise click.UsageError("a deletion ends the whole record: leave out `--groups`")
    wanted = Wanted(record, record_json)
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    landscape = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    entity = wanted.entity(landscape, about["entity"])
    asked = {
        "origin": origin[0],
        "entity": entity,
        "record": wanted.values(landscape, entity),
        "groups": groups,
        "created_in": about["created_in"],
    }
    from mdg.pipeline.questions import plan

    found, effect = plan(landscape, change, **asked), None
    if without:
        found, effect = _without(landscape, without, found, asked)
    put(_written(landscape, found, effect, asked, form), exact=form == "json")
    return FINE


def _without(
    landscape: Landscape, names: tuple[str, ...], before: Propagation, asked: dict[str, Any]
) -> tuple[Propagation, Effect]:
    """The plan without what is left out, and how that is worse."""
    from mdg.pipeline.what_if import outage, plan_without

    missing = outage(landscape, names)
    return plan_without(missing, before, **asked)


def _written(landscape: Landscape, found: Propagation, effect: Effect | None, asked: dict[str, Any], form: str) -> str:
    if form == "json":
        from mdg.render.json import document

        what_if = {} if effect is None else {"what_if": effect.as_json()}
        return document({**found.as_json(), **what_if})
    from mdg.pipeline.questions import reading_of
    from mdg.render.plan import plan as as_text

    source = landscape if effect is None else effect.outage.landscape
    return as_text(
        found,
        reading_of(source),
        terminal.columns(),
        terminal.style(),
        effect=effect,
        notes=_notes(landscape, found, asked),
        ascii_only=not terminal.draws(),
    )


def _notes(landscape: Landscape, found: Propagation, asked: dict[str, Any]) -> list[str]:
    """What to say where no rule lets such a record begin there, or the origin change it: it is planned all the same."""
    start, told = asked["created_in"], []
    if start is not None and found.operation != "create" and not _begins(landscape, start, asked):
        told.append(f"no rule lets such a record begin in `{start}`")
    denied = _denied(landscape, found, asked)
    return [*told, denied] if denied else told


def _begins(landscape: Landscape, system: str, asked: dict[str, Any]) -> bool:
    """Whether such a record may have begun in a system, under a rule that is in force or has ended."""
    from mdg.model.life import origins
    from mdg.pipeline.questions import point_of, reading_of

    entity = landscape.every.entities[asked["entity"]]
    point = point_of(entity, asked["record"])
    return any(one.system == system and one.records & point for one in origins(reading_of(landscape), entity))


def _denied(landscape: Landscape, found: Propagation, asked: dict[str, Any]) -> str:
    """What to say where no rule lets the origin make such a change."""
    if landscape.every.systems[found.origin].kind == "provider":
        return ""  # what it supplies needs no rule
    from mdg.decision import DecisionPoint

    point = DecisionPoint(landscape, as_of=landscape.as_of)
    question = {"system": found.origin, **{key: asked[key] for key in ("entity", "groups", "record")}}
    ways = ("update", "enrich") if found.operation == "update" else (found.operation,)
    if any(point.decide(way, **question).allowed for way in ways):
        return ""
    return f"no rule lets `{found.origin}` {found.operation} this; `mdg decide` says why"
