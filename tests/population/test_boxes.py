"""How populations came about, as boxes: they unite to the population, and the rest to all other records."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdg.diagnostic import MdgError
from mdg.population import Axis, Condition, Population, Space, boxes, two_or_more, union
from mdg.population.boxes import Boxes
from tests.population.spaces import When, made, parsed, spaces, whens


def united(space: Space, found: Boxes) -> Any:
    """The set that boxes unite to, among the possible records."""
    whole = space.sets.empty
    for box in found:
        part = space.sets.full
        for facet, mask in enumerate(box):
            part = part & space.sets.literal(facet, mask)
        whole = whole | part
    return whole & space.possible


def assert_derived(population: Population, *, known: bool = True) -> None:
    space, derivation = population.space, population.derivation
    assert derivation is not None
    cover, rest = derivation.cover(), derivation.rest()
    assert cover is not None
    assert Population(space, united(space, cover)) == population
    assert (rest is not None) or not known
    if rest is not None:
        assert Population(space, united(space, rest)) == ~population


@given(spaces(), st.data())
def test_boxes_unite_to_what_they_stand_for(drawn: tuple[list[Axis], When], data: st.DataObject) -> None:
    space = made(*drawn, "diagram")
    one, other, third = (space.of(parsed(data.draw(whens(drawn[0])))) for _ in range(3))
    for population in (
        one,
        ~one,
        one & other,
        one | other,
        one - other,
        space.starting(),
        space.everything,
        space.nothing,
    ):
        assert_derived(population)
    assert_derived(union([one, other, third]) - space.starting())
    assert_derived(two_or_more([one, other, third]), known=False)
    assert_derived((one - other).after_life(), known=False)


def test_a_long_chain_is_worked_out_on_the_way() -> None:
    space = Space("e", [Axis("d", constants=tuple(f"v{number}" for number in range(600)))], kind="diagram")
    found = space.nothing
    for number in range(500):
        found = found | space.of([{"d": Condition(any_of=(f"v{number}",))}])
    assert_derived(found)


@pytest.mark.slow
def test_too_many_boxes_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    axes = [Axis(f"d{number}", constants=tuple("abcdef")) for number in range(12)]
    space = Space("e", axes)
    clauses = [
        {axis.name: Condition(any_of=tuple(chance.sample("abcdef", 2))) for axis in chance.sample(axes, 4)}
        for _ in range(60)
    ]
    found = union(space.of([clause]) for clause in clauses)
    assert found.derivation is not None
    assert found.derivation.rest() is None
    monkeypatch.setattr(boxes, "MOST_BOXES", 10)
    assert space.of(clauses).derivation.cover() is None  # type: ignore[union-attr]


def test_room_is_made_before_it_is_found_wanting(monkeypatch: pytest.MonkeyPatch) -> None:
    space = Space("partner", [Axis("d", constants=("a", "b"))], kind="diagram")
    tidied: list[bool] = []
    monkeypatch.setattr(type(space.sets), "tidy", lambda self: tidied.append(True))

    def work() -> str:
        if not tidied:
            raise MemoryError
        return "done"

    assert space.roomy(work) == "done"

    def never() -> str:
        raise MemoryError

    with pytest.raises(MdgError, match="the populations of `partner` overlap in too many ways"):
        space.roomy(never)
