"""Packs of law of a landscape's own, and those that its settings name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mdg.compile.context import Context, Here, common
from mdg.compile.extracts import Extracts
from mdg.model.pack import Figure, Pack
from mdg.text.law import BUILT_IN, governed


def pack(context: Context, extracts: Extracts, here: Here, document: Any) -> Pack:
    """A pack."""
    if here.id in BUILT_IN:
        help = f"give it another id, and let it say `extends: {here.id}`"
        context.wrong(here, "MDG006", f"`{here.id}` is a pack that mdg brings with it", help, key=True)
    for index, code in enumerate(document.rules or ()):
        context.known(here, "rule", code, governed(), "rules", index)
    if document.extends is not None:
        known = {**dict.fromkeys(BUILT_IN), **context.declared("packs")}
        if context.known(here, "pack", document.extends, known, "extends") and _circles(context, here.id):
            help = "let one of them extend a pack that mdg brings with it, or none"
            context.wrong(here, "MDG006", f"`{here.id}` extends itself, if by way of others", help, "extends")
    return Pack(
        **common(document, here),
        extends=document.extends,
        read=document.read,
        rules=frozenset(document.rules or ()),
        figures=tuple(_figures(document.figures)),
    )


def _circles(context: Context, name: str) -> bool:
    """Whether one comes from a pack to itself by what it extends."""
    declared, seen = context.declared("packs"), {name}
    current = declared[name].extends
    while current in declared and current not in seen:
        seen.add(current)
        current = declared[current].extends
    return bool(current == name)


def _figures(document: Any) -> Iterator[Figure]:
    for name, stated in vars(document).items() if document is not None else ():
        for one in stated if isinstance(stated, list) else [stated]:
            if one is not None:
                yield Figure(
                    name=name,
                    value=str(one.value).lower() if isinstance(one.value, bool) else one.value.text,
                    start=one.from_,
                    end=one.until,
                    article=one.article,
                    source=one.source,
                )


def check_named(context: Context) -> None:
    """See that the packs which the settings name are there."""
    settings = context.text.document.settings
    for index, name in enumerate((settings.packs if settings is not None else None) or ()):
        known = {**dict.fromkeys(BUILT_IN), **context.declared("packs")}
        here = Here("settings", "packs", context.text.place("settings", "packs"))
        context.known(here, "pack", name, known, index)
