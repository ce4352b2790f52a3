"""What is taken from a run is what the run holds, and a goal is reached or not at its very edge."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers.rules.adagrad import Adagrad
from quizzes.measures import (
    MeasureError,
    ending,
    feed,
    first_below,
    hausdorff_distance,
    reached,
    stays_below,
    take,
    turns,
    words,
)
from quizzes.runs import descend_run
from quizzes.shapes import FIRST, SECOND, Goal

ZIGZAG = descend_run("optimizer=gradient_descent&landscape=ravine&landscape.kappa=20&lr=0.09&steps=100")
SMOOTH = descend_run("optimizer=gradient_descent&landscape=ravine&landscape.kappa=20&lr=0.04&steps=100")
LOST = descend_run("optimizer=gradient_descent&landscape=ravine&landscape.kappa=20&lr=0.2&steps=100")
NESTEROV = descend_run("optimizer=nesterov&landscape=bowl&lr=0.1&momentum=0.9&steps=10")


def test_numbers_are_taken_from_their_step() -> None:
    assert take(ZIGZAG, "x", 0) == -1.8
    assert take(ZIGZAG, "y", 3) == ZIGZAG.points[1, 3]
    assert take(ZIGZAG, "f", 3) == ZIGZAG.losses[3]
    assert take(ZIGZAG, "step.y", 3) == ZIGZAG.points[1, 3] - ZIGZAG.points[1, 2]
    assert take(ZIGZAG, "gradient.y", 1) == pytest.approx(20 * 0.9)
    assert take(ZIGZAG, "end", 0) == ZIGZAG.outcome.step
    assert take(NESTEROV, "state.v.x", 2) == NESTEROV.state.v[0, 2]
    assert take(NESTEROV, "probe.x", 2) == pytest.approx(NESTEROV.points[0, 1] - 0.9 * NESTEROV.state.v[0, 1])


@pytest.mark.parametrize("what", ["z", "state.v.x", "rate", "", "f.x"])
def test_what_a_run_does_not_hold_is_refused(what: str) -> None:
    with pytest.raises(MeasureError):
        take(ZIGZAG, what, 1)


def test_a_rule_can_be_fed_gradients() -> None:
    rule = Adagrad(lr=0.5)
    assert feed(rule, 1.0, [3, 4], "G") == 25
    assert feed(rule, 1.0, [3, 4], "step") == pytest.approx(-0.5 * 4 / 5)
    assert feed(rule, 1.0, [], "theta") == 1
    with pytest.raises(MeasureError):
        feed(rule, 1.0, [3], "m")


def test_turns_count_the_zigzags() -> None:
    assert turns(SMOOTH, "y") == 0
    assert turns(ZIGZAG, "y") > 30
    assert turns(ZIGZAG, "x") == 0


def test_a_goal_is_reached_up_to_its_last_step() -> None:
    step = int(first_below(ZIGZAG, 0.01))
    assert reached(Goal(below=0.01, within=step), ZIGZAG)
    assert not reached(Goal(below=0.01, within=step - 1), ZIGZAG)
    assert reached(Goal(ends="diverged", within=LOST.outcome.step), LOST)
    assert not reached(Goal(ends="diverged", within=LOST.outcome.step - 1), LOST)


def test_the_first_edition_took_a_touch_for_an_arrival_but_never_on_a_saddle() -> None:
    passes = descend_run("optimizer=adadelta&landscape=ravine&landscape.kappa=3&eps=0.003&steps=200")
    assert ending(passes, FIRST) == ("converged", 39)
    assert ending(passes) == ("unsettled", 39)
    across = descend_run("optimizer=gradient_descent&landscape=saddle&start=1,1&lr=0.1&steps=2")
    assert ending(across, FIRST) == ending(across) == ("ran_out", 2)


def test_a_loss_that_is_never_reached_is_not_reached_without_a_limit_either() -> None:
    assert first_below(LOST, 0.01) == math.inf
    assert not reached(Goal(below=0.01), LOST)


PASSES = descend_run("optimizer=adam&landscape=bowl&lr=0.5&steps=100")
SAMPLED = descend_run("optimizer=gradient_descent&landscape=regression&loss.batch_size=30&lr=0.02&steps=300&seed=1")


def test_a_goal_below_a_loss_is_to_stay_and_the_first_two_editions_took_a_touch() -> None:
    first, stays = first_below(PASSES, 0.01), stays_below(PASSES, 0.01)
    assert first < stays < math.inf
    for marking in (FIRST, SECOND):
        assert reached(Goal(below=0.01, within=int(first)), PASSES, marking)
        assert "keep it there" not in words(Goal(below=0.01), marking)
    assert not reached(Goal(below=0.01, within=int(stays) - 1), PASSES)
    assert reached(Goal(below=0.01, within=int(stays)), PASSES)


@given(st.floats(0.002, 3), st.floats(1e-6, 1), st.sampled_from(["adam", "momentum", "gradient_descent"]))
def test_to_stay_below_is_to_be_below_from_there_to_the_end(lr: float, loss: float, rule: str) -> None:
    descent = descend_run(f"optimizer={rule}&landscape=ravine&landscape.kappa=5&lr={lr:.3g}&steps=60")
    step = stays_below(descent, loss)
    from_there = descent.excess[0 if step == math.inf else int(step) :]
    if step < math.inf:
        assert (from_there < loss).all()
        assert step == 0 or not descent.excess[int(step) - 1] < loss
    else:
        assert not descent.excess[-1] < loss


def test_on_sampled_data_to_stay_is_meant_on_average_over_every_epoch() -> None:
    epoch, excess = SAMPLED.landscape.epoch_length, SAMPLED.excess
    step = stays_below(SAMPLED, 0.05)
    means = [excess[at : at + epoch].mean() for at in range(excess.size - epoch + 1)]
    assert step == next(at for at in range(len(means)) if max(means[at:]) < 0.05)


def test_a_goal_to_converge_names_how_near() -> None:
    assert "within $10^{-6}$ of the lowest value, to stay" in words(Goal(ends="converged"), tolerance=1e-6)


def test_near_means_within_the_radius_at_the_end() -> None:
    assert reached(Goal(near=(0, 0, 0.1)), ZIGZAG)
    assert not reached(Goal(near=(0, 0, 0.1)), LOST)


@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (
            Goal(below=0.01, within=40),
            "Bring the loss to less than 0.01 above its lowest value within 40 steps, "
            "and keep it there to the end of the run.",
        ),
        (Goal(ends="diverged"), "Make the run diverge."),
        (Goal(flips=0), "Never turn back along the $y$ axis."),
        (Goal(flips=3, axis="x"), "Turn at most 3 times back along the $x$ axis."),
        (Goal(near=(1, 2, 0.5)), "End within $0.5$ of the point $(1, 2)$."),
    ],
)
def test_a_goal_is_a_sentence(goal: Goal, sentence: str) -> None:
    assert words(goal) == sentence


def test_a_goal_that_asks_for_nothing_is_refused() -> None:
    for ask in (words, lambda goal: reached(goal, LOST)):
        with pytest.raises(MeasureError):
            ask(Goal())


def test_paths_lie_apart_as_far_as_they_are_drawn_apart() -> None:
    assert hausdorff_distance(ZIGZAG, ZIGZAG) == 0
    assert hausdorff_distance(ZIGZAG, SMOOTH) == pytest.approx(hausdorff_distance(SMOOTH, ZIGZAG))
    assert hausdorff_distance(ZIGZAG, SMOOTH) > 0.1
