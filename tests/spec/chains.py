"""Random landscapes of one record that goes from system to system: what matters is when jobs run."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .networks import DAILY, LATENCIES, PERIODS, SYSTEMS, WEEKS, ZONES
from .shapes import Raw


@st.composite
def chains(draw: DrawFn, *, aside: bool = False) -> Raw:
    """A record that goes from system to system by jobs of all kinds, and a need at the end; `aside` adds other ways."""
    first = {"from": draw(st.sampled_from(WEEKS)), "days": str(draw(st.integers(1, 9)))}
    zone = draw(st.sampled_from(ZONES))
    names = SYSTEMS[: draw(st.integers(2, 4))]
    ends = list(pairwise(names))
    if aside:
        ends += draw(st.lists(st.permutations(names).map(lambda several: (several[0], several[1])), max_size=3))
    flows = {
        f"flow{number}": {"from": source, "to": target, **draw(job(zone))}
        for number, (source, target) in enumerate(ends)
    }
    return {
        "mdg": "1",
        "settings": {"calendar": first},
        "entities": {"partner": {"groups": {"core": ["core_id"]}}},
        "systems": {name: {} for name in names},
        "ownership": {"rule": {"system": names[0], "may": ["create", "update"]}},
        "flows": flows,
        "needs": {"need": {"system": names[-1], "max_age": draw(st.sampled_from(("2h", "12h", "1d", "36h", "3d")))}},
    }


@st.composite
def job(draw: DrawFn, zone: str) -> Raw:
    """What sets a flow off, and how long it takes."""
    cron = st.sampled_from(DAILY).map(lambda runs: {"cron": runs, "timezone": zone})
    every = st.sampled_from(PERIODS).map(lambda period: {"every": period})
    trigger = draw(st.one_of(cron, cron, cron, every, st.just("event")))
    return {"trigger": trigger, "latency": draw(st.sampled_from(("0s", *LATENCIES)))}
