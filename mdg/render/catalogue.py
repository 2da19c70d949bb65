"""The list of rules, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable

from mdg.diagnostic import Json
from mdg.render.cells import wrap
from mdg.render.style import PLAIN, Style

#: One rule as listed: code, name, severity and the first line of its explanation.
Entry = dict[str, Json]


def catalogue(entries: Iterable[Entry], columns: int = 100, style: Style = PLAIN) -> str:
    """One rule a line, in columns; what it says is wrapped in the last of them."""
    rows = list(entries)
    names = max((len(row["name"]) for row in rows), default=0)
    levels = max((len(row["severity"]) for row in rows), default=0)
    lines: list[str] = []
    for row in rows:
        name, level = f"{row['name']:<{names}}", f"{row['severity']:<{levels}}"
        indent = " " * (len(row["code"]) + names + levels + 6)
        found = wrap(row["summary"], max(columns, len(indent) + 20), indent, indent)
        head = f"{style('strong', row['code'])}  {name}  {style(row['severity'], level)}  "
        lines += [head + found[0][len(indent) :], *found[1:]]
    return "\n".join(lines) + "\n"
