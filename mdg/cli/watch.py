"""``mdg watch``: what becomes late while it becomes late."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdg.cli import FINE, FOUND, terminal
from mdg.cli.options import as_of_instant, formats, help_option, landscape, log_path, now, standard_input
from mdg.cli.streams import put, tell

if TYPE_CHECKING:
    from mdg.model.watched import Notice

_INTERVAL = "5s"


def _interval(ctx: click.Context, param: click.Parameter, value: str) -> float:
    from mdg.text.values import Fault, parse_duration

    try:
        seconds = parse_duration(value).total_seconds()
    except Fault as fault:
        raise click.BadParameter(f"{fault.message}; {fault.help}", ctx, param) from None
    if not seconds:
        raise click.BadParameter("look every second at most: `1s`", ctx, param)
    return seconds


@click.command("watch", add_help_option=False)
@landscape
@click.option(
    "--events",
    required=True,
    multiple=True,
    callback=log_path,
    metavar="FILE|URL",
    help="The log: a growing file of JSON lines or CSV, or a store (sqlite:///events.db).",
)
@click.option(
    "--memory",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(".mdg-watch.db"),
    metavar="FILE",
    help="Remember here how far it got, and go on from there (default: .mdg-watch.db).",
)
@click.option("--from-end", is_flag=True, help="With a new memory, begin behind what is in the log already.")
@click.option(
    "--interval",
    default=_INTERVAL,
    callback=_interval,
    metavar="DURATION",
    help=f"Look so often (default: {_INTERVAL}).",
)
@click.option("--once", is_flag=True, help="Look at what there is, tell it, and end: for a scheduled job.")
@as_of_instant
@formats("text", "json")
@help_option
def command(
    path: str,
    events: str,
    memory: Path,
    interval: float,
    as_of: dt.datetime | None,
    form: str,
    *,
    from_end: bool,
    once: bool,
) -> int:
    """Tell what becomes late as it becomes late.

    A change that a need still waits for when its time is over, one that came late, a change that no rule allows, a way
    that nobody declared: a line each, as soon as the log shows it. What was told is remembered, and told once.

    PATH is a file, a folder (this one, if left out) or `-` for standard input.

    It goes on until it is interrupted; with `--once` it ends, and the exit status is 1 if something was told.
    """
    if as_of is not None and not once:
        raise click.UsageError("`--as-of` is the present of one look; add `--once`")
    from mdg.pipeline import load  # after the arguments: a slip in them is told without loading the rest
    from mdg.pipeline.watch import Watch

    read = load(path, as_of=None, stdin_text=standard_input(path), now=as_of or now())
    told = _Told(form)
    with Watch(read, events, memory, from_end=from_end) as watch:
        if not once:
            tell(f"mdg: watching `{watch.log}`, from where `{memory}` left off; end it with Ctrl-C")
        while True:
            more = watch.look(as_of or now(), told)
            if told.cut_off or (once and not more):
                break
            if more:
                continue
            _sleep(interval, watch.next_due(), now)
        rest = watch.unfinished if once else None
        if rest is not None:
            tell(f"mdg: {rest}: this last line has no end yet, and is left for the next look")
    return FOUND if told.violations else FINE


def _sleep(interval: float, due: dt.datetime | None, clock: Callable[[], dt.datetime]) -> None:
    """Until the next look: when something becomes overdue, and after the interval at the latest."""
    left = interval if due is None else min(interval, (due - clock()).total_seconds() + 0.01)
    time.sleep(max(left, 0.01))


class _Told:
    """Writes each notice, at once, and counts those that are violations; ``cut_off`` once nobody reads any more."""

    def __init__(self, form: str) -> None:
        self._form = form
        self.violations = 0
        self.cut_off = False

    def __call__(self, notice: Notice) -> None:
        self.violations += notice.kind not in ("told_late", "replaced")
        if self._form == "json":
            from mdg.render.json import compact

            written = put(compact(notice.as_json()) + "\n", exact=True)
        else:
            from mdg.render.watched import line

            written = put(line(notice, terminal.style()) + "\n")
        self.cut_off = self.cut_off or not written
