"""From arguments to a command: a group that knows its commands by name, and imports the one that is called."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mdg.cli import FAILED, INTERRUPTED
from mdg.cli.options import answer_early, help_option
from mdg.cli.streams import tell
from mdg.diagnostic import LandscapeError, MdgError
from mdg.render.cells import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Every command: the module whose ``command`` it is, and its one line in the list, so that a list imports none.
COMMANDS: dict[str, tuple[str, str]] = {
    "audit": ("mdg.cli.audit", "Hold a log of what happened against what was agreed."),
    "check": ("mdg.cli.check", "Say what is wrong in a landscape, and for which records."),
    "completion": (
        "mdg.cli.completion",
        "Print what a shell needs to complete commands, options and rule codes.",
    ),
    "decide": ("mdg.cli.decide", "Say whether a system may create or change a record, and why."),
    "discover": ("mdg.cli.discover", "Draft a landscape from a log of what happened."),
    "erase": ("mdg.cli.erase", "Say how a record is erased everywhere, and when that can be verified."),
    "explain": ("mdg.cli.explain", "Explain a rule: what is wrong, why it matters, what to write instead."),
    "graph": ("mdg.cli.graph", "Write the flows of a landscape as a graph, for others to draw."),
    "impact": ("mdg.cli.impact", "Say what a breach or an outage of a system concerns."),
    "init": ("mdg.cli.init", "Write a landscape to start from."),
    "matrix": ("mdg.cli.matrix", "Show who creates, changes and is sent what: group by system."),
    "plan": ("mdg.cli.plan", "Tell in which order, and how soon, systems learn of a change."),
    "record": ("mdg.cli.record_events", "Append events to a store, each once."),
    "responsibilities": ("mdg.cli.responsibilities", "Show who answers for what: group by system and concern."),
    "ropa": ("mdg.cli.ropa", "Write the record of processing activities, with what is open in it."),
    "rules": ("mdg.cli.rules", "List the rules, and what a finding of each means."),
    "schema": ("mdg.cli.schema", "Print the JSON Schema of landscapes, for editors."),
    "staleness": ("mdg.cli.staleness", "Say how old each copy of a group can get: group by system."),
    "watch": ("mdg.cli.watch", "Tell what becomes late as it becomes late."),
}
_ROOM_FOR_HELP = 100


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(_no_such_command(args[0]))
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=said) for name, (_, said) in COMMANDS.items() if name.startswith(incomplete)]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


def _no_such_command(name: str) -> str:
    from difflib import get_close_matches  # only for a mistake

    near = get_close_matches(name, COMMANDS, n=1)
    return f"there is no command `{name}`" + (f"; did you mean `{near[0]}`?" if near else "")


def _version(asked: int) -> str:
    from mdg import __version__

    if asked == 1:
        return f"mdg {__version__}\n"
    import platform  # what a report of a fault needs besides

    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"mdg {__version__}\n{python} on {platform.platform()}\n"


@click.group(
    cls=Commands,
    help="Check a landscape of master data, written as text, and ask it what may be done.",
    epilog="`mdg COMMAND --help` tells the options of a command.",
    add_help_option=False,
    context_settings={"max_content_width": _ROOM_FOR_HELP},
)
@click.option(
    "--version",
    "-V",
    count=True,
    is_eager=True,
    expose_value=False,
    callback=answer_early(lambda _, asked: _version(asked)),
    help="Show the version and exit; twice (-VV), those of Python and of the system too.",
)
@help_option
def app() -> None:
    """All commands."""


def dispatch(arguments: Sequence[str]) -> int:
    """Carry out the command that the arguments name; what goes wrong in a foreseen way is told and gives a status."""
    if not arguments:
        tell(app.get_help(click.Context(app, info_name="mdg", **app.context_settings)))
        return FAILED
    try:
        with app.make_context("mdg", list(arguments)) as ctx:
            status: int = app.invoke(ctx)
            return status
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.UsageError as wrong:
        tell(_usage(wrong))
    except LandscapeError as text:
        tell(f"mdg: the text is wrong at {visible(str(text))}\n`mdg check` shows all of it")
    except MdgError as failure:
        tell(f"mdg: {visible(str(failure))}")
    except click.Abort:
        return INTERRUPTED
    return FAILED


def _usage(wrong: click.UsageError) -> str:
    """What is wrong with the arguments, and where to read on."""
    path = wrong.ctx.command_path if wrong.ctx else "mdg"
    told = wrong.format_message().rstrip(".").replace("\n\t", " ")  # as click lists what may be chosen
    message = re.sub(r"(?<!\w)'([^']+)'", r"`\1`", visible(told))
    return f"mdg: {message[:1].lower()}{message[1:]}\n`{path} --help` tells how it is used"
