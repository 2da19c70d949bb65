"""What every reading of a rule contains, some reading contains too: tried on random networks."""

from __future__ import annotations

from hypothesis import given

from . import promises
from .agreement import loaded
from .catalogue import LEVELS, RULES
from .details import detailed
from .findings import on_day
from .profiles import LAWS
from .reference import Reference
from .shapes import Raw
from .strategies import AS_OF


@LAWS
@given(raw=detailed())
def test_detailed_networks_are_landscapes(raw: Raw) -> None:
    with loaded(raw) as landscape:
        assert landscape.every.flows


@LAWS
@given(raw=detailed())
def test_the_strict_reading_is_within_the_generous_one(raw: Raw) -> None:
    reference = Reference(raw)
    for code, (strict, generous) in {**RULES, **LEVELS}.items():
        if strict is not generous:
            least, most = (on_day(reference, rule, AS_OF) for rule in (strict, generous))
            for subject, records in least.items():
                assert records <= most.get(subject, set()), code


@LAWS
@given(raw=detailed())
def test_what_surely_fails_perhaps_fails(raw: Raw) -> None:
    reference = Reference(raw)
    assert set(promises.failed_surely(reference, AS_OF)) <= set(promises.failed_perhaps(reference, AS_OF))
