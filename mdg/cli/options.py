"""Arguments and options that several commands take, and the kinds of value in them."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mdg.cli.streams import STDOUT, put, reason
from mdg.diagnostic import MdgError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

STDIN = "-"


def answer_early(text: Callable[[click.Context, int], str]) -> Callable[[click.Context, click.Parameter, int], None]:
    """What an option does that answers by itself and leaves the command undone; ``text`` learns how often it stands."""

    def callback(ctx: click.Context, _: click.Parameter, asked: int) -> None:
        if asked and not ctx.resilient_parsing:
            put(text(ctx, int(asked)))
            ctx.exit()

    return callback


#: The option ``--help``; click's own writes by itself, and so would not tell why it could not.
help_option = click.option(
    "--help",
    "-h",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=answer_early(lambda ctx, _: ctx.get_help() + "\n"),
    help="Show this message and exit.",
)


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    """A day, as ``2026-12-31``."""
    if value is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass  # told below, like any other text that is no day
    raise click.BadParameter(f"`{value}` is no day; write it like `2026-12-31`", ctx, param)


as_of = click.option(
    "--as-of", callback=_day, metavar="DATE", help="Read the landscape as of this day (default: today)."
)


#: The option ``--without``: what a what-if leaves out.
without = click.option(
    "--without",
    multiple=True,
    metavar="NAME",
    callback=lambda _, __, values: listed(values, "--without") if values else (),
    help="What if this flow, system or middleware were not there? May be repeated.",
)


def landscape_path(path: str) -> str:
    """The path of a landscape; UsageError for an empty one, which is a slip and not this folder."""
    if not path:
        raise click.UsageError("the path is empty; name a file or folder, or `.` for this folder")
    return path


def log_path(_: click.Context, __: click.Parameter, given: str | tuple[str, ...]) -> str:
    """The path or URL of a log; UsageError for an empty one, and for several, of which only one would be looked at."""
    names = (given,) if isinstance(given, str) else given
    if len(names) > 1:
        raise click.UsageError("one log is looked at: name a folder of files, or `mdg record` several into one store")
    if not names[0]:
        raise click.UsageError("the path of the log is empty; name a file, a folder or a store")
    return names[0]


def complete_file(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """A shell offers the files and folders that there are."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def complete_code(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """A shell offers the codes of the rules, with their names where it shows such; behind a comma, one more."""
    from click.shell_completion import CompletionItem

    from mdg.rules import CATALOGUE, CODES

    names = {code: module.partition("_")[2].replace("_", "-") for code, module in CATALOGUE}
    before, comma, last = incomplete.rpartition(",")
    fitting = [code for code in CODES if code.startswith(last.upper())]
    return [CompletionItem(f"{before}{comma}{code}", help=names[code]) for code in fitting]


#: The argument PATH, this folder by default.
landscape = click.argument(
    "path", default=".", callback=lambda _, __, value: landscape_path(value), shell_complete=complete_file
)


def formats(*names: str) -> Callable[[Any], Any]:
    """The option ``--format``, whose first name is the default."""
    said = f"Write the answer in this form (default: {names[0]})."
    return click.option("--format", "form", type=click.Choice(names), default=names[0], help=said)


def output_file(said: str) -> Callable[[Any], Any]:
    """The option ``--output``; None for standard output, where nothing or ``-`` is said."""
    return click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        metavar="FILE",
        callback=lambda _, __, value: None if str(value) == STDOUT else value,
        help=said,
    )


def instant(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.datetime | None:
    """An instant, as ``2026-01-31T12:00:00Z``; a day is its first moment, and what names no offset is UTC."""
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(value)
        return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        said = f"`{value}` is no instant; write it like `2026-01-31T12:00:00Z`"
        raise click.BadParameter(said, ctx, param) from None


#: Which rows of a log are looked at, and what looks at them.
as_of_instant = click.option(
    "--as-of", callback=instant, metavar="INSTANT", help="Leave out what was applied after this (default: now)."
)
engine_of_log = click.option(
    "--engine",
    type=click.Choice(["duckdb", "sqlite", "postgres", "spark"]),
    help="What runs it (default: the store's own, and duckdb over files).",
)


def listed(values: tuple[str, ...], option: str) -> tuple[str, ...]:
    """The parts of an option that is given several times, or with commas; UsageError for an empty part."""
    parts = tuple(part.strip() for value in values for part in value.split(","))
    if not all(parts):
        raise click.UsageError(f"`{option}` has an empty part: nothing would be selected by it")
    return parts


def standard_input(path: str) -> bytes | None:
    """Standard input as far as any file is read, where ``path`` asks for it."""
    if path != STDIN:
        return None
    if sys.stdin is None:
        raise MdgError("standard input is closed")
    from mdg.text.files import MAX_BYTES  # only where there is something to read

    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)  # one more is enough for the finding that it is too much
    except OSError as failure:
        raise MdgError(f"standard input could not be read: {reason(failure)}") from failure


def now() -> dt.datetime:
    """The present, read here and nowhere else."""
    return dt.datetime.now(dt.UTC)
