"""A page for each rule, which is its explanation, and the list of them all by family."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from mdg.rule import Rule
from mdg.rules import explanation, rules

from .markdown import contents, sequence, table

_HEAD = """\
# Rules

What `mdg check` looks for. A finding carries the code and the name of its rule, and `mdg explain CODE` shows the same
text as the page here. Each rule is exact over all records, names one for which it is true, and is silent about what the
landscape leaves out, which [MDG705](mdg705.md) reports.
"""


def pages() -> dict[str, str]:
    """The pages by their path below ``docs``."""
    every = list(rules())
    found = {f"reference/rules/{_file(rule)}": _page(rule) for rule in every}
    return {"reference/rules/index.md": _index(every), **found}


def _file(rule: Rule) -> str:
    return f"{rule.code.lower()}.md"


def _page(rule: Rule) -> str:
    return sequence([f"# {rule.code} {rule.name}", f"Severity: {rule.severity.value}", explanation(rule.code)])


def _index(every: Iterable[Rule]) -> str:
    every = list(every)
    return sequence([_HEAD, *_families(every), contents(_file(rule) for rule in every)])


def _families(every: Iterable[Rule]) -> Iterator[str]:
    """The rules of each family in a table, under what the family's package says of itself."""
    for family, members in groupby(every, key=lambda rule: rule.module.rpartition(".")[0]):
        said = (importlib.import_module(family).__doc__ or "").strip().rstrip(".")
        name, _, about = said.partition(": ")
        yield f"## {name}"
        yield f"{about[:1].upper()}{about[1:]}." if about else ""
        yield table(("Code", "Name", "Severity", "What a finding means"), map(_row, members))


def _row(rule: Rule) -> tuple[str, str, str, str]:
    first = explanation(rule.code).partition("\n")[0]
    return f"[{rule.code}]({_file(rule)})", rule.name, rule.severity.value, first
