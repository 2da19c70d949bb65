"""``mdg explain``: what a rule says, why it matters, and what to write instead."""

from __future__ import annotations

import click

from mdg.cli import FINE, terminal
from mdg.cli.options import complete_code, formats, help_option
from mdg.cli.streams import put


@click.command("explain", add_help_option=False)
@click.argument("code", shell_complete=complete_code)
@formats("text", "json")
@help_option
def command(code: str, form: str) -> int:
    """Explain a rule: what is wrong, why it matters, what to write instead.

    CODE is that of a finding, such as MDG102. Into a pipe or a file the explanation goes as Markdown.
    """
    from mdg.rules import explanation, rule

    found = rule(code.strip().upper())
    markdown = explanation(found.code)
    if form == "json":
        from mdg.render.json import document

        answer = {"code": found.code, "name": found.name, "severity": found.severity.value, "explanation": markdown}
        put(document(answer), exact=True)
    else:
        page = f"# {found.code} {found.name} ({found.severity.value})\n\n{markdown}"
        put(_on_terminal(page) if terminal.is_terminal() else page)
    return FINE


def _on_terminal(page: str) -> str:
    """The page with headings, lists and code set for a terminal."""
    from io import StringIO

    from rich.console import Console
    from rich.markdown import Markdown

    coloured = terminal.coloured()
    console = Console(
        file=StringIO(),
        width=terminal.columns(),
        force_terminal=coloured,
        no_color=not coloured,
        color_system="standard" if coloured else None,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(Markdown(page, code_theme="ansi_dark"))
    return capture.get()
