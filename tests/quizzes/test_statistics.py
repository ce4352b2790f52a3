"""The item statistics against NumPy's own formulas, worked examples, and what must hold of any marks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from quizzes import statistics
from quizzes.statistics import Interval

# Five learners, three questions; by hand: totals 3 2 2 1 0, variances .3 .3 .3, variance of the totals 1.3.
CLASS = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 0]], dtype=float)
MATRICES = arrays(float, st.tuples(st.integers(2, 30), st.integers(2, 8)), elements=st.sampled_from([0.0, 0.5, 1.0]))


@given(MATRICES)
def test_every_figure_is_what_numpy_says(marks: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    totals = marks.sum(axis=1)
    for x in marks.T:
        rest = totals - x
        assert statistics.facility(x) == pytest.approx(np.mean(x), abs=1e-9)
        if np.ptp(x) == 0 or np.ptp(rest) < 1e-9:
            assert statistics.discrimination(x, totals) is None
            assert statistics.efficiency(x, totals) is None
            continue
        assert statistics.discrimination(x, totals) == pytest.approx(np.corrcoef(x, rest)[0, 1], abs=1e-9)
        best = np.cov(np.sort(x), np.sort(rest))[0, 1]
        assert statistics.efficiency(x, totals) == pytest.approx(np.cov(x, rest)[0, 1] / best, abs=1e-9)
    if np.ptp(totals) > 1e-9:
        parts = marks.shape[1]
        alpha = parts / (parts - 1) * (1 - np.cov(marks.T).trace() / np.var(totals, ddof=1))
        found = alpha_of(marks)
        assert found == pytest.approx(alpha, abs=1e-9)
        error = np.std(totals, ddof=1) * math.sqrt(max(0, 1 - alpha))
        assert statistics.standard_error(float(totals.var(ddof=1)), found) == pytest.approx(error, abs=1e-6)


def test_the_worked_example_comes_out_as_by_hand() -> None:
    alpha = 3 / 2 * (1 - 0.9 / 1.3)
    assert statistics.alpha([0.3, 0.3, 0.3], 1.3) == pytest.approx(alpha)
    assert alpha_of(CLASS) == pytest.approx(alpha)
    assert statistics.standard_error(1.3, alpha) == pytest.approx(math.sqrt(0.7))
    # first question: marks 1 1 1 0 0 against rests 2 1 1 1 0, covariance .25, variances .3 and .5, as good as sorted
    totals = CLASS.sum(axis=1)
    assert statistics.discrimination(CLASS[:, 0], totals) == pytest.approx(0.25 / math.sqrt(0.3 * 0.5))
    assert statistics.efficiency(CLASS[:, 0], totals) == pytest.approx(1)
    assert statistics.facility(CLASS[:, 0]) == pytest.approx(0.6)


def test_alpha_is_one_when_all_questions_agree() -> None:
    assert alpha_of(np.repeat([[0.0], [1.0], [1.0]], 4, axis=1)) == pytest.approx(1)


def test_leaving_the_question_out_of_the_total_keeps_noise_from_discriminating() -> None:
    """With five questions of pure noise, leaving it in would read about .45."""
    marks = np.random.Generator(np.random.PCG64(1)).integers(2, size=(20_000, 5)).astype(float)
    totals = marks.sum(axis=1)
    discrimination = statistics.discrimination(marks[:, 0], totals)
    assert discrimination == pytest.approx(0, abs=0.03)
    assert np.corrcoef(marks[:, 0], totals)[0, 1] == pytest.approx(0.447, abs=0.02)


def test_what_is_not_defined_is_none() -> None:
    assert statistics.facility([]) is None
    assert statistics.discrimination([1.0], [3.0]) is None
    assert statistics.discrimination([1.0, 1.0], [1.0, 2.0]) is None
    assert statistics.efficiency([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) is None
    assert statistics.alpha([0.0, 0.0], 0.0) is None
    assert statistics.alpha([0.3], 0.3) is None
    assert statistics.mean_interval([1.0]) is None
    assert statistics.correlation_interval([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) is None
    assert statistics.item([], []).facility is None


def test_a_small_class_is_told_so_and_never_alarmed() -> None:
    item = statistics.item([0.0] * 8 + [1.0], np.arange(9.0))
    assert item.words.startswith("Too few attempts to judge: 9")
    assert not item.suspicious


def test_a_question_that_the_strong_get_wrong_is_suspicious() -> None:
    totals = np.arange(40.0)
    item = statistics.item((totals < 20).astype(float), totals)
    assert item.suspicious
    assert "key" in item.words


def flagged(rng: np.random.Generator, learners: int, facility: float, leans: float, times: int = 100) -> int:
    """How many of simulated questions are called in doubt, that `leans` makes easier for the able, or harder."""
    found = 0
    for _ in range(times):
        ability = rng.normal(size=learners)
        rest = np.round(2 * ability + rng.normal(size=learners) + 6)
        felt = leans * ability + rng.normal(size=learners)
        marks = (felt > np.quantile(felt, 1 - facility)).astype(float)
        found += statistics.item(marks, rest + marks).suspicious
    return found


@pytest.mark.parametrize("facility", [0.1, 0.15, 0.3, 0.5])
def test_a_hard_question_is_not_at_fault(seed: int, facility: float) -> None:
    """Sound ones of facility .1 were once called in doubt in four of five cases; nine are a chance in a million."""
    rng = np.random.default_rng(seed)
    assert flagged(rng, 40, facility, 0.8) <= 1
    assert flagged(rng, 40, facility, 0.0) <= 8


def test_a_question_that_is_harder_for_the_able_is_found_where_enough_say_so(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert flagged(rng, 60, 0.5, -1.5) >= 90
    assert flagged(rng, 40, 0.1, -1.5) == 0, "four marks on one side are too few"


def test_words_of_a_hard_question_say_that_it_need_not_be_at_fault() -> None:
    totals = np.arange(40.0)
    item = statistics.item((totals >= 35).astype(float), totals)
    assert not item.suspicious
    assert item.words.startswith("It is hard: fewer than one in five have it right.")


def test_at_fifteen_learners_the_interval_of_a_middling_correlation_is_wide() -> None:
    rng = np.random.Generator(np.random.PCG64(4))
    one = rng.normal(size=15)
    other = 0.53 * one + rng.normal(size=15)
    interval = statistics.correlation_interval(one, other)
    assert interval is not None
    assert interval.high - interval.low > 0.4


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_an_interval_does_not_collapse_where_all_have_the_same_mark(share: float) -> None:
    """Two who got it wrong do not show that everybody will."""
    widths = []
    for size in (2, 6, 30):
        interval = statistics.mean_interval(np.full(size, share))
        assert holds(interval, share)
        assert interval is not None
        assert 0 <= interval.low < interval.high <= 1
        widths.append(interval.high - interval.low)
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 0.5


def test_wilsons_interval_is_the_published_one() -> None:
    """Six of six: from 0.610 on."""
    assert statistics.mean_interval(np.ones(6)) == pytest.approx((0.6097, 1.0), abs=1e-3)


def test_intervals_hold_the_figure_and_repeat_with_their_seed() -> None:
    rng = np.random.Generator(np.random.PCG64(2))
    marks, totals = rng.integers(2, size=60).astype(float), rng.normal(10, 2, size=60)
    item = statistics.item(marks, totals, seed=3)
    assert item == statistics.item(marks, totals, seed=3)
    assert holds(item.facility_interval, item.facility)
    assert holds(item.discrimination_interval, item.discrimination)


def test_resampling_and_the_formula_for_large_classes_agree() -> None:
    rng = np.random.Generator(np.random.PCG64(5))
    one = rng.normal(size=statistics.LARGEST_BOOTSTRAP + 1)
    other = one + rng.normal(size=one.size)
    large, small = (statistics.correlation_interval(one[:n], other[:n]) for n in (one.size, one.size - 1))
    assert large is not None
    assert small is not None
    assert large == pytest.approx(small, abs=0.03)


def alpha_of(marks: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    """Of a row an attempt, a column a question."""
    found = statistics.alpha(marks.var(axis=0, ddof=1), float(marks.sum(axis=1).var(ddof=1)))
    assert found is not None
    return found


def holds(interval: Interval | None, value: float | None) -> bool:
    return interval is not None and value is not None and interval.low <= value <= interval.high
