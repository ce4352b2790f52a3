"""Goals: each says what it asks, and holds for the runs that do it and no others."""

import pytest

from app.challenges.goals import Goal, examples, is_met, told, words
from optimizers.outcomes import Kind
from quizzes.runs import parse_run

BOWL = "optimizer=gradient_descent&landscape=bowl&steps=60&lr="
CASES = [
    (Goal(ends=Kind.CONVERGED, steps=(0, 30)), "0.5", "0.01"),
    (Goal(ends=Kind.CONVERGED, steps=(10, 30)), "0.5", "1"),
    (Goal(ends=Kind.DIVERGED), "2.5", "0.5"),
    (Goal(turns=(5, 10_000)), "1.5", "0.5"),
    (Goal(turns=(0, 0)), "0.5", "1.5"),
    (Goal(near=(0, 0, 0.01)), "0.5", "0.01"),
    (Goal(beats=10), "0.5", "0.05"),
]


@pytest.mark.parametrize(("goal", "does", "does_not"), CASES, ids=[words(each[0]) for each in CASES])
def test_a_goal_holds_for_what_does_it_and_not_for_what_does_not(goal: Goal, does: str, does_not: str) -> None:
    rival = parse_run(BOWL + "0.1").descend()
    for rate, expected in ((does, True), (does_not, False)):
        run = parse_run(BOWL + rate)
        assert is_met(goal, run, run.descend(), rival) is expected
        judged = told(goal, run, run.descend(), rival)
        assert (judged.goal, judged.is_met) == (words(goal), expected)
        assert judged.did.endswith(".")


def test_a_level_and_a_budget_of_examples_are_about_sampled_data() -> None:
    run = parse_run("optimizer=gradient_descent&landscape=regression&loss.batch_size=15&lr=0.03&steps=100")
    descent = run.descend()
    level = descent.outcome.level
    assert level is not None
    assert examples(run) == 1500
    for goal, expected in (
        (Goal(level=level * 1.01), True),
        (Goal(level=level * 0.99), False),
        (Goal(examples=1500), True),
        (Goal(examples=1499), False),
    ):
        assert is_met(goal, run, descent, None) is expected
