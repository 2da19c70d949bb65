"""The JSON schema of documents, for editors and for the reference of the language.

It refuses nothing that the language accepts.  Editors do not read YAML as the language does: to them `0001` is the
number 1 and `NO`, in YAML 1.1, a boolean, where the language has the text as it was written.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from mdg.text.documents.declare import MAY_BE_EMPTY, NOT_EMPTY, NOTHING, TEXT_SCHEMA, Forms, Scalar, Short
from mdg.text.documents.engine import ValidationError
from mdg.text.documents.schema import all_optional
from mdg.text.values import format_duration

Json = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXTENSIONS = {"^x-": True}
_NO_EXTENSION = (
    "name",
    {
        "minLength": 1,
        "pattern": "^(?!x-)",
        "patternErrorMessage": "Keys that start with x- are extensions, which are not read here.",
    },
)
_TEXT_SAID = "A text, as it stands in the file."
#: What `erp:` with nothing behind it is to an editor, or `erp: ""`.
_UNSAID = ("unsaid", {"not": {"type": ["array", "boolean", "number", "object"]}, "maxLength": 0})


def json_schema(cls: Any) -> Json:
    """The schema of a document class as it is written, with a definition for every document in it."""
    definitions: dict[str, Json] = {}
    whole = _document(cls, definitions)
    return {"$schema": _DIALECT, **whole, "$defs": dict(sorted(definitions.items()))}


def inlined(schema: Json) -> Json:
    """The same schema with every definition put where it is referred to; documents never hold themselves."""
    definitions = schema.get("$defs", {})

    def inline(part: Any) -> Any:
        if isinstance(part, list):
            return [inline(inner) for inner in part]
        if not isinstance(part, dict):
            return part
        here = {key: inline(value) for key, value in part.items() if key not in ("$ref", "$defs", "$schema")}
        if isinstance(part.get("$ref"), str):
            return inline(definitions[part["$ref"].rpartition("/")[2]]) | here
        return here

    whole: Json = inline(schema)
    return whole


def _document(cls: Any, definitions: dict[str, Json]) -> Json:
    properties = {}
    for name, declared in cls.model_fields.items():
        described = _value(cls.annotation(name), definitions) | {"description": declared.description}
        if not declared.required and declared.default not in (None, ()) and declared.default is not NOTHING:
            described["default"] = _default(declared.default)
        properties[declared.key] = described
    required = [declared.key for declared in cls.model_fields.values() if declared.required]
    return {
        "title": _name(cls),
        "description": inspect.cleandoc(cls.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "patternProperties": _EXTENSIONS,
        "additionalProperties": False,
        **({"required": required} if required else {}),
        **({"allOf": list(cls.together)} if cls.together else {}),
    }


def _name(cls: Any) -> str:
    """The name of a document as people read it: `cron trigger`."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__.removesuffix("Document")).lower()


def _default(value: Any) -> Any:
    if isinstance(value, dt.timedelta):
        return format_duration(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value.written() if hasattr(value, "written") else value


def _value(annotation: Any, definitions: dict[str, Json]) -> Json:
    origin = get_origin(annotation)
    if annotation is str:
        return _named("text", {"description": _TEXT_SAID, **TEXT_SCHEMA}, definitions)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        return _annotated(inner, marks, definitions)
    if origin is Literal:
        return {"enum": list(get_args(annotation))}
    if origin is Union or origin is types.UnionType:
        return _any_of([_value(member, definitions) for member in get_args(annotation) if member is not types.NoneType])
    if origin in (list, tuple):
        return {"type": "array", "items": _value(get_args(annotation)[0], definitions), "minItems": 1}
    if origin is dict:
        key, value = get_args(annotation)
        return _mapping(key, value, definitions)
    name = annotation.__name__.removesuffix("Document")
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _document(annotation, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _named(name: str, schema: Mapping[str, Any], definitions: dict[str, Json]) -> Json:
    definitions[name] = dict(schema)
    return {"$ref": f"#/$defs/{name}"}


def _annotated(inner: Any, marks: Sequence[Any], definitions: dict[str, Json]) -> Json:
    if isinstance(marks[0], Scalar):
        scalar = marks[0]
        if not scalar.name:
            return dict(scalar.schema)
        said = inspect.getdoc(scalar.read) or ""
        return _named(scalar.name, {"description": said, **scalar.schema}, definitions)
    if any(isinstance(mark, Forms) for mark in marks):
        members = [member for member in get_args(inner) if member.model_fields]
        texts = [dict(mark.text.schema) for mark in marks if isinstance(mark, Forms)]
        return _any_of([*texts, *(_value(member, definitions) for member in members)])
    schema = _value(inner, definitions)
    short: list[Json] = []
    for mark in marks:
        if isinstance(mark, Short):
            short.append(schema["items"] if mark.form == "a text" else dict(mark.schema))
        elif mark == MAY_BE_EMPTY:
            schema = _unbounded(schema)
        elif mark == NOT_EMPTY:
            schema = schema | {"minProperties": 1}
    return _any_of([*short, schema])


def _unbounded(schema: Json) -> Json:
    if "anyOf" in schema:
        return {"anyOf": [_unbounded(member) for member in schema["anyOf"]]}
    return {key: value for key, value in schema.items() if key != "minItems"}


def _mapping(key: Any, value: Any, definitions: dict[str, Json]) -> Json:
    values = _value(value, definitions)
    if get_origin(key) is Literal:
        return {
            "type": "object",
            "properties": dict.fromkeys(get_args(key), values),
            "patternProperties": _EXTENSIONS,
            "additionalProperties": False,
        }
    if _may_be_unsaid(value):
        values = _any_of([values, _named(*_UNSAID, definitions)])
    names = _named(*_NO_EXTENSION, definitions) if key is str else _value(key, definitions)
    return {"type": "object", "propertyNames": names, "additionalProperties": values}


def _may_be_unsaid(annotation: Any) -> bool:
    """Whether a document that says nothing is right."""
    cls = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    if not all_optional(annotation):
        return False
    try:
        cls.model_validate({})
    except ValidationError:
        return False
    return True


def with_unsaid(schema: Json, names: Sequence[str]) -> Json:
    """The same schema, in which those keys may have nothing behind them."""
    unsaid = _named(*_UNSAID, schema["$defs"])
    for name in names:
        said = schema["properties"][name]
        schema["properties"][name] = {"description": said.pop("description"), **_any_of([said, unsaid])}
    return schema


def _any_of(members: Sequence[Json]) -> Json:
    flat = [inner for member in members for inner in (member["anyOf"] if set(member) == {"anyOf"} else [member])]
    return flat[0] if len(flat) == 1 else {"anyOf": flat}
