"""``mdg schema``: the language as a JSON Schema, for editors."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mdg.cli import FINE
from mdg.cli.options import formats, help_option, output_file
from mdg.cli.streams import check_target, put, save, tell
from mdg.diagnostic import MdgError

#: The name that the schema goes by in a landscape's folder: hidden, so that it is not read as part of the landscape.
SCHEMA_FILE = ".landscape.schema.json"


def comment_line(file: str = SCHEMA_FILE) -> str:
    """The comment by which a YAML language server finds the schema, from the file in which it stands."""
    return f"# yaml-language-server: $schema={file}"


@click.command("schema", add_help_option=False)
@formats("json")
@output_file("Write the schema to this file.")
@help_option
def command(form: str, output: Path | None) -> int:
    """Print the JSON Schema of landscapes, for editors.

    An editor with a YAML language server (VS Code with the extension YAML, and many others) then completes keys and
    values, explains them, and underlines what is wrong while it is written. Keep the schema beside the files, under a
    name with a dot in front, as other JSON files there are part of the landscape; name it at the top of each of them:

    \b
        mdg schema -o landscape/.landscape.schema.json
        # yaml-language-server: $schema=.landscape.schema.json
    """
    if output is not None:
        check_target(output, "-")
        _keep_apart(output)
    schema = schema_text()
    if output is None:
        put(schema, exact=True)
    else:
        save(schema, output)
    tell(_advice(output))
    return FINE


def schema_text() -> str:
    """The schema as a JSON document."""
    from mdg.render.json import document
    from mdg.text import LandscapeDocument

    return document(LandscapeDocument.model_json_schema())


def _keep_apart(output: Path) -> None:
    """MdgError where the schema would be taken for a file of the landscape beside it."""
    from mdg.text.folders import SUFFIXES  # only where there is an output file

    if output.name.startswith(".") or not output.name.endswith(SUFFIXES):
        return
    if any(beside.name.endswith(SUFFIXES[:2]) for beside in output.parent.iterdir()):
        better = output.with_name(f".{output.name}")
        raise MdgError(f"`{output}` would be read as a file of the landscape beside it; call it `{better}`")


def _advice(output: Path | None) -> str:
    if output is None:
        where = f"saved as {SCHEMA_FILE} beside them, "
        return f"{where}editors find it by this line at the top of each YAML file:\n{comment_line()}"
    beside = f"beside `{os.fspath(output)}`"
    return f"editors find it by this line at the top of each YAML file {beside}:\n{comment_line(output.name)}"
