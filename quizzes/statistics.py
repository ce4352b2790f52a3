"""Item analysis: what the marks of a class say about a question and a quiz; arrays in, numbers out.

Variances and covariances have n − 1 below the line everywhere. A statistic that is not defined, for want of
attempts or of any spread, is None. Sources: F. M. Lord & M. R. Novick, Statistical Theories of Mental Test Scores,
1968; L. J. Cronbach, "Coefficient alpha and the internal structure of tests", 1951.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]

ENOUGH = 10
"""Under so many attempts a figure is shown but nothing is read from it."""
RESAMPLES = 2000
LARGEST_BOOTSTRAP = 500
"""Above so many attempts the normal approximation is as good as resampling, and much faster."""
NORMAL_95 = 1.959963984540054
NORMAL_99 = 2.3263478740408408
"""One-sided."""
LEAST_SIDE, CHANCE = 5, 0.01
"""A question is in doubt only with so many marks on either side, and where chance does the same more seldom."""


class Interval(NamedTuple):
    """Where the true value lies, with 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True)
class Item:
    """What the attempts say about one question."""

    attempts: int
    facility: float | None
    facility_interval: Interval | None
    discrimination: float | None
    discrimination_interval: Interval | None
    efficiency: float | None
    words: str
    suspicious: bool


class Misunderstood(NamedTuple):
    """A misconception: how many learners showed it, and how often in all."""

    misconception: str
    learners: int
    times: int


def facility(marks: ArrayLike, maximum: float = 1.0) -> float | None:
    """The mean mark as a share of the largest possible one. marks: shape (S,)."""
    marks = _array(marks)
    return float(marks.mean() / maximum) if marks.size else None


def discrimination(marks: ArrayLike, totals: ArrayLike) -> float | None:
    """The correlation of a question's marks with the rest of the total, the question left out. Both of shape (S,)."""
    marks, totals = _array(marks), _array(totals)
    return _correlation(marks, totals - marks)


def efficiency(marks: ArrayLike, totals: ArrayLike) -> float | None:
    """The covariance with the rest as a share of the largest that these marks and rests could have. Shape (S,) each."""
    marks, totals = _array(marks), _array(totals)
    rest = totals - marks
    most = _covariance(np.sort(marks), np.sort(rest))
    return None if not most or _flat(marks) or _flat(rest) else _covariance(marks, rest) / most


def alpha(variances: ArrayLike, of_total: float) -> float | None:
    """Cronbach's α, how far the questions measure one thing: the variance of each, shape (P,), against their sum's."""
    variances = _array(variances)
    parts = variances.size
    return None if parts < 2 or of_total <= 0 else float(parts / (parts - 1) * (1 - variances.sum() / of_total))


def standard_error(of_total: float, alpha: float) -> float:
    """The standard error of measurement, in marks: SD √(1 − α), from the variance of the total."""
    return math.sqrt(of_total * max(0.0, 1 - alpha))


def item(marks: ArrayLike, totals: ArrayLike, *, maximum: float = 1.0, seed: int = 0) -> Item:
    """Everything about one question, over the attempts that had it. Shape (S,) each; the totals include its mark."""
    marks, totals = _array(marks), _array(totals)
    rest = totals - marks
    how_hard, discriminates = facility(marks, maximum), discrimination(marks, totals)
    spread = None if discriminates is None else correlation_interval(marks, rest, seed=seed)
    words, suspicious = verdict(len(marks), how_hard, spread, is_contrary=is_contrary(marks, rest, seed=seed))
    return Item(
        len(marks), how_hard, mean_interval(marks / maximum, seed=seed), discriminates, spread,
        efficiency(marks, totals), words, suspicious,
    )  # fmt: skip


def is_contrary(marks: ArrayLike, rest: ArrayLike, *, seed: int = 0) -> bool:
    """Whether those who do well elsewhere get this wrong, which chance makes look so in one of a hundred at most.

    Marks dealt out anew at random, 2,000 times, tell what chance does: few marks on one side say nothing. Shape (S,).
    """
    marks, rest = _array(marks), _array(rest)
    r = _correlation(marks, rest)
    sides = [int((marks < marks.mean()).sum()), int((marks > marks.mean()).sum())] if marks.size else [0]
    if r is None or r >= 0 or min(sides) < LEAST_SIDE:
        return False
    if marks.size > LARGEST_BOOTSTRAP:
        return r * math.sqrt(marks.size - 1) < -NORMAL_99
    dealt = np.random.Generator(np.random.PCG64(seed)).permuted(np.tile(marks, (RESAMPLES, 1)), axis=1)
    as_low = int((_correlations(dealt, np.broadcast_to(rest, dealt.shape)) <= r + 1e-12).sum())
    return (as_low + 1) / (RESAMPLES + 1) < CHANCE


def verdict(attempts: int, how_hard: float | None, spread: Interval | None, *, is_contrary: bool) -> tuple[str, bool]:
    """What an instructor may read from the figures, in a sentence, and whether the question itself is in doubt.

    A hard question is not at fault, nor is one that tells little.
    """
    if attempts < ENOUGH:
        return f"Too few attempts to judge: {attempts} of the {ENOUGH} that it takes at least.", False
    if how_hard is not None and how_hard >= 0.98:
        return "Nearly everyone has it right, so it cannot tell learners apart.", False
    if is_contrary:
        return "Those who do well elsewhere get this one wrong: look at its key and its wording.", True
    if how_hard is not None and how_hard < 0.2:
        return "It is hard: fewer than one in five have it right. Teach it again; it need not be at fault.", False
    if spread is not None and spread.low > 0.2:
        return "It separates those who understand from those who do not.", False
    if spread is not None and spread.high < 0.2:
        return "It hardly tells strong learners from weak ones; its wrong options may be too easy to rule out.", False
    return "Nothing stands out; the interval is too wide to say more.", False


def mean_interval(values: ArrayLike, *, seed: int = 0) -> Interval | None:
    """The 95 % interval of a mean of shares. values: shape (S,), at least two, from 0 to 1.

    Where all are the same, resampling would say that there is no doubt: Wilson's interval says how much there is.
    """
    values = _array(values)
    if values.size < 2:
        return None
    if _flat(values):
        return _wilson(float(values.mean()), values.size)
    if values.size > LARGEST_BOOTSTRAP:
        half = NORMAL_95 * float(values.std(ddof=1)) / math.sqrt(values.size)
        return Interval(float(values.mean()) - half, float(values.mean()) + half)
    return _bootstrap(lambda rows: values[rows].mean(axis=1), values.size, seed)


def correlation_interval(one: ArrayLike, other: ArrayLike, *, seed: int = 0) -> Interval | None:
    """The 95 % interval of a correlation. Shape (S,) each, at least three, neither constant."""
    one, other = _array(one), _array(other)
    r = _correlation(one, other)
    if r is None or one.size < 3:
        return None
    if one.size > LARGEST_BOOTSTRAP:
        half, centre = NORMAL_95 / math.sqrt(one.size - 3), math.atanh(max(-0.999999, min(0.999999, r)))
        return Interval(math.tanh(centre - half), math.tanh(centre + half))
    return _bootstrap(lambda rows: _correlations(one[rows], other[rows]), one.size, seed)


def _wilson(share: float, size: int) -> Interval:
    """Wilson, 1927: the shares whose own spread, seen `size` times, reaches as far as the one that was found."""
    squared = NORMAL_95**2 / size
    centre = (share + squared / 2) / (1 + squared)
    half = math.sqrt(share * (1 - share) * squared + squared**2 / 4) / (1 + squared)
    return Interval(min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half)))


def _bootstrap(statistic: Callable[[NDArray[np.int64]], Array], size: int, seed: int) -> Interval | None:
    """The percentile interval of a statistic of resampled rows; resamples in which it is not defined are left out."""
    rows = np.random.Generator(np.random.PCG64(seed)).integers(size, size=(RESAMPLES, size))
    values = statistic(rows)
    values = values[np.isfinite(values)]
    if values.size < RESAMPLES / 2:
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))


def _correlations(one: Array, other: Array) -> Array:
    """The correlation of each row, shape (B, S) each; nan where a row has no spread."""
    one, other = one - one.mean(axis=1, keepdims=True), other - other.mean(axis=1, keepdims=True)
    spread = np.sqrt((one * one).sum(axis=1) * (other * other).sum(axis=1))
    flat = spread < 1e-12
    result: Array = np.where(flat, np.nan, (one * other).sum(axis=1) / np.where(flat, 1, spread))
    return result


def _correlation(one: Array, other: Array) -> float | None:
    if one.size < 2 or _flat(one) or _flat(other):
        return None
    return _covariance(one, other) / float(one.std(ddof=1) * other.std(ddof=1))


def _covariance(one: Array, other: Array) -> float:
    if one.size < 2:
        return 0.0
    return float(((one - one.mean()) * (other - other.mean())).sum() / (one.size - 1))


def _flat(values: Array) -> bool:
    """Whether values have no spread but that of rounding."""
    return bool(values.size < 2 or np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())))


def _array(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)
