"""A raw landscape as YAML text, whole or scattered over files; every YAML loader reads back what was written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .shapes import Raw

#: file name -> what stands in it
Files = dict[str, Raw]

_ID = re.compile("[A-Za-z][A-Za-z0-9_-]*")
_READ_AS = {"mdg", "many", "open", "from", "until"}
_NOT_TEXT = {"on", "off", "yes", "no", "y", "n", "true", "false", "null"}
FILES = ("a.yaml", "b.yml", "more/c.yaml")


def to_yaml(raw: Mapping[str, Any]) -> str:
    """The landscape in block style, its texts quoted and its ids plain."""
    return "".join(f"{line}\n" for line in _mapping(raw))


def _mapping(value: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, inner in value.items():
        label = key if _ID.fullmatch(key) and key.lower() not in _NOT_TEXT else json.dumps(key)
        below = _block(inner)
        if not inner and isinstance(inner, Mapping):
            lines.append(f"{label}: {{}}")
        elif len(below) == 1 and not isinstance(inner, Mapping) and not below[0].startswith("- "):
            lines.append(f"{label}: {_bare(key, inner) or below[0]}")
        else:
            lines += [f"{label}:", *(f"  {line}" for line in below)]
    return lines


def _bare(key: str, inner: Any) -> str | None:
    """A boolean, date or version, where the key calls for one, is written as people write it."""
    if isinstance(inner, str) and (key in _READ_AS or (key == "required" and inner in ("true", "false"))):
        return inner
    return None


def _block(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list) and any(isinstance(one, Mapping) and one for one in value):
        lines = []
        for one in value:
            first, *rest = _block(one) or ["{}"]
            lines += [f"- {first}", *(f"  {line}" for line in rest)]
        return lines
    return [json.dumps(value)]


def write(folder: Path, files: Files) -> None:
    """Put the files into the folder."""
    for name, part in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_yaml(part), encoding="utf-8")


@st.composite
def scattered(draw: DrawFn, raw: Raw) -> Files:
    """The same landscape in another order, over several files."""
    files: Files = {name: {} for name in FILES[: draw(st.integers(1, len(FILES)))]}
    names = st.sampled_from(sorted(files))
    for section in draw(st.permutations(sorted(set(raw) - {"mdg"}))):
        for name in draw(st.permutations(sorted(raw[section]))):
            files[draw(names)].setdefault(section, {})[name] = raw[section][name]
    files[draw(names)]["mdg"] = raw["mdg"]
    return {name: part for name, part in files.items() if part}
