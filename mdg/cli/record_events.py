"""``mdg record``: events into a store, each once."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from mdg.cli import FAILED, FINE, FOUND, INTERRUPTED
from mdg.cli.options import STDIN, complete_file, help_option
from mdg.cli.streams import put, tell
from mdg.diagnostic import MdgError

if TYPE_CHECKING:
    from mdg.pipeline.recorded import Recorded
    from mdg.pipeline.recording import Recording

FORMATS = ("jsonl", "csv", "parquet", "debezium", "openlineage", "cloudevents")


@click.command("record", add_help_option=False)
@click.argument("url")
@click.argument("more", nargs=-1, metavar="", shell_complete=complete_file)
@click.option(
    "--events",
    multiple=True,
    metavar="FILE",
    shell_complete=complete_file,
    help="A log of events, or `-` for standard input; more may follow, or the option be repeated.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="What FILE is written in (default: what its name ends in)."
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What of another format, or of CSV with columns of its own, is what (YAML).",
)
@click.option("--source", metavar="NAME", help="Name the input so (default: its path; `-` for standard input).")
@click.option(
    "--rejected",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write rows that are not taken to this file, with the reason and their place (JSON lines).",
)
@click.option("--summary", type=click.Choice(("text", "json")), default="text", help="Say in this form what was done.")
@help_option
def command(
    url: str,
    more: tuple[str, ...],
    events: tuple[str, ...],
    form: str | None,
    mapping: Path | None,
    source: str | None,
    rejected: Path | None,
    summary: str,
) -> int:
    """Append events to a store, each once.

    URL is `sqlite:///events.db`, or `postgresql://user@host/database`; a store is made where there is none. FILE is
    JSON lines, CSV or Parquet with the columns of events, or a log of another format, with a mapping.

    A log may be recorded again, after a crash or when it has grown: what is there already is not stored twice. A row
    that the store does not take is told, with its line and the reason, and the status is 1 then.
    """
    files = (*events, *more)
    _check(files, source)
    from mdg.pipeline.record import recorder

    recording = recorder(url, rejected=rejected, progress=_progress())
    for file in files:
        if file != STDIN:
            recording.check(file, form)
    try:
        with recording:
            for file in files:
                _record(recording, file, form, mapping, source)
    except KeyboardInterrupt:
        _tell(recording.result, rejected)
        tell(f"interrupted; what is recorded stays, and the same command goes on ({_so_far(recording.result)})")
        return INTERRUPTED
    except MdgError as failure:
        _tell(recording.result, rejected)
        tell(f"mdg: {failure}")
        tell(f"what is recorded stays, and the same command goes on ({_so_far(recording.result)})")
        return FAILED
    return _answered(recording.result, rejected, summary)


def _check(files: tuple[str, ...], source: str | None) -> None:
    if not files:
        raise click.UsageError("nothing to record; name a log: `--events FILE`, or `--events -` for standard input")
    if "" in files:
        raise click.UsageError("the path of a log is empty")
    if files.count(STDIN) > 1:
        raise click.UsageError("standard input can be read once")
    if source is not None and (len(files) > 1 or not source):
        raise click.UsageError("`--source` names one log; give one, and a name")


def _record(recording: Recording, file: str, form: str | None, mapping: Path | None, source: str | None) -> None:
    if file == STDIN:
        recording.stream(_standard_input(), "<stdin>", form or "jsonl", mapping, source or STDIN)
    else:
        recording.path(file, form=form, mapping=mapping, source=source)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise MdgError("standard input is closed")
    return sys.stdin.buffer


def _progress() -> Callable[[Recorded], None] | None:
    """What shows on a terminal how far it is; None where nobody watches."""
    with contextlib.suppress(ValueError):
        if sys.stderr is not None and sys.stderr.isatty():
            return _show
    return None


def _show(result: Recorded) -> None:
    from mdg.render.recorded import counts

    with contextlib.suppress(OSError):
        sys.stderr.write(f"\r\x1b[K{counts(result)}")
        sys.stderr.flush()


def _so_far(result: Recorded) -> str:
    from mdg.render.recorded import counts

    return counts(result)


def _tell(result: Recorded, rejected: Path | None) -> None:
    """The rejected rows, or where they are."""
    if _progress() is not None and result.read:
        tell("")  # below the line that shows how far it is
    if not result.rejected:
        return
    if rejected is not None:
        tell(f"rejected rows are in `{rejected}`")
        return
    from mdg.render.recorded import rejected as first

    tell(first(result))


def _answered(result: Recorded, rejected: Path | None, summary: str) -> int:
    from mdg.render.recorded import recorded

    _tell(result, rejected)
    if summary == "json":
        from mdg.render.json import document

        put(document(result.as_json()), exact=True)
    else:
        put(recorded(result))
    if not result.read:
        tell("nothing in it became an event" if result.left_out else "there is no event in it")
    return FOUND if result.rejected or (result.left_out and not result.read) else FINE
