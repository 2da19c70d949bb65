"""How many examples the agreement tests look at: `MDG_TEST_PROFILE=thorough` for thousands, `quick` otherwise."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_CALM = settings(
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.register_profile("quick", _CALM, max_examples=100)
settings.register_profile("thorough", _CALM, max_examples=3000)

#: put on every test of agreement; the default profile of the other tests is not touched
PROFILE = os.environ.get("MDG_TEST_PROFILE", "quick")
AGREEMENT = settings.get_profile(PROFILE)
#: for laws, each example of which reads several landscapes
LAWS = settings(AGREEMENT, max_examples=max(1, AGREEMENT.max_examples // 3))
