from __future__ import annotations

import numpy as np
import pytest

from miit_ie.evaluation import bootstrap
from miit_ie.evaluation.bootstrap import interval, p_value, resample

COUNTS = np.random.default_rng(5).integers(0, 9, size=(30, 4, 3))


def test_every_resample_draws_as_many_bulletins_as_there_are() -> None:
    draws = resample(np.eye(12, dtype=np.int64), 200, seed=1)
    assert (draws.sum(axis=1) == 12).all()
    assert draws.min() == 0
    assert draws.max() > 1


def test_sums_are_those_of_the_drawn_bulletins() -> None:
    weights = resample(np.eye(30, dtype=np.int64), 50, seed=3)
    np.testing.assert_array_equal(resample(COUNTS, 50, seed=3), np.tensordot(weights, COUNTS, axes=1))


def test_the_seed_decides_the_draws() -> None:
    np.testing.assert_array_equal(resample(COUNTS, 40, seed=7), resample(COUNTS, 40, seed=7))
    assert (resample(COUNTS, 40, seed=7) != resample(COUNTS, 40, seed=8)).any()


def test_draws_do_not_depend_on_how_many_are_made_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = resample(COUNTS, 40, seed=7)
    monkeypatch.setattr(bootstrap, "_CHUNK", 7 * len(COUNTS))
    np.testing.assert_array_equal(resample(COUNTS, 40, seed=7), at_once)


def test_draws_centre_on_the_totals() -> None:
    means = resample(COUNTS, 20_000, seed=0).mean(axis=0)
    np.testing.assert_allclose(means, COUNTS.sum(axis=0), rtol=0.01)


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    right = np.repeat([1, 0], [70, 30])[:, None]
    found = interval(resample(right, 20_000, seed=0)[:, 0] / 100)
    # The quantiles of Binomial(100, 0.7) at 0.025 and 0.975.
    assert found == pytest.approx((0.61, 0.79))


def test_undefined_resamples_are_left_out_of_the_interval() -> None:
    values = np.array([np.nan, 0.5, 0.5, np.nan])
    assert interval(values) == (0.5, 0.5)
    assert interval(values[:1]) is None


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([0.1] * 999, 2 / 1000),
        ([-0.1] * 999, 2 / 1000),
        ([0.1] * 979 + [-0.1] * 20, 42 / 1000),
        ([0.0] * 999, 1.0),
        ([0.1, -0.1], 1.0),
        ([0.1] * 999 + [np.nan] * 5, 2 / 1000),
        ([np.nan], None),
    ],
)
def test_p_value(differences: list[float], expected: float | None) -> None:
    assert p_value(np.array(differences)) == (None if expected is None else pytest.approx(expected))
