"""A check in a what-if, for people: first what is left out, then what is worse for that, and of the rest how much."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Finding, Report
from mdg.render import text
from mdg.render.block import MARGIN
from mdg.render.cells import wrap
from mdg.render.style import PLAIN, Style
from mdg.render.way import left_out
from mdg.topology.outage import Worsening

#: Of more findings that have ended, one less is shown.
_ENDED = 9


def report(result: Report, found: Worsening, columns: int = 100, style: Style = PLAIN) -> str:
    """The findings that are worse than in the whole landscape, in full; the others are counted."""
    columns = max(columns, 40)
    head = wrap(f"what if: {left_out(found.outage)}", columns, "", MARGIN)
    head[0] = style("strong", head[0])
    lines = [*head, ""]
    if found.worse:
        worse = attrs.evolve(result, findings=tuple(one for one, _ in found.worse))
        lines.append(text.report(worse, columns, style, lambda one: [("before", found.before(one))]).rstrip("\n"))
    else:
        lines.append(style("good", "nothing is worse than in the whole landscape"))
    return "\n".join([*lines, *_rest(result, found, columns)]) + "\n"


def _rest(result: Report, found: Worsening, columns: int) -> Iterator[str]:
    same = len(result.findings) - len(found.worse)
    if same:
        number, them = ("1 finding is", "it") if same == 1 else (f"{same} findings are", "them")
        yield from wrap(
            f"{number} the same in the whole landscape; `mdg check` tells {them}",
            columns,
            "",
            MARGIN,
        )
    if found.ended:
        yield from wrap(f"not found any more without {_them(found)}:", columns, "", MARGIN)
        shown = found.ended if len(found.ended) <= _ENDED else found.ended[: _ENDED - 1]
        for one in shown:
            yield from wrap(_named(one), columns, MARGIN, MARGIN * 2)
        if len(found.ended) > len(shown):
            yield f"{MARGIN}and {len(found.ended) - len(shown)} more"


def _them(found: Worsening) -> str:
    return "it" if len(found.outage.names) == 1 else "them"


def _named(finding: Finding) -> str:
    return f"{finding.code} {finding.name}: {finding.message}"
