"""``PATH OPERATION``: the two words of commands that are about an operation, of which the path may be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mdg.cli.options import complete_file, landscape_path

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def words(operations: Sequence[str]) -> Callable[[Any], Any]:
    """The argument ``words`` of a command; a shell offers the operations, and files where none begins like that."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        named = [CompletionItem(operation) for operation in operations if operation.startswith(incomplete)]
        return named or complete_file(ctx, param, incomplete)

    return click.argument("words", nargs=-1, metavar=f"[PATH] {'|'.join(operations)}", shell_complete=complete)


def path_and_operation(words: Sequence[str], operations: Sequence[str], asked: str) -> tuple[str, str]:
    """The path and the operation; UsageError where they are not that, ``asked`` saying what the question is."""
    choice = ", ".join(operations)
    if not words:
        raise click.UsageError(f"say what {asked}: {choice}")
    if len(words) > 2:
        raise click.UsageError(f"`{words[2]}` is one word too many: a path and an operation are expected")
    operation = words[-1]
    if operation not in operations:
        raise click.UsageError(f"`{operation}` is no operation: it must be one of {choice}")
    return (landscape_path(words[0]) if len(words) == 2 else "."), operation
