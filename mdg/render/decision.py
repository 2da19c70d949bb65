"""A decision for people: the verdict in one sentence, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdg.diagnostic import Json
from mdg.render.block import MARGIN, fields
from mdg.render.cells import width, wrap
from mdg.render.style import PLAIN, Style
from mdg.text.notation import notation


def decision(answer: Mapping[str, Json], columns: int = 100, style: Style = PLAIN) -> str:
    """The decision, from its JSON keys (``allowed``, ``operation``, ``system`` and so on)."""
    columns = max(columns, 40)
    verdict, role, may = ("allowed", "good", "may") if answer["allowed"] else ("denied", "error", "may not")
    sentence = f"`{answer['system']}` {may} {answer['operation']} this `{answer['entity']}`"
    lines = wrap(sentence, columns, f"{verdict}: ", MARGIN)
    lines[0] = style(role, f"{verdict}:") + lines[0][width(f"{verdict}:") :]
    return "\n".join(lines + fields(_details(answer), columns, style)) + "\n"


def _details(answer: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    yield "record", notation(answer["record"])
    if answer["groups"]:
        yield "groups", ", ".join(answer["groups"])
    if answer["denied_groups"]:
        yield "denied", ", ".join(answer["denied_groups"])
    if answer["rules"]:
        yield "rules", ", ".join(answer["rules"])
    if answer["reason"] and not answer["allowed"]:  # an allowed one is explained by its rules
        yield "reason", answer["reason"]
    if answer["instead"]:
        yield "instead", ", ".join(answer["instead"])
