"""Populations against records enumerated one by one, in both representations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mdg.population import Axis, Condition, Population, Space, two_or_more, union
from tests.population.spaces import Record, When, holds, made, parsed, records, spaces, values_of, whens

KINDS = ("bits", "diagram")


def members(population: Population, dimensions: list[Axis]) -> list[Record]:
    return [record for record in records(dimensions) if population.contains(record)]


def expected(dimensions: list[Axis], impossible: When, when: When) -> list[Record]:
    return [each for each in records(dimensions) if holds(when, each) and not holds(impossible, each)]


@pytest.mark.parametrize("kind", KINDS)
@given(spaces(), st.data())
def test_a_when_has_the_records_that_it_says(kind: str, drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    dimensions, impossible = drawn
    when = data.draw(whens(dimensions))
    space = made(dimensions, impossible, kind)
    assert members(space.of(parsed(when)), dimensions) == expected(dimensions, impossible, when)
    for record in records(dimensions):
        assert space.impossible_contains(record) == holds(impossible, record)


@pytest.mark.parametrize("kind", KINDS)
@given(spaces(), st.data())
def test_the_algebra_of_sets(kind: str, drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    dimensions, impossible = drawn
    space = made(dimensions, impossible, kind)
    one, other, third = (space.of(parsed(data.draw(whens(dimensions)))) for _ in range(3))
    both = [record for record in members(one, dimensions) if other.contains(record)]
    assert members(one & other, dimensions) == both
    assert (one | other) == ~(~one & ~other)
    assert one - other == one & ~other
    assert (one & (other | third)) == (one & other) | (one & third)
    assert (one | ~one) == space.everything
    assert not one & ~one
    assert (one <= other) == (not one - other) == ((one | other) == other)
    assert hash(one | other) == hash(other | one)
    assert space.nothing <= one <= space.everything
    assert union([one, other, third]) == one | other | third
    assert two_or_more([one, other, third]) == (one & other) | (one & third) | (other & third)
    assert two_or_more([one, one]) == one
    assert not two_or_more([one])


@pytest.mark.parametrize("kind", KINDS)
@given(spaces(), st.data())
def test_a_witness_belongs_and_is_a_real_record(kind: str, drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    dimensions, impossible = drawn
    population = made(dimensions, impossible, kind).of(parsed(data.draw(whens(dimensions))))
    assume(population)
    witness = population.witness()
    assert population.contains(witness)
    for axis in dimensions:
        value = witness[axis.name]
        assert isinstance(value, list) == axis.many
        assert not axis.many or value == sorted(value)
        if axis.rest is not None:
            assert set([value] if isinstance(value, str) else value) <= set(values_of(axis))


@given(spaces(), st.data())
def test_both_representations_say_the_same(drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    dimensions, impossible = drawn
    when = parsed(data.draw(whens(dimensions)))
    bits, diagram = (made(dimensions, impossible, kind).of(when) for kind in KINDS)
    for here, there in ((bits, diagram), (~bits, ~diagram), (bits.after_life(), diagram.after_life())):
        assert bool(here) == bool(there)
        assert not here or here.witness() == there.witness()
        assert diagram.space.of(parsed(here.when())) == there


def may_become(axis: Axis, value: Any, later: Any) -> bool:
    if value == later or axis.becomes == "any":
        return True
    if axis.becomes == "grows":
        return bool(value <= later)
    seen = {value}
    for _ in axis.constants:
        seen |= {after for each in seen for after in (axis.becomes or {}).get(each, ())}
    return later in seen


def may_start(axis: Axis, value: Any) -> bool:
    def starts(each: str) -> bool:
        return axis.rest_starts if each not in axis.constants else axis.starts is None or each in axis.starts

    return all(map(starts, value)) if axis.many else starts(value)


@pytest.mark.parametrize("kind", KINDS)
@given(spaces(2), st.data())
def test_a_record_s_life(kind: str, drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    dimensions, impossible = drawn
    space = made(dimensions, impossible, kind)
    population = space.of(parsed(data.draw(whens(dimensions))))
    begun = members(population, dimensions)
    assume(len(begun) < 200)
    for record in records(dimensions):
        possible = not holds(impossible, record)
        starts = all(may_start(axis, record[axis.name]) for axis in dimensions)
        assert space.starting().contains(record) == (possible and starts)
        became = any(all(may_become(axis, each[axis.name], record[axis.name]) for axis in dimensions) for each in begun)
        assert population.after_life().contains(record) == (possible and became)


@pytest.mark.parametrize("kind", KINDS)
@given(spaces(), st.data())
def test_a_partial_record_is_all_that_agree_with_it(
    kind: str, drawn: tuple[list[Axis], When], data: st.DataObject
) -> None:
    dimensions, impossible = drawn
    space = made(dimensions, impossible, kind)
    record = data.draw(st.sampled_from(list(records(dimensions))))
    given_ = {name: value for name, value in record.items() if data.draw(st.booleans())}
    assert space.record(given_).contains(record) == (not holds(impossible, record))
    whole = space.record(record)
    assert whole <= space.record(given_)
    assert all(whole.contains(each) == whole.contains(record) for each in alike(dimensions, record))


def alike(dimensions: list[Axis], record: Record) -> Iterable[Record]:
    """Records that have another unnamed value where the record has one."""
    for axis in dimensions:
        if axis.rest is None and record[axis.name] == "y":
            yield {**record, axis.name: "something else"}


SPACE = Space(
    "customer",
    [
        Axis("country", constants=("DE", "AT"), rest=("FR", "IT")),
        Axis("segment", constants=("b2b",), rest=None),
        Axis("role", many=True, constants=("payer",), rest=None),
    ],
)


def test_a_witness_names_what_no_statement_names() -> None:
    unnamed = SPACE.of(
        [{"country": Condition(none_of=("DE", "AT")), "segment": Condition(none_of=("b2b",))}],
    ) & SPACE.of([{"role": Condition(besides=("payer",))}])
    assert unnamed.witness() == {"country": "FR", "segment": "other", "role": ["other"]}


def test_the_made_up_value_is_none_that_a_statement_names() -> None:
    space = Space("customer", [Axis("segment", constants=("other", "other_2"), rest=None)])
    population = space.of([{"segment": Condition(none_of=("other", "other_2"))}])
    assert population.witness() == {"segment": "other_3"}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"country": "DE", "segment": "b2b"}, "the record has no `role`"),
        ({"country": "US", "segment": "b2b", "role": []}, "`country` has no value `US`"),
        ({"country": {"DE"}, "segment": "b2b", "role": []}, "a record has one value of `country`"),
    ],
)
def test_what_is_no_record_is_refused(record: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SPACE.everything.contains(record)


def test_nothing_has_no_witness() -> None:
    with pytest.raises(ValueError, match="no witness"):
        SPACE.nothing.witness()


def test_spaces_do_not_mix() -> None:
    with pytest.raises(ValueError, match="different spaces"):
        SPACE.everything & Space("customer", SPACE.axes).everything


def test_a_dimension_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="`customer` has no dimension `colour`"):
        SPACE.record({"colour": "red"})


def test_a_small_space_loads_no_diagrams() -> None:
    assert type(SPACE.sets).__name__ == "BitSets"
    large = Space("customer", [Axis(f"d{number}", constants=tuple("abcdef")) for number in range(12)])
    assert type(large.sets).__name__ == "Diagrams"
    one = large.of([{f"d{number}": Condition(any_of=("b", "c")) for number in range(0, 12, 2)}])
    assert (one - large.of([{"d4": Condition(any_of=("b",))}])).witness()["d4"] == "c"
