"""What is asked of a landscape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import mdg

ASKED: dict[str, Any] = {"entity": "customer", "record": {}}


@pytest.mark.parametrize(
    "ask",
    [
        lambda it: mdg.plan(it, "create", origin="shop", **ASKED),
        lambda it: mdg.staleness(it, "customer", "name", at="shop"),
        lambda it: mdg.present(it, "customer", created_in="shop", record={}),
        lambda it: mdg.holders(it, "customer", "name", created_in="shop", record={}),
        lambda it: mdg.without(it, "shop"),
        mdg.graph,
    ],
)
def test_a_path_is_no_landscape_yet(ask: Callable[[Any], object]) -> None:
    """`mdg.check` takes one, so that people try it here."""
    with pytest.raises(TypeError, match=r"of a landscape, as `mdg.load` gives it"):
        ask("landscape/")
