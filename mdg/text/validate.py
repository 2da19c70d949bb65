"""From trees to documents, item by item: an item that is wrong never hides what is wrong with another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from mdg.diagnostic import Place, Problem, Source
from mdg.text.documents import SECTION_DOCUMENTS, document_class
from mdg.text.documents.document import Document, without_extensions
from mdg.text.documents.engine import ValidationError
from mdg.text.documents.schema import all_optional, document_schema
from mdg.text.positions import SECTIONS
from mdg.text.values import Fault, parse_id

SETTINGS = "settings"
#: Errors of one item that are told; the rest of an item with more is not read either.
MAX_ERRORS = 100


@attrs.frozen(slots=True, eq=False, repr=False)
class Validated:
    """The documents that are right, the problems of the others, and the ids of those.

    ``pruned`` are documents of what is right in the others, ``lost`` is all that is in no document, by id.
    """

    documents: dict[str, Any]
    problems: list[Problem]
    faulty: list[str]
    pruned: dict[str, Any]
    lost: list[Any]


def validate_section(section: str, raws: Mapping[str, Any], homes: Mapping[str, Source]) -> Validated:
    """Read the items of one section; ``homes`` says which file each id is from."""
    cls = document_class(SECTION_DOCUMENTS[section])
    read = cls.validator()
    empty = all_optional(cls)
    done = Validated({}, [], [], {}, [])
    for name, raw in raws.items():
        if raw == "" and empty:
            raw = {}
        try:
            done.documents[name] = read(raw)
        except ValidationError as error:
            _again(done, cls, section, name, raw, homes[name], error)
        if not name.isidentifier() or name[0] == "_":
            _check_id(done, section, name, homes[name])
    return done


def _again(
    done: Validated, cls: type[Document], section: str, name: str, raw: Any, home: Source, error: ValidationError
) -> None:
    """Read an item without its extensions, which may have been all that was in the way."""
    found: dict[str, Any] = {}
    clean = without_extensions(raw, found, document_schema(cls))
    if found:
        try:
            done.documents[name] = cls.validator()(clean).with_extensions(found)
        except ValidationError as other:
            error = other
        else:
            return
    done.faulty.append(name)
    problems = _problems(cls, SECTIONS[section], name, clean, home, (section, name), error)
    done.problems.extend(problems)
    if error.error_count() > MAX_ERRORS:
        done.lost.append({name: clean})
    else:
        _prune(done, cls, name, clean)


def _prune(done: Validated, cls: type[Document], name: str, raw: Any) -> None:
    from mdg.text.prune import Pruning  # only a text with errors needs it

    pruning = Pruning(raw)
    document = pruning.until_right(cls) if isinstance(raw, dict) else None
    if document is None:
        done.lost.append({name: raw})
    else:
        done.pruned[name] = document
        done.lost.extend({name: part} for part in pruning.lost)


def _problems(
    cls: type[Document], kind: str, name: str, raw: Any, home: Source, path: tuple[str, ...], error: ValidationError
) -> list[Problem]:
    from mdg.text.explain_errors import Subject, explained, is_echo  # only a text with errors needs it

    subject = Subject(kind, name, raw, home, path, document_schema(cls))
    errors = [one for one in error.errors(include_url=False) if not is_echo(one)]
    problems = list(explained(subject, errors[:MAX_ERRORS]))
    more = len(errors) - MAX_ERRORS
    if more > 0 and problems:
        said = f"{problems[-1].message}; {more:,} more {'thing is' if more == 1 else 'things are'} wrong in `{name}`"
        problems[-1] = attrs.evolve(problems[-1], message=said)
    return problems


def _check_id(done: Validated, section: str, name: str, home: Source) -> None:
    try:
        parse_id(name)
    except Fault as fault:
        if name in done.documents:
            done.pruned[name] = done.documents.pop(name)
            done.faulty.append(name)
        done.problems.append(
            Problem(
                code="MDG006",
                message=fault.message,
                help=fault.help,
                place=Place(home, (section, name), key=True),
                subject=(SECTIONS[section], name),
                field="id",
            )
        )


def validate_settings(raw: dict[str, Any], homes: Mapping[str, Source]) -> tuple[Document, list[Problem]]:
    """Read the settings; keys that are wrong are left out, so that the others count."""
    cls = document_class("SettingsDocument")
    try:
        return cls.model_validate(raw), []
    except ValidationError as error:
        clean = without_extensions(raw, {}, document_schema(cls))
        problems = []
        for problem in _problems(cls, SETTINGS, SETTINGS, clean, next(iter(homes.values())), (SETTINGS,), error):
            home = homes[str(problem.place.path[1])]
            problems.append(attrs.evolve(problem, place=Place(home, problem.place.path, problem.place.key)))
        wrong = {problem.place.path[1] for problem in problems}
        wrong |= {part for one in error.errors(include_url=False) for part in one["loc"][:1]}
        return cls.model_validate({key: value for key, value in raw.items() if key not in wrong}), problems
