"""The way back: a population as a `when`, exact, and as short as a person would write it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mdg.population import Axis, Condition, Population, Space, cover, sweep, two_or_more
from tests.population.spaces import When, clause, made, parsed, spaces, whens

KINDS = ("bits", "diagram")


def shorter(when: When) -> Iterator[tuple[str, When]]:
    """The `when` with one clause, one condition, one key or one listed value left out."""
    for number, each in enumerate(when):
        before, after = when[:number], when[number + 1 :]
        yield "clause", before + after
        for name, condition in each.items():
            yield "condition", [*before, {key: value for key, value in each.items() if key != name}, *after]
            for less in fewer(condition):
                yield "value", [*before, {**each, name: less}, *after]


def fewer(condition: Any) -> Iterator[Any]:
    if isinstance(condition, list):
        for place in range(len(condition)):
            yield condition[:place] + condition[place + 1 :]
    elif isinstance(condition, dict):
        for key, values in condition.items():
            if len(condition) > 1:
                yield {other: each for other, each in condition.items() if other != key}
            if isinstance(values, list):
                yield from ({**condition, key: each} for each in fewer(values))


def of(space: Space, when: When) -> Population | None:
    """The population, or None if the `when` takes the unnamed values of a closed dimension apart."""
    try:
        return space.of(parsed(when))
    except ValueError:
        return None


def assert_exact_and_short(population: Population, kinds: tuple[str, ...] = ("clause", "condition", "value")) -> None:
    when = population.when()
    assert population.space.of(parsed(when)) == population
    for kind, less in shorter(when):
        if kind in kinds and population:
            assert of(population.space, less) != population, (when, less)


@pytest.mark.parametrize("kind", KINDS)
@given(spaces(), st.data())
def test_exact_and_nothing_can_be_left_out(kind: str, drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    space = made(*drawn, kind)
    population = space.of(parsed(data.draw(whens(drawn[0]))))
    assert_exact_and_short(population)
    assert_exact_and_short(~population)
    assert_exact_and_short(population.after_life())


@given(spaces(), st.data())
def test_an_intricate_population_is_exact_too(drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "INTRICATE", 0)
        patch.setattr(cover, "MOST_POLISHED", 0)
        when = parsed(data.draw(whens(drawn[0])))
        for kind in KINDS:
            population = made(*drawn, kind).of(when)
            assert_exact_and_short(population, ("clause", "condition"))
            assert_exact_and_short(~population, ("clause", "condition"))


@pytest.mark.parametrize("kind", KINDS)
@given(spaces(), st.data())
def test_what_one_clause_says_one_clause_says(kind: str, drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    space = made(*drawn, kind)
    population = space.of(parsed([data.draw(clause(drawn[0]))]))
    assume(population)
    assert len(population.when()) == 1


@given(spaces(), st.data())
def test_the_order_of_clauses_does_not_matter(drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    when = data.draw(whens(drawn[0]))
    forward, backward = made(*drawn), made(*drawn)
    assert forward.of(parsed(when)).when() == backward.of(parsed(when[::-1])).when()


ROLE = Axis("role", many=True, constants=("prospect", "customer", "supplier"))
COUNTRY = Axis("country", constants=("DE", "AT", "CH"), rest=("FR", "IT", "US"))
SEGMENT = Axis("segment", constants=("b2b", "b2c"), rest=None)
PARTNER = Axis("partner_role", many=True, constants=("payer", "shipper"), rest=None)
SPACE = Space("business_partner", [ROLE, COUNTRY, SEGMENT, PARTNER])


@pytest.mark.parametrize(
    "when",
    [
        [],
        [{}],
        [{"role": "prospect"}],
        [{"role": ["prospect", "supplier"]}],
        [{"role": {"not": "prospect"}}],
        [{"role": {"all": ["prospect", "customer"]}}],
        [{"role": {"only": ["customer"]}}],
        [{"role": {"only": []}}],
        [{"role": {"all": ["customer"], "not": "supplier"}}],
        [{"country": "DE"}],
        [{"country": ["DE", "CH"]}],
        [{"country": {"not": "AT"}}],
        [{"segment": {"not": ["b2b", "b2c"]}}],
        [{"partner_role": {"only": ["payer"]}}],
        [{"partner_role": {"besides": ["payer"]}}],
        [{"partner_role": {"besides": ["payer", "shipper"], "all": ["shipper"]}}],
        [{"role": ["prospect", "customer"], "country": {"not": "DE"}, "segment": "b2b"}],
        [{"role": "prospect", "country": "DE"}, {"role": "supplier", "segment": {"not": "b2c"}}],
    ],
)
def test_what_a_person_would_write_comes_back_as_written(when: When) -> None:
    assert SPACE.of(parsed(when)).when() == when


def test_impossible_records_make_it_shorter() -> None:
    impossible = [{"role": {"only": []}}, {"role": "supplier", "country": {"not": "DE"}}]
    space = Space("business_partner", [ROLE, COUNTRY], parsed(impossible))
    assert space.of(parsed([{"role": {"all": ["supplier"]}, "country": "DE"}])).when() == [{"role": "supplier"}]
    assert space.of(parsed([{"role": {"not": ["prospect", "supplier"]}}])).when() == [{"role": {"only": ["customer"]}}]


def test_rules_that_overlap_are_not_told_twice() -> None:
    when = [
        {"country": ["DE", "AT"]},
        {"country": "AT", "segment": "b2b"},
        {"country": {"not": ["DE", "AT"]}, "segment": "b2b"},
    ]
    assert SPACE.of(parsed(when)).when() == [{"country": ["DE", "AT"]}, {"segment": "b2b"}]


@pytest.mark.slow
def test_a_large_population_is_worded_exactly() -> None:
    chance = random.Random(3)
    dimensions = [Axis(f"d{number}", constants=tuple("abcdef")) for number in range(9)]
    space = Space("customer", dimensions)
    covered = space.nothing
    for _ in range(25):
        rule = {}
        for axis in chance.sample(dimensions, 3):
            values = tuple(chance.sample(axis.constants, chance.randint(1, 3)))
            rule[axis.name] = Condition(any_of=values) if chance.randint(0, 2) else Condition(none_of=values)
        covered = covered | space.of([rule])
    when = (~covered).when()
    assert len(when) > cover.MOST_POLISHED
    assert space.of(parsed(when)) == ~covered
    for kind, less in shorter(random.Random(1).sample(when, 10)):
        if kind == "condition":
            assert not space.of(parsed(less)) <= ~covered


@given(spaces(), st.data())
def test_words_from_how_a_population_came_about(drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    """Grown, nothing but values can be left out; where growing would take too long, they are exact all the same."""
    space = made(*drawn, "diagram")
    one, other = (space.of(parsed(data.draw(whens(drawn[0])))) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "INTRICATE", 0)
        patch.setattr(cover, "MOST_POLISHED", 0)
        patch.setattr(sweep, "FEW_BLOCKS", 0)
        for population in (one - other, two_or_more([one, other, space.starting()])):
            assert_exact_and_short(population, ("clause", "condition"))
        patch.setattr(sweep, "MOST_BLOCKS", 0)
        for population in (other - one, (one & other).after_life()):
            assert_exact_and_short(population, ())


@given(spaces(), st.data())
def test_what_takes_too_long_to_sweep_is_still_exact(drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "INTRICATE", 0)
        patch.setattr(sweep, "MOST_MISSED", 1)
        patch.setattr(sweep, "MOST_VISITS", 3)
        for kind in KINDS:
            space = made(*drawn, kind)
            population = space.of(parsed(data.draw(whens(drawn[0]))))
            assert_exact_and_short(~population)
