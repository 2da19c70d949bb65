"""``mdg rules``: every rule, with its severity and what a finding of it means."""

from __future__ import annotations

import click

from mdg.cli import FINE, terminal
from mdg.cli.options import complete_code, formats, help_option, listed
from mdg.cli.streams import put


@click.command("rules", add_help_option=False)
@formats("text", "json")
@click.option(
    "--select",
    multiple=True,
    metavar="CODES",
    shell_complete=complete_code,
    help="List these only: codes or prefixes, MDG1,MDG705.",
)
@help_option
def command(form: str, select: tuple[str, ...]) -> int:
    """List the rules, and what a finding of each means."""
    from mdg.rules import CODES, expand, explanation, rule

    chosen = expand(listed(select, "--select")) if select else frozenset(CODES)
    entries = [
        {
            "code": found.code,
            "name": found.name,
            "severity": found.severity.value,
            "summary": explanation(found.code).partition("\n")[0],
        }
        for found in (rule(code) for code in CODES if code in chosen)
    ]
    if form == "json":
        from mdg.render.json import document

        put(document({"rules": entries}), exact=True)
    else:
        from mdg.render.catalogue import catalogue

        put(catalogue(entries, terminal.columns(), terminal.style()))
    return FINE
