"""What a finding has become beyond what was accepted of it: the fast difference against records one by one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mdg.pipeline.growth import growth

from .agreement import in_when, loaded
from .profiles import AGREEMENT
from .reference import Reference
from .shapes import Raw, entity, when


def landscape_of(declared: Raw, rights: dict[str, Any]) -> Raw:
    """A landscape of one entity, in which the `when` of each right is named."""
    granted = {name: {"entity": "partner", "system": "erp", "may": ["update"], "when": rights[name]} for name in rights}
    return {"mdg": "1", "entities": {"partner": declared}, "systems": {"erp": {}}, "ownership": granted}


@AGREEMENT
@given(st.data())
def test_growth_is_what_was_not_accepted(data: st.DataObject) -> None:
    """Also of values that the landscape does not name any more, or never did."""
    declared, pools = data.draw(entity("partner"))
    now, before = ([drawn] if isinstance(drawn, dict) else drawn for drawn in (data.draw(when(pools)) for _ in "ab"))
    reference = Reference(landscape_of(declared, {"now": now, "before": before}))
    with loaded(landscape_of(declared, {})) as landscape:
        found = growth(landscape.entities["partner"], now, before)
    assert in_when(reference, found, "partner") == in_when(reference, now, "partner") - in_when(
        reference, before, "partner"
    )


@AGREEMENT
@given(st.data())
def test_nothing_grows_beyond_itself_or_everything(data: st.DataObject) -> None:
    declared, pools = data.draw(entity("partner"))
    drawn = data.draw(when(pools))
    now = [drawn] if isinstance(drawn, dict) else drawn
    with loaded(landscape_of(declared, {})) as landscape:
        for before in (now, [{}], [*now, {"gone": "x"}], [{"gone": "x"}, *now]):
            assert growth(landscape.entities["partner"], now, before) == []
