"""``mdg completion``: what a shell needs to complete commands, options and rule codes, and what it is answered.

The shell asks by calling ``mdg`` with a variable in the environment (:data:`mdg.cli.COMPLETE`), in click's protocol.
"""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class, shell_complete

from mdg.cli import COMPLETE, FAILED, FINE
from mdg.cli.options import help_option
from mdg.cli.streams import put

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", add_help_option=False)
@click.argument("shell", type=click.Choice(SHELLS))
@help_option
def command(shell: str) -> int:
    """Print what a shell needs to complete commands, options and rule codes.

    Save it where the shell looks for completions:

    \b
    mdg completion bash > ~/.local/share/bash-completion/completions/mdg
    mdg completion zsh > "${fpath[1]}/_mdg"
    mdg completion fish > ~/.config/fish/completions/mdg.fish
    """
    from mdg.cli.dispatch import app

    completing = get_completion_class(shell)
    if completing is None:
        raise click.UsageError(f"the installed version of click has no completion for `{shell}`")
    put(completing(app, {}, "mdg", COMPLETE).source())
    return FINE


def answer(instruction: str) -> int:
    """What the shell asks: the words that may stand where the cursor is."""
    from mdg.cli.dispatch import app

    return FAILED if shell_complete(app, {}, "mdg", COMPLETE, instruction) else FINE
