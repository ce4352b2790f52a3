"""Which fields of a page's address count for which rule."""

import pytest

from app.errors import FieldErrors
from app.training.training_race import parse_race_of_trainings, rate_of
from tests.addresses import asked


def test_each_rule_has_its_own_rate_and_all_else_in_common() -> None:
    race = parse_race_of_trainings(asked("optimizer=adam&optimizer=momentum&adam.lr=0.02&momentum.lr=0.3&epochs=3"))

    assert {type(run.rule).id: rate_of(run.rule) for run in race.runs} == {"adam": 0.02, "momentum": 0.3}
    assert {run.task.epochs for run in race.runs} == {3}


def test_only_a_rule_that_trains_is_looked_into() -> None:
    assert parse_race_of_trainings(asked("optimizer=adam&look=momentum")).look == "adam"


def test_what_is_wrong_for_all_is_said_once() -> None:
    with pytest.raises(FieldErrors) as refused:
        parse_race_of_trainings(asked("optimizer=adam&optimizer=momentum&epochs=0"))

    assert [error.field for error in refused.value.errors] == ["epochs"]
