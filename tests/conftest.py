"""How hard Hypothesis tries: a little in `make test`, long in `make proof` (HYPOTHESIS_PROFILE=proof)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: the machines that run the tests are shared, and a slow example is not a wrong one.
settings.register_profile("test", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("proof", settings.get_profile("test"), max_examples=3000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
