"""A record as it is given on the command line: pairs, a persona of the landscape, or JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mdg.diagnostic import Json, MdgError

if TYPE_CHECKING:
    from mdg.model.landscape import Landscape
    from mdg.model.records import Persona

Values = dict[str, str | list[str]]
_TEXT_OR_LIST = "a text, or a list of texts for a `many` dimension"


class Wanted:
    """What ``--record`` and ``--record-json`` say: pairs of dimension and value, and at most one persona."""

    def __init__(self, written: Iterable[str], as_json: str | None) -> None:
        self.persona: str | None = None
        self.pairs: dict[str, list[str]] = {}
        for part in (part.strip() for value in written for part in value.split(",")):
            name, equals, value = part.partition("=")
            if equals and name:
                self.pairs.setdefault(name.strip(), []).append(value.strip())
            elif not part or equals:
                raise MdgError(f"`{part}` in `--record` names no dimension; write `dimension=value`")
            elif self.persona is not None:
                raise MdgError(
                    f"`--record` names two personas, `{self.persona}` and `{part}`; "
                    "a value with a comma in it goes into `--record-json`"
                )
            else:
                self.persona = part
        self.exact = _read(as_json) if as_json is not None else {}
        twice = sorted(self.pairs.keys() & self.exact.keys())
        if twice:
            raise MdgError(f"`{twice[0]}` is given both in `--record` and in `--record-json`")

    def entity(self, landscape: Landscape, given: str | None) -> str:
        """The entity that is meant: as given, that of the persona, or the only one there is."""
        persona = self._persona(landscape)
        if persona is not None and given is not None and persona.entity != given:
            raise MdgError(f"the persona `{persona.id}` is a record of `{persona.entity}`, not of `{given}`")
        if given is not None or persona is not None:
            return given or (persona.entity if persona is not None else "")
        entities = list(landscape.every.entities)
        if len(entities) != 1:
            raise MdgError(f"say which entity is meant with `--entity`: {_named(entities)}")
        return entities[0]

    def values(self, landscape: Landscape, entity: str) -> Values:
        """The record; what is written beside a persona takes the place of its values.  MdgError for a contradiction."""
        persona = self._persona(landscape)
        found: Values = {}
        if persona is not None:
            for name, value in persona.values.items():
                found[name] = value if isinstance(value, str) else sorted(value)
        declared = landscape.every.entities.get(entity)
        dimensions = declared.dimensions if declared is not None else {}
        for name, values in self.pairs.items():
            if name in dimensions and dimensions[name].many:
                if "" in values and len(values) > 1:
                    raise MdgError(f"`--record` gives `{name}` no value with `{name}=`, and a value too; leave one out")
                found[name] = [] if values == [""] else values
            elif len(values) == 1:
                found[name] = values[0]
            else:
                raise MdgError(f"`--record` gives `{name}` more than one value: {_named(values)}")
        for name, exact in self.exact.items():
            if isinstance(exact, list) and name in dimensions and not dimensions[name].many:
                raise MdgError(f"a record has one `{name}`, and in `--record-json` it is a list: `{_written(exact)}`")
        return {**found, **self.exact}

    def _persona(self, landscape: Landscape) -> Persona | None:
        if self.persona is None:
            return None
        records = landscape.every.records
        if self.persona not in records:
            from difflib import get_close_matches

            near = get_close_matches(self.persona, records, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "write `dimension=value`, or a persona's id"
            raise MdgError(f"`records` has no persona `{self.persona}`; {hint}")
        return records[self.persona]


def _read(text: str) -> Values:
    import json

    try:
        read = json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise MdgError("`--record-json` is nested too deeply") from None
    except ValueError as wrong:
        raise MdgError(f"`--record-json` is not JSON: {str(wrong)[:1].lower()}{str(wrong)[1:]}") from None
    if not isinstance(read, dict):
        raise MdgError('`--record-json` must be an object, like `{"country": "DE"}`')
    for name, value in read.items():
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in texts):
            raise MdgError(f"in `--record-json` the value of `{name}` must be {_TEXT_OR_LIST}")
    return read


def _written(value: Json) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MdgError(f"`--record-json` has `{twice}` twice")
    return found


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
