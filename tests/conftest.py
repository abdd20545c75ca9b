"""Settings all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A slow machine is no failure: properties are held to what they say, not to how long they take.
settings.register_profile("miit_ie", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("miit_ie")
