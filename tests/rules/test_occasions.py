"""A rule that is not even run, for want of an occasion, would have had nothing to say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mdg
from mdg.model.landscape import Landscape
from mdg.rules import CODES, ON_LANDSCAPES, rule
from mdg.rules.occasions import OCCASIONS, occasioned
from tests.spec.agreement import loaded
from tests.spec.campaigns import campaigns
from tests.spec.families import families
from tests.spec.lawful import lawful_networks
from tests.spec.networks import networks
from tests.spec.profiles import AGREEMENT
from tests.spec.strategies import landscapes

from .examples import example, sections

#: Without these nothing can be said at all, and what else there is could not be read.
BASE = {"entities", "systems"}


def parts(landscape: Landscape) -> Iterator[Landscape]:
    """A landscape on its day, and the same without each of its sections."""
    on_the_day = landscape.on(landscape.as_of)
    yield on_the_day
    for name, _ in landscape.sections():
        if name not in BASE:
            yield attrs.evolve(landscape, **{name: {}}).on(landscape.as_of)


def unheard(landscape: Landscape) -> list[str]:
    """The rules that would have something to say of a landscape that gives no occasion for them."""
    run = {one.code for one in occasioned(landscape, OCCASIONS)}
    return [code for code in OCCASIONS if code not in run and speaks(code, landscape)]


def speaks(code: str, landscape: Landscape) -> bool:
    asked = rule(code)
    found = [] if asked.check is None else asked.check(landscape)
    wanting = [] if asked.unknown is None else asked.unknown(landscape)
    return any(True for several in (found, wanting) for _ in several)


def test_occasions_are_those_of_rules_on_landscapes() -> None:
    assert set(OCCASIONS) <= set(ON_LANDSCAPES)


@pytest.mark.parametrize("code", CODES)
def test_in_the_examples(code: str, tmp_path: Path) -> None:
    """Every rule is asked about every example of another, whole and in parts."""
    for title in ("Example", "Instead"):
        folder = tmp_path / title
        folder.mkdir()
        try:
            landscape = mdg.load(example(sections(mdg.explain(code))[title]).write(folder))
        except mdg.LandscapeError:  # a mistake of the text
            continue
        assert [unheard(part) for part in parts(landscape)] == [[] for _ in parts(landscape)]


@pytest.mark.slow
@pytest.mark.parametrize("drawn", [landscapes(), networks(), lawful_networks(), campaigns(), families()], ids=repr)
def test_in_random_landscapes(drawn: st.SearchStrategy[dict[str, object]]) -> None:
    @AGREEMENT
    @given(drawn)
    def hold(raw: dict[str, object]) -> None:
        with loaded(raw) as landscape:
            for part in parts(landscape):
                assert unheard(part) == []

    hold()
