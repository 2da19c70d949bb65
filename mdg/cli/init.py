"""``mdg init``: a landscape to start from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdg.cli import FINE
from mdg.cli.new_folder import write_new
from mdg.cli.options import complete_file, help_option, landscape_path
from mdg.cli.schema import SCHEMA_FILE, comment_line, schema_text
from mdg.cli.streams import reason, tell
from mdg.diagnostic import MdgError

if TYPE_CHECKING:
    from mdg.interop.sheets import Sheet

MAIN_FILE = "landscape.yaml"
#: Sheets of more bytes are no lists that people keep.
MAX_BYTES = 50 * 2**20


@click.command("init", add_help_option=False)
@click.argument(
    "folder",
    metavar="DIR",
    callback=lambda _, __, value: Path(landscape_path(value)),
    shell_complete=complete_file,
)
@click.option(
    "--interfaces", type=click.Path(path_type=Path), metavar="FILE", help="Make flows of a list of interfaces."
)
@click.option("--matrix", type=click.Path(path_type=Path), metavar="FILE", help="Make ownership of a C/R/U/D matrix.")
@click.option("--timezone", metavar="ZONE", help="The zone of the times of day in FILE, such as Europe/Berlin.")
@help_option
def command(folder: Path, interfaces: Path | None, matrix: Path | None, timezone: str | None) -> int:
    """Write a landscape to start from.

    DIR is a new folder, or one without files of a landscape. It gets a small landscape that its comments explain, in
    which `mdg check` finds one thing to mend, and the JSON Schema by which editors complete and check it.

    With spreadsheets, the landscape is made of them. Each FILE is CSV, in whatever encoding and with whatever
    separator, or XLSX (with the extra `xlsx`), with headings in English, German or French: a list of interfaces has
    columns for from, to, object and frequency, a matrix has object, group, system and C, R, U, D, or a column for
    each system. No row is lost: what is not understood is told, and stands in the files as a comment.
    """
    if interfaces is None and matrix is None:
        if timezone is not None:
            raise click.UsageError("`--timezone` is for the times in `--interfaces`, which is not given")
        _write(folder, {MAIN_FILE: _small(_name(folder))})
        tell(f"`mdg check {_pasted(folder)}` finds one thing to mend, and says how")
    else:
        _from_sheets(folder, interfaces, matrix, timezone)
    return FINE


def _from_sheets(folder: Path, interfaces: Path | None, matrix: Path | None, timezone: str | None) -> None:
    from mdg.interop.sheets import start

    if timezone is not None:
        _check_zone(timezone)
    made = start(
        _name(folder), interfaces=_sheet(interfaces), matrix=_sheet(matrix), timezone=timezone, head=comment_line()
    )
    _write(folder, made.files)
    tell("\n".join(made.summary))
    tell(f"what was not understood stands in these files as comments; now ask `mdg check {_pasted(folder)}`")


def _check_zone(name: str) -> None:
    from mdg.text.schedules import check_timezone
    from mdg.text.values import Fault

    try:
        check_timezone(name)
    except Fault as fault:
        raise click.UsageError(f"`--timezone`: {fault.message}; {fault.help}") from None


def _sheet(path: Path | None) -> Sheet | None:
    if path is None:
        return None
    from mdg.interop.sheets import Sheet

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as failure:
        raise MdgError(f"`{path}` cannot be read: {reason(failure)}") from failure
    if len(data) > MAX_BYTES:
        raise MdgError(f"`{path}` has more than {MAX_BYTES // 2**20} MB; is it the right file?")
    return Sheet(path.name, data)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    with_schema = {**files, SCHEMA_FILE: schema_text()}
    write_new(folder, with_schema)
    tell("wrote " + ", ".join(f"`{folder / name}`" for name in with_schema))


def _pasted(folder: Path) -> str:
    """The folder as a shell takes it; `-` alone would be standard input."""
    import shlex

    text = str(folder)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def _name(folder: Path) -> str:
    return folder.resolve().name or "landscape"


def _small(name: str) -> str:
    from mdg import data
    from mdg.text.notation import scalar

    template = (Path(data.__file__).parent / "start" / MAIN_FILE).read_text(encoding="utf-8")
    return template.replace("landscape: start\n", f"landscape: {scalar(name)}\n")
