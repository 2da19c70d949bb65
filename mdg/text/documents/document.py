"""What every document is: a frozen value that holds the keys that were written, and has defaults for the rest."""

from __future__ import annotations

import datetime as dt
import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, cast, dataclass_transform

from mdg.diagnostic import MdgError
from mdg.text.documents.declare import NOTHING, Field, field
from mdg.text.documents.engine import SchemaValidator, ValidationError
from mdg.text.documents.schema import Schema, document_schema, parts_of
from mdg.text.values import Period, format_duration

#: Containers within containers, as in files.
MAX_DEPTH = 100
_new = object.__new__
_set = object.__setattr__


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Document:
    """A part of a landscape's text, with typed values; a key that Python keeps for itself has a `_` behind: ``from_``.

    Made from keyword arguments in Python, or from a mapping of the language's keys by :meth:`model_validate`; both take
    values as text (``"15m"``) or as what they mean, and raise :class:`pydantic_core.ValidationError` for wrong ones.
    """

    __slots__ = ("__dict__",)

    #: the keys, by their names in Python
    model_fields: ClassVar[Mapping[str, Field]] = NOTHING
    #: what JSON schemas can say of :meth:`check`
    together: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    #: keys that start with `x-`, by their dotted paths
    extensions: ClassVar[Mapping[str, Any]] = NOTHING

    def __init_subclass__(cls) -> None:
        own = {}
        for name in _annotations(cls):
            declared = cls.__dict__.get(name)
            if isinstance(declared, Field):
                own[name] = declared if declared.key else Field(declared.description, declared.default, name)
                if declared.required:
                    delattr(cls, name)
                else:
                    setattr(cls, name, declared.default)
        inherited = [base.model_fields for base in cls.__bases__ if issubclass(base, Document)]
        cls.model_fields = dict(item for fields in (*inherited, own) for item in fields.items())

    def __init__(self, **values: Any) -> None:
        fields = type(self).model_fields
        unknown = [name for name in values if name not in fields and not name.startswith("x-")]
        if unknown:
            raise TypeError(f"a {type(self).__name__} has no {unknown[0]!r}")
        raw = {
            fields[name].key if name in fields else name: written(value)
            for name, value in values.items()
            if value is not None
        }
        self.__dict__.update(type(self).model_validate(raw).__dict__)

    @classmethod
    def from_fields(cls, values: dict[str, Any]) -> Self:
        """An instance of values that are known to be right."""
        self = _new(cls)
        _set(self, "__dict__", values)
        return self

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        """Raise a Fault if values that are right one by one cannot stand together; documents override it."""

    @classmethod
    def checked(cls, values: dict[str, Any]) -> Self:
        """An instance of values that are right one by one."""
        cls.check(values)
        return cls.from_fields(values)

    @classmethod
    def annotation(cls, name: str) -> Any:
        """The annotation of a field, evaluated where it was written."""
        for owner in cls.__mro__:
            text = _annotations(owner).get(name)
            if text is not None:
                return _evaluated(text, owner.__module__, cast("type[Document]", owner).names)
        raise AttributeError(name)

    @classmethod
    def names(cls) -> Mapping[str, Any]:
        """What annotations may name beside what their module has imported."""
        return {}

    @classmethod
    def validator(cls) -> Callable[[Any], Self]:
        """What reads a mapping of keys, made once; it knows no extensions (see :meth:`model_validate`)."""
        return cast("Callable[[Any], Self]", _validator(cast("Any", cls)))

    @classmethod
    def model_validate(cls, value: Any) -> Self:
        """Read a mapping of the language's keys, at any depth; an instance is answered as it is."""
        if isinstance(value, cls):
            return value
        raw = written(value)
        read = cls.validator()
        try:
            return read(raw)
        except ValidationError:
            found: dict[str, Any] = {}
            clean = without_extensions(raw, found, document_schema(cls))
            if not found:
                raise
        return read(clean).with_extensions(found)

    def with_extensions(self, found: Mapping[str, Any]) -> Self:
        """The same document, with extensions."""
        return self.from_fields({**self.__dict__, "extensions": found})

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]:
        """The JSON schema of the document as it is written."""
        from mdg.text.documents.json_schema import json_schema  # needed by `mdg schema` alone

        return json_schema(cls)

    def model_dump(self) -> dict[str, Any]:
        """The document as the language writes it: the keys that were stated, with texts, lists and mappings."""
        dumped: dict[str, Any] = _dumped(self)
        return dumped

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Schema:
        return {
            "type": "function-plain",
            "function": {"type": "no-info", "function": cls.model_validate},
            "serialization": {"type": "function-plain", "function": cls.model_dump},
        }

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        from mdg.text.documents.json_schema import inlined, json_schema  # pydantic keeps definitions of its own

        return inlined(json_schema(cls))

    def written(self) -> Any:
        """The document with the language's keys, values left as they are."""
        fields = self.model_fields
        return {fields[name].key: written(value) for name, value in self.__dict__.items() if name in fields}

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        names = {*self.__dict__, *other.__dict__}
        return all(getattr(self, name, None) == getattr(other, name, None) for name in names)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


def _annotations(cls: type) -> Mapping[str, str]:
    """The annotations of a class alone, as they were written."""
    found: Mapping[str, str] = vars(cls).get("__annotations__", {})
    return found


@functools.cache
def _validator(cls: Any) -> Callable[[Any], Document]:
    return SchemaValidator(cast("Any", document_schema(cls))).validate_python


@functools.cache
def _evaluated(text: str, module: str, names: Callable[[], Mapping[str, Any]]) -> Any:
    return eval(text, vars(sys.modules[module]) | dict(names()))


def written(value: Any, depth: int = 0) -> Any:
    """A value from Python as a tree of mappings, lists and plain values; nothing (None) is the empty text.

    Raises MdgError for one that is too deep, as every one is that holds itself.
    """
    if depth > MAX_DEPTH:
        raise MdgError(f"a mapping or list holds itself, or is nested more than {MAX_DEPTH} deep; write it out flat")
    if isinstance(value, Document):
        return value.written()
    if isinstance(value, Mapping):
        return {str(key): written(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        values = sorted(value) if isinstance(value, (set, frozenset)) else value
        return [written(inner, depth + 1) for inner in values]
    return "" if value is None else value


def without_extensions(raw: Any, found: dict[str, Any], schema: Schema, path: str = "") -> Any:
    """A tree without the keys that start with `x-`, which are put into ``found``, each under its dotted path.

    Where the keys are ids, names or values they stay, so that nothing that was meant as one of these is lost.
    """
    worded, inner_schema = parts_of(schema, raw)
    if isinstance(raw, list):
        parts = enumerate(raw)
        return [without_extensions(inner, found, inner_schema(at), f"{path}{at}.") for at, inner in parts]
    if not isinstance(raw, dict):
        return raw
    clean = {}
    for key, inner in raw.items():
        if worded and isinstance(key, str) and key.startswith("x-"):
            found[f"{path}{key}"] = inner
        else:
            clean[key] = without_extensions(inner, found, inner_schema(key), f"{path}{key}.")
    return clean


def _dumped(value: Any) -> Any:
    if isinstance(value, Document):
        value = value.written()
    if isinstance(value, Mapping):
        return {key: _dumped(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_dumped(inner) for inner in value]
    if isinstance(value, dt.timedelta):
        return format_duration(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="minutes" if not value.second else "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.text if isinstance(value, Period) else value
