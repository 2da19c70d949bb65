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
from mdg.rules.compliance.notices import Notice
from mdg.rules.telling import length
from mdg.text.law import within

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
    for title, named in (("what stops", found.stopped), ("what may go on with something wrong", found.misled)):
        kinds: dict[str, list[str]] = {}
        for kind, name in named:
            kinds.setdefault(f"{kind}s", []).append(name)
        if kinds:
            lines += ["", style("strong", title)]
            lines += fields([(kind, ", ".join(names)) for kind, names in kinds.items()], columns, style)
    return "\n".join(lines) + "\n"


def _heading(found: Impact) -> Iterator[tuple[str, str | list[str]]]:
    region = found.system.region
    place = "not stated" if region is None else _place(region, within(region))
    access = f"; looked into from {', '.join(found.system.access_from)}" if found.system.access_from else ""
    yield "where", place + access
    if found.operators:
        yield "operated by", ", ".join(found.operators)
    yield from _recovery(found)
    personal = [one for one in found.held if one.personal]
    if personal:
        sensitive = dict.fromkeys(kind for one in personal for kind in one.sensitive)
        yield "whose data", ", ".join(found.subjects) or "not stated"
        yield "sensitive", ", ".join(sensitive) or "none of a special category"
        yield "tell", ", ".join([*found.controllers, *found.officers]) or "the controller, who is not stated"
        if found.notices:
            yield "notices", [f"- {_notice(one)}" for one in found.notices]
    if found.copies:
        yield "copies", [f"- {one.system}: {_place(one.region, one.inside)}" for one in found.copies]
    if found.unencrypted:
        yield "unencrypted", ", ".join(found.unencrypted)
    if not found.held:
        yield "data", "it holds and shows none"


def _place(region: str | None, inside: bool | None) -> str:
    if region is None:
        return "where it is, is not stated"
    return region if inside is None else f"{region}, {'inside' if inside else 'outside'} the European Economic Area"


def _recovery(found: Impact) -> Iterator[tuple[str, str]]:
    recovery = found.system.recovery
    if recovery is None:
        return
    if recovery.backup_kept is not None:
        yield "backups", f"kept for {recovery.backup_kept.text}: what was there before is in them too"
    promised = [f"back within {length(recovery.rto.total_seconds())}"] if recovery.rto is not None else []
    promised += [f"changes of the last {length(recovery.rpo.total_seconds())} lost"] if recovery.rpo is not None else []
    if promised:
        yield "promised", " at most, ".join(promised) + " at most"


def _notice(one: Notice) -> str:
    by = ", ".join(one.by) or ("the operator" if one.whom == "controller" else "the controller")
    to = ", ".join(one.to) or f"the {one.whom}"
    time = one.within if one.whom != "authority" else f"within {one.within} of becoming aware of it"
    condition = f", {one.condition}" if one.condition else ""
    return f"{by} to {to}: {time}{condition} ({one.article})"


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
    if one.views:
        yield "shown by", ", ".join(one.views)
    if one.onward:
        yield "spoils", ", ".join(sorted(one.onward))


def as_json(found: Impact, reading: Landscape) -> dict[str, Json]:
    """The keys of ``impact.schema.json``."""
    return {"landscape": reading.name, "as_of": reading.as_of.isoformat(), **found.as_json()}
