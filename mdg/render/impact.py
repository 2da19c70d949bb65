"""The blast radius of a system, for people."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.render.block import MARGIN, fields
from mdg.render.cells import wrap
from mdg.render.matrix_words import condition, shortly
from mdg.render.style import PLAIN, Style
from mdg.rules.compliance.impact import Held, Impact

_NARROWEST = 40


def text(found: Impact, reading: Landscape, columns: int = 100, style: Style = PLAIN) -> str:
    """Whose data is in it, who has to be told, what could be spoiled behind it, and what it stops."""
    columns = max(columns, _NARROWEST)
    title = f" ({found.system.title})" if found.system.title else ""
    head = f"if `{found.system.id}`{title} is broken into, or fails, as of {reading.as_of.isoformat()}"
    lines = wrap(head, columns, "", MARGIN)
    lines[0] = style("strong", lines[0])
    lines += fields(_heading(found), columns, style)
    for one in found.held:
        lines += ["", *wrap(f"{style('strong', f'{one.entity}.{one.group}')}", columns)]
        lines += fields(_fields(one), columns, style)
    stopped: dict[str, list[str]] = {}
    for kind, name in found.stopped:
        stopped.setdefault(f"{kind}s", []).append(name)
    if stopped:
        lines += ["", style("strong", "what stops")]
        lines += fields([(kind, ", ".join(dict.fromkeys(names))) for kind, names in stopped.items()], columns, style)
    return "\n".join(lines) + "\n"


def _heading(found: Impact) -> Iterator[tuple[str, str]]:
    place = found.system.region or "not stated"
    access = f"; looked into from {', '.join(found.system.access_from)}" if found.system.access_from else ""
    yield "where", place + access
    if found.operators:
        yield "operated by", ", ".join(found.operators)
    personal = [one for one in found.held if one.personal]
    if personal:
        sensitive = dict.fromkeys(kind for one in personal for kind in one.sensitive)
        yield "whose data", ", ".join(found.subjects) or "not stated"
        yield "sensitive", ", ".join(sensitive) or "none of a special category"
        yield "tell", ", ".join([*found.controllers, *found.officers]) or "the controller, who is not stated"
    if found.told_within is not None:
        yield "within", f"{found.told_within} of becoming aware of it, to the authority ({found.article})"
    if found.unencrypted:
        yield "unencrypted", ", ".join(found.unencrypted)
    if not found.held:
        yield "data", "it holds none"


def _fields(one: Held) -> Iterator[tuple[str, str]]:
    yield "records", shortly(condition(one.population.when()))
    if one.categories:
        yield "categories", ", ".join(one.categories)
    if one.personal is None:
        yield "categories", "not stated"
    if one.confidentiality:
        yield "secrecy", one.confidentiality
    if one.comes_from:
        yield "comes from", ", ".join(one.comes_from)
    if one.onward:
        yield "spoils", ", ".join(one.onward)


def as_json(found: Impact, reading: Landscape) -> dict[str, Json]:
    """The keys of ``impact.schema.json``."""
    return {"landscape": reading.name, "as_of": reading.as_of.isoformat(), **found.as_json()}
