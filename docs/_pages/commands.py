"""What each command says of itself when it is asked for help."""

from __future__ import annotations

import click

from mdg.cli.dispatch import COMMANDS, app

from .markdown import contents, fenced, sequence, table

_WIDTH = 88
_HEAD = """\
# Commands

Results go to standard output, everything else to standard error. The exit status is 0 where nothing was found (for
`decide`: where it is allowed), 1 where something was (it is denied), and 2 where a command could not do its work.
`python -m mdg` is the same as `mdg`.
"""


def pages() -> dict[str, str]:
    """The pages by their path below ``docs``."""
    rows = ((f"[`mdg {name}`]({name}.md)", said) for name, (_, said) in COMMANDS.items())
    index = sequence([_HEAD, table(("Command", "What it does"), rows), contents(f"{name}.md" for name in COMMANDS)])
    found = {f"reference/commands/{name}.md": _page(name) for name in COMMANDS}
    return {"reference/commands/index.md": index, **found}


def _page(name: str) -> str:
    return sequence([f"# mdg {name}", COMMANDS[name][1], fenced("text", _help(name))])


def _help(name: str) -> str:
    """What ``mdg NAME --help`` prints on a terminal of a fixed width."""
    group = click.Context(app, info_name="mdg", terminal_width=_WIDTH)
    command = app.get_command(group, name)
    assert command is not None, name
    return command.get_help(click.Context(command, info_name=name, parent=group, terminal_width=_WIDTH))
