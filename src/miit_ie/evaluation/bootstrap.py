"""Bootstrap over bulletins: how far a score would move with other bulletins of the same kind.

Bulletins are the unit because what stands in one text is not independent of what else stands in it. Each resample
draws as many bulletins as there are, with replacement, and the scores are computed from the summed counts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["LEVEL", "interval", "p_value", "resample"]

LEVEL = 0.95
# Weights held at a time, 8 bytes each.
_CHUNK = 4_000_000


def resample(counts: npt.NDArray[np.int64], resamples: int, seed: int) -> npt.NDArray[np.float64]:
    """Draw bulletins with replacement and sum up their counts.

    The draws depend on the number of bulletins and the seed alone: two systems on the same bulletins in the same
    order get the same draws.

    Parameters
    ----------
    counts
        Counts with the bulletins along the first axis.
    resamples
        How often to draw.
    seed
        Of the random numbers.

    Returns
    -------
    ndarray
        The sums, with the resamples along the first axis.

    Examples
    --------
    >>> one_each = np.array([[1], [1], [1]])
    >>> resample(one_each, resamples=2, seed=0)
    array([[3.],
           [3.]])
    """
    bulletins = len(counts)
    # As floats, whole numbers of this size are exact and their matrix product is fast.
    flat = counts.reshape(bulletins, -1).astype(np.float64)
    random = np.random.default_rng(seed)
    share = np.full(bulletins, 1 / bulletins)
    sums = np.empty((resamples, flat.shape[1]))
    step = max(1, _CHUNK // bulletins)
    for start in range(0, resamples, step):
        chunk = sums[start : start + step]
        chunk[:] = random.multinomial(bulletins, share, size=len(chunk)) @ flat
    return sums.reshape(resamples, *counts.shape[1:])


def interval(values: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the percentile interval of a score's values over the resamples.

    Resamples in which the score is undefined (NaN) are left out; with none left there is no interval.

    Examples
    --------
    >>> low, high = interval(np.linspace(0, 1, 1001))
    >>> round(low, 3), round(high, 3)
    (0.025, 0.975)
    """
    values = values[~np.isnan(values)]
    if not values.size:
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def p_value(differences: npt.NDArray[np.float64]) -> float | None:
    """Return the two-sided bootstrap p-value of a difference: how often the resamples turn its sign.

    Twice the smaller of the shares of resamples at or below and at or above zero, one added to each count so that a
    finite number of resamples never claims certainty.

    Examples
    --------
    >>> p_value(np.array([0.1, 0.2, 0.1, -0.1]))
    0.8
    >>> p_value(np.zeros(100))
    1.0
    """
    differences = differences[~np.isnan(differences)]
    if not differences.size:
        return None
    fewer = min(int((differences <= 0).sum()), int((differences >= 0).sum()))
    return min(1.0, 2 * (fewer + 1) / (differences.size + 1))
