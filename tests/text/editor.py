"""A YAML text as an editor's language server sees it, which takes plain scalars for numbers, booleans and nothing."""

from __future__ import annotations

import re
from typing import Any

import yaml

#: The core schema of YAML 1.2.2, section 10.3.2, in the order in which it is tried; what matches none is a text.
_CORE = (
    (r"null|Null|NULL|~|", lambda text: None),
    (r"true|True|TRUE", lambda text: True),
    (r"false|False|FALSE", lambda text: False),
    (r"[-+]?[0-9]+", int),
    (r"0o[0-7]+", lambda text: int(text, 8)),
    (r"0x[0-9a-fA-F]+", lambda text: int(text, 16)),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
    (r"[-+]?(\.inf|\.Inf|\.INF)", lambda text: float(text.lower().replace(".", ""))),
    (r"\.nan|\.NaN|\.NAN", lambda text: float("nan")),
)


def as_yaml_1_2(text: str) -> Any:
    """What language servers see by default."""
    return _tree(yaml.compose(text, yaml.CSafeLoader), _core)


def as_yaml_1_1(text: str) -> Any:
    """What they see where somebody set them to the old version: `NO` is no, `22:30` is 1350."""
    return _tree(yaml.compose(text, yaml.CSafeLoader), _old)


def _tree(node: Any, scalar: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _tree(value, scalar) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_tree(value, scalar) for value in node.value]
    return None if node is None else node.value if node.style else scalar(node)


def _core(node: yaml.ScalarNode) -> Any:
    for pattern, value in _CORE:
        if re.fullmatch(pattern, node.value, re.ASCII):
            return value(node.value)
    return node.value


def _old(node: yaml.ScalarNode) -> Any:
    if node.tag.rpartition(":")[2] not in ("null", "bool", "int", "float"):
        return node.value  # language servers leave days as they were written
    return yaml.constructor.SafeConstructor().construct_document(node)
