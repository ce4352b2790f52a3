"""Challenge: the core runs what was set, and the goals hold or do not."""

from dataclasses import replace

import pytest

from quizzes import bank
from quizzes.kinds.challenge import Challenge
from quizzes.questions import Answer, AnswerError, Resolved, feedback, mark, parse, resolve
from quizzes.runs import parse_run
from quizzes.shapes import Control, Goal, Key, Shown
from tests.quizzes.variety import resolved

CHALLENGES = [each for each in resolved() if each.kind == "challenge"]
SHOWN = Shown(
    "challenge", "", "", run="optimizer=adam&landscape=bowl", controls=(Control("lr", "", "", 0.1, 0.5, 0.2),)
)


def test_leaving_the_controls_alone_solves_nothing() -> None:
    for each in CHALLENGES:
        untouched = tuple((control.name, control.value) for control in each.shown.controls)
        assert mark(each.key, Answer("challenge", settings=untouched)).fraction == 0


def test_the_run_that_was_set_is_replayed() -> None:
    for each in CHALLENGES:
        told = feedback(each, Answer("challenge", settings=each.key.solution))
        run = parse_run(told.replays[0])
        assert all(getattr(run.rule, name) == value for name, value in each.key.solution)
        assert all(remark.right for remark in told.remarks)


@pytest.mark.parametrize("text", ["0.09", "0.51", "-0.2", "1e300"])
def test_a_setting_out_of_its_range_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(AnswerError) as refused:
        parse(SHOWN, {"lr": (text,)})
    assert (refused.value.field, refused.value.message) == ("lr", "Set it from 0.1 to 0.5.")


SWITCH = Control("bias_correction", "", "", 0, 1, 1)


def test_half_a_switch_is_no_answer() -> None:
    with pytest.raises(AnswerError, match="bias_correction: Set a whole number from 0 to 1"):
        parse(replace(SHOWN, controls=(SWITCH,)), {"bias_correction": ("0.5",)})


def test_a_recorded_answer_that_sets_half_a_switch_keeps_its_mark() -> None:
    """It was read before the quizzes read runs as the site does; its run is left out of what is replayed."""
    run = "optimizer=adam&landscape=bowl&lr=0.5&steps=50"
    key = Key("challenge", "", "adam", run, run=run, controls=(SWITCH,), goals=(Goal(below=0.1),), replays=(run,))
    given = Answer("challenge", settings=(("bias_correction", 0.5),))

    assert mark(key, given).right
    assert Challenge().replays(key, given) == (run,)


def test_a_challenge_can_hold_two_goals_and_says_which_one_is_missed(zigzag: Resolved) -> None:
    told = feedback(zigzag, Answer("challenge", settings=(("lr", 0.001),)))
    assert [remark.right for remark in told.remarks] == [True, False]


@pytest.fixture
def zigzag() -> Resolved:
    return resolve(bank.load().question("final-stop-the-zigzag"), "1")
