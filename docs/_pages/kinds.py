"""What may be written as a value, in words, from the JSON Schema of the language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]

#: How definitions of single values are called where their name in the schema is no word of English.
CALLED = {
    "cron": "cron expression",
    "days": "number of days",
    "flag": "yes or no",
    "moment": "local time",
    "span": "span of time",
    "timezone": "time zone",
}
#: What keys and empty values are made of, which no reader needs to be told.
_UNSAID = "unsaid"


class Kinds:
    """Says what a part of the schema allows; ``link`` gives the address of a definition's own section.

    ``when`` is the part that conditions on records have wherever they may stand.
    """

    def __init__(self, definitions: Json, when: Json, link: Callable[[str], str]) -> None:
        self._definitions = definitions
        self._when = when
        self._link = link

    def said(self, schema: Json) -> str:
        """Everything that may be written there: ``a text, or a list of texts``."""
        return self._of({key: value for key, value in schema.items() if key not in ("description", "default")})

    def _of(self, schema: Json) -> str:
        if schema == self._when:
            return f"[conditions]({self._link('when')})"
        if "$ref" in schema:
            return self._named(_definition(schema))
        if "enum" in schema:
            return _listed((f"`{value}`" for value in schema["enum"]), "or")
        if "anyOf" in schema:
            return self._any_of(schema["anyOf"])
        if schema.get("type") == "array":
            return f"a list{self._each(schema['items'])}"
        if schema.get("type") == "object":
            return self._mapping(schema)
        return "a text"

    def _named(self, name: str) -> str:
        if name in ("name", "text"):
            return f"a {name}"
        if name == "flag":
            return f"[`true` or `false`]({self._link(name)})"
        called = self._called(name)
        article = "an" if called[0] in "aeiou" and not called.startswith("once") else "a"
        return f"{article} [{called}]({self._link(name)})"

    def _called(self, name: str) -> str:
        said: str = CALLED.get(name) or self._definitions[name].get("title", name)
        return said

    def _any_of(self, members: Iterable[Json]) -> str:
        members = [member for member in members if member.get("$ref", "").rpartition("/")[2] != _UNSAID]
        if "enum" not in members[0] and self._when["anyOf"][0] in members:
            rest = [member for member in members if member not in self._when["anyOf"]]
            return self._either([self._of(member) for member in [*rest, self._when]])
        if len(members) == 2 and members[1].get("items") == members[0]:
            each = " of them" if "enum" in members[0] else self._each(members[0])
            return f"{self._of(members[0])}, or a list{each}"
        return self._either([self._of(member) for member in members])

    @staticmethod
    def _either(said: list[str]) -> str:
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])}, or {said[-1]}"

    def _each(self, schema: Json) -> str:
        """What stands in a list, as the words that follow `a list`."""
        if schema == {"$ref": "#/$defs/text"} or "minLength" in schema:
            return " of texts"
        return f", each {self._of(schema)}"

    def _mapping(self, schema: Json) -> str:
        if schema.get("properties"):
            keys = _listed((f"`{key}`" for key in schema["properties"]), "or")
            value = next(iter(schema["properties"].values()))
        else:
            names = schema["propertyNames"]
            keys = self._of(names) if "$ref" in names else "a text"
            value = schema["additionalProperties"]
        return f"a mapping from {keys} to {self._of(value).replace(', or ', ' or ')}"


def _definition(schema: Json) -> str:
    name: str = schema["$ref"].rpartition("/")[2]
    return name


def _listed(words: Iterable[str], conjunction: str) -> str:
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {conjunction} {found[-1]}"
