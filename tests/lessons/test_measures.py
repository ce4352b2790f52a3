"""Measures, on runs whose numbers can be worked out by hand."""

import math

import pytest

from app.lessons import measures
from app.lessons.claims import run_of
from app.lessons.measures import Lens
from optimizers.descent import Descent

BOWL = "optimizer=gradient_descent&landscape=bowl&start=2,1"


def descent(query: str) -> Descent:
    return run_of(query).descend()


@pytest.fixture
def halving() -> Descent:
    """Each step halves both coordinates: x is 2, 1, ½, … and f a quarter of the last."""
    return descent(f"{BOWL}&lr=0.5&steps=20")


@pytest.fixture
def swinging() -> Descent:
    """Each step turns both coordinates round and halves them."""
    return descent(f"{BOWL}&lr=1.5&steps=10")


def test_below_is_the_first_step_under_the_loss(halving: Descent) -> None:
    assert [measures.below(Lens(loss=loss), halving) for loss in (3.0, 2.5, 0.6, 1e-30)] == [0, 1, 2, None]


def test_stays_below_is_the_step_from_which_the_loss_is_kept(halving: Descent) -> None:
    assert measures.stays_below(Lens(loss=0.6), halving) == 2
    assert measures.stays_below(Lens(loss=1e-30), halving) is None


def test_loss_and_lowest_are_heights_above_the_minimum(halving: Descent) -> None:
    assert measures.loss(Lens(step=1), halving) == pytest.approx(2.5 / 4)
    assert measures.lowest(Lens(), halving) == pytest.approx(2.5 / 4**20)


def test_position_offset_and_swing_follow_one_coordinate(swinging: Descent) -> None:
    assert measures.position(Lens(step=1, coordinate="x"), swinging) == pytest.approx(-1.0)
    assert measures.offset(Lens(step=1, coordinate="x"), swinging) == pytest.approx(1.0)
    assert measures.swing(Lens(step=2, coordinate="x"), swinging) == pytest.approx(0.5)


def test_turns_count_every_change_of_direction(halving: Descent, swinging: Descent) -> None:
    assert measures.turns(Lens(), halving) == 0
    assert measures.turns(Lens(), swinging) == 9
    assert measures.turns(Lens(step=3), swinging) == 2


def test_stride_is_a_step_s_length_in_one_coordinate(halving: Descent) -> None:
    assert measures.stride(Lens(step=1, coordinate="x"), halving) == pytest.approx(1.0)
    assert measures.stride_over_rate(Lens(step=1, coordinate="x"), halving) == pytest.approx(2.0)


def test_gradient_descent_has_no_effective_rate_to_measure(halving: Descent) -> None:
    assert measures.rate(Lens(), halving) is None
    assert measures.rate_growth(Lens(), halving) is None


def test_adagrad_s_effective_rate_is_eta_over_the_root_of_its_sum() -> None:
    first = descent("optimizer=adagrad&landscape=bowl&start=2,1&lr=0.5&steps=10")
    assert measures.rate(Lens(step=1, coordinate="x"), first) == pytest.approx(0.5 / 2)
    growth = measures.rate_growth(Lens(), first)
    assert growth is not None
    assert growth <= 0


def test_root_share_is_what_the_first_v_says_of_the_gradient() -> None:
    first = descent("optimizer=adam&landscape=bowl&start=2,1&steps=2")
    assert measures.root_share(Lens(), first) == pytest.approx(math.sqrt(0.001))


def test_limits_come_from_the_curvature_at_the_minimum() -> None:
    ravine = descent("optimizer=gradient_descent&landscape=ravine&landscape.kappa=50&lr=0.01&steps=2")
    assert measures.limit(Lens(), ravine) == pytest.approx(2 / 50)
    assert measures.curvature_limit(Lens(coordinate="x"), ravine) == pytest.approx(2.0)
    assert measures.curvature_limit(Lens(coordinate="y"), ravine) == pytest.approx(2 / 50)


def test_a_swing_of_momentum_fades_by_the_root_of_gamma_and_a_crawl_more_slowly() -> None:
    settings = "optimizer=momentum&landscape=bowl&momentum=0.81&steps=2"
    assert measures.fading(Lens(), descent(f"{settings}&lr=0.5")) == pytest.approx(0.9)
    assert measures.fading(Lens(), descent(f"{settings}&lr=0.001")) > 0.99


def test_apart_is_the_largest_distance_at_equal_steps(halving: Descent, swinging: Descent) -> None:
    assert measures.apart(Lens(coordinate="x"), halving, swinging) == pytest.approx(2.0)


def test_highest_is_the_worst_loss_from_the_step_on(halving: Descent) -> None:
    assert measures.highest(Lens(step=1), halving) == pytest.approx(2.5 / 4)


def test_rate_balance_compares_the_coordinates() -> None:
    first = descent("optimizer=adagrad&landscape=bowl&start=2,1&lr=0.5&steps=10")
    assert measures.rate_balance(Lens(step=1, coordinate="y"), first) == pytest.approx(2.0)


@pytest.mark.parametrize(("size", "steps", "read"), [(1, 7, 7), (150, 3, 450), (40, 4, 150), (40, 5, 190)])
def test_examples_read_count_short_last_batches_as_they_are(size: int, steps: int, read: int) -> None:
    seen = descent(f"optimizer=gradient_descent&landscape=regression&loss.batch_size={size}&lr=0.001&steps={steps}")
    assert measures.examples_read(Lens(), seen) == read


def test_a_loss_that_is_no_average_reads_no_examples(halving: Descent) -> None:
    assert measures.examples_read(Lens(), halving) is None
