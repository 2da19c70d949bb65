"""What the validator says, in the user's words: a problem for each error, at the innermost place that is wrong."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from mdg.diagnostic import PathPart, Place, Problem, Source
from mdg.text.documents.schema import LIST, TEXT, Schema, bare, inside
from mdg.text.fields import field_of, told_apart
from mdg.text.suggest import nearest
from mdg.text.values import NO_EXTENSION, Fault, quoted

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TOO_SHORT = {"too_short", "string_too_short"}
_SHAPES = {
    "string_type",
    "list_type",
    "tuple_type",
    "dict_type",
    "union_tag_invalid",
    "union_tag_not_found",
    "model_attributes_type",
}


@attrs.frozen(slots=True, repr=False, eq=False)
class Subject:
    """What is being read: an item (or the settings), the tree that stands in the text, and where."""

    kind: str
    id: str
    raw: Any
    source: Source
    path: tuple[PathPart, ...]
    schema: Schema


def explained(subject: Subject, errors: Sequence[ErrorDetails]) -> Iterator[Problem]:
    """The problems that a validator's errors are, each with a field of its own."""
    told: set[Hashable] = set()
    for problem in _problems(subject, errors):
        path = problem.place.path[len(subject.path) :]
        yield attrs.evolve(problem, field=told_apart(problem.field, path, (problem.code,), told))


def _problems(subject: Subject, errors: Sequence[ErrorDetails]) -> Iterator[Problem]:
    """A misspelt key that must be there is told once."""
    unknown = [error for error in errors if error["type"] == "extra_forbidden"]
    missing = [error for error in errors if error["type"] == "missing"]
    meant = {(*error["loc"][:-1], near) for error in unknown if (near := _meant(error, missing))}
    for error in errors:
        if error["type"] == "extra_forbidden":
            yield _unknown_key(subject, error, missing)
        elif error["type"] == "missing":
            if error["loc"] not in meant:
                yield _missing_key(subject, error)
        elif not is_echo(error):
            yield _wrong_value(subject, error)


def is_echo(error: ErrorDetails) -> bool:
    """Whether something is only short of what is wrong in it, which has an error of its own."""
    return error["type"] == "too_short" and bool(error["input"])


def _meant(error: ErrorDetails, missing: Iterable[ErrorDetails]) -> str | None:
    """The missing key that an unknown one beside it was probably meant to be."""
    loc = error["loc"]
    return nearest(str(loc[-1]), [str(other["loc"][-1]) for other in missing if other["loc"][:-1] == loc[:-1]])


def _unknown_key(subject: Subject, error: ErrorDetails, missing: Iterable[ErrorDetails]) -> Problem:
    loc = error["loc"]
    key = str(loc[-1])
    path, around = trace(subject.raw, loc[:-1])
    schema = bare(inside(subject.schema, loc[:-1]))
    known = keys_of(schema)
    free = [name for name in known if not (isinstance(around, dict) and name in around)]
    near = _meant(error, missing) or nearest(key, free)
    home = next((name for name, inner in known.items() if key in _inner_keys(inner)), None)
    if near:
        help = f"did you mean `{near}`?"
    elif home:
        help = f"write it inside `{home}`: `{home}: {{{key}: ...}}`"
    elif nearest(key, known) in known:
        help = f"`{nearest(key, known)}` is there already; leave `{key}` out"
    else:
        help = "known keys are " + _listed(known)
    return _problem(subject, "MDG005", f"unknown key `{key}`", help, (*path, key), key=True)


def _missing_key(subject: Subject, error: ErrorDetails) -> Problem:
    loc = error["loc"]
    key = str(loc[-1])
    path, _ = trace(subject.raw, loc[:-1])
    field = _field(inside(subject.schema, loc[:-1]), key)
    return _problem(
        subject, "MDG007", f"`{key}` is missing", f"add `{key}`: {_within(field)}", path, key=True, field=(*path, key)
    )


def _wrong_value(subject: Subject, error: ErrorDetails) -> Problem:
    path, value = trace(subject.raw, error["loc"])
    fault = error.get("ctx", {}).get("error")
    if isinstance(fault, Fault):
        return _from_fault(subject, fault, error["loc"])
    is_key = error["loc"][-1:] == ("[key]",)
    where = next((part for part in reversed(path) if isinstance(part, str)), subject.id)
    schema = inside(subject.schema, error["loc"])
    message, help = f"{quoted(value)} is not a value of `{where}`", "write another one"
    if is_key:
        message, help = _wrong_key(path, error, where)
    elif error["input"] == "" or error["type"] in _TOO_SHORT:
        message, help = _empty(subject, path, error, where)
    elif error["type"] == "literal_error":
        message, help = f"{quoted(value)} is not a value of `{where}`", _allowed(error, value)
    elif error["type"] in _SHAPES:
        listed = bool(path) and isinstance(path[-1], int)
        what = f"what stands in the list `{where}`" if listed else f"`{where}`"
        message = f"{what} must be {_form(schema)}, and is {quoted(value)}"
        help = _unlisted(path, value, where) if listed and bare(schema)["type"] == "str" else ""
        help = help or _described(subject, error["loc"], where) or _some_keys(bare(schema))
    return _problem(subject, "MDG006", message, help, path, key=is_key, said=None if is_key else value)


def _from_fault(subject: Subject, fault: Fault, loc: tuple[int | str, ...]) -> Problem:
    path, value = trace(subject.raw, (*loc, *fault.path))
    is_key = fault.key or fault.code == "MDG007" or loc[-1:] == ("[key]",)
    if fault.code == "MDG007":
        around, _ = trace(subject.raw, loc)
        return _problem(subject, fault.code, fault.message, fault.help, around, key=True, field=(*around, *fault.path))
    return _problem(subject, fault.code, fault.message, fault.help, path, key=is_key, said=None if is_key else value)


def _wrong_key(path: tuple[PathPart, ...], error: ErrorDetails, where: str) -> tuple[str, str]:
    if not error["input"]:
        return "a key is empty", "write the key"
    if error["type"] == "string_pattern_mismatch":
        return f"{quoted(where)} is not an id", NO_EXTENSION
    outer = next((part for part in reversed(path[:-1]) if isinstance(part, str)), "")
    return f"`{where}` is not a key of `{outer}`", _allowed(error, where)


def _empty(subject: Subject, path: tuple[PathPart, ...], error: ErrorDetails, where: str) -> tuple[str, str]:
    """What to say of nothing where something is wanted, and whether it may be left out instead."""
    listed = isinstance(path[-1], int) if path else False
    out = "" if _required(subject, error["loc"]) else f", or leave `{where}` out"
    if listed:
        return f"a value in `{where}` is empty", "write the value, or leave it out of the list"
    if error["input"] == "":
        return f"`{where}` is empty", f"write {_form(inside(subject.schema, error['loc']))}{out}"
    if isinstance(error["input"], dict):
        return f"`{where}` has nothing in it", f"write at least one{out}"
    return f"`{where}` is an empty list", f"name at least one{out}"


def _unlisted(path: tuple[PathPart, ...], value: Any, where: str) -> str:
    """What to write instead of a list or a mapping among texts."""
    if where == "or" and "when" in path:
        return "write `when` itself as a list of mappings, of which one must hold"
    if isinstance(value, dict) and "when" in path:
        return f"write the mapping alone after `{where}:`, or in a list of mappings after `when:`"
    return "write its values into the list around it, without brackets" if isinstance(value, list) else "write a text"


def _required(subject: Subject, loc: Sequence[int | str]) -> bool:
    field = _innermost_field(subject, loc)
    return field is not None and bool(field.required)


def _described(subject: Subject, loc: Sequence[int | str], where: str) -> str:
    field = _innermost_field(subject, loc)
    return f"`{where}`: {_within(field)}" if field is not None and field.key == where else ""


def _innermost_field(subject: Subject, loc: Sequence[int | str]) -> Any:
    found = None
    for length in range(len(loc)):
        field = _field(inside(subject.schema, loc[:length]), str(loc[length]))
        found = field or found
    return found


def _field(schema: Schema, key: str) -> Any:
    """How the document that a schema reads declares a key."""
    document = bare(schema).get("metadata", {}).get("document")
    fields = document.model_fields.values() if document is not None else ()
    return next((field for field in fields if field.key == key), None)


def _within(field: Any) -> str:
    """The description of a key, to stand within a sentence."""
    text = field.description if field is not None else "it is required"
    first = text.split(";")[0].split(". ")[0].rstrip(".")
    return first if first[:1] == "`" else first[:1].lower() + first[1:]


def keys_of(schema: Schema) -> dict[str, Schema]:
    """The keys of a mapping with fixed keys, as the text spells them, and the schema of each."""
    fields = schema["fields"].items() if schema["type"] == "typed-dict" else ()
    return {field.get("validation_alias", name): field["schema"] for name, field in fields}


def _some_keys(schema: Schema) -> str:
    """What to write where a document with fixed keys is wanted: those it must have, or the first that are its own."""
    document = schema.get("metadata", {}).get("document")
    if document is None:
        return "write a text" if schema["type"] == "str" else "write it as a mapping"
    fields = [
        (name, field) for name, field in document.model_fields.items() if name in vars(document)["__annotations__"]
    ]
    required = [field.key for field in document.model_fields.values() if field.required]
    if required:
        return f"write its keys, at least {_listed(required)}"
    return f"write its keys, such as {_listed(field.key for _, field in fields[:4])}"


def _inner_keys(schema: Schema) -> set[str]:
    schema = bare(schema)
    choices = schema["choices"].values() if schema["type"] == "tagged-union" else (schema,)
    return {key for choice in choices for key in keys_of(bare(choice))}


def _allowed(error: ErrorDetails, value: object) -> str:
    allowed = re.findall("'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    near = nearest(value, allowed) if isinstance(value, str) else None
    listed = ("allowed are " if len(allowed) > 1 else "write ") + _listed(allowed)
    return f"did you mean `{near}`? {listed}" if near else listed


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _form(schema: Schema) -> str:
    """What a schema wants to be written, in words."""
    forms: list[str] = []
    while schema["type"] in ("function-after", "function-before"):
        forms.append(schema.get("metadata", {}).get("form", ""))
        schema = schema["schema"]
    if schema["type"] == "tagged-union":
        words = {TEXT: "" if any(forms) else "a text", LIST: "a list"}
        forms += [words.get(tag, "a mapping") for tag in schema["choices"]]
    else:
        kinds = {"list": "a list", "tuple": "a list", "dict": "a mapping", "typed-dict": "a mapping"}
        forms.append(kinds.get(schema["type"], "a text"))
    *others, last = dict.fromkeys(filter(None, forms))
    return f"{', '.join(others)} or {last}" if others else last


def trace(raw: Any, loc: Sequence[int | str]) -> tuple[tuple[PathPart, ...], Any]:
    """How far the path of an error leads into the tree as written, which may be shorter than what is read from it."""
    path: list[PathPart] = []
    for part in loc:
        if part in raw if isinstance(raw, dict) else isinstance(raw, list) and part in range(len(raw)):
            raw = raw[part]
            path.append(part)
    return tuple(path), raw


def _problem(
    subject: Subject,
    code: str,
    message: str,
    help: str,
    path: tuple[PathPart, ...],
    *,
    key: bool,
    said: Any = None,
    field: tuple[PathPart, ...] | None = None,
) -> Problem:
    return Problem(
        code=code,
        message=message,
        help=help,
        place=Place(subject.source, (*subject.path, *path), key),
        subject=(subject.kind, subject.id),
        field=field_of(path if field is None else field, said[:200] if isinstance(said, str) else ""),
    )
