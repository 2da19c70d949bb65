"""``mdg graph``: the flows of a landscape as a picture, in forms that others draw."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mdg.cli import FINE
from mdg.cli.chosen import check_names
from mdg.cli.options import as_of, formats, help_option, landscape, listed, now, output_file, standard_input, without
from mdg.cli.record import Wanted
from mdg.cli.streams import check_target, put, save, tell

if TYPE_CHECKING:
    from mdg.model.landscape import Landscape
    from mdg.topology.chart import Chart


@click.command("graph", add_help_option=False)
@landscape
@formats("mermaid", "dot", "graphml", "json")
@click.option("--entity", multiple=True, metavar="IDS", help="Flows of these entities only.")
@click.option("--group", multiple=True, metavar="NAMES", help="Flows of these groups only: `group` or `entity.group`.")
@click.option("--record", multiple=True, metavar="VALUES", help="Flows of such records only: role=customer,country=DE.")
@click.option("--record-json", metavar="OBJECT", help='Such records, as JSON: {"role": ["a", "b"]}.')
@click.option("--population", metavar="ID", help="Flows of this population only.")
@click.option("--operation", type=click.Choice(("create", "update", "delete")), help="The flows of a change ...")
@click.option("--origin", metavar="ID", help="... that is made in this system.")
@click.option("--created-in", metavar="ID", help="Where the changed records began (default: wherever they may have).")
@without
@as_of
@output_file("Write it to this file.")
@help_option
def command(
    path: str,
    form: str,
    record: tuple[str, ...],
    record_json: str | None,
    without: tuple[str, ...],
    as_of: dt.date | None,
    output: Path | None,
    **asked: Any,
) -> int:
    """Write the flows of a landscape as a graph, for others to draw.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    It is about all of the landscape, or about some entities, groups or records, or about one change: then every system
    that it reaches has its wave, and the time within which it is there at worst. A record may leave out dimensions: it
    stands for all that have these values.
    """
    if output is not None:
        check_target(output, path, example="graph.mmd")
    entities, groups = (listed(tuple(asked.pop(one) or ()), f"--{one}") for one in ("entity", "group"))
    wanted = Wanted(record, record_json) if record or record_json is not None else None
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest

    read = load(path, as_of=as_of, stdin_text=standard_input(path), now=now())
    if wanted is not None:
        entities = (wanted.entity(read, entities[0] if len(entities) == 1 else None),)
    values = None if wanted is None else wanted.values(read, entities[0])
    chart = _chart(read, without, entities, groups, {**asked, "record": values})
    content = _written(chart, form)
    if output is None:
        put(content, exact=True)
    else:
        save(content, output)
    return FINE


def _chart(
    read: Landscape,
    without: tuple[str, ...],
    entities: tuple[str, ...],
    groups: tuple[str, ...],
    asked: dict[str, Any],
) -> Chart:
    from mdg.pipeline.pictures import draw
    from mdg.pipeline.questions import reading_of

    check_names(reading_of(read), entities, groups, ())
    if without:
        from mdg.pipeline.what_if import outage

        asked["without"] = list(without)
        read = outage(read, without).landscape
    chart = draw(read, entities, group=groups, **asked)
    if not chart.edges:
        tell(f"there is no such flow in force on {read.as_of.isoformat()}")
    return chart


def _written(chart: Chart, form: str) -> str:
    if form == "json":
        from mdg.render.json import document

        return document(chart.as_json())
    if form == "graphml":
        from mdg.render.graphml import graphml

        return graphml(chart)
    if form == "dot":
        from mdg.render.dot import dot

        return dot(chart)
    from mdg.render.mermaid import MOST_EDGES, mermaid

    if len(chart.edges) > MOST_EDGES:
        tell(
            f"Mermaid draws no more than {MOST_EDGES} flows unless its `maxEdges` is raised, and these are "
            f"{len(chart.edges)}; choose some with `--entity`, `--group` or `--origin`, or use `--format dot`"
        )
    return mermaid(chart)
