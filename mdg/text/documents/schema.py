"""From the annotations of a document to a validator of pydantic-core, pydantic's engine.

The engine alone is used, and not the whole of pydantic, for the sake of a command's start: importing pydantic and
having it build its models takes longer than everything else that checking a small landscape takes.
A document still is a type to pydantic, by ``__get_pydantic_core_schema__``.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from mdg.text.documents.declare import MAY_BE_EMPTY, NOT_EMPTY, Forms, Scalar, Short

#: How a tag stands in the path of an error; no key of a landscape looks like it.
TEXT, LIST, MAPPING = "<text>", "<list>", "<mapping>"

Schema = dict[str, Any]

_TEXT: Schema = {"type": "str", "min_length": 1, "strict": True}
#: A key that names something declared elsewhere; one that starts with `x-` is an extension.
_NAME: Schema = {"type": "str", "pattern": "^([^x]|x[^-]|x$)", "strict": True}


def form_of(value: object) -> str:
    """What a value is written as: a text (or what stands for one in Python), a list or a mapping."""
    kind = type(value)
    return TEXT if kind is str else MAPPING if kind is dict else LIST if kind is list else TEXT


def document_schema(cls: Any) -> Schema:
    """The schema of a document class, made once; it reads a mapping of the text's keys into an instance."""
    return _made(cls)


@functools.cache
def _made(cls: Any) -> Schema:
    fields = {}
    for name, declared in cls.model_fields.items():
        inner = value_schema(cls.annotation(name))
        fields[name] = {"type": "typed-dict-field", "schema": inner, "required": declared.required}
        if declared.key != name:
            fields[name]["validation_alias"] = declared.key
    keys = {"type": "typed-dict", "fields": fields, "extra_behavior": "forbid", "metadata": {"document": cls}}
    whole = any("check" in vars(owner) for owner in cls.__mro__[:-2])  # the last two are Document and object
    return _function("function-after", cls.checked if whole else cls.from_fields, keys)


def value_schema(annotation: Any) -> Schema:
    """The schema of one annotation, of the kinds that documents use."""
    if annotation is str:
        return _TEXT
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return _annotated(inner, marks)
    if origin is Literal:
        return {"type": "literal", "expected": list(get_args(annotation))}
    if origin is Union or origin is types.UnionType:
        return _union([member for member in get_args(annotation) if member is not types.NoneType])
    if origin in (list, tuple):
        return _sequence(origin, get_args(annotation)[0], 1)
    if origin is dict:
        return _mapping(*get_args(annotation))
    if hasattr(annotation, "model_fields"):
        return document_schema(annotation)
    raise TypeError(f"documents have no values like {annotation!r}")


def _annotated(inner: Any, marks: Sequence[Any]) -> Schema:
    schema = _by_marker(inner, marks[0])
    for mark in sorted(marks, key=lambda mark: isinstance(mark, Short)):
        if isinstance(mark, Short):
            schema = _function("function-before", mark.expand, schema) | {"metadata": {"form": mark.form}}
        elif mark == MAY_BE_EMPTY:
            schema = {key: value for key, value in schema.items() if key != "min_length"}
        elif mark == NOT_EMPTY:
            schema = schema | {"min_length": 1}
    return schema


def _by_marker(inner: Any, first: Any) -> Schema:
    if isinstance(first, Scalar):
        return {"type": "function-plain", "function": {"type": "no-info", "function": first.read}}
    if isinstance(first, Forms):
        choices = {f"<{member.__name__}>": document_schema(member) for member in get_args(inner)}
        choices[TEXT] = value_schema(Annotated[str, first.text])
        return {"type": "tagged-union", "discriminator": first.tell, "choices": choices}
    return value_schema(inner)


def _function(kind: str, function: Callable[[Any], Any], schema: Schema) -> Schema:
    return {"type": kind, "function": {"type": "no-info", "function": function}, "schema": schema}


def _sequence(origin: Any, item: Any, least: int) -> Schema:
    if origin is list:
        return {"type": "list", "items_schema": value_schema(item), "min_length": least}
    return {"type": "tuple", "items_schema": [value_schema(item)], "variadic_item_index": 0, "min_length": least}


def _mapping(key: Any, value: Any) -> Schema:
    keys = _NAME if key is str else value_schema(key)
    values = value_schema(value)
    if all_optional(value):
        values = _function("function-before", nothing_written, values)
    return {"type": "dict", "keys_schema": keys, "values_schema": values}


def all_optional(annotation: Any) -> bool:
    """Whether it is a document of which every key may be left out, so that nothing need be written."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    fields = getattr(annotation, "model_fields", None)
    return fields is not None and not any(declared.required for declared in fields.values())


def nothing_written(value: Any) -> Any:
    """`erp:` with nothing after it is an item of which every key is left out."""
    return {} if value == "" else value


def _union(members: Sequence[Any]) -> Schema:
    if len(members) == 1:
        return value_schema(members[0])
    choices: dict[str, Schema] = {}
    for member in members:
        choices[_written_as(member)] = value_schema(member)
    return {"type": "tagged-union", "discriminator": form_of, "choices": choices}


def _written_as(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, mark = get_args(annotation)[:2]
        return TEXT if isinstance(mark, Scalar) else _written_as(inner)
    if annotation is str or origin is Literal:
        return TEXT
    return LIST if origin in (list, tuple) else MAPPING


def inside(schema: Schema, loc: Sequence[str | int]) -> Schema:
    """The schema of the part of a value that an error of pydantic-core points at."""
    for part in loc:
        if part == "[key]":
            break
        schema = bare(schema)
        kind = schema["type"]
        if kind == "typed-dict":
            fields = schema["fields"].items()
            found = [field for name, field in fields if field.get("validation_alias", name) == part]
            schema = found[0]["schema"] if found else schema
        elif kind == "tagged-union":
            schema = schema["choices"][part]
        elif kind == "dict":
            schema = schema["values_schema"]
        elif kind == "list":
            schema = schema["items_schema"]
        elif kind == "tuple":
            schema = schema["items_schema"][0]
    return schema


def parts_of(schema: Schema, raw: Any) -> tuple[bool, Callable[[str | int], Schema]]:
    """Whether the keys of what is written are words of the language, and the schema of what stands under each."""
    schema = bare(schema)
    if schema["type"] == "tagged-union":
        choices = schema["choices"]
        schema = bare(choices[form_of(raw)] if form_of(raw) in choices else next(iter(choices.values())))
    kind = schema["type"]
    if kind == "dict" and isinstance(raw, dict):
        return schema["keys_schema"]["type"] == "literal", lambda key: cast("Schema", schema["values_schema"])
    if kind in ("list", "tuple") and isinstance(raw, list):
        return False, lambda at: inside(schema, (at,))
    if kind == "typed-dict" and isinstance(raw, dict):
        return True, lambda key: inner if (inner := inside(schema, (key,))) is not schema else _TEXT
    return True, lambda key: _TEXT


def bare(schema: Schema) -> Schema:
    """A schema without the functions around it."""
    while schema["type"] in ("function-after", "function-before"):
        schema = schema["schema"]
    return schema
