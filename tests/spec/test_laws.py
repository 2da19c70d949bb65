"""Laws that hold of every landscape, whatever it says."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import mdg
from mdg.diagnostic import Finding, MdgError

from .agreement import in_when, loaded, put, reported, shortened
from .conditions import holds
from .decisions import Ask
from .profiles import LAWS
from .reference import Reference
from .shapes import Raw
from .strategies import AS_OF, asks, landscapes, ownership_without, settled_more
from .writing import scattered


@LAWS
@given(st.data())
def test_order_and_files_change_nothing_but_places(data: st.DataObject) -> None:
    """Except which of two equal items is the later one."""
    raw = data.draw(landscapes())
    files = data.draw(scattered(raw))
    asked = data.draw(st.lists(asks(raw), min_size=3, max_size=6))
    with loaded(raw) as landscape:
        before = [said(finding) for finding in mdg.check(landscape).findings if finding.code != "MDG110"]
        first = [verdict(mdg.DecisionPoint(landscape, as_of=AS_OF), ask) for ask in asked]
    with loaded(raw, files=files) as landscape:
        after = [said(finding) for finding in mdg.check(landscape).findings if finding.code != "MDG110"]
        second = [verdict(mdg.DecisionPoint(landscape, as_of=AS_OF), ask) for ask in asked]
    assert first == second
    assert sorted(before) == sorted(after)


def said(finding: Finding) -> tuple[str, ...]:
    """What a finding says, without places; a message may name things in the order in which they are written."""
    keys = ("code", "subject", "severity", "when", "witness", "since", "until", "accountable")
    named = sorted(re.findall("`[^`]*`", finding.message))
    return *(repr(getattr(finding, key)) for key in keys), repr(named)


def verdict(point: Any, ask: Ask) -> Any:
    """The answer in plain values, or that there is none."""
    try:
        answer = put(point, ask)
    except MdgError:
        return "error"
    return answer.allowed, sorted(answer.rules), sorted(answer.denied_groups), sorted(answer.instead)


@LAWS
@given(st.data())
def test_withdrawing_a_right_never_adds_a_creator(data: st.DataObject) -> None:
    raw = data.draw(landscapes())
    less = data.draw(ownership_without(raw))
    asked = [ask._replace(operation="create") for ask in data.draw(st.lists(asks(raw), min_size=5, max_size=10))]
    with loaded(raw) as landscape:
        before = [creators(landscape, ask) for ask in asked]
    with loaded(less) as landscape:
        after = [creators(landscape, ask) for ask in asked]
    for ask, old, new in zip(asked, before, after, strict=True):
        assert new <= old, ask


def creators(landscape: Any, ask: Ask) -> set[str]:
    """The systems that may create what is asked about; none where the question is an error."""
    point = mdg.DecisionPoint(landscape, as_of=AS_OF)
    answers = {system: verdict(point, ask._replace(system=system)) for system in landscape.systems}
    return {system for system, answer in answers.items() if answer != "error" and answer[0]}


@LAWS
@given(st.data())
def test_matching_never_adds_a_record_with_two_creators(data: st.DataObject) -> None:
    raw = data.draw(landscapes())
    more = data.draw(settled_more(raw))
    reference = Reference(raw)
    before, after = ({f.subject["id"]: f for f in reported(one, "102")} for one in (raw, more))
    assert set(after) <= set(before)
    for entity, finding in after.items():
        assert in_when(reference, finding.when, entity) <= in_when(reference, before[entity].when, entity)


#: the rules whose findings are about every record that a `when` can tell apart
_POPULATIONS = ("MDG101", "MDG102", "MDG103", "MDG105", "MDG106", "MDG107", "MDG111", "MDG506")


def about_records(landscape: Any) -> list[tuple[str, Finding]]:
    """The findings about a population, each with its entity."""
    found = [finding for finding in mdg.check(landscape).findings if finding.code in _POPULATIONS]
    return [(finding.witness["entity"], finding) for finding in found if finding.witness]


@LAWS
@given(raw=landscapes())
def test_a_when_has_nothing_to_spare(raw: Raw) -> None:
    """No clause, condition or key of a finding's `when` can be left out without changing the possible records."""
    reference = Reference(raw)
    with loaded(raw) as landscape:
        for entity, finding in about_records(landscape):
            whole = in_when(reference, finding.when, entity)
            for shorter in shortened(finding.when or []):
                assert in_when(reference, shorter, entity) != whole, (finding.code, finding.when, shorter)


@LAWS
@given(raw=landscapes())
def test_a_when_can_be_pasted_into_the_landscape(raw: Raw) -> None:
    """What a finding says of its records is written in the language, and means the same there."""
    reference = Reference(raw)
    with loaded(raw) as landscape:
        pasted = {f"pasted{number}": found for number, found in enumerate(about_records(landscape))}
    more = {key: dict(items) if isinstance(items, dict) else items for key, items in raw.items()}
    for name, (entity, finding) in pasted.items():
        more["systems"][name] = {}
        more["ownership"][name] = {"entity": entity, "when": finding.when, "system": name, "may": ["delete"]}
    with loaded(more) as landscape:
        point = mdg.DecisionPoint(landscape, as_of=AS_OF)
        for name, (entity, finding) in pasted.items():
            for record in reference.records(entity):
                asked = Ask("delete", name, entity, None, record)
                assert put(point, asked).allowed == holds(finding.when, record)
